resource "kubernetes_cron_job_v1" "glance_purge" {
  metadata { name = "glance-purge" }
  spec {
    schedule = "0 3 * * *"
    job_template {
      spec {
        template {
          spec {
            container {
              name    = "purge"
              command = ["glance-manage", "db", "purge_images_table", "--age_in_days", "30"]
            }
          }
        }
      }
    }
  }
}

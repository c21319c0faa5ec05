job "glance-purge" {
  datacenters = ["dc1"]
  type        = "batch"

  periodic {
    cron             = "0 3 * * *"
    prohibit_overlap = true
  }

  group "purge" {
    task "purge" {
      driver = "docker"
      config {
        image   = "registry.example.org/glance-api:2024.1"
        command = "glance-manage"
        args    = ["db", "purge_images_table", "--age_in_days", "30"]
      }
    }
  }
}

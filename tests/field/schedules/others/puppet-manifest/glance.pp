class profile::glance (
  Integer $age = 30,
) {
  include glance::api
  class { 'glance::cron::db_purge_images_table':
    age      => $age,
    max_rows => 1000,
    maxdelay => 3600,
  }
  cron { 'glance rows':
    command => 'glance-manage db purge --age_in_days 30',
    user    => 'glance',
    hour    => 2,
  }
}

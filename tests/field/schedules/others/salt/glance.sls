{% from "glance/map.jinja" import server with context %}
glance_purge_images:
  cron.present:
    - name: /usr/bin/glance-manage db purge_images_table --age_in_days {{ server.purge_age }}
    - user: glance
    - minute: 0
    - hour: 3

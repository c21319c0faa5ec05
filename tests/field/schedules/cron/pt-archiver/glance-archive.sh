#!/usr/bin/env bash
set -eu
. /etc/openstack/db-archive.env

for table in image_locations image_tags image_members image_properties; do
    pt-archiver --source "h=${DB_HOST},D=glance,t=${table}" --purge --where 'deleted = 1' --limit 500 --commit-each
done
pt-archiver --source "h=${DB_HOST},D=glance,t=images" \
    --file '/srv/archive/%Y-%m-%d-%D.%t' \
    --where 'deleted = 1 AND deleted_at < NOW() - INTERVAL 90 DAY' --limit 500 --commit-each

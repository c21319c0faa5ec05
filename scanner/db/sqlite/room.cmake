glance_audit_room(db/sqlite NEEDS db LINK PkgConfig::SQLITE)

pkg_check_modules(MARIADB REQUIRED IMPORTED_TARGET GLOBAL libmariadb)
glance_audit_room(db/mariadb NEEDS db LINK PkgConfig::MARIADB)

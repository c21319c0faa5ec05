pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET GLOBAL libpqxx)
glance_audit_room(db/postgres NEEDS db formats/dump LINK PkgConfig::PQXX)

pkg_check_modules(PQ REQUIRED IMPORTED_TARGET GLOBAL libpq)
glance_audit_room(db/postgres NEEDS db formats/dump LINK PkgConfig::PQ)

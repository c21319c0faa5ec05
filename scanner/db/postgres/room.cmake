pkg_check_modules(PQ REQUIRED IMPORTED_TARGET GLOBAL libpq)
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET GLOBAL libpqxx)
glance_audit_room(db/postgres NEEDS db formats/dump LINK PkgConfig::PQ PkgConfig::PQXX)

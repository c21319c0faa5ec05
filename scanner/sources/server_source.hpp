// A Glance database on a server: what PostgreSQL and MariaDB do alike, over a connection that differs.
#pragma once

#include <memory>
#include <string>

#include "scanner/sources/source.hpp"

namespace glance_audit::sources {

// shown: how errors call the source.
std::unique_ptr<Source> make_server_source(std::unique_ptr<Database> database, const std::string& shown);

}  // namespace glance_audit::sources

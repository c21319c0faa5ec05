// Text that gzip has packed, of which every member's CRC and length are checked.
#pragma once

#include <memory>
#include <string>

#include "scanner/formats/text/unpacker.hpp"

namespace glance_audit::sources {

// Throws SourceError where there is no such file.
std::unique_ptr<Unpacker> unpack_gzip(const std::string& path);

}  // namespace glance_audit::sources

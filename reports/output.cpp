#include <cerrno>
#include <cstring>

#include "reports/writer.hpp"
#include "scanner/model/error.hpp"

namespace glance_audit::reports {

void Output::write(std::string_view bytes) {
    if (error_ != 0 || bytes.empty()) return;
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) error_ = errno;
}

void Output::finish() {
    if (error_ == 0 && std::fflush(file_) != 0) error_ = errno;
    if (error_ != 0) {
        throw UsageError("the report cannot be written: " + std::string(std::strerror(error_)), name_,
                         "make room, or choose another place");
    }
}

}  // namespace glance_audit::reports

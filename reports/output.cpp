#include <fcntl.h>

#include <cerrno>
#include <cstring>

#include "reports/writer.hpp"
#include "scanner/base/error.hpp"

namespace glance_audit::reports {
namespace {

constexpr std::size_t kWriteback = 8U << 20U;

}  // namespace

void Output::write(std::string_view bytes) {
    if (error_ != 0 || bytes.empty()) return;
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) error_ = errno;
    unsynced_ += bytes.size();
    if (unsynced_ >= kWriteback) begin_writeback();
}

// A hint: that a pipe or a terminal refuses it is no error.
void Output::begin_writeback() {
    unsynced_ = 0;
    if (std::fflush(file_) == 0) sync_file_range(fileno(file_), 0, 0, SYNC_FILE_RANGE_WRITE);
}

void Output::finish() {
    if (error_ == 0 && std::fflush(file_) != 0) error_ = errno;
    if (error_ != 0) {
        throw UsageError("the report cannot be written: " + std::string(std::strerror(error_)), name_,
                         "make room, or choose another place");
    }
}

}  // namespace glance_audit::reports

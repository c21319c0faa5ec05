// What libpqxx 6 (Debian 12) and 7 (Debian 13) do differently, and nothing else: streams, and notices.
#pragma once

#include <pqxx/pqxx>

#include <optional>
#include <string>
#include <string_view>

namespace glance_audit::sources {

#if PQXX_VERSION_MAJOR < 7

// Notices are not for standard error.
using QuietNotices = pqxx::quiet_errorhandler;

// The lines of COPY (select) TO STDOUT.
class CopyStream {
public:
    // libpqxx 6 knows tables only, and writes their name into the statement as it is given.
    CopyStream(pqxx::transaction_base& transaction, const std::string& select)
        : stream_(transaction, "(" + select + ")") {}

    // False at the end. The line, without its newline, is valid until the next call.
    bool next(std::string_view& line) {
        if (!stream_.get_raw_line(line_)) return false;
        line = std::string_view(line_).substr(0, line_.size() - (line_.ends_with('\n') ? 1 : 0));
        return true;
    }
    void finish() { stream_.complete(); }

private:
    pqxx::stream_from stream_;
    std::string line_;
};

#else

class QuietNotices {
public:
#if PQXX_VERSION_MAJOR > 7 || PQXX_VERSION_MINOR >= 10
    explicit QuietNotices(pqxx::connection& connection) {
        connection.set_notice_handler([](pqxx::zview) noexcept {});
    }
#else
    explicit QuietNotices(pqxx::connection& connection) : handler_(connection) {}

private:
    pqxx::quiet_errorhandler handler_;
#endif
};

class CopyStream {
public:
// What is to replace it wants to know the number and types of the columns when it is compiled.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    CopyStream(pqxx::transaction_base& transaction, const std::string& select)
        : stream_(pqxx::stream_from::query(transaction, select)) {}
#pragma GCC diagnostic pop

    bool next(std::string_view& line) {
        line_.emplace(stream_.get_raw_line());
        if (!line_->first) return false;
        line = {line_->first.get(), line_->second};
        return true;
    }
    void finish() { stream_.complete(); }

private:
    pqxx::stream_from stream_;
    std::optional<pqxx::stream_from::raw_line> line_;
};

#endif

}  // namespace glance_audit::sources

// libpqxx 6 (Debian 12) and 7 (Debian 13) stream differently: the difference, and nothing else.
#pragma once

#include <pqxx/pqxx>

#include <optional>
#include <string>
#include <string_view>

namespace glance_audit::sources {

#if PQXX_VERSION_MAJOR < 7

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

class CopyStream {
public:
    CopyStream(pqxx::transaction_base& transaction, const std::string& select)
        : stream_(pqxx::stream_from::query(transaction, select)) {}

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

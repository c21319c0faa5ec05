// Python's `match % target` for a target that is a dict: "%(key)s" and "%%".
//
// A lone "%" at the end raises in Python, whatever the target. Every other conversion ("%(key)d", "%s", "%(key)5s") and
// a key with parentheses in it are unusual: they are not read, and what such a format gives is not known.
// Source: the library reference of Python 3.11, "printf-style String Formatting", seen by running it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/policy/language/value.hpp"

namespace glance_audit::policy {

class PercentFormat {
public:
    enum class Outcome : std::uint8_t {
        text,
        missing_key,
        raises,
        unknown  // an unusual format, or a value whose str() is not known
    };

    struct Result {
        Outcome outcome = Outcome::text;
        std::string_view text;  // a view of the format, of the target, or of the buffer
    };

    explicit PercentFormat(std::string format);

    // No allocation for a format without '%' and for a lone "%(key)s" of a scalar.
    Result apply(const Value& target, std::string& buffer) const&;
    Result apply(const Value& target, std::string& buffer) const&& = delete;  // the text may be a view of the format

    const std::string& source() const { return format_; }
    bool is_literal() const { return parts_.empty() && ending_ == Ending::fine; }  // without '%'
    bool is_unusual() const { return ending_ == Ending::unusual; }

private:
    enum class Ending : std::uint8_t { fine, lone_percent, unusual };

    struct Part {
        std::string text;
        bool is_key;
    };

    std::string format_;
    std::vector<Part> parts_;  // none where the format is a literal
    Ending ending_ = Ending::fine;
};

}  // namespace glance_audit::policy

// The one family of errors. Two places catch them: the loop over targets and main().
//
//   Error        what went wrong, where, and what to do about it; never thrown as such
//   UsageError   wrong use: options, a rule file, a policy that cannot be read (exit 2)
//   SourceError  a source that could not be read to its end: that target is incomplete (exit 3)
//
// Third-party exceptions become one of these inside the one file that uses the library.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace glance_audit {

class Error : public std::runtime_error {
public:
    // what: one sentence without a full stop. where: "file:line:column", a path, or "table, row"; may be empty.
    // hint: what to do; may be empty. excerpt: the offending line and a caret below it; may be empty.
    Error(std::string what, std::string where, std::string hint, std::string excerpt = {})
        : std::runtime_error(what), where_(std::move(where)), hint_(std::move(hint)), excerpt_(std::move(excerpt)) {}

    const std::string& where() const { return where_; }
    const std::string& hint() const { return hint_; }
    const std::string& excerpt() const { return excerpt_; }

private:
    std::string where_;
    std::string hint_;
    std::string excerpt_;
};

class UsageError : public Error {
public:
    using Error::Error;
    explicit UsageError(const Error& error) : Error(error) {}
};

class SourceError : public Error {
public:
    using Error::Error;
    explicit SourceError(const Error& error) : Error(error) {}
};

}  // namespace glance_audit

#include "scanner/formats/ini_file.hpp"

#include <algorithm>
#include <optional>

#include "scanner/base/ascii.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::sources {

// Goes through a file line by line; what was assigned last may still go on.
class IniReader {
public:
    IniReader(const text::SourceText& source, IniFile& file) : source_(source), file_(file) {}

    void read() {
        refuse_bad_bytes();
        std::string_view rest = source_.content();
        while (!rest.empty()) read_line(take_line(rest));
        finish_value();
    }

private:
    [[noreturn]] void fail(const std::string& what, const std::string& hint, int line) const {
        throw UsageError(what, source_.where({line, 0}), source_.hint(hint));
    }
    [[noreturn]] void fail(const std::string& what, const std::string& hint) const { fail(what, hint, line_); }

    void refuse_bad_bytes() const {
        std::string_view rest = source_.content();
        int line = 1;
        while (!rest.empty()) {
            const std::size_t length = utf8_length(rest);
            if (length == 0) fail("this is not UTF-8, and OpenStack would not read the file", "save it as UTF-8", line);
            line += rest.front() == '\n' ? 1 : 0;
            rest.remove_prefix(length);
        }
    }

    // Lines end as in Python's text files: at LF, CR LF or CR.
    std::string_view take_line(std::string_view& rest) {
        const std::size_t end = std::min(rest.find_first_of("\r\n"), rest.size());
        const std::string_view line = rest.substr(0, end);
        const bool two = rest.substr(end).starts_with("\r\n");
        rest.remove_prefix(std::min(rest.size(), end + (two ? 2 : 1)));
        ++line_;
        return line;
    }

    void read_line(std::string_view whole) {
        const std::string_view line = without_trailing_space(whole);
        if (line.empty()) {
            finish_value();
        } else if (line.starts_with(' ') || line.starts_with('\t')) {
            if (!key_) {
                fail("an indented line continues nothing",
                     "a value continues only directly below its key; do not indent keys");
            }
            value_.text.append("\n").append(without_leading_space(line));
        } else {
            finish_value();
            read_new(line);
        }
    }

    void read_new(std::string_view line) {
        if (line.starts_with('[')) {
            start_section(line);
        } else if (!line.starts_with('#') && !line.starts_with(';')) {
            start_value(line);
        }
    }

    void start_section(std::string_view line) {
        if (!line.ends_with(']')) fail("the section does not end in a bracket", "write [name], and nothing behind it");
        if (line.size() <= 2) fail("the section has no name", "write [name]");
        section_ = IniFile::normalized(line.substr(1, line.size() - 2));
    }

    void start_value(std::string_view line) {
        const std::size_t sign = line.find_first_of(":=");
        if (sign == std::string_view::npos)
            fail("a line is not an assignment", "write key = value, or # before a comment");
        const std::string_view key = stripped(line.substr(0, sign));
        if (key.empty()) fail("a value has no key", "write key = value");
        std::string_view value = stripped(line.substr(sign + 1));
        if (!value.empty() && (value.front() == '"' || value.front() == '\'') && value.front() == value.back()) {
            value = value.substr(1, value.size() < 2 ? 0 : value.size() - 2);
        }
        if (!section_) fail("an option precedes every section", "write [DEFAULT] above it");
        key_ = key;
        value_ = {std::string(value), line_};
    }

    void finish_value() {
        if (key_) file_.sections_[*section_][*key_].push_back(std::move(value_));
        key_.reset();
    }

    const text::SourceText& source_;
    IniFile& file_;
    int line_ = 0;
    std::optional<std::string> section_;
    std::optional<std::string> key_;
    IniValue value_;
};

IniFile::IniFile(const text::SourceText& source) : name_(source.name()) { IniReader(source, *this).read(); }

const std::vector<IniValue>& IniFile::values(std::string_view section, std::string_view key) const {
    static const std::vector<IniValue> kNone;
    const auto keys = sections_.find(section);
    if (keys == sections_.end()) return kNone;
    const auto values = keys->second.find(key);
    return values == keys->second.end() ? kNone : values->second;
}

std::string IniFile::normalized(std::string_view section) {
    return section == "DEFAULT" ? std::string(section) : text::to_lower(section);
}

}  // namespace glance_audit::sources

// A report format: one writer a file, its line in the table of writers.hpp, one golden file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scanner/model/audit_result.hpp"

namespace glance_audit::reports {

// Where a report's bytes go: a file or standard output, buffered. After a failed write the rest is dropped and
// finish() throws UsageError; so writers need not check.
class Output {
public:
    // Does not own `file`. `name` is for messages.
    Output(std::FILE* file, std::string name) : file_(file), name_(std::move(name)) {}

    void write(std::string_view bytes);
    // Pushes everything to the operating system. Throws UsageError if a write failed ("No space left on device").
    void finish();

private:
    // Lets the disk begin with what was written, so that whoever syncs the file at the end need not wait for all of it.
    void begin_writeback();

    std::FILE* file_;
    std::string name_;
    int error_ = 0;
    std::size_t unsynced_ = 0;
};

struct WriterOptions {
    bool color = false;                // ANSI colours (table)
    std::optional<std::size_t> width;  // columns of the terminal; nothing: the report goes elsewhere
    unsigned jobs = 1;                 // threads a writer may use

    // For a text whose lines are wrapped on a terminal alone: elsewhere they may be searched.
    std::size_t line_width() const { return width.value_or(std::string::npos); }
};

using Writer = void(const AuditResult& result, const WriterOptions& options, Output& out);

struct Format {
    std::string_view name;
    std::string_view description;
    Writer* write;
};

// The table of formats, in the order --help lists them.
std::span<const Format> formats();
std::span<const std::string_view> format_names();
// nullptr for an unknown name.
const Format* find_format(std::string_view name);

}  // namespace glance_audit::reports

// A table in a file of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/formats/tabular_rows.hpp"
#include "scanner/formats/text/text_file.hpp"
#include "scanner/formats/text/text_window.hpp"

namespace glance_audit::sources {

struct TableLayout {
    Layout layout = Layout::separated;
    char separator = ',';
};

// How a file that begins so is laid out; `key`: the column that it must have. Nothing where it is no table.
std::optional<TableLayout> layout_of(std::string_view beginning, std::string_view key);

class TabularFile {
public:
    // key: a column that every such table has. Throws SourceError.
    TabularFile(const std::string& path, std::string_view key);
    // An outfile, whose columns are known from elsewhere.
    TabularFile(const std::string& path, std::vector<std::string> columns);

    const std::string& path() const { return file_.path(); }
    const std::vector<std::string>& columns() const { return columns_; }

    // Streams all rows, as fields in the order of `wanted`, all of them among columns(). Throws SourceError, also at
    // the last line where it has no end: it may have been cut short.
    void read(std::span<const std::string_view> wanted, const std::function<void(std::span<const Field>)>& consume);

private:
    void read_names(std::string_view key);
    void read_rows(TextWindow& window, RowParser& parser, const Slots& slots,
                   const std::function<void(std::span<const Field>)>& consume);
    void require_text(const TextWindow& window) const;

    TextFile file_;
    TableLayout layout_;
    std::vector<std::string> columns_;
    std::uint64_t first_row_ = 0;
};

}  // namespace glance_audit::sources

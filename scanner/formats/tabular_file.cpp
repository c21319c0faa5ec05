#include "scanner/formats/tabular_file.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "scanner/base/error.hpp"
#include "scanner/formats/dump/lexis.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kBeginning = 4096;
constexpr std::string_view kHint = "write one row per line, and in the first line the column names as in the database";

std::string_view without_mark(std::string_view beginning) {
    if (beginning.substr(0, kByteOrderMark.size()) == kByteOrderMark) beginning.remove_prefix(kByteOrderMark.size());
    return beginning;
}

// From the first object of a JSON array on; empty where it is none, or has none.
std::string_view from_array(std::string_view beginning) {
    const auto skip_space = [&] {
        while (!beginning.empty() && is_space(beginning[0])) beginning.remove_prefix(1);
    };
    skip_space();
    if (!beginning.starts_with('[')) return {};
    beginning.remove_prefix(1);
    skip_space();
    return beginning.starts_with('{') ? beginning : std::string_view();
}

// True if one of the fields of a line is `name`.
bool has_field(std::string_view line, char separator, std::string_view name) {
    while (!line.empty()) {
        std::string_view field = line.substr(0, line.find(separator));
        line.remove_prefix(std::min(line.size(), field.size() + 1));
        if (field.size() >= 2 && field.front() == '"' && field.back() == '"') field = field.substr(1, field.size() - 2);
        if (field == name) return true;
    }
    return false;
}

}  // namespace

std::optional<TableLayout> layout_of(std::string_view beginning, std::string_view key) {
    beginning = without_mark(beginning);
    const bool array = !from_array(beginning).empty();
    if (array || beginning.starts_with('{')) {
        const bool has_key = beginning.find("\"" + std::string(key) + "\"") != std::string_view::npos;
        if (!has_key) return std::nullopt;
        return TableLayout{array ? Layout::array : Layout::objects, '\0'};
    }
    std::string_view line = beginning.substr(0, beginning.find('\n'));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    constexpr std::array<TableLayout, 3> kLayouts{
        {{Layout::separated, ','}, {Layout::batch, '\t'}, {Layout::separated, ';'}}};
    for (const TableLayout& layout : kLayouts) {
        if (has_field(line, layout.separator, key)) return layout;
    }
    return std::nullopt;
}

TabularFile::TabularFile(const std::string& path, std::string_view key) : file_(path) {
    const std::string beginning = file_.beginning(kBeginning);
    const auto layout = layout_of(beginning, key);
    if (!layout) {
        throw SourceError("the first line names no column '" + std::string(key) + "'", path, std::string(kHint));
    }
    layout_ = *layout;
    const std::string_view table = without_mark(beginning);
    first_row_ = beginning.size() - (layout_.layout == Layout::array ? from_array(table) : table).size();
    read_names(key);
}

TabularFile::TabularFile(const std::string& path, std::vector<std::string> columns)
    : file_(path), layout_{Layout::outfile, '\t'}, columns_(std::move(columns)) {}

void TabularFile::read_names(std::string_view key) {
    TextWindow window(file_, first_row_, file_.end());
    RowParser parser(layout_.layout, layout_.separator);
    try {
        const char* behind = nullptr;
        while ((behind = parser.parse_names(window.cursor(), window.end(), columns_)) == nullptr) {
            columns_.clear();
            if (!window.more()) {
                throw SourceError("the first row does not end", path(), "was the file cut short?");
            }
        }
        first_row_ = window.offset_of(behind);
    } catch (const Malformed& malformed) {
        throw SourceError(malformed.why, file_.place(window.offset_of(malformed.at)), std::string(kHint));
    }
    for (const std::string& column : columns_) {
        if (std::count(columns_.begin(), columns_.end(), column) == 1) continue;
        throw SourceError("two columns are called '" + column + "'", path(), std::string(kHint));
    }
    if (std::find(columns_.begin(), columns_.end(), key) == columns_.end()) {
        throw SourceError("there is no column '" + std::string(key) + "'", path(), std::string(kHint));
    }
}

void TabularFile::read(std::span<const std::string_view> wanted,
                       const std::function<void(std::span<const Field>)>& consume) {
    TextWindow window(file_, first_row_, file_.end());
    RowParser parser(layout_.layout, layout_.separator);
    const Slots slots(columns_, wanted);
    try {
        read_rows(window, parser, slots, consume);
    } catch (const Malformed& malformed) {
        throw SourceError(malformed.why, file_.place(window.offset_of(malformed.at)),
                          "the file is damaged or was cut short; write it again");
    }
    file_.check_unchanged();
}

void TabularFile::read_rows(TextWindow& window, RowParser& parser, const Slots& slots,
                            const std::function<void(std::span<const Field>)>& consume) {
    for (;;) {
        const char* behind = nullptr;
        while ((behind = parser.parse(window.cursor(), window.end(), columns_, slots)) == nullptr) {
            if (window.more()) continue;
            if (parser.may_end_with(window.rest())) return require_text(window);
            throw SourceError(layout_.layout == Layout::array ? "the array does not end" : "the last line does not end",
                              file_.place(window.offset()),
                              "the file may have been cut short; if it is complete, end it with a newline");
        }
        consume(parser.fields());
        window.advance_to(behind);
    }
}

// A disk that lost a part of a file reads as zeros.
void TabularFile::require_text(const TextWindow& window) const {
    if (!window.nul()) return;
    throw SourceError("a byte of value 0: a part of the file was lost", file_.place(*window.nul()),
                      "the file is damaged; write it again");
}

}  // namespace glance_audit::sources

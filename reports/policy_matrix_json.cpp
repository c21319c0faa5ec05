#include "reports/policy_matrix_json.hpp"

#include <optional>

#include "reports/json_builder.hpp"

namespace glance_audit::reports {
namespace {

constexpr std::string_view kLine = ",\n  ";

// {persona: text} of the cells that `text_of` gives one for.
template <class TextOf>
void append_row(JsonObject& rows, const PolicyMatrix& matrix, const PolicyMatrix::Row& row, TextOf text_of) {
    std::optional<JsonObject> cells;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const std::string_view text = text_of(row.cells[i]);
        if (text.empty()) continue;
        if (!cells) cells.emplace(rows.foreign_key(row.action));
        cells->text(matrix.personas[i].name, text);
    }
}

template <class TextOf>
void append_rows(std::string& out, const PolicyMatrix& matrix, TextOf text_of) {
    JsonObject rows(out, kLine);
    for (const PolicyMatrix::Row& row : matrix.rows) append_row(rows, matrix, row, text_of);
}

}  // namespace

void append_policy_matrix(std::string& out, const PolicyMatrix& matrix) {
    JsonObject object(out);
    object.text("release", matrix.release);
    append_array(object.key("personas"), matrix.personas, [&](const PolicyMatrix::Persona& persona) {
        JsonObject entry(out);
        entry.text("name", persona.name);
        entry.text("title", persona.title);
    });
    append_rows(object.key("matrix"), matrix, [](const auto& cell) { return to_string(cell.answer); });
    append_rows(object.key("depends_on"), matrix, [](const auto& cell) -> std::string_view { return cell.depends_on; });
    append_rows(object.key("by_default"), matrix,
                [](const auto& cell) { return cell.by_default ? to_string(*cell.by_default) : std::string_view(); });
    JsonObject words(object.key("who_may"), kLine);
    for (const PolicyMatrix::Row& row : matrix.rows) append_json_string(words.foreign_key(row.action), row.in_words);
}

}  // namespace glance_audit::reports

#include "reports/json_parts.hpp"

namespace glance_audit::reports {
namespace {

// {action: {persona: text}} of the cells that `text_of` gives one for.
template <class TextOf>
void put_rows(JsonText& json, const PolicyMatrix& matrix, TextOf text_of) {
    json.open('{');
    for (const PolicyMatrix::Row& row : matrix.rows) {
        bool any = false;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const std::string_view text = text_of(row.cells[i]);
            if (text.empty()) continue;
            if (!any) json.line().foreign_key(row.action).open('{');
            any = true;
            json.key(matrix.personas[i].name).text(text);
        }
        if (any) json.close('}');
    }
    json.close('}');
}

}  // namespace

void put(JsonText& json, const FactValue& value) {
    if (!value.present) {
        json.null();
        return;
    }
    switch (value.type) {
        case FactType::text:
        case FactType::word: json.text(value.text); break;
        case FactType::integer: json.number(value.number); break;
        case FactType::boolean: json.boolean(value.number != 0); break;
        case FactType::time: json.text(to_rfc3339(value.number)); break;
    }
}

void put(JsonText& json, const Coverage& coverage) {
    json.open('{').key("what").text(coverage.what).key("rows").number(static_cast<std::int64_t>(coverage.rows));
    json.key("complete").boolean(coverage.complete).key("proof");
    coverage.complete ? json.text(to_string(coverage.proof)) : json.null();
    json.key("error");
    coverage.error ? json.text(*coverage.error) : json.null();
    if (!coverage.note.empty()) json.key("note").text(coverage.note);
    json.close('}');
}

void put(JsonText& json, const CommandTemplate& command, const RowStore& rows, std::uint32_t row) {
    std::string& text = json.scratch();
    command.text.expand(text, rows, row);
    json.open('{').key("kind").text(command.kind).key("text").text(text).close('}');
}

void put(JsonText& json, const PolicyMatrix& matrix) {
    put_entries(json.open('{'), matrix);
    json.close('}');
}

void put_entries(JsonText& json, const PolicyMatrix& matrix) {
    json.key("release").text(matrix.release).key("personas").open('[');
    for (const PolicyMatrix::Persona& persona : matrix.personas) {
        json.open('{').key("name").text(persona.name).key("title").text(persona.title).close('}');
    }
    json.close(']');
    put_rows(json.key("matrix"), matrix, [](const auto& cell) { return to_string(cell.answer); });
    put_rows(json.key("depends_on"), matrix, [](const auto& cell) -> std::string_view { return cell.depends_on; });
    put_rows(json.key("by_default"), matrix,
             [](const auto& cell) { return cell.by_default ? to_string(*cell.by_default) : std::string_view(); });
    json.key("who_may").open('{');
    for (const PolicyMatrix::Row& row : matrix.rows) json.line().foreign_key(row.action).text(row.in_words);
    json.close('}');
}

}  // namespace glance_audit::reports

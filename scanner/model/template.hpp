// Text with facts in it: "Image {id} ({name})", "WHERE id = {id|sqlite}".
//
// A brace is written twice to stand for itself. After a bar stands how the value is made safe for where it goes:
//   sqlite, postgresql, mariadb  a string literal of that database; bytes that cannot stand in one go as hexadecimal
//   shell                        one word of a POSIX shell
//   sql_time                     'YYYY-MM-DD HH:MM:SS.ffffff', quoted
// Without a bar the value goes in as it is, and whoever writes the whole text escapes it for their format.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scanner/model/fact.hpp"
#include "scanner/model/row_store.hpp"

namespace glance_audit {

enum class Quoting : std::uint8_t { none, sqlite, postgresql, mariadb, shell, sql_time };
// As they are written, all but `none`.
inline constexpr std::array<std::string_view, 5> kQuotingNames{"sqlite", "postgresql", "mariadb", "shell", "sql_time"};

// Appends `text` as a literal that cannot break out of its place.
void append_quoted(std::string& out, std::string_view text, Quoting quoting);

struct TemplateError {
    std::size_t offset;  // of the offending text
    std::size_t length;
    std::string what;
    bool unknown_fact;   // then a near name can be suggested
    std::string hint{};  // else this
};

class Template {
public:
    Template() = default;

    // Checks every name against the facts of `subject`.
    static std::variant<Template, TemplateError> parse(std::string_view text, SubjectKind subject);

    FactSet facts() const { return facts_; }
    bool empty() const { return pieces_.empty(); }
    const std::string& source() const { return source_; }

    void expand(std::string& out, const RowStore& rows, std::uint32_t row) const;

private:
    struct Piece {
        std::string literal;       // written first
        std::optional<Fact> fact;  // then this
        Quoting quoting = Quoting::none;
    };

    std::string source_;
    std::vector<Piece> pieces_;
    FactSet facts_;
};

}  // namespace glance_audit

#include "scanner/model/template.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;

namespace {

constexpr FactSet kFacts{Fact::name, Fact::deleted_at, Fact::pinned, Fact::reach};

// One image row: an ID, a name that may be absent, and a time.
struct Row {
    RowStore rows{kFacts};
    explicit Row(std::string_view id, std::optional<std::string_view> name = {}) {
        Batch batch(SubjectKind::image);
        batch.reset(kFacts);
        const std::size_t row = batch.push(batch.arena().copy(ImageId::parse(id)));
        name ? batch.set(Fact::name, row, *name) : batch.set_absent(Fact::name, row);
        batch.set(Fact::deleted_at, row, 0);
        batch.set(Fact::pinned, row, 1);
        batch.set(Fact::reach, row, number(Reach::members));
        rows.append(batch, row);
    }
    std::string expand(std::string_view text) const {
        std::string out;
        std::get<Template>(Template::parse(text, SubjectKind::image)).expand(out, rows, 0);
        return out;
    }
};

}  // namespace

TEST_CASE("a template says the facts of a row") {
    const Row row("my-image", "Ubuntu");
    CHECK(row.expand("{id} ({name}) {deleted_at} {pinned} {reach} {{}}") ==
          "my-image (Ubuntu) 1970-01-01T00:00:00Z true members {}");
    CHECK(Row("x").expand("{name}") == "none");
}

TEST_CASE("a template knows which facts it needs") {
    const auto parsed = std::get<Template>(Template::parse("{name} {name}", SubjectKind::image));
    CHECK(parsed.facts().contains(Fact::name));
    CHECK_FALSE(parsed.facts().contains(Fact::owner));
}

TEST_CASE("a mistake in a template is named with its place") {
    const auto wrong = [](std::string_view text) {
        return std::get<TemplateError>(Template::parse(text, SubjectKind::image));
    };
    CHECK(wrong("an {unknown} fact").offset == 4);
    CHECK(wrong("an {unknown} fact").unknown_fact);
    CHECK_FALSE(wrong("an open {name").unknown_fact);
    CHECK(wrong("a closed } one").offset == 9);
    CHECK(wrong("{id|mysqll}").offset == 4);
    CHECK(wrong("{action}").unknown_fact);  // a fact of policies, not of images
}

TEST_CASE("a value cannot break out of a literal") {
    CHECK(Row("it's").expand("{id|sqlite}") == "'it''s'");
    CHECK(Row("it's").expand("{id|shell}") == "$'it\\047s'");
    CHECK(Row("a\\b").expand("{id|mariadb}") == "CONVERT(X'615c62' USING utf8mb4)");
    CHECK(Row("a\nb").expand("{id|postgresql}") == "convert_from(decode('610a62', 'hex'), 'UTF8')");
    CHECK(Row(std::string_view("a\0b", 3)).expand("{id|sqlite}") == "CAST(X'610062' AS TEXT)");
    CHECK(Row("$(reboot)").expand("{id|shell}") == "'$(reboot)'");
    CHECK(Row("x").expand("{deleted_at|sql_time}") == "'1970-01-01 00:00:00.000000'");
}

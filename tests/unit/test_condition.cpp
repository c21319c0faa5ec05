#include "scanner/base/source_text.hpp"
#include "scanner/engine/condition.hpp"
#include "scanner/engine/match_parser.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;
using namespace glance_audit::engine;

namespace {

constexpr Micros kNow = 100 * kDay;

Condition parse(const std::string& yaml) {
    const text::SourceText source("rule.yaml", yaml);
    Mistakes mistakes;
    Condition condition = parse_match(source, text::parse_yaml(source), SubjectKind::image, mistakes);
    if (!mistakes.empty()) throw mistakes.front();
    return condition;
}

// Two rows: a held public one with a name, deleted 40 days ago, and a live one with neither name nor deletion.
Batch sample() {
    Batch batch(SubjectKind::image);
    batch.reset({Fact::state, Fact::name, Fact::members, Fact::deleted_at, Fact::pinned});
    batch.push();
    batch.set(Fact::state, 0, number(State::held));
    batch.set(Fact::name, 0, std::string_view("ubuntu-22.04"));
    batch.set(Fact::members, 0, 3);
    batch.set(Fact::deleted_at, 0, kNow - 40 * kDay);
    batch.set(Fact::pinned, 0, 0);
    batch.push();
    batch.set(Fact::state, 1, number(State::live));
    batch.set_absent(Fact::name, 1);
    batch.set(Fact::members, 1, 0);
    batch.set_absent(Fact::deleted_at, 1);
    batch.set(Fact::pinned, 1, 0);
    return batch;
}

// "10": the first row matches, the second does not.
std::string matched(const std::string& yaml) {
    const Selection selected = parse(yaml).select(sample(), kNow);
    return std::string(selected[0] != 0 ? "1" : "0") + (selected[1] != 0 ? "1" : "0");
}

std::string error_of(const std::string& yaml) {
    try {
        parse(yaml);
    } catch (const UsageError& error) {
        return std::string(error.where()) + " " + error.what() + " [" + error.hint() + "]";
    }
    return "no error";
}

}  // namespace

TEST_CASE("each test of a match does what it says") {
    CHECK(matched("{state: held}") == "10");
    CHECK(matched("{state: [held, live]}") == "11");
    CHECK(matched("{state: {not: held}}") == "01");
    CHECK(matched("{state: {not: [held, freed]}}") == "01");
    CHECK(matched("{members: {at_least: 3}}") == "10");
    CHECK(matched("{members: {at_most: 2}}") == "01");
    CHECK(matched("{members: {at_least: 1, at_most: 2}}") == "00");
    CHECK(matched("{members: {any: [{at_most: 0}, {at_least: 3}]}}") == "11");
    CHECK(matched("{name: [debian, {matches: '^ubuntu'}]}") == "10");
    CHECK(matched("{pinned: false}") == "11");
    CHECK(matched("{name: ubuntu-22.04}") == "10");
    CHECK(matched("{name: {matches: '^ubuntu'}}") == "10");
    CHECK(matched("{name: {matches: '22[.]'}}") == "10");
    CHECK(matched("{deleted_at: {older_than: 40d}}") == "00");
    CHECK(matched("{deleted_at: {older_than: 39d}}") == "10");
    CHECK(matched("{deleted_at: {before: 1970-03-02}}") == "00");
    CHECK(matched("{deleted_at: {before: 1970-03-02T00:00:00.000001Z}}") == "10");
    CHECK(matched("{any: [{state: live}, {members: 3}]}") == "11");
    CHECK(matched("{not: {state: live}, members: 3}") == "10");
}

TEST_CASE("releases are in order, other words are not") {
    Batch batch(SubjectKind::image);
    batch.reset({Fact::image_oldest_release});
    for (const char* const release : {"Pike", "Queens", "Zed", "2023.1"}) {
        const std::size_t row = batch.push();
        batch.set(Fact::image_oldest_release, row, word_value(Fact::image_oldest_release, release));
    }
    batch.set_absent(Fact::image_oldest_release, batch.push());
    const auto selected = [&](const std::string& yaml) {
        const Selection rows = parse(yaml).select(batch, kNow);
        std::string marks;
        for (std::size_t row = 0; row < batch.size(); ++row) marks += rows[row] != 0 ? '1' : '0';
        return marks;
    };
    CHECK(selected("{oldest_release: {at_least: Queens, at_most: Zed}}") == "01100");
    CHECK(selected("{oldest_release: {at_least: '2023.1'}}") == "00010");
    CHECK(selected("{oldest_release: {at_most: Queens}}") == "11000");
    CHECK(error_of("{oldest_release: {at_least: Queen}}").find("did you mean 'Queens'") != std::string::npos);
    CHECK(error_of("{oldest_release: {at_most: 2023.1}}").find("oldest_release is a word") != std::string::npos);
    CHECK(error_of("{state: {at_least: held}}").find("'at_least' tests an integer or a release") != std::string::npos);
}

TEST_CASE("an absent fact passes no test but that it is absent") {
    CHECK(matched("{name: {exists: true}}") == "10");
    CHECK(matched("{name: {exists: false}}") == "01");
    CHECK(matched("{name: {not: {matches: 'x'}}}") == "11");
    CHECK(matched("{name: {matches: ''}}") == "10");
    CHECK(matched("{deleted_at: {older_than: 0d}}") == "10");
}

TEST_CASE("what is wrong in a match is named with its place and the nearest word") {
    CHECK(error_of("{stat: held}").find("did you mean 'state'") != std::string::npos);
    CHECK(error_of("{state: hold}").find("did you mean 'held'") != std::string::npos);
    CHECK(error_of("state: held\nmembers: {at_lest: 1}").find("rule.yaml:2:11") != std::string::npos);
    CHECK(error_of("{members: three}").find("members is an integer") != std::string::npos);
    CHECK(error_of("{members: {matches: x}}").find("'matches' tests text") != std::string::npos);
    CHECK(error_of("{name: 12}").find("quote it") != std::string::npos);
    CHECK(error_of("{name: ~}").find("{exists: false}") != std::string::npos);
    CHECK(error_of("{name: {matches: '('}}").find("not a regular expression") != std::string::npos);
    CHECK(error_of("{deleted_at: {older_than: 30}}").find("30d") != std::string::npos);
    CHECK(error_of("{visibility: pubic}").find("did you mean 'public'") != std::string::npos);
    CHECK(error_of("{}").find("match everything") != std::string::npos);
    CHECK(error_of("{state: []}").find("matches nothing") != std::string::npos);
    CHECK(error_of("{action: add_image}").find("no fact of an image") != std::string::npos);
}

TEST_CASE("rows that cannot match are known before they are read") {
    const KnownFacts live{{Fact::state, number(State::live)}, {Fact::deleted_at, std::nullopt}, {Fact::pinned, 0}};
    CHECK_FALSE(parse("{state: held}").can_match(live, kNow));
    CHECK_FALSE(parse("{deleted_at: {older_than: 1d}}").can_match(live, kNow));
    CHECK_FALSE(parse("{name: x, pinned: true}").can_match(live, kNow));
    CHECK_FALSE(parse("{any: [{state: held}, {pinned: true}]}").can_match(live, kNow));
    CHECK(parse("{any: [{state: held}, {name: x}]}").can_match(live, kNow));
    CHECK(parse("{deleted_at: {exists: false}}").can_match(live, kNow));
    CHECK(parse("{state: {not: held}}").can_match(live, kNow));
    CHECK(parse("{reach: everyone}").can_match(live, kNow));
    CHECK_FALSE(parse("{not: {any: [{state: live}, {reach: everyone}]}}").can_match(live, kNow));
}

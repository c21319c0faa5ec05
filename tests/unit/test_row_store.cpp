#include "scanner/model/row_store.hpp"

#include <stdexcept>

#include "tests/unit/catch.hpp"

using namespace glance_audit;

namespace {

RowStore store_of(std::initializer_list<Fact> facts, std::string_view id, std::string_view name, std::int64_t members) {
    Batch batch(SubjectKind::image);
    FactSet known;
    for (const Fact fact : facts) known.insert(fact);
    batch.reset(known);
    const std::size_t row = batch.push(ImageId::parse(id));
    if (known.contains(Fact::name)) batch.set(Fact::name, row, name);
    if (known.contains(Fact::members)) batch.set(Fact::members, row, members);
    RowStore store(known);
    store.append(batch, row);
    return store;
}

}  // namespace

TEST_CASE("rows of another store come behind, with their texts") {
    RowStore store = store_of({Fact::name, Fact::members}, "odd one", "first", 1);
    store.append(store_of({Fact::name, Fact::members}, "odd two", "second", 2));
    REQUIRE(store.size() == 2);
    CHECK(store.id(0).text() == "odd one");
    CHECK(store.id(1).text() == "odd two");
    CHECK(store.value(Fact::name, 0).text == "first");
    CHECK(store.value(Fact::name, 1).text == "second");
    CHECK(store.value(Fact::members, 1).number == 2);
}

TEST_CASE("a fact that one store does not know is absent in its rows") {
    RowStore store = store_of({Fact::members}, "a", "", 1);
    store.append(store_of({Fact::name}, "b", "second", 0));
    store.append(store_of({Fact::name, Fact::members}, "c", "third", 3));
    REQUIRE(store.size() == 3);
    CHECK_FALSE(store.value(Fact::name, 0).present);
    CHECK(store.value(Fact::members, 0).number == 1);
    CHECK(store.value(Fact::name, 1).text == "second");
    CHECK_FALSE(store.value(Fact::members, 1).present);
    CHECK(store.value(Fact::name, 2).text == "third");
    CHECK(store.value(Fact::members, 2).number == 3);
}

TEST_CASE("an empty store takes over another one") {
    RowStore store;
    store.append(store_of({Fact::name}, "a", "first", 0));
    store.append(RowStore());
    REQUIRE(store.size() == 1);
    CHECK(store.value(Fact::name, 0).text == "first");
}

TEST_CASE("a store keeps its own facts of whatever batch, and takes none that lacks one") {
    Batch more(SubjectKind::image);
    more.reset({Fact::name, Fact::members, Fact::owner});
    more.push(ImageId::parse("a"));
    more.set(Fact::name, 0, std::string_view("first"));
    more.set(Fact::members, 0, 1);
    more.set(Fact::owner, 0, std::string_view("somebody"));
    Batch same(SubjectKind::image);
    same.reset({Fact::name, Fact::members});
    same.push(ImageId::parse("b"));
    same.set(Fact::name, 0, std::string_view("second"));
    same.set(Fact::members, 0, 2);
    Batch less(SubjectKind::image);
    less.reset({Fact::name, Fact::owner});
    less.push(ImageId::parse("c"));

    RowStore store({Fact::name, Fact::members});
    store.append(more, 0);
    CHECK_THROWS_AS(store.append(less, 0), std::logic_error);
    store.append(same, 0);
    REQUIRE(store.size() == 2);
    CHECK(store.known() == FactSet{Fact::name, Fact::members});
    CHECK_FALSE(store.value(Fact::owner, 0).present);
    CHECK(store.value(Fact::name, 1).text == "second");
    CHECK(store.value(Fact::members, 1).number == 2);
}

#include "scanner/glance/purge.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;
using namespace glance_audit::sources;

namespace {
ReleaseRange range_of(std::vector<std::string> revisions) {
    DatabaseInfo database;
    database.alembic_revisions = std::move(revisions);
    return release_range(database);
}
}  // namespace

TEST_CASE("a revision says which releases use the schema") {
    CHECK(range_of({"liberty"}).text == "Liberty");
    CHECK(range_of({"mitaka02"}).text == "Mitaka–Newton");
    CHECK(range_of({"ocata_contract01"}).text == "Ocata");
    CHECK(range_of({"rocky_contract02"}).text == "Rocky–Stein");
    CHECK(range_of({"wallaby_contract01"}).text == "Wallaby–Zed");
    CHECK(range_of({"2023_1_contract01"}).text == "2023.1–2023.2");
    CHECK(range_of({"2024_1_contract01"}).text == "2024.1 or later");
    CHECK(range_of({"wallaby_contract01"}).releases == std::vector<std::string_view>{"Wallaby", "Xena", "Yoga", "Zed"});
}

TEST_CASE("two heads, or an expand alone, are a rolling upgrade") {
    CHECK(range_of({"rocky_contract02", "wallaby_expand01"}).text == "Rocky–Stein, upgrading to Wallaby–Zed");
    CHECK(range_of({"ocata_expand01"}).text == "Mitaka–Newton, upgrading to Ocata");
    CHECK(range_of({"rocky_expand02"}).text == "Queens, upgrading to Rocky–Stein");
    CHECK(range_of({"rocky_contract02", "wallaby_expand01"}).releases.size() == 9);
}

TEST_CASE("the age of a purge follows the release") {
    CHECK(range_of({"mitaka02"}).purge_age_days == 30);
    CHECK(range_of({"queens_contract01"}).purge_age_days == 30);
    CHECK(range_of({"rocky_contract02"}).purge_age_days == 180);
    CHECK(range_of({"2024_1_contract01"}).purge_age_days == 180);
    CHECK(range_of({"rocky_expand02"}).purge_age_days == 30);  // the older release's purge may still be run
    CHECK(range_of({"mitaka02"}).purge_drops_images);
    CHECK(range_of({"queens_contract01"}).purge_drops_images);
    CHECK_FALSE(range_of({"rocky_contract02"}).purge_drops_images);
}

TEST_CASE("migrate_version counts where alembic says nothing") {
    DatabaseInfo database;
    database.migrate_version = 44;
    CHECK(release_range(database).text == "Mitaka–Newton");
    CHECK(release_range(database).revisions == std::vector<std::string>{"migrate_version 44"});
    database.alembic_revisions = {"train_contract01"};
    CHECK(release_range(database).text == "Train");
}

TEST_CASE("an unknown schema is told by its columns") {
    DatabaseInfo database;
    database.alembic_revisions = {"2031_2_contract01"};
    database.image_columns = {"id", "os_hidden"};
    CHECK(release_range(database).text == "unknown");
    CHECK(release_range(database).purge_age_days == 180);
    database.image_columns = {"id", "is_public"};
    CHECK(release_range(database).purge_age_days == 30);
}

TEST_CASE("a release can be named in any case") {
    REQUIRE(release_named("zed"));
    CHECK(release_named("zed")->text == "Zed");
    CHECK(release_named("2024.1"));
    CHECK_FALSE(release_named("Zedd"));
}

TEST_CASE("secure hashes are kept from Rocky on") {
    const DatabaseInfo plain;
    CHECK_FALSE(keeps_hashes(plain, range_of({"queens_contract01"})));
    CHECK(keeps_hashes(plain, range_of({"rocky_expand02"})));  // Rocky may run already
    CHECK(keeps_hashes(plain, range_of({"wallaby_contract01"})));
    CHECK_FALSE(keeps_hashes(plain, {}));
    DatabaseInfo with_columns;
    with_columns.image_columns = {"id", "os_hash_value"};
    CHECK(keeps_hashes(with_columns, {}));
}

TEST_CASE("what a purge may be given depends on the release") {
    const ReleaseRange newton = *release_named("Newton");
    const ReleaseRange ocata = *release_named("Ocata");
    const ReleaseRange yoga = *release_named("Yoga");
    const ReleaseRange zed = *release_named("Zed");
    CHECK_FALSE(takes_purge(newton, 0, std::nullopt));
    CHECK(takes_purge(newton, 1, std::nullopt));
    CHECK(takes_purge(newton, std::nullopt, std::nullopt));
    CHECK(takes_purge(ocata, 0, std::nullopt));
    CHECK_FALSE(takes_purge(yoga, 0, -1));
    CHECK_FALSE(takes_purge(yoga, 0, 0));
    CHECK(takes_purge(yoga, 0, 1));
    CHECK(takes_purge(zed, 0, -1));
    CHECK(takes_purge(zed, 0, 2147483647));
    CHECK_FALSE(takes_purge(zed, 0, 2147483648));
    CHECK(takes_purge(*release_named("Mitaka"), 1, 2147483648));
    CHECK(takes_purge(range_of({"mitaka02"}), 1, 2147483648));  // Mitaka or Newton
    CHECK_FALSE(takes_purge(range_of({"mitaka02"}), 0, std::nullopt));
    CHECK(takes_purge(range_of({"ocata_expand01"}), 0, std::nullopt));  // Ocata may run already
    CHECK(takes_purge(range_of({"wallaby_contract01"}), 0, -1));
    CHECK(takes_purge({}, 0, -1));
    CHECK_FALSE(has_images_purge(range_of({"mitaka02"})));
    CHECK_FALSE(has_images_purge(*release_named("Pike")));
    CHECK(has_images_purge(*release_named("Queens")));  // later ones of it have
    CHECK(has_images_purge(range_of({"wallaby_contract01"})));
    CHECK(has_images_purge({}));
}

TEST_CASE("a schema older than Kilo is refused, with its number") {
    DatabaseInfo database;
    database.migrate_version = 40;
    CHECK_THROWS_AS(refuse_older_schema(database, "x"), SourceError);
    database.migrate_version = 41;
    CHECK_NOTHROW(refuse_older_schema(database, "x"));
    database.migrate_version = 13;
    database.alembic_revisions = {"liberty"};  // what Alembic took over keeps its last number
    CHECK_NOTHROW(refuse_older_schema(database, "x"));
    CHECK_NOTHROW(refuse_older_schema({}, "x"));
}

// Snapshots of a server that breaks off, or compares otherwise than SQLite; hashes against published values.
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "catch.hpp"
#include "scanner/base/digest.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/hex.hpp"
#include "scanner/sources/snapshot/taker.hpp"
#include "scanner/sources/text_rows.hpp"

using namespace glance_audit;
using namespace glance_audit::sources;

namespace {

constexpr const char* kCanonical = "6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a11";
constexpr const char* kStoredTime = "2025-01-02 03:04:05.678901";
const Micros kTime = *parse_time(kStoredTime);

// A MariaDB of two images and some children. Only what a snapshot asks for.
class Server final : public Source {
public:
    explicit Server(bool breaks) : breaks_(breaks) {
        info_.engine = Engine::mariadb;
        info_.server_version = "10.11.6-MariaDB";
        info_.image_columns = {"id", "name", "owner", "status", "visibility", "created_at", "deleted_at", "deleted"};
        info_.child_tables = {"image_tags", "image_members"};
        info_.alembic_revisions = {"wallaby_contract01"};
        info_.unreadable.push_back({"migrate_version", SourceError("access is denied", {}, "grant SELECT")});
    }

    const DatabaseInfo& database() const override { return info_; }
    std::uint64_t estimate_images() override { return 2; }
    Outcome read_images(const ImageQuery&, const std::function<void(Batch&)>&) override { return {}; }
    Outcome read_odd_ids(std::vector<std::string>&) override { return {}; }
    std::vector<std::string> existing(std::span<const std::string>) override { return {}; }
    Outcome read_members(const std::optional<std::string>&, const std::function<void(const MemberRow&)>&) override {
        return {};
    }
    Outcome read_children(const ChildQuery&, const std::function<void(const ImageId&)>&) override { return {}; }

    std::vector<std::string_view> stored_columns(std::string_view table,
                                                 std::span<const std::string_view> wanted) override {
        return info_.stored_columns(table, wanted);
    }

    Proof read_stored(std::string_view table, std::span<const std::string_view> columns,
                      const std::function<void(StoredRow)>& consume) override {
        if (table != "images") {
            read_stored_children(table, columns, consume);
            return Proof::count;
        }
        for (const std::string_view id : {std::string_view(kCanonical), std::string_view("ODD ID")}) {
            const std::array<Field, 8> fields{id,        "a name",    std::nullopt, "active",
                                              "private", kStoredTime, std::nullopt, "0"};
            to_stored(columns, fields, values_);
            consume(values_);
        }
        if (breaks_) throw SourceError("the server went away", {}, "start it");
        return Proof::count;
    }

private:
    void read_stored_children(std::string_view table, std::span<const std::string_view> columns,
                              const std::function<void(StoredRow)>& consume) {
        for (const std::string_view id : {"odd id", "nobody's"}) {
            const bool deleted = table == "image_members";
            const std::array<Field, 4> fields{id, deleted ? "1" : "0", deleted ? Field(kStoredTime) : std::nullopt,
                                              "p1"};
            to_stored(columns, fields, values_);
            consume(values_);
        }
    }

    bool breaks_;
    DatabaseInfo info_;
    std::vector<StoredValue> values_;
};

// An empty file that is gone after the test.
class TemporaryFile {
public:
    TemporaryFile() { close(mkstemp(path_.data())); }
    ~TemporaryFile() { unlink(path_.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_ = "/tmp/glance-audit-unit-XXXXXX";
};

TakenSnapshot take(Source& source, const std::string& path, std::optional<std::string> key = std::nullopt) {
    SnapshotRequest request;
    request.info.target = "region one";
    request.info.taken_at = kTime;
    request.info.tool_version = "0";
    request.info.redacted = key.has_value();
    request.redact_key = std::move(key);
    request.path = request.place = path;
    return take_snapshot(source, request, {[](const std::string&) {}, [](std::uint64_t) {}});
}

std::string hmac(const std::string& key, std::string_view text) { return hex(HmacSha256(key).of(text)); }

}  // namespace

TEST_CASE("SHA-256 and HMAC-SHA-256 are those of FIPS 180 and RFC 4231") {
    Sha256 sha256;
    sha256.update("a");
    sha256.update("bc");
    CHECK(hex(sha256.finish()) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hmac(std::string(20, '\x0b'), "Hi There") ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hmac("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hmac("", "") == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    HmacSha256 again("Jefe");
    again.of("another text");
    CHECK(hex(again.of("what do ya want for nothing?")) == hmac("Jefe", "what do ya want for nothing?"));
}

TEST_CASE("a snapshot of a server speaks as the server") {
    Server server(false);
    const TemporaryFile file;
    take(server, file.path());
    CHECK(target_name(file.path()) == "region one");
    const auto source = open_source(file.path(), {});
    CHECK(source->database().engine == Engine::mariadb);
    CHECK(source->database().server_version == "10.11.6-MariaDB");
    CHECK(source->database().image_columns == server.database().image_columns);
    CHECK(source->database().alembic_revisions == std::vector<std::string>{"wallaby_contract01"});
    CHECK(source->database().child_tables.size() == 2);
    REQUIRE(source->snapshot() != nullptr);
    CHECK(source->snapshot()->taken_at == kTime);
    CHECK_FALSE(source->snapshot()->redacted);
}

TEST_CASE("a snapshot of a server holds its rows") {
    Server server(false);
    const TemporaryFile file;
    take(server, file.path());
    const auto source = open_source(file.path(), {});
    std::vector<std::string> ids;
    source->read_images({{Fact::name, Fact::owner, Fact::created_at}, Rows::all, {}, nullptr}, [&](Batch& batch) {
        for (std::size_t row = 0; row < batch.size(); ++row) {
            ids.push_back(batch.ids[row].text());
            CHECK(batch[Fact::name].texts[row] == "a name");
            CHECK(batch[Fact::owner].present[row] == 0);
            CHECK(batch[Fact::created_at].numbers[row] == kTime);
            CHECK(batch.is_public[row] == -1);
        }
    });
    CHECK(ids == std::vector<std::string>{kCanonical, "ODD ID"});
    std::vector<std::string> members;
    source->read_members(std::nullopt, [&](const MemberRow& member) {
        members.push_back(member.image.text());
        CHECK(member.deleted);
        CHECK(member.deleted_at == kTime);
    });
    CHECK(members == std::vector<std::string>{"odd id", "nobody's"});
}

TEST_CASE("in a snapshot of MariaDB, as in MariaDB, upper and lower case are one ID to a child row") {
    Server server(false);
    const TemporaryFile file;
    take(server, file.path());
    const auto source = open_source(file.path(), {});
    std::vector<std::string> orphans;
    const Outcome outcome = source->read_children({"image_tags", true, std::nullopt},
                                                  [&](const ImageId& id) { orphans.push_back(id.text()); });
    CHECK(orphans == std::vector<std::string>{"nobody's"});
    CHECK(outcome.rows == 1);
}

TEST_CASE("what of the catalogue could not be read is missing in the snapshot too") {
    Server server(false);
    const TemporaryFile file;
    CHECK_FALSE(take(server, file.path()).complete());
    const auto source = open_source(file.path(), {});
    REQUIRE(source->database().unreadable.size() == 1);
    CHECK(source->database().unreadable.front().first == "migrate_version");
    CHECK(std::string(source->database().unreadable.front().second.what()) == "access is denied");
}

TEST_CASE("a stream that broke breaks in the snapshot too") {
    Server server(true);
    const TemporaryFile file;
    const TakenSnapshot taken = take(server, file.path());
    CHECK_FALSE(taken.complete());
    CHECK(taken.tables.front().rows == 2);
    const auto source = open_source(file.path(), {});
    std::size_t rows = 0;
    CHECK_THROWS_AS(source->read_images({{}, Rows::all, {}, nullptr}, [&](Batch& batch) { rows += batch.size(); }),
                    SourceError);
    CHECK(rows == 2);
    CHECK_THROWS_AS(source->read_children({"image_tags", true, std::nullopt}, [](const ImageId&) {}), SourceError);
}

TEST_CASE("a redacted snapshot of a server holds hashes") {
    Server server(false);
    const TemporaryFile file;
    take(server, file.path(), "key");
    std::size_t rows = 0;
    open_source(file.path(), {})->read_images({{Fact::name}, Rows::all, {}, nullptr}, [&](Batch& batch) {
        for (std::size_t row = 0; row < batch.size(); ++row, ++rows) {
            CHECK(batch[Fact::name].texts[row] == hmac("key", "a name"));
        }
    });
    CHECK(rows == 2);
}

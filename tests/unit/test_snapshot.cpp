// Snapshots of sources that deliver nothing but streams, as servers do; hashes against published values.
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>

#include "catch.hpp"
#include "scanner/model/error.hpp"
#include "scanner/sources/sha256.hpp"
#include "scanner/sources/snapshot_taker.hpp"

using namespace glance_audit;
using namespace glance_audit::sources;

namespace {

constexpr const char* kCanonical = "6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a11";
const Micros kTime = *parse_time("2025-01-02 03:04:05.678901");

// A MariaDB of two images, of which it can read as many as the test says.
class Server final : public Source {
public:
    explicit Server(bool breaks) : breaks_(breaks) {
        info_.engine = Engine::mariadb;
        info_.server_version = "10.11.6-MariaDB";
        info_.image_columns = {"id",         "name",       "owner",   "status",    "visibility",
                               "created_at", "deleted_at", "deleted", "is_public", "checksum"};
        info_.child_tables = {"image_tags", "image_members"};
        info_.alembic_revisions = {"wallaby_contract01"};
    }

    const DatabaseInfo& database() const override { return info_; }
    std::uint64_t count_images() override { return 3; }

    Outcome read_images(const ImageQuery& query, const std::function<void(Batch&)>& consume) override {
        Batch batch(SubjectKind::image);
        batch.reset(query.columns);
        for (const std::string_view id : {std::string_view(kCanonical), std::string_view("odd ID")}) {
            const std::size_t row = batch.push(ImageId::parse(id));
            const bool odd = id == "odd ID";
            batch.deleted[row] = odd ? 1 : 0;
            batch.is_public[row] = odd ? 1 : -1;
            batch.set(Fact::name, row, "a name");
            batch.set_absent(Fact::owner, row);
            batch.set(Fact::status, row, "active");
            batch.set(Fact::visibility, row, "public");
            batch.set(Fact::created_at, row, kTime);
            odd ? batch.set(Fact::deleted_at, row, kTime) : batch.set_absent(Fact::deleted_at, row);
        }
        consume(batch);
        if (breaks_) throw SourceError("the server went away", {}, "start it");
        return {3, 1, "images, id = 'bad': deleted_at is '0000-00-00', not a time"};
    }

    std::vector<std::string> read_odd_ids() override { return {}; }
    std::vector<std::string> existing(std::span<const std::string>) override { return {}; }

    Outcome read_members(const std::optional<std::string>&,
                         const std::function<void(const MemberRow&)>& consume) override {
        consume({ImageId::parse("odd ID"), true, kTime});
        consume({ImageId::parse(kCanonical), false, std::nullopt});
        return {2, 0, {}};
    }

    Outcome read_children(const ChildQuery&, const std::function<void(const ImageId&)>& consume) override {
        consume(ImageId::parse("nobody's"));
        return {1, 0, {}};
    }

private:
    bool breaks_;
    DatabaseInfo info_;
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

struct Image {
    std::string id, name;
    bool deleted = false, has_owner = true;
    int is_public = 0;
    Micros created_at = 0;
    std::optional<Micros> deleted_at;
};

std::vector<Image> images_of(Source& source, Outcome& outcome) {
    std::vector<Image> images;
    outcome = source.read_images(
        {{Fact::name, Fact::owner, Fact::created_at, Fact::deleted_at}, Rows::all, {}, nullptr}, [&](Batch& batch) {
            for (std::size_t row = 0; row < batch.size(); ++row) {
                Image image;
                image.id = batch.ids[row].text();
                image.name = batch[Fact::name].texts[row];
                image.deleted = batch.deleted[row] != 0;
                image.has_owner = batch[Fact::owner].present[row] != 0;
                image.is_public = batch.is_public[row];
                image.created_at = batch[Fact::created_at].numbers[row];
                if (batch[Fact::deleted_at].present[row] != 0) image.deleted_at = batch[Fact::deleted_at].numbers[row];
                images.push_back(image);
            }
        });
    return images;
}

std::string hmac(const std::string& key, std::string_view text) { return hexadecimal(HmacSha256(key).of(text)); }

}  // namespace

TEST_CASE("SHA-256 and HMAC-SHA-256 are those of FIPS 180 and RFC 4231") {
    Sha256 sha256;
    sha256.update("a");
    sha256.update("bc");
    CHECK(hexadecimal(sha256.finish()) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hmac(std::string(20, '\x0b'), "Hi There") ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hmac("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hmac("", "") == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    HmacSha256 again("Jefe");
    again.of("another text");
    CHECK(hexadecimal(again.of("what do ya want for nothing?")) == hmac("Jefe", "what do ya want for nothing?"));
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

TEST_CASE("a snapshot of streams holds their rows, and counts those that they could not hand out") {
    Server server(false);
    const TemporaryFile file;
    CHECK_FALSE(take(server, file.path()).complete());
    const auto source = open_source(file.path(), {});
    Outcome outcome;
    const auto images = images_of(*source, outcome);
    CHECK(outcome.rows == 3);
    CHECK(outcome.bad_rows == 1);
    CHECK(outcome.first_bad == "images, id = 'bad': deleted_at is '0000-00-00', not a time");
    CHECK(source->count_images() == 3);
    REQUIRE(images.size() == 2);
    CHECK(images[0].id == kCanonical);
    CHECK_FALSE(images[0].deleted);
    CHECK_FALSE(images[0].has_owner);
    CHECK(images[0].is_public == -1);
    CHECK(images[0].created_at == kTime);
    CHECK_FALSE(images[0].deleted_at);
    CHECK(images[1].id == "odd ID");
    CHECK(images[1].name == "a name");
    CHECK(images[1].deleted);
    CHECK(images[1].is_public == 1);
    CHECK(images[1].deleted_at == kTime);
}

TEST_CASE("a snapshot of streams holds members and children") {
    Server server(false);
    const TemporaryFile file;
    take(server, file.path());
    const auto source = open_source(file.path(), {});
    std::vector<std::string> members;
    source->read_members(std::nullopt, [&](const MemberRow& member) {
        members.push_back(member.image.text() + (member.deleted ? " deleted" : " live"));
        CHECK(member.deleted_at.has_value() == member.deleted);
    });
    CHECK(members == std::vector<std::string>{"odd ID deleted", std::string(kCanonical) + " live"});
    std::vector<std::string> orphans;
    source->read_children({"image_tags", true, std::nullopt}, [&](const ImageId& id) { orphans.push_back(id.text()); });
    CHECK(orphans == std::vector<std::string>{"nobody's"});
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

TEST_CASE("a redacted snapshot of streams holds hashes") {
    Server server(false);
    const TemporaryFile file;
    take(server, file.path(), "key");
    const auto source = open_source(file.path(), {});
    Outcome outcome;
    const auto images = images_of(*source, outcome);
    REQUIRE(images.size() == 2);
    CHECK(images[0].name == hmac("key", "a name"));
    CHECK_FALSE(images[0].has_owner);
}

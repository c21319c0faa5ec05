#include <string>

#include "scanner/base/keyed_digest.hpp"
#include "scanner/facts/region_index.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;
using namespace glance_audit::facts;

namespace {

// The key of the vectors in the paper: the bytes 0 to 15.
constexpr KeyedDigest kDigest(0x0706050403020100U, 0x0f0e0d0c0b0a0908U);
constexpr std::string_view kNull;
constexpr std::string_view kUuid = "11111111-1111-4111-8111-111111111111";
constexpr std::string_view kOther = "22222222-2222-4222-8222-222222222222";

ImageDigests image(std::string_view owner, std::string_view checksum = kNull, std::string_view algo = kNull,
                   std::string_view value = kNull) {
    return digests_of(owner, checksum, algo, value, kDigest);
}

RegionIndex region(std::initializer_list<std::pair<std::string_view, ImageDigests>> images, bool complete = true) {
    RegionIndex index;
    for (const auto& [id, digests] : images) index.add(ImageId::parse(id), digests);
    index.finish(complete);
    return index;
}

// conflicts and missing_in, as text.
std::string others(const RegionIndex& region, std::string_view id) {
    const auto* found = region.others(ImageId::parse(id));
    return found == nullptr ? "unknown" : std::to_string(found->conflicts) + " " + std::to_string(found->missing_in);
}

}  // namespace

TEST_CASE("the keyed digest is SipHash-2-4") {
    std::string bytes;
    CHECK(kDigest(bytes) == 0x726fdb47dd0e0e31U);
    for (char byte = 0; byte < 15; ++byte) bytes += byte;
    CHECK(kDigest(bytes) == 0xa129ca6149be45e5U);
    CHECK(kDigest(std::string_view("\0", 1)) != kDigest(std::string_view("\0\0", 2)));
}

TEST_CASE("a random key is another one each time") {
    CHECK(KeyedDigest::with_random_key()("text") != KeyedDigest::with_random_key()("text"));
    const KeyedDigest one = KeyedDigest::with_random_key();
    CHECK(one("text") == one(std::string("text")));
}

TEST_CASE("owners differ as they are stored, NULL and empty too") {
    CHECK_FALSE(differ(image("a"), image("a")));
    CHECK(differ(image("a"), image("b")));
    CHECK(differ(image("a"), image(kNull)));
    CHECK(differ(image(""), image(kNull)));
    CHECK_FALSE(differ(image(kNull), image(kNull)));
}

TEST_CASE("a checksum that is not there is no difference") {
    CHECK(differ(image("a", "x"), image("a", "y")));
    CHECK_FALSE(differ(image("a", "x"), image("a", "x")));
    CHECK_FALSE(differ(image("a", "x"), image("a", kNull)));
    CHECK_FALSE(differ(image("a", kNull), image("a", kNull)));
}

TEST_CASE("hashes differ only by the same algorithm") {
    CHECK(differ(image("a", kNull, "sha512", "x"), image("a", kNull, "sha512", "y")));
    CHECK_FALSE(differ(image("a", kNull, "sha512", "x"), image("a", kNull, "sha256", "y")));
    CHECK_FALSE(differ(image("a", kNull, "sha512", "x"), image("a", kNull, "sha512", kNull)));
    CHECK_FALSE(differ(image("a", kNull, kNull, "x"), image("a", kNull, kNull, "y")));
}

TEST_CASE("an ID is counted in the targets that have another image or none") {
    RegionIndex one = region({{kUuid, image("a")}, {kOther, image("a")}, {"odd", image("a")}});
    RegionIndex two = region({{kUuid, image("b")}, {"odd", image("a")}});
    RegionIndex three = region({{kUuid, image("b")}});
    compare_regions(std::vector<RegionIndex*>{&one, &two, &three});
    CHECK(others(one, kUuid) == "2 0");
    CHECK(others(two, kUuid) == "1 0");
    CHECK(others(one, kOther) == "0 2");
    CHECK(others(one, "odd") == "0 1");
    CHECK(others(two, kOther) == "unknown");
    CHECK(one.conflicts(ImageId::parse(kUuid), two));
    CHECK_FALSE(two.conflicts(ImageId::parse(kUuid), three));
    CHECK(one.contains(ImageId::parse("odd")));
    CHECK_FALSE(three.contains(ImageId::parse("odd")));
}

TEST_CASE("nothing is missing in a target that was not read to its end") {
    RegionIndex whole = region({{kUuid, image("a")}, {kOther, image("a")}});
    RegionIndex cut = region({{kUuid, image("b")}}, false);
    RegionIndex empty = region({});
    compare_regions(std::vector<RegionIndex*>{&whole, &cut, &empty});
    CHECK(others(whole, kUuid) == "1 1");
    CHECK(others(whole, kOther) == "0 1");
    CHECK(others(cut, kUuid) == "1 1");
}

TEST_CASE("an ID in another case is another ID") {
    RegionIndex lower = region({{"aaaaaaaa-1111-4111-8111-111111111111", image("a")}});
    RegionIndex upper = region({{"AAAAAAAA-1111-4111-8111-111111111111", image("b")}});
    compare_regions(std::vector<RegionIndex*>{&lower, &upper});
    CHECK(others(lower, "aaaaaaaa-1111-4111-8111-111111111111") == "0 1");
    CHECK(others(upper, "AAAAAAAA-1111-4111-8111-111111111111") == "0 1");
}

TEST_CASE("a table without a key can hold an ID twice") {
    RegionIndex twice = region({{kUuid, image("a")}, {kUuid, image("b")}});
    RegionIndex once = region({{kUuid, image("a")}});
    compare_regions(std::vector<RegionIndex*>{&twice, &once});
    CHECK(others(twice, kUuid) == "1 0");
    CHECK(others(once, kUuid) == "1 0");
}

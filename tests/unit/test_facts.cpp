#include "scanner/facts/derive.hpp"
#include "scanner/facts/indexes.hpp"
#include "scanner/facts/lifecycle.hpp"
#include "scanner/facts/reach.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;
using namespace glance_audit::facts;

namespace {
constexpr Micros kNow = 1'767'323'045LL * kSecond;
const std::optional<Micros> kNever;
std::optional<Micros> days_ago(int days) { return kNow - days * kDay; }
}  // namespace

TEST_CASE("a purge takes what is older than the age, to the microsecond") {
    CHECK_FALSE(purgeable(days_ago(30), kNow, 30));
    CHECK(purgeable(*days_ago(30) - 1, kNow, 30));
    CHECK_FALSE(purgeable(*days_ago(30) + 1, kNow, 30));
    CHECK_FALSE(purgeable(kNever, kNow, 0));
    CHECK(purgeable_on(days_ago(30), 30) == kNow);
    CHECK_FALSE(purgeable_on(kNever, 30));
}

TEST_CASE("pinned is held without a time, doomed is live with one") {
    CHECK(pinned(true, kNever));
    CHECK_FALSE(pinned(true, days_ago(1)));
    CHECK_FALSE(pinned(false, kNever));
    CHECK(doomed(false, days_ago(1)));
    CHECK_FALSE(doomed(false, kNever));
    CHECK_FALSE(doomed(true, days_ago(1)));
}

TEST_CASE("status, deleted and deleted_at can contradict each other") {
    CHECK(inconsistency(false, "active", kNever, kNow) == Inconsistency::none);
    CHECK(inconsistency(true, "deleted", days_ago(1), kNow) == Inconsistency::none);
    CHECK(inconsistency(true, "pending_delete", days_ago(1), kNow) == Inconsistency::none);
    CHECK(inconsistency(false, "deleted", kNever, kNow) == Inconsistency::live_but_status_deleted);
    CHECK(inconsistency(true, "active", days_ago(1), kNow) == Inconsistency::held_but_status_live);
    CHECK(inconsistency(true, "deleted", kNow + 1, kNow) == Inconsistency::deleted_in_the_future);
    CHECK(inconsistency(true, "deleted", kNow, kNow) == Inconsistency::none);
}

TEST_CASE("reach is who could use the image") {
    CHECK(reach("public", true, false) == Reach::everyone);
    CHECK(reach("community", true, false) == Reach::everyone);
    CHECK(reach("private", false, false) == Reach::everyone);
    CHECK(reach("shared", true, true) == Reach::members);
    CHECK(reach("shared", true, false) == Reach::project);
    CHECK(reach("private", true, true) == Reach::project);
}

TEST_CASE("before Ocata visibility follows from is_public and the members") {
    CHECK(visibility_before_ocata(1, 0) == "public");
    CHECK(visibility_before_ocata(0, 2) == "shared");
    CHECK(visibility_before_ocata(0, 0) == "private");
    CHECK(visibility_before_ocata(-1, 0) == "private");
}

TEST_CASE("the members an image had are those deleted with it, two seconds allowed") {
    const Micros deleted_at = *days_ago(10);
    CHECK(member_counts(false, kNever, false, kNever));
    CHECK(member_counts(true, deleted_at, true, deleted_at));
    CHECK(member_counts(true, deleted_at - 2 * kSecond, true, deleted_at));
    CHECK_FALSE(member_counts(true, deleted_at - 2 * kSecond - 1, true, deleted_at));
    CHECK_FALSE(member_counts(true, deleted_at, false, kNever));
    CHECK_FALSE(member_counts(true, kNever, true, deleted_at));
    CHECK_FALSE(member_counts(true, deleted_at, true, kNever));
}

TEST_CASE("members are counted by image, odd IDs too") {
    MemberIndex index;
    const ImageId odd = ImageId::parse("my-image");
    const ImageId uuid = ImageId::parse("6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a11");
    index.add(uuid, false, kNever, "p1");
    index.add(odd, true, days_ago(1), "p2");
    index.add(uuid, true, days_ago(20), "p3");
    index.add(uuid, true, days_ago(5), std::nullopt);
    index.sort();
    CHECK(index.count(uuid, false, kNever) == 1);
    CHECK(index.count(uuid, true, days_ago(5)) == 2);
    CHECK(index.count(odd, true, days_ago(1)) == 1);
    CHECK(index.count(ImageId::parse("another"), false, kNever) == 0);
    CHECK_FALSE(index.has_others(uuid, false, kNever, "p1"));
    CHECK(index.has_others(uuid, false, kNever, "p2"));
    CHECK(index.has_others(uuid, true, days_ago(5), "p1"));  // of one the project is not known
    CHECK_FALSE(index.has_others(odd, true, days_ago(1), "p2"));
    CHECK_FALSE(index.has_others(odd, false, kNever, "p1"));
}

TEST_CASE("IDs are counted wherever they were added") {
    IdCounts counts;
    const ImageId a = ImageId::parse("a");
    const ImageId b = ImageId::parse("b");
    counts.add(b);
    counts.add(a, 2);
    counts.add(a);
    counts.add(b);
    counts.sort();
    CHECK(counts.count(a) == 3);
    CHECK(counts.count(b) == 2);
    CHECK(counts.entries().size() == 2);
    CHECK(counts.count(ImageId::parse("c")) == 0);
}

TEST_CASE("twins are found among odd IDs and their canonical form") {
    const std::string canonical = "6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a11";
    const std::string upper = "6F1F0B5E-9C1C-4B0E-8A51-0D8F4F1D2A11";
    const std::string undashed = "6f1f0b5e9c1c4b0e8a510d8f4f1d2a11";
    TwinIndex index({upper, undashed, "My-Image", "myimage", "alone"});
    CHECK(index.canonical_candidates() == std::vector<std::string>{canonical});
    index.add_existing({canonical});
    CHECK(index.count(ImageId::parse(canonical)) == 2);
    CHECK(index.count(ImageId::parse(upper)) == 2);
    CHECK(index.count(ImageId::parse("My-Image")) == 1);
    CHECK(index.count(ImageId::parse("alone")) == 0);
    CHECK(index.count(ImageId::parse("00000000-0000-0000-0000-000000000000")) == 0);
    CHECK(index.twins().size() == 5);
    CHECK(index.twins_of(ImageId::parse(upper)) == std::vector<std::string>{canonical, undashed});
}

TEST_CASE("what the configuration says of all images is a fact of each") {
    Batch batch(SubjectKind::image);
    batch.reset({});
    batch.push(ImageId::parse("11111111-1111-4111-8111-111111111111"));
    const FactSet wanted{Fact::locations, Fact::locations_shown, Fact::locations_changeable_by, Fact::converts_images,
                         Fact::image_oldest_release};
    facts::ImageContext context;
    context.locations.add(ImageId::parse("11111111-1111-4111-8111-111111111111"), 2);
    context.locations.sort();
    facts::derive(batch, wanted, context);
    CHECK(batch[Fact::locations].numbers[0] == 2);
    CHECK(batch[Fact::locations_shown].present[0] == 0);
    CHECK(batch[Fact::image_oldest_release].present[0] == 0);

    context.configured = facts::Configured{true, ClaimableBy::members, false, std::nullopt};
    facts::derive(batch, wanted, context);
    CHECK(batch[Fact::locations_shown].numbers[0] == 1);
    CHECK(batch[Fact::locations_changeable_by].numbers[0] == number(ClaimableBy::members));
    CHECK(batch[Fact::converts_images].present[0] == 1);
    CHECK(batch[Fact::converts_images].numbers[0] == 0);
    CHECK(batch[Fact::image_oldest_release].present[0] == 0);

    facts::derive_freed(batch, wanted, context);
    CHECK(batch[Fact::locations].present[0] == 0);
    CHECK(batch[Fact::locations_shown].numbers[0] == 1);
    CHECK(batch[Fact::converts_images].present[0] == 1);
}

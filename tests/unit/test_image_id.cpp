#include <algorithm>
#include <vector>

#include "scanner/model/image_id.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;

namespace {
constexpr const char* kId = "6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a11";
}

TEST_CASE("a canonical UUID is sixteen bytes and comes back as it was") {
    const ImageId id = ImageId::parse(kId);
    CHECK(id.canonical());
    CHECK(id.text() == kId);
}

TEST_CASE("an ID that is not canonical stays the text it is") {
    for (const char* odd : {"", "my-image", "6F1F0B5E-9C1C-4B0E-8A51-0D8F4F1D2A11", "6f1f0b5e9c1c4b0e8a510d8f4f1d2a11",
                            "6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a1g", "6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a11 "}) {
        INFO(odd);
        const ImageId id = ImageId::parse(odd);
        CHECK_FALSE(id.canonical());
        CHECK(id.text() == odd);
        CHECK_FALSE(id == ImageId::parse(kId));
    }
}

TEST_CASE("IDs are ordered as their texts are") {
    const std::vector<std::string> texts{kId,
                                         "",
                                         "zebra",
                                         "6F1F0B5E-9C1C-4B0E-8A51-0D8F4F1D2A11",
                                         "00000000-0000-0000-0000-000000000000",
                                         "ffffffff-ffff-ffff-ffff-ffffffffffff",
                                         "6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a10",
                                         "6f1f0b5e-9c1c-4b0e-8a51"};
    std::vector<ImageId> ids;
    for (const std::string& text : texts) ids.push_back(ImageId::parse(text));
    std::vector<std::string> sorted = texts;
    std::sort(sorted.begin(), sorted.end());
    std::sort(ids.begin(), ids.end(), [](const ImageId& a, const ImageId& b) { return a < b; });
    for (std::size_t i = 0; i < texts.size(); ++i) CHECK(ids[i].text() == sorted[i]);
}

TEST_CASE("twins have one form") {
    CHECK(twin_form("6F1F0B5E-9C1C-4b0e-8a51-0d8f4f1d2a11") == "6f1f0b5e9c1c4b0e8a510d8f4f1d2a11");
    CHECK(canonical_form("6F1F0B5E9C1C4B0E8A510D8F4F1D2A11") == kId);
    CHECK(canonical_form("my-image").empty());
    CHECK(canonical_form("6F1F0B5E9C1C4B0E8A510D8F4F1D2A1x").empty());
}

#include "scanner/engine/finding_order.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace glance_audit::engine {
namespace {

// A finding's place in numbers, so that most comparisons look into no row.
struct Place {
    std::uint64_t group = 0;  // severity, rule, target
    std::uint64_t high = 0;   // of a canonical image ID, whose bytes sort as its text does
    std::uint64_t low = 0;
    std::uint32_t finding = 0;
    bool canonical = false;
};

std::uint64_t big_endian(const std::uint8_t* bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | bytes[i];
    return value;
}

Place place_of(const AuditResult& result, std::uint32_t number) {
    const Finding& finding = result.findings[number];
    Place place;
    place.group = static_cast<std::uint64_t>(finding.severity) << 48 | static_cast<std::uint64_t>(finding.rule) << 16 |
                  finding.target;
    place.finding = number;
    if (result.rule_of(finding).subject != SubjectKind::image) return place;
    const ImageId& id = result.rows_of(finding).id(finding.row);
    place.canonical = id.canonical();
    place.high = big_endian(id.bytes().data());
    place.low = big_endian(id.bytes().data() + 8);
    return place;
}

std::string subject_of(const AuditResult& result, const Place& place) {
    std::string subject;
    result.append_subject_id(subject, result.findings[place.finding]);
    return subject;
}

}  // namespace

void sort_findings(AuditResult& result) {
    std::vector<Place> places;
    places.reserve(result.findings.size());
    for (std::uint32_t i = 0; i < result.findings.size(); ++i) places.push_back(place_of(result, i));
    std::sort(places.begin(), places.end(), [&](const Place& a, const Place& b) {
        if (a.group != b.group) return a.group < b.group;
        if (a.canonical && b.canonical) return std::tie(a.high, a.low) < std::tie(b.high, b.low);
        return subject_of(result, a) < subject_of(result, b);
    });
    std::vector<Finding> sorted;
    sorted.reserve(places.size());
    for (const Place& place : places) sorted.push_back(result.findings[place.finding]);
    result.findings = std::move(sorted);
}

}  // namespace glance_audit::engine

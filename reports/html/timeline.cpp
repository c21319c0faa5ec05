#include "reports/html/timeline.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace glance_audit::reports::html {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr Micros kWeek = 7 * kDay;
constexpr std::size_t kMostWeeks = 30;
constexpr std::size_t kMostMonths = 24;

Micros next_month(Micros time) {
    const auto day = sys_days(days(time >= 0 ? time / kDay : (time - kDay + 1) / kDay));
    const year_month_day date{day};
    const year_month_day first = date.year() / date.month() / 1 + months(1);
    return sys_days(first).time_since_epoch().count() * kDay;
}

// The moments at which held public images of the findings become purgeable, each row once.
std::vector<Micros> moments(const AuditResult& result, bool& known) {
    std::vector<Micros> times;
    std::vector<bool> seen;
    for (const Finding& finding : result.findings) {
        if (result.rule_of(finding).subject != SubjectKind::image) continue;
        const auto is = [&](Fact fact, std::int64_t wanted) {
            const FactValue value = result.value(finding, fact);
            return value.present && value.number == wanted;
        };
        const FactValue on = result.value(finding, Fact::purgeable_on);
        if (!is(Fact::state, number(State::held)) || !is(Fact::reach, number(Reach::everyone)) || !on.present) continue;
        known = true;
        if (seen.size() <= finding.row) seen.resize(finding.row + 1);
        if (!seen[finding.row]) times.push_back(on.number);
        seen[finding.row] = true;
    }
    return times;
}

// Nothing deleted by now becomes purgeable after this: what a wrong clock deleted in the future must not stretch the
// picture.
Micros horizon(const AuditResult& result) {
    int age = 0;
    for (const TargetResult& target : result.targets) age = std::max(age, target.purge_age_days);
    return result.now + age * kDay;
}

std::vector<Period> make_periods(Micros now, Micros last, bool weeks) {
    std::vector<Period> periods;
    const std::size_t most = weeks ? kMostWeeks : kMostMonths;
    for (Micros first = now; first <= last && periods.size() < most;) {
        periods.push_back({first});
        first = weeks ? first + kWeek : next_month(first);
    }
    return periods;
}

}  // namespace

std::uint64_t Timeline::total() const {
    return std::accumulate(periods.begin(), periods.end(), already + later,
                           [](std::uint64_t sum, const Period& period) { return sum + period.images; });
}

Timeline make_timeline(const AuditResult& result) {
    Timeline timeline;
    const std::vector<Micros> times = moments(result, timeline.known);
    if (times.empty()) return timeline;
    const Micros last = std::min(*std::max_element(times.begin(), times.end()), horizon(result));
    timeline.weeks = last < result.now + static_cast<Micros>(kMostWeeks) * kWeek;
    timeline.periods = make_periods(result.now, last, timeline.weeks);
    const Micros end = timeline.periods.empty() ? result.now
                       : timeline.weeks         ? timeline.periods.back().first + kWeek
                                                : next_month(timeline.periods.back().first);
    for (const Micros time : times) {
        if (time < result.now) {
            ++timeline.already;
        } else if (time >= end) {
            ++timeline.later;
        } else {
            const auto after = std::upper_bound(timeline.periods.begin(), timeline.periods.end(), time,
                                                [](Micros t, const Period& period) { return t < period.first; });
            ++(after - 1)->images;
        }
    }
    return timeline;
}

}  // namespace glance_audit::reports::html

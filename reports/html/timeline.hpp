// When deleted images that everyone could use become purgeable: what an operator looks at before a purge.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/html/markup.hpp"
#include "scanner/model/audit_result.hpp"

namespace glance_audit::reports::html {

struct Period {
    Micros first = 0;  // the first moment of it; it ends where the next begins
    std::uint64_t images = 0;
};

// Counts image rows among the findings that are held, not pinned and were within everyone's reach, each row once.
struct Timeline {
    bool known = false;         // false where no finding says when: then nothing can be drawn
    std::uint64_t already = 0;  // purgeable now
    bool weeks = true;          // the periods are weeks from now on, or else calendar months, the first from now on
    std::vector<Period> periods;
    std::uint64_t later = 0;  // after the last period

    std::uint64_t total() const;
};

Timeline make_timeline(const AuditResult& result);

// The picture, and the same as a table. Nothing if it is not known.
void write_timeline(Markup& page, const Timeline& timeline);

}  // namespace glance_audit::reports::html

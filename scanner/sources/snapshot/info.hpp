// What a snapshot says of itself, beside the rows of Glance's tables.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/base/source_text.hpp"
#include "scanner/base/time.hpp"
#include "scanner/model/policy_switches.hpp"
#include "scanner/model/proof.hpp"
#include "scanner/schedules/schedules.hpp"

namespace glance_audit::sources {

struct SnapshotInfo {
    std::string target;        // how findings call what it was taken from
    Micros taken_at = 0;       // when the source was read
    std::string tool_version;  // of the program that wrote it
    bool redacted = false;     // names and owners are hashes
    std::string digest;        // SHA-256 of the content, 64 hexadecimal digits

    // What was said when it was taken, and holds in an audit unless the audit says otherwise.
    std::optional<std::vector<text::SourceText>> policies;  // in their order; nothing: none were named
    bool without_policy_files = false;                      // a configuration was read that leads to none
    std::shared_ptr<const Schedules> schedules;             // nullptr: none were named
    std::optional<std::string> release;                     // a known release, or "none"
    PolicySwitches switches;                                // of older programs: the first two alone
};

// What came of copying one table, of Glance's or of the catalogue.
struct CopiedTable {
    std::string name;
    std::uint64_t rows = 0;  // in the snapshot
    std::string error;       // why reading ended early; empty: it did not
    std::string hint;
    Proof proof = Proof::none;  // of the source; none: it was not whole, or an older program did not say
};

}  // namespace glance_audit::sources

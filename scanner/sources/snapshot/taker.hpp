// Takes a snapshot: copies what an audit needs from a source into a file that can be carried away.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/sources/snapshot/info.hpp"
#include "scanner/sources/source.hpp"

namespace glance_audit::sources {

struct SnapshotRequest {
    SnapshotInfo info;                      // but for the digest
    std::optional<std::string> redact_key;  // redact, with this key; nothing: do not
    std::string path;                       // an empty file
    std::string place;                      // how messages call it
};

struct TakenSnapshot {
    std::string digest;
    std::vector<CopiedTable> tables;  // one whose reading ended early holds what was read by then

    bool complete() const {
        for (const CopiedTable& table : tables) {
            if (!table.error.empty()) return false;
        }
        return true;
    }
};

struct CopyProgress {
    std::function<void(const std::string& table)> begin;
    std::function<void(std::uint64_t rows)> advance;  // so many more
};

// A source that breaks off is no error: the snapshot says so, and an audit of it is incomplete.
// Throws UsageError where the file cannot be written.
TakenSnapshot take_snapshot(Source& source, const SnapshotRequest& request, const CopyProgress& progress);

}  // namespace glance_audit::sources

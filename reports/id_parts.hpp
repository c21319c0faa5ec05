// What an answer of `id` is made of, for each target.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/model/audit_result.hpp"

namespace glance_audit::reports {

// The rows that were looked up, and where they are.
std::vector<std::uint32_t> rows_in(const AuditResult& result, std::size_t target);
inline const RowStore& images(const AuditResult& result) {
    return result.rows[static_cast<std::size_t>(SubjectKind::image)];
}

std::vector<std::string> spellings_in(const AuditResult& result, std::size_t target);
std::vector<const Finding*> findings_in(const AuditResult& result, std::size_t target);
std::vector<const AuditResult::ChildRows*> children_in(const AuditResult& result, std::size_t target);

// "Any project member may create an image with an ID of their choice.", by the target's policies; empty where no
// release is known and no policy was given.
std::string who_may_create(const TargetResult& target);

}  // namespace glance_audit::reports

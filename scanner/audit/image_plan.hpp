// What has to be read of a target's images: it follows from the enabled rules and from what is known beforehand.
#pragma once

#include <optional>

#include "scanner/audit/audit.hpp"
#include "scanner/facts/derive.hpp"
#include "scanner/facts/schedule_facts.hpp"
#include "scanner/sources/source.hpp"

namespace glance_audit::app {

struct ImagePlan {
    FactSet told;                             // by findings, and by those of other targets about the same images
    FactSet wanted;                           // told, or asked by rules, with what these facts follow from
    sources::Rows rows = sources::Rows::all;  // the rows that may match a rule
    bool counts_queued = false;               // a rule asks for database.queued_most
    bool compares = false;                    // with the images of other targets
};

// `configured`: what the configuration says of all images; nothing: there is none.
ImagePlan plan_images(const AuditRequest& request, const std::optional<facts::Configured>& configured,
                      const facts::ScheduleFacts& schedules);

}  // namespace glance_audit::app

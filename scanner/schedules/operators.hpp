// Purges that an operator's resource asks for: `dbPurge` with an age and a schedule.
//
// Sources: the Glance operators of Red Hat (spec.dbPurge.age and .schedule of Glance, and of OpenStackControlPlane
// below glance) and of C5C3 (spec.dbPurge.purgeImagesTable).
#pragma once

#include "scanner/schedules/found.hpp"
#include "scanner/schedules/yaml_document.hpp"

namespace glance_audit::sources {

// Those of one object, whatever is its kind; what another service's dbPurge says is understood to be none of Glance's.
void find_operator_purges(const YamlDocument& document, const text::YamlNode& object, const Schedule& schedule,
                          FoundPurges& found);

}  // namespace glance_audit::sources

// Policies within files that are no policy files: what a deployment renders policy files from.
//
// Sources: Kubernetes' core/v1 ConfigMap and Secret; openstack-helm's values (conf.policy); OpenStack-Ansible's
// glance_policy_overrides; TripleO's GlanceApiPolicies and puppet-glance's glance::policy::policies.
#pragma once

#include <vector>

#include "scanner/base/source_text.hpp"
#include "scanner/formats/yaml/yaml.hpp"

namespace glance_audit::policy {

struct EnclosedPolicy {
    text::SourceText source;  // of the file's name, and with its lines
    text::YamlNode rules;     // names and checks
};

// Every policy that the file `root` encloses, in its order; none where it is to be read as a policy file itself.
// Throws UsageError, with a place, for a file that is neither: a manifest without policies, or a map of maps
// without any check, and without a name that a release knows.
std::vector<EnclosedPolicy> enclosed_policies(const text::SourceText& source, const text::YamlNode& root);

}  // namespace glance_audit::policy

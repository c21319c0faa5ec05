// Purges in Kubernetes manifests, in YAML or JSON: as written by hand, as rendered by Helm, or as `kubectl get -o yaml`
// prints them. CronJobs, Jobs, and what runs all the time (Deployment, StatefulSet, DaemonSet, Pod); Argo's
// CronWorkflows; operators' resources.
//
// Sources: the Kubernetes API, batch/v1 CronJob and Job, apps/v1, core/v1 Container; argoproj.io/v1alpha1 CronWorkflow.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/schedules/found.hpp"
#include "scanner/schedules/yaml_document.hpp"

namespace glance_audit::sources {

// All manifests of the paths together: a script may lie in a ConfigMap of another file.
class KubernetesManifests {
public:
    // The document must outlive this.
    void add(const YamlDocument& document);

    // Every purge of a document that was added, after the last add(). Suspended jobs and what has no replicas do not
    // run. Where a container calls a script that a ConfigMap holds, the script is read too, with the container's
    // variables. Throws UsageError where scripts are called too often.
    void find(const YamlDocument& document, FoundPurges& found);

private:
    struct Script {
        const YamlDocument* document;
        const text::YamlNode* node;
    };

    void collect(const text::YamlNode& node, const YamlDocument& document);

    std::map<std::string, std::vector<Script>, std::less<>> scripts_;  // by the name of their file
    std::map<std::string, const text::YamlNode*, std::less<>> data_;   // of ConfigMaps, by their name
    std::size_t script_bytes_ = 0;                                     // read so far

    friend class KubernetesReader;
};

}  // namespace glance_audit::sources

// Purges in what sets schedules up elsewhere: Ansible's cron tasks and the commands of its playbooks, and Compose files
// with their commands and the labels of Ofelia.
//
// Sources: ansible.builtin.cron, .shell and .command; the Compose specification; mcuadros/ofelia's labels.
#pragma once

#include "scanner/schedules/found.hpp"
#include "scanner/schedules/yaml_document.hpp"

namespace glance_audit::sources {

// In a document that is a list, as playbooks and roles' tasks are. Entries that are absent or disabled do not run.
void find_ansible_purges(const YamlDocument& document, FoundPurges& found);

// In a document with `services`.
void find_compose_purges(const YamlDocument& document, FoundPurges& found);

}  // namespace glance_audit::sources

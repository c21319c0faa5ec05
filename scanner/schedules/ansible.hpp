// Purges that Ansible sets up or runs: cron tasks, and the commands of playbooks and roles.
//
// Sources: ansible.builtin.cron, .shell, .command and .raw; ansible.parsing.splitter for tasks on one line
// (`cron: name=x minute=0 job="…"`).
#pragma once

#include "scanner/schedules/found.hpp"
#include "scanner/schedules/yaml_document.hpp"

namespace glance_audit::sources {

// In a document that is a list, as playbooks and roles' tasks are. Entries that are absent or disabled do not run.
void find_ansible_purges(const YamlDocument& document, FoundPurges& found);

}  // namespace glance_audit::sources

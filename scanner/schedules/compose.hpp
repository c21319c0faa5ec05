// Purges in Compose files, and in what runs commands in their containers by a clock: Ofelia, as labels or as a file of
// its own, and swarm-cronjob.
//
// Sources: the Compose specification; mcuadros/ofelia and netresearch/ofelia; crazy-max/swarm-cronjob.
#pragma once

#include "scanner/base/source_text.hpp"
#include "scanner/schedules/found.hpp"
#include "scanner/schedules/yaml_document.hpp"

namespace glance_audit::sources {

// In a document with `services`.
void find_compose_purges(const YamlDocument& document, FoundPurges& found);

// True for an INI file with a section such as [job-exec "NAME"].
bool is_ofelia_file(std::string_view content);
void read_ofelia_file(const text::SourceText& source, FoundPurges& found);

}  // namespace glance_audit::sources

// Documents of YAML and JSON files, one by one, with the lines they stand on.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/source_text.hpp"
#include "scanner/formats/yaml/yaml.hpp"
#include "scanner/schedules/purge.hpp"

namespace glance_audit::sources {

struct YamlDocument {
    std::string file;
    text::YamlNode root;
    int lines_before = 0;
    int last_line = 0;
    std::vector<int> node_lines;  // of the document, on which a node begins, ascending

    // The line of the file where a node's text begins: a block's below its sign.
    int line_of(const text::YamlNode& node) const;

    // Purges of a node's text, whose lines were counted in it, get those of the file: where YAML folds several lines
    // into one they have all of them, and where line ends are written as \n they have the one that there is.
    void place(const text::YamlNode& node, std::vector<PurgeCommand>& purges) const;

private:
    int end_of(const text::YamlNode& node) const;
    bool is_block(const text::YamlNode& node) const;
};

// The documents of a file. Throws UsageError for one that is no YAML and speaks of a purge or a CronJob; others that
// are none are passed over.
std::vector<YamlDocument> yaml_documents(const text::SourceText& source);

// nullptr where a key is missing, or a node before the last is no map.
const text::YamlNode* find_in(const text::YamlNode* node, std::initializer_list<std::string_view> path);
// A scalar's; empty where there is none.
std::string text_of(const text::YamlNode* node);
bool is_true(const text::YamlNode* node);

}  // namespace glance_audit::sources

// The entries of a map while it grows, as Python's dict grows: an equal key gets the new value and keeps its place in
// the order. Inside of the YAML and JSON readers only.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include "scanner/formats/yaml/yaml.hpp"

namespace glance_audit::text {

class YamlEntries {
public:
    explicit YamlEntries(YamlNode& map) : map_(map) {}

    // `merged` says that the entry comes from a `<<`: to replace it is no mistake, so it is not kept in map.replaced.
    void set(YamlNode key, YamlNode value, bool merged = false);

private:
    std::size_t find(const YamlNode& key);
    std::size_t find_indexed(const YamlNode& key);

    YamlNode& map_;
    std::vector<bool> merged_;
    std::unordered_map<std::string, std::size_t> index_;  // of identities; empty while the map is small
};

}  // namespace glance_audit::text

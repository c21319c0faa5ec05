// The data files of rules/defaults, which are part of the program. Inside of scanner/policy only.
//
// They are tested, but a mistake in one must not pass in silence: every way out that is not the expected form throws.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/source_text.hpp"
#include "scanner/formats/yaml/yaml.hpp"

namespace glance_audit::policy {

class DefaultFile {
public:
    // `name` such as "defaults/glance_policies.yaml". Throws std::logic_error where there is none.
    explicit DefaultFile(std::string_view name);

    const text::YamlNode& root() const { return root_; }

    // The value of a key that must be there. Throws UsageError.
    const text::YamlNode& member(const text::YamlNode& map, std::string_view name) const;

    // The place of a release in kReleases. Throws UsageError where there is no such release.
    std::size_t release(const text::YamlNode& name) const;

    // The releases that an entry is for, as places in kReleases: from its "from" (else the first) up to its "to" (else
    // the last), that included.
    struct Span {
        std::size_t first;
        std::size_t last;
    };
    Span span_of(const text::YamlNode& entry) const;

    UsageError error(const std::string& what, const text::YamlNode& at) const { return source_.error(what, at.place); }

private:
    text::SourceText source_;
    text::YamlNode root_;
};

}  // namespace glance_audit::policy

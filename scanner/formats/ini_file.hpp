// A configuration file as oslo.config's own parser reads it. Sources: oslo_config/iniparser.py and ConfigParser in
// oslo_config/cfg.py (9.0), seen by running them.
//
//   - "key = value" or "key: value", whichever sign comes first; one pair of quotes round the value is taken away.
//   - A line that begins with a blank or tab goes on with the value, joined by a line feed; so does an indented '#'.
//   - An empty line, a comment or a section ends a value.
//   - Names of sections count in lower case, save for DEFAULT, which is written so.
//   - A section or key that comes again adds to the first.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/source_text.hpp"

namespace glance_audit::sources {

struct IniValue {
    std::string text;
    int line = 0;  // of the key
};

class IniFile {
public:
    // Throws UsageError with file and line, and never with the line's text, which may be a secret: a byte that is no
    // UTF-8, a line without '=' or ':', an empty key, a section without its bracket or name, a continuation of nothing,
    // an assignment outside of any section.
    explicit IniFile(const text::SourceText& source);

    const std::string& name() const { return name_; }

    // The values of a key in the order written; empty if there are none. `section` as normalized().
    const std::vector<IniValue>& values(std::string_view section, std::string_view key) const;

    static std::string normalized(std::string_view section);

private:
    using Keys = std::map<std::string, std::vector<IniValue>, std::less<>>;

    std::string name_;
    std::map<std::string, Keys, std::less<>> sections_;

    friend class IniReader;
};

}  // namespace glance_audit::sources

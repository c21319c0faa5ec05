// What a YAML document holds, piece by piece, as libyaml reads it and PyYAML would. Inside of the YAML reader only.
//
// libyaml is laxer than PyYAML, which Glance reads with: it takes tabs between tokens, `|#c`, `{a: !, b: c}` and
// `{a: b?c}`. Those are refused here (yaml_strictness.hpp), and so are libyaml's own errors, with a place and a hint.
// Where libyaml is the stricter of the two, its error stands: `{a:[b]}`, "\ud800", `%YAML 1.3`, `%FOO`, a first line
// of a block text that begins with a tab.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "scanner/base/source_text.hpp"
#include "scanner/formats/yaml/strictness.hpp"

struct yaml_event_s;
struct yaml_parser_s;

namespace glance_audit::text {

struct YamlEvent {
    enum class Kind : std::uint8_t { document, document_end, stream_end, alias, scalar, list, map, collection_end };

    Kind kind = Kind::stream_end;
    Place place;          // of the first character, be it that of an anchor or a tag
    std::string anchor;   // what it is called, or the name an alias gives; empty where there is none
    std::string tag;      // in full, or "!"; empty where there is none
    std::string text;     // of a scalar
    bool quoted = false;  // a scalar in quotes, or a block text
};

class YamlEvents {
public:
    // `source` outlives the events; its content is UTF-8 of printable characters.
    explicit YamlEvents(const SourceText& source);
    ~YamlEvents();
    YamlEvents(const YamlEvents&) = delete;
    YamlEvents& operator=(const YamlEvents&) = delete;

    // Throws UsageError for what cannot be read. After stream_end there is no next one.
    YamlEvent next();

private:
    YamlEvent taken(const yaml_event_s& event);
    YamlEvent scalar(const yaml_event_s& event);
    [[noreturn]] void fail();

    const SourceText& source_;
    std::unique_ptr<yaml_parser_s> parser_;
    YamlStrictness strictness_;
};

}  // namespace glance_audit::text

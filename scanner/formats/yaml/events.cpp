#include "scanner/formats/yaml/events.hpp"

#include <yaml.h>

#include <algorithm>
#include <new>
#include <string_view>

#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/problem.hpp"

namespace glance_audit::text {

namespace {

Place place_of(const yaml_mark_t& mark) { return {static_cast<int>(mark.line) + 1, static_cast<int>(mark.column) + 1}; }

std::string text_of(const yaml_char_t* text) {
    const void* const bytes = text;
    return text == nullptr ? std::string() : std::string(static_cast<const char*>(bytes));
}

}  // namespace

YamlEvents::YamlEvents(const SourceText& source)
    : source_(source), parser_(std::make_unique<yaml_parser_t>()), strictness_(source) {
    if (yaml_parser_initialize(parser_.get()) == 0) throw std::bad_alloc();
    const std::string_view text = without_byte_order_mark(source.content());
    const void* const bytes = text.data();
    yaml_parser_set_encoding(parser_.get(), YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(parser_.get(), static_cast<const unsigned char*>(bytes), text.size());
}

YamlEvents::~YamlEvents() { yaml_parser_delete(parser_.get()); }

YamlEvent YamlEvents::next() {
    yaml_event_t event;
    do {
        if (yaml_parser_parse(parser_.get(), &event) == 0) fail();
    } while (event.type == YAML_STREAM_START_EVENT);
    const std::unique_ptr<yaml_event_t, decltype(&yaml_event_delete)> owned(&event, &yaml_event_delete);
    YamlEvent out = taken(event);
    out.place = place_of(event.start_mark);
    return out;
}

YamlEvent YamlEvents::taken(const yaml_event_s& event) {
    YamlEvent out;
    switch (event.type) {
        case YAML_DOCUMENT_START_EVENT: out.kind = YamlEvent::Kind::document; break;
        case YAML_DOCUMENT_END_EVENT: out.kind = YamlEvent::Kind::document_end; break;
        case YAML_ALIAS_EVENT:
            out.kind = YamlEvent::Kind::alias;
            out.anchor = text_of(event.data.alias.anchor);
            break;
        case YAML_SCALAR_EVENT: return scalar(event);
        case YAML_SEQUENCE_START_EVENT:
            out.kind = YamlEvent::Kind::list;
            out.anchor = text_of(event.data.sequence_start.anchor);
            out.tag = text_of(event.data.sequence_start.tag);
            break;
        case YAML_MAPPING_START_EVENT:
            out.kind = YamlEvent::Kind::map;
            out.anchor = text_of(event.data.mapping_start.anchor);
            out.tag = text_of(event.data.mapping_start.tag);
            break;
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT: out.kind = YamlEvent::Kind::collection_end; break;
        default: strictness_.check_rest(); break;  // the end of the stream
    }
    return out;
}

YamlEvent YamlEvents::scalar(const yaml_event_s& event) {
    const auto& data = event.data.scalar;
    YamlEvent out;
    out.kind = YamlEvent::Kind::scalar;
    out.anchor = text_of(data.anchor);
    out.tag = text_of(data.tag);
    const void* const bytes = data.value;
    out.text.assign(static_cast<const char*>(bytes), data.length);
    out.quoted = data.style != YAML_PLAIN_SCALAR_STYLE;
    const bool block = data.style == YAML_LITERAL_SCALAR_STYLE || data.style == YAML_FOLDED_SCALAR_STYLE;
    using Style = YamlStrictness::Style;
    const Style style = block ? Style::block : out.quoted ? Style::quoted : Style::plain;
    const bool has_tag = strictness_.has_tag(event.start_mark.index, event.end_mark.index, style);
    if (has_tag && out.tag.empty()) out.tag = "!";
    return out;
}

void YamlEvents::fail() {
    if (parser_->error == YAML_MEMORY_ERROR) throw std::bad_alloc();
    const std::string_view said = parser_->problem == nullptr ? "this cannot be read" : parser_->problem;
    const char stopped_at = strictness_.character_at(parser_->problem_mark.index);
    if (stopped_at == '\t') strictness_.refuse_tab(parser_->problem_mark.index);
    const YamlProblem problem = yaml_problem(said, stopped_at == '\0');
    std::string what = "not valid YAML: " + std::string(problem.what);
    if (what.ends_with("on line ")) what += std::to_string(parser_->context_mark.line + 1);
    throw source_.error(what, place_of(problem.shows_opening ? parser_->context_mark : parser_->problem_mark),
                        std::string(problem.hint));
}

}  // namespace glance_audit::text

#include "scanner/text/yaml_graph.hpp"

#include <yaml.h>

#include <array>
#include <new>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "scanner/text/utf8.hpp"

namespace glance_audit::text {

namespace {

std::string_view view(const yaml_char_t* text) {
    return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

Place place_of(const yaml_mark_t& mark) { return {static_cast<int>(mark.line) + 1, static_cast<int>(mark.column) + 1}; }

// What to do about the commonest of libyaml's complaints.
std::string hint_for(std::string_view problem) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kHints{{
        {"cannot start any token", "put the text in quotes, and indent with blanks, not with tabs"},
        {"mapping values are not allowed", "indent the keys alike, and put a text that contains ': ' in quotes"},
        {"could not find expected ':'", "write 'name: check', and close every quote"},
        {"did not find expected key", "indent the keys alike, and close every quote"},
        {"did not find expected ',' or", "separate the entries by commas, and close every bracket"},
        {"unexpected end of stream", "close the quote"},
        {"control characters", "remove the character; JSON and YAML are plain text"},
    }};
    for (const auto& [part, hint] : kHints) {
        if (problem.find(part) != std::string_view::npos) return std::string(hint);
    }
    return "the file must be YAML or JSON";
}

// libyaml's event parser. An event lives until the next call of next().
class Events {
public:
    explicit Events(const SourceText& source) : source_(source) {
        if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
        const std::string_view text = without_byte_order_mark(source.content());
        yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }
    ~Events() {
        yaml_event_delete(&event_);
        yaml_parser_delete(&parser_);
    }
    Events(const Events&) = delete;
    Events& operator=(const Events&) = delete;

    const yaml_event_t& next() {
        yaml_event_delete(&event_);
        if (yaml_parser_parse(&parser_, &event_) == 0) fail();
        return event_;
    }

private:
    [[noreturn]] void fail() const {
        if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
        const std::string problem = parser_.problem == nullptr ? "unreadable" : parser_.problem;
        throw source_.error("not valid YAML: " + problem, place_of_failure(), hint_for(problem));
    }

    // Where the text ends too early, what is open says more than the place after the last line.
    Place place_of_failure() const {
        if (parser_.error == YAML_READER_ERROR) return place_of_byte(source_.content(), parser_.problem_offset);
        const std::string_view text = without_byte_order_mark(source_.content());
        const bool at_end = count_code_points(text) <= parser_.problem_mark.index;
        return place_of(at_end && parser_.context != nullptr ? parser_.context_mark : parser_.problem_mark);
    }

    const SourceText& source_;
    yaml_parser_t parser_{};
    yaml_event_t event_{};
};

class Composer {
public:
    Composer(const SourceText& source, std::deque<YamlGraphNode>& nodes) : source_(source), events_(source), nodes_(nodes) {}

    YamlGraphNode* document() {
        events_.next();                                             // the stream starts
        if (events_.next().type == YAML_STREAM_END_EVENT) return nullptr;
        YamlGraphNode* const root = node(events_.next(), 0);
        require_end();
        return root;
    }

    void items(const std::function<void(YamlGraphNode&)>& take) {
        events_.next();
        if (events_.next().type == YAML_STREAM_END_EVENT) return;
        const yaml_event_t& root = events_.next();
        if (root.type != YAML_SEQUENCE_START_EVENT) {
            throw source_.error("a list is needed here", place_of(root.start_mark), "begin each item with '- '");
        }
        for (const yaml_event_t* event = &events_.next(); event->type != YAML_SEQUENCE_END_EVENT; event = &events_.next()) {
            take(*node(*event, 1));
            if (anchors_.empty()) nodes_.clear();
        }
        require_end();
    }

private:
    void require_end() {
        events_.next();                                             // the document ends
        const yaml_event_t& last = events_.next();
        if (last.type == YAML_STREAM_END_EVENT) return;
        throw source_.error("a second document starts here", place_of(last.start_mark),
                            "such a file is one document: remove the line '---'");
    }

    YamlGraphNode* node(const yaml_event_t& event, std::size_t depth) {
        const Place place = place_of(event.start_mark);
        if (depth > kMaxYamlDepth) {
            throw source_.error("nested more than " + std::to_string(kMaxYamlDepth) + " levels deep", place,
                                "check that every bracket is closed");
        }
        switch (event.type) {
            case YAML_ALIAS_EVENT: return alias(view(event.data.alias.anchor), place);
            case YAML_SCALAR_EVENT: return scalar(event, place);
            case YAML_SEQUENCE_START_EVENT: return list(event, place, depth);
            default: return map(event, place, depth);
        }
    }

    YamlGraphNode* alias(std::string_view name, Place place) {
        const auto found = anchors_.find(std::string(name));
        if (found == anchors_.end()) {
            throw source_.error("the alias '*" + std::string(name) + "' has no anchor before it", place,
                                "write '&" + std::string(name) + "' at the node it stands for, or quote the text");
        }
        if (found->second->open) {
            throw source_.error("the alias '*" + std::string(name) + "' stands inside of what it names", place, "write it out");
        }
        return found->second;
    }

    YamlGraphNode& add(YamlGraphNode::Kind kind, const yaml_char_t* anchor, Place place) {
        YamlGraphNode& made = nodes_.emplace_back();
        made.kind = kind;
        made.place = place;
        if (anchor == nullptr) return made;
        const auto [at, is_new] = anchors_.emplace(view(anchor), &made);
        if (!is_new) throw source_.error("the anchor '&" + at->first + "' is given twice", place, "rename one of them");
        return made;
    }

    void set_tag(YamlGraphNode& node, const yaml_char_t* tag, YamlTag otherwise) {
        const std::string_view name = view(tag);
        node.tag = name.empty() || name == "!" ? otherwise : tag_of(name);
        if (node.tag == YamlTag::unknown) node.unknown_tag = name;
    }

    YamlGraphNode* scalar(const yaml_event_t& event, Place place) {
        const auto& data = event.data.scalar;
        YamlGraphNode& made = add(YamlGraphNode::Kind::scalar, data.anchor, place);
        made.text.assign(reinterpret_cast<const char*>(data.value), data.length);
        made.plain = data.style == YAML_PLAIN_SCALAR_STYLE && data.tag == nullptr;
        // The tag "!" asks for what the text would be without quotes; libyaml says so save where nothing follows it.
        const bool resolved = data.plain_implicit != 0 || view(data.tag) == "!";
        set_tag(made, data.tag, resolved ? resolve_plain(made.text) : YamlTag::string);
        return &made;
    }

    YamlGraphNode* list(const yaml_event_t& event, Place place, std::size_t depth) {
        YamlGraphNode& made = add(YamlGraphNode::Kind::list, event.data.sequence_start.anchor, place);
        set_tag(made, event.data.sequence_start.tag, YamlTag::list);
        return children(made, YAML_SEQUENCE_END_EVENT, depth);
    }

    YamlGraphNode* map(const yaml_event_t& event, Place place, std::size_t depth) {
        YamlGraphNode& made = add(YamlGraphNode::Kind::map, event.data.mapping_start.anchor, place);
        set_tag(made, event.data.mapping_start.tag, YamlTag::map);
        return children(made, YAML_MAPPING_END_EVENT, depth);
    }

    YamlGraphNode* children(YamlGraphNode& parent, yaml_event_type_t end, std::size_t depth) {
        parent.open = true;
        for (const yaml_event_t* event = &events_.next(); event->type != end; event = &events_.next()) {
            parent.children.push_back(node(*event, depth + 1));
            if (nodes_.size() > kMaxYamlNodes) {
                throw source_.error("more than " + std::to_string(kMaxYamlNodes) + " values", parent.place, "split the file");
            }
        }
        parent.open = false;
        return &parent;
    }

    const SourceText& source_;
    Events events_;
    std::deque<YamlGraphNode>& nodes_;
    std::unordered_map<std::string, YamlGraphNode*> anchors_;
};

}  // namespace

YamlGraph::YamlGraph(const SourceText& source) { root_ = Composer(source, nodes_).document(); }

void for_each_yaml_graph(const SourceText& source, const std::function<void(YamlGraphNode&)>& take) {
    std::deque<YamlGraphNode> nodes;
    Composer(source, nodes).items(take);
}

}  // namespace glance_audit::text

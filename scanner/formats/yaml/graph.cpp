#include "scanner/formats/yaml/graph.hpp"

#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/scanner.hpp"

namespace glance_audit::text {

namespace {

using Kind = YamlToken::Kind;
using NodeKind = YamlGraphNode::Kind;

// What may stand before a node.
struct Properties {
    Place place;
    std::string anchor;
    std::string tag;
    bool has_anchor = false;
    bool has_tag = false;
};

// The grammar of YAML 1.1 as PyYAML's parser.py and composer.py take it, by recursive descent.
class Composer {
public:
    Composer(const SourceText& source, std::deque<YamlGraphNode>& nodes)
        : source_(source), scanner_(source), nodes_(nodes) {}

    YamlGraphNode* document() {
        if (!begin_document()) return nullptr;
        YamlGraphNode* const root = explicit_ && is_empty_document() ? empty_scalar({}) : node(true, false, 0);
        end_document();
        return root;
    }

    // The items of a list at the root; nothing where there is no document.
    void items(const std::function<void(YamlGraphNode&)>& take) {
        if (!begin_document()) return;
        const Properties properties = read_properties();
        if (!is(Kind::block_list) && !is(Kind::flow_list)) fail("a list is needed here", "begin each item with '- '");
        YamlGraphNode& list = begin(NodeKind::list, properties, YamlTag::list);
        list_items(list, is(Kind::flow_list), 0, [&](YamlGraphNode* item) {
            take(*item);
            if (anchors_.empty()) nodes_.clear();
        });
        end_document();
    }

private:
    using Take = std::function<void(YamlGraphNode*)>;

    bool is(Kind kind) { return scanner_.is(kind); }

    template <typename... Kinds>
    bool is_any(Kinds... kinds) {
        return (is(kinds) || ...);
    }

    bool take(Kind kind) {
        if (!is(kind)) return false;
        scanner_.take();
        return true;
    }

    [[noreturn]] void fail(const std::string& what, const std::string& hint) {
        fail_at(scanner_.peek().place, what, hint);
    }

    [[noreturn]] void fail_at(Place place, const std::string& what, const std::string& hint) const {
        throw source_.error("not valid YAML: " + what, place, hint);
    }

    // --- documents

    // False where there is none. The first one needs no "---" if no directive stands before it.
    bool begin_document() {
        if (!is_any(Kind::directive, Kind::document_start, Kind::stream_end)) {
            default_handles();
            return true;
        }
        if (is(Kind::stream_end)) return false;
        explicit_ = true;
        directives();
        if (!take(Kind::document_start))
            fail("'---' is missing after the directives", "remove the lines that begin with '%'");
        return true;
    }

    bool is_empty_document() {
        return is_any(Kind::directive, Kind::document_start, Kind::document_end, Kind::stream_end);
    }

    void end_document() {
        while (take(Kind::document_end)) {
        }
        if (is(Kind::stream_end)) return;
        fail_at(scanner_.peek().place,
                is(Kind::document_start) ? "a second document starts here" : "this does not belong to the document",
                is(Kind::document_start) ? "such a file is one document: remove the line '---'"
                                         : "indent the lines alike, and close every quote");
    }

    void default_handles() {
        handles_.emplace("!", "!");
        handles_.emplace("!!", "tag:yaml.org,2002:");
    }

    void directives() {
        bool has_version = false;
        while (is(Kind::directive)) {
            const YamlToken token = scanner_.take();
            const YamlDirective& directive = token.directive;
            if (directive.kind == YamlDirective::Kind::version) {
                if (has_version) fail_at(token.place, "the version is given twice", "remove this line");
                if (directive.major.find_first_not_of('0') != directive.major.size() - 1 ||
                    directive.major.back() != '1') {
                    fail_at(token.place, "this version of YAML is not known", "write: %YAML 1.1");
                }
                has_version = true;
            } else if (directive.kind == YamlDirective::Kind::tag &&
                       !handles_.emplace(directive.handle, directive.prefix).second) {
                fail_at(token.place, "the handle is given twice", "remove this line");
            }
        }
        default_handles();
    }

    // --- nodes

    // block: block lists and maps may begin here. indentless: a list may begin at the indentation of its key.
    YamlGraphNode* node(bool block, bool indentless, std::size_t depth) {
        if (depth > kMaxYamlDepth) {
            fail("nested more than " + std::to_string(kMaxYamlDepth) + " levels deep",
                 "check that every bracket is closed");
        }
        if (is(Kind::alias)) return alias();
        const Properties properties = read_properties();
        if (indentless && is(Kind::block_entry)) return indentless_list(properties, depth);
        if (is(Kind::scalar)) return scalar(properties);
        if (is(Kind::flow_list) || (block && is(Kind::block_list))) return list(properties, depth);
        if (is(Kind::flow_map)) return flow_map(properties, depth);
        if (block && is(Kind::block_map)) return block_map(properties, depth);
        if (properties.has_anchor || properties.has_tag) return empty_scalar(properties);
        fail("a value is missing here", "write a value, or close the bracket before it");
    }

    Properties read_properties() {
        Properties found;
        found.place = scanner_.peek().place;
        const bool anchor_first = is(Kind::anchor);
        if (anchor_first) read_anchor(found);
        if (is(Kind::tag)) {
            read_tag(found);
            if (!anchor_first && is(Kind::anchor)) read_anchor(found);
        }
        return found;
    }

    void read_anchor(Properties& properties) {
        properties.anchor = scanner_.take().text;
        properties.has_anchor = true;
    }

    void read_tag(Properties& properties) {
        const YamlToken token = scanner_.take();
        properties.has_tag = true;
        properties.tag = token.tag.suffix;
        if (token.tag.handle.empty()) return;
        const auto handle = handles_.find(token.tag.handle);
        if (handle == handles_.end()) {
            fail_at(token.place, "the tag's handle '" + shortened(token.tag.handle) + "' is not known",
                    "put a text that begins with '!' in quotes");
        }
        properties.tag = handle->second + token.tag.suffix;
    }

    YamlGraphNode* alias() {
        const YamlToken token = scanner_.take();
        const auto found = anchors_.find(token.text);
        if (found == anchors_.end()) {
            throw source_.error("the alias '*" + shortened(token.text) + "' has no anchor before it", token.place,
                                "write '&" + shortened(token.text) + "' at the node it stands for, or quote the text");
        }
        if (found->second->open) {
            throw source_.error("the alias '*" + shortened(token.text) + "' stands inside of what it names",
                                token.place, "write it out");
        }
        return found->second;
    }

    YamlGraphNode& begin(NodeKind kind, const Properties& properties, YamlTag otherwise) {
        if (nodes_.size() >= kMaxYamlNodes) {
            throw source_.error("more than " + std::to_string(kMaxYamlNodes) + " values", properties.place,
                                "split the file");
        }
        YamlGraphNode& made = nodes_.emplace_back();
        made.kind = kind;
        made.place = properties.place;
        made.tag = properties.tag.empty() || properties.tag == "!" ? otherwise : tag_of(properties.tag);
        if (made.tag == YamlTag::unknown) made.unknown_tag = properties.tag;
        if (!properties.has_anchor) return made;
        const bool is_new = anchors_.emplace(properties.anchor, &made).second;
        if (!is_new)
            throw source_.error("the anchor '&" + shortened(properties.anchor) + "' is given twice", properties.place,
                                "rename one of them");
        return made;
    }

    // The tag "!" asks for what the text would be without quotes.
    YamlGraphNode* scalar(const Properties& properties) {
        YamlToken token = scanner_.take();
        const bool resolved = properties.tag == "!" || (token.plain && !properties.has_tag);
        YamlGraphNode& made =
            begin(NodeKind::scalar, properties, resolved ? resolve_plain(token.text) : YamlTag::string);
        made.text = std::move(token.text);
        made.plain = token.plain && !properties.has_tag;
        return &made;
    }

    YamlGraphNode* empty_scalar(const Properties& properties) {
        const bool resolved = !properties.has_tag || properties.tag == "!";
        YamlGraphNode& made = begin(NodeKind::scalar, properties, resolved ? YamlTag::null : YamlTag::string);
        made.plain = !properties.has_tag;
        return &made;
    }

    YamlGraphNode* empty_here() {
        Properties nothing;
        nothing.place = scanner_.peek().place;
        return empty_scalar(nothing);
    }

    // --- lists

    YamlGraphNode* list(const Properties& properties, std::size_t depth) {
        YamlGraphNode& made = begin(NodeKind::list, properties, YamlTag::list);
        made.open = true;
        list_items(made, is(Kind::flow_list), depth, [&](YamlGraphNode* item) { made.children.push_back(item); });
        made.open = false;
        return &made;
    }

    void list_items(const YamlGraphNode& list, bool flow, std::size_t depth, const Take& take_item) {
        const Place place = list.place;
        scanner_.take();
        if (flow) {
            flow_items(place, depth, take_item);
        } else {
            block_items(place, depth, take_item);
        }
    }

    void block_items(Place place, std::size_t depth, const Take& take_item) {
        while (take(Kind::block_entry)) {
            take_item(is_any(Kind::block_entry, Kind::block_end) ? empty_here() : node(true, false, depth + 1));
        }
        if (!take(Kind::block_end)) unfinished(place, "list");
    }

    YamlGraphNode* indentless_list(const Properties& properties, std::size_t depth) {
        YamlGraphNode& made = begin(NodeKind::list, properties, YamlTag::list);
        made.open = true;
        while (take(Kind::block_entry)) {
            const bool empty = is_any(Kind::block_entry, Kind::key, Kind::value, Kind::block_end);
            made.children.push_back(empty ? empty_here() : node(true, false, depth + 1));
        }
        made.open = false;
        return &made;
    }

    void flow_items(Place place, std::size_t depth, const Take& take_item) {
        for (bool first = true; !is(Kind::flow_list_end); first = false) {
            if (!first && !take(Kind::flow_entry)) unclosed(place, "']'");
            if (is(Kind::flow_list_end)) break;
            take_item(is(Kind::key) ? single_pair(depth + 1) : node(false, false, depth + 1));
        }
        scanner_.take();
    }

    // "[a: b]" is a list of a map with one entry.
    YamlGraphNode* single_pair(std::size_t depth) {
        Properties properties;
        properties.place = scanner_.peek().place;
        YamlGraphNode& made = begin(NodeKind::map, properties, YamlTag::map);
        made.open = true;
        scanner_.take();
        const bool no_key = is_any(Kind::value, Kind::flow_entry, Kind::flow_list_end);
        made.children.push_back(no_key ? empty_here() : node(false, false, depth + 1));
        const bool has_value = take(Kind::value) && !is_any(Kind::flow_entry, Kind::flow_list_end);
        made.children.push_back(has_value ? node(false, false, depth + 1) : empty_here());
        made.open = false;
        return &made;
    }

    // --- maps

    YamlGraphNode* block_map(const Properties& properties, std::size_t depth) {
        YamlGraphNode& made = begin(NodeKind::map, properties, YamlTag::map);
        made.open = true;
        scanner_.take();
        while (take(Kind::key)) {
            const bool has_key = !is_any(Kind::key, Kind::value, Kind::block_end);
            made.children.push_back(has_key ? node(true, true, depth + 1) : empty_here());
            const bool has_value = take(Kind::value) && !is_any(Kind::key, Kind::value, Kind::block_end);
            made.children.push_back(has_value ? node(true, true, depth + 1) : empty_here());
        }
        if (!take(Kind::block_end)) unfinished(made.place, "map");
        made.open = false;
        return &made;
    }

    YamlGraphNode* flow_map(const Properties& properties, std::size_t depth) {
        YamlGraphNode& made = begin(NodeKind::map, properties, YamlTag::map);
        made.open = true;
        scanner_.take();
        for (bool first = true; !is(Kind::flow_map_end); first = false) {
            if (!first && !take(Kind::flow_entry)) unclosed(made.place, "'}'");
            if (is(Kind::flow_map_end)) break;
            flow_entry(made, depth);
        }
        scanner_.take();
        made.open = false;
        return &made;
    }

    // What is no key has no value either: "{a, b: c}".
    void flow_entry(YamlGraphNode& map, std::size_t depth) {
        if (!take(Kind::key)) {
            map.children.push_back(node(false, false, depth + 1));
            map.children.push_back(empty_here());
            return;
        }
        const bool no_key = is_any(Kind::value, Kind::flow_entry, Kind::flow_map_end);
        map.children.push_back(no_key ? empty_here() : node(false, false, depth + 1));
        const bool has_value = take(Kind::value) && !is_any(Kind::flow_entry, Kind::flow_map_end);
        map.children.push_back(has_value ? node(false, false, depth + 1) : empty_here());
    }

    // Where the text ends too early, what is open says more than the place after the last line.
    [[noreturn]] void unclosed(Place opened, const std::string& bracket) {
        if (is(Kind::stream_end))
            fail_at(opened, "this bracket is not closed", "write " + bracket + " after the last entry");
        fail("',' or " + bracket + " is missing here", "separate the entries by commas, and close every bracket");
    }

    [[noreturn]] void unfinished(Place began, const char* what) {
        fail("this does not belong to the " + std::string(what) + " that began on line " + std::to_string(began.line),
             "indent the lines alike, and close every quote");
    }

    const SourceText& source_;
    YamlScanner scanner_;
    std::deque<YamlGraphNode>& nodes_;
    bool explicit_ = false;  // the document begins with "---", and then may be empty
    std::map<std::string, std::string> handles_;
    std::unordered_map<std::string, YamlGraphNode*> anchors_;
};

}  // namespace

YamlGraph::YamlGraph(const SourceText& source) { root_ = Composer(source, nodes_).document(); }

void for_each_yaml_graph(const SourceText& source, const std::function<void(YamlGraphNode&)>& take) {
    std::deque<YamlGraphNode> nodes;
    Composer(source, nodes).items(take);
}

}  // namespace glance_audit::text

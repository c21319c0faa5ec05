#include "scanner/formats/yaml/graph.hpp"

#include <string>
#include <unordered_map>
#include <utility>

#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/events.hpp"

namespace glance_audit::text {

namespace {

using EventKind = YamlEvent::Kind;
using NodeKind = YamlGraphNode::Kind;

// Nodes from events, as PyYAML's composer.py makes them, by recursive descent.
class Composer {
public:
    Composer(const SourceText& source, std::deque<YamlGraphNode>& nodes)
        : source_(source), events_(source), nodes_(nodes) {}

    YamlGraphNode* document() {
        if (events_.next().kind == EventKind::stream_end) return nullptr;
        YamlGraphNode* const root = node(events_.next(), 0);
        end_document();
        return root;
    }

    // The items of a list at the root; nothing where there is no document.
    void items(const std::function<void(YamlGraphNode&)>& take) {
        if (events_.next().kind == EventKind::stream_end) return;
        const YamlEvent list = events_.next();
        if (list.kind != EventKind::list) {
            throw source_.error("not valid YAML: a list is needed here", list.place, "begin each item with '- '");
        }
        begin(NodeKind::list, list, YamlTag::list);
        children([&](YamlEvent&& event) {
            take(*node(std::move(event), 1));
            if (anchors_.empty()) nodes_.clear();
        });
        end_document();
    }

private:
    void end_document() {
        events_.next();
        const YamlEvent after = events_.next();
        if (after.kind == EventKind::stream_end) return;
        throw source_.error("not valid YAML: a second document starts here", after.place,
                            "such a file is one document: remove the line '---'");
    }

    YamlGraphNode* node(YamlEvent&& event, std::size_t depth) {
        if (depth > kMaxYamlDepth) {
            throw source_.error("not valid YAML: nested more than " + std::to_string(kMaxYamlDepth) + " levels deep",
                                event.place, "check that every bracket is closed");
        }
        switch (event.kind) {
            case EventKind::alias: return alias(event);
            case EventKind::list: return collection(begin(NodeKind::list, event, YamlTag::list), depth);
            case EventKind::map: return collection(begin(NodeKind::map, event, YamlTag::map), depth);
            default: return scalar(std::move(event));
        }
    }

    YamlGraphNode* alias(const YamlEvent& event) const {
        const std::string name = shortened(event.anchor);
        const auto found = anchors_.find(event.anchor);
        if (found == anchors_.end()) {
            throw source_.error("the alias '*" + name + "' has no anchor before it", event.place,
                                "write '&" + name + "' at the node it stands for, or quote the text");
        }
        if (found->second->open) {
            throw source_.error("the alias '*" + name + "' stands inside of what it names", event.place,
                                "write it out");
        }
        return found->second;
    }

    YamlGraphNode& begin(NodeKind kind, const YamlEvent& event, YamlTag otherwise) {
        if (nodes_.size() >= kMaxYamlNodes) {
            throw source_.error("more than " + std::to_string(kMaxYamlNodes) + " values", event.place,
                                "split the file");
        }
        YamlGraphNode& made = nodes_.emplace_back();
        made.kind = kind;
        made.place = event.place;
        made.tag = event.tag.empty() || event.tag == "!" ? otherwise : tag_of(event.tag);
        if (made.tag == YamlTag::unknown) made.unknown_tag = event.tag;
        if (!event.anchor.empty() && !anchors_.emplace(event.anchor, &made).second) {
            throw source_.error("the anchor '&" + shortened(event.anchor) + "' is given twice", event.place,
                                "rename one of them");
        }
        return made;
    }

    // The tag "!" asks for what the text would be without quotes.
    YamlGraphNode* scalar(YamlEvent&& event) {
        const bool resolved = event.tag == "!" || (event.tag.empty() && !event.quoted);
        YamlGraphNode& made = begin(NodeKind::scalar, event, resolved ? resolve_plain(event.text) : YamlTag::string);
        made.plain = event.tag.empty() && !event.quoted;
        made.text = std::move(event.text);
        return &made;
    }

    YamlGraphNode* collection(YamlGraphNode& made, std::size_t depth) {
        made.open = true;
        children([&](YamlEvent&& event) { made.children.push_back(node(std::move(event), depth + 1)); });
        made.open = false;
        return &made;
    }

    template <typename Take>
    void children(const Take& take) {
        for (YamlEvent event = events_.next(); event.kind != EventKind::collection_end; event = events_.next()) {
            take(std::move(event));
        }
    }

    const SourceText& source_;
    YamlEvents events_;
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

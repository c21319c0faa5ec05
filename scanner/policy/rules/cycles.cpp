#include "scanner/policy/rules/cycles.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

namespace glance_audit::policy {
namespace {

using Node = std::uint32_t;
constexpr Node kNone = ~Node{0};

// Who refers to whom; each pair once.
struct Graph {
    std::vector<std::string> names;
    std::vector<std::vector<Node>> next;
};

Graph graph_of(const Policy& policy) {
    Graph graph{policy.actions(), {}};
    std::unordered_map<std::string_view, Node> numbers;
    for (Node node = 0; node < graph.names.size(); ++node) numbers.emplace(graph.names[node], node);
    const auto fallback = numbers.find("default");
    for (const std::string& name : graph.names) {
        std::vector<Node>& next = graph.next.emplace_back();
        for (const RuleReference& reference : policy.tree(name)->rules) {
            auto named = numbers.find(reference.name);
            if (named == numbers.end()) named = fallback;
            if (named != numbers.end()) next.push_back(named->second);
        }
        std::sort(next.begin(), next.end());
        next.erase(std::unique(next.begin(), next.end()), next.end());
    }
    return graph;
}

// Tarjan's strongly connected components, without recursion: a chain of rules can be as long as a stranger likes.
class Components {
public:
    explicit Components(const Graph& graph)
        : graph_(graph), order_(graph.names.size(), kNone), low_(order_), component_(order_) {
        for (Node node = 0; node < order_.size(); ++node) {
            if (order_[node] == kNone) visit(node);
        }
    }

    const std::vector<std::vector<Node>>& all() const { return components_; }
    Node of(Node node) const { return component_[node]; }

private:
    struct Frame {
        Node node;
        std::size_t edge = 0;
    };

    void enter(Node node) {
        order_[node] = low_[node] = visited_++;
        open_.push_back(node);
        path_.push_back({node});
    }

    void visit(Node start) {
        enter(start);
        while (!path_.empty()) {
            const Node node = path_.back().node;
            if (path_.back().edge == graph_.next[node].size()) {
                leave(node);
                continue;
            }
            const Node next = graph_.next[node][path_.back().edge++];
            if (order_[next] == kNone) {
                enter(next);
            } else if (component_[next] == kNone) {
                low_[node] = std::min(low_[node], order_[next]);
            }
        }
    }

    void leave(Node node) {
        path_.pop_back();
        if (!path_.empty()) low_[path_.back().node] = std::min(low_[path_.back().node], low_[node]);
        if (low_[node] != order_[node]) return;
        std::vector<Node>& members = components_.emplace_back();
        do {
            members.push_back(open_.back());
            component_[open_.back()] = static_cast<Node>(components_.size() - 1);
            open_.pop_back();
        } while (members.back() != node);
    }

    const Graph& graph_;
    std::vector<Node> order_;
    std::vector<Node> low_;
    std::vector<Node> component_;
    std::vector<Node> open_;
    std::vector<Frame> path_;
    std::vector<std::vector<Node>> components_;
    Node visited_ = 0;
};

// A shortest way from `start` back to it, breadth first within its component.
std::vector<std::string> way_round(const Graph& graph, const Components& components, Node start) {
    std::vector<Node> queue{start};
    std::unordered_map<Node, Node> from;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        for (const Node next : graph.next[queue[i]]) {
            if (components.of(next) != components.of(start) || !from.emplace(next, queue[i]).second) continue;
            if (next == start) break;
            queue.push_back(next);
        }
        if (from.contains(start)) break;
    }
    std::vector<std::string> way{graph.names[start]};
    for (Node node = from.at(start); node != start; node = from.at(node)) way.push_back(graph.names[node]);
    way.push_back(graph.names[start]);
    std::reverse(way.begin(), way.end());
    return way;
}

bool refers_to_itself(const Graph& graph, Node node) {
    return std::binary_search(graph.next[node].begin(), graph.next[node].end(), node);
}

}  // namespace

std::map<std::string, std::vector<std::string>, std::less<>> cycles(const Policy& policy) {
    const Graph graph = graph_of(policy);
    const Components components(graph);
    std::map<std::string, std::vector<std::string>, std::less<>> found;
    for (const std::vector<Node>& members : components.all()) {
        if (members.size() == 1 && !refers_to_itself(graph, members.front())) continue;
        const bool too_long = members.size() > kLongestCycle;
        std::vector<std::string> first;
        for (std::size_t i = 0; too_long && i < kLongestCycle; ++i) first.push_back(graph.names[members[i]]);
        if (too_long) first.emplace_back("…");
        for (const Node node : members) {
            found.emplace(graph.names[node], too_long ? first : way_round(graph, components, node));
        }
    }
    return found;
}

}  // namespace glance_audit::policy

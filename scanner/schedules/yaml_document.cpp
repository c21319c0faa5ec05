#include "scanner/schedules/yaml_document.hpp"

#include <algorithm>
#include <optional>

#include "scanner/formats/yaml/scalar.hpp"

namespace glance_audit::sources {
namespace {

using text::YamlNode;
using text::YamlType;

// One document and the lines before it.
struct Part {
    std::string_view text;
    int lines_before = 0;
};

bool ends_document(std::string_view line) {
    return (line.starts_with("---") || line.starts_with("...")) &&
           (line.size() == 3 || std::string_view(" \t\r\n").find(line[3]) != std::string_view::npos);
}

std::vector<Part> parts_of(std::string_view content) {
    std::vector<Part> parts;
    Part part{content.substr(0, 0), 0};
    int line = 0;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < content.size(); ++line) {
        const std::size_t end = std::min(content.find('\n', at), content.size() - 1) + 1;
        if (at > begin && ends_document(content.substr(at, end - at))) {
            part.text = content.substr(begin, at - begin);
            parts.push_back(part);
            // "..." only ends a document, and belongs to none.
            begin = content[at] == '.' ? end : at;
            part.lines_before = content[at] == '.' ? line + 1 : line;
        }
        at = end;
    }
    part.text = content.substr(begin);
    parts.push_back(part);
    return parts;
}

void collect_lines(const YamlNode& node, std::vector<int>& lines) {
    if (lines.empty() || lines.back() != node.place.line) lines.push_back(node.place.line);
    for (const YamlNode& item : node.items) collect_lines(item, lines);
    for (const auto& [key, value] : node.entries) {
        collect_lines(key, lines);
        collect_lines(value, lines);
    }
}

// An error has to name the line of the file: the document is then read again behind as many empty lines.
std::optional<YamlNode> parse(const text::SourceText& source, const Part& part) {
    try {
        return text::parse_yaml(text::SourceText(source.name(), std::string(part.text)));
    } catch (const UsageError&) {
        const bool matters =
            part.text.find("CronJob") != std::string_view::npos || part.text.find("purge") != std::string_view::npos;
        if (!matters) return std::nullopt;
        const std::string lines(static_cast<std::size_t>(part.lines_before), '\n');
        return text::parse_yaml(text::SourceText(source.name(), lines + std::string(part.text)));
    }
}

}  // namespace

// The last line that can belong to a node without nodes in it: the one before the next node's.
int YamlDocument::end_of(const YamlNode& node) const {
    const auto next = std::upper_bound(node_lines.begin(), node_lines.end(), node.place.line);
    return next != node_lines.end() ? lines_before + *next - 1 : last_line;
}

// Below its sign, line by line.
bool YamlDocument::is_block(const YamlNode& node) const {
    const auto ends = std::count(node.text.begin(), node.text.end(), '\n');
    return ends > 0 && !node.plain && end_of(node) - lines_before - node.place.line >= ends;
}

int YamlDocument::line_of(const YamlNode& node) const {
    return lines_before + node.place.line + (is_block(node) ? 1 : 0);
}

void YamlDocument::place(const YamlNode& node, std::vector<PurgeCommand>& purges) const {
    const auto ends = static_cast<int>(std::count(node.text.begin(), node.text.end(), '\n'));
    const bool is_one_line = ends == 0 || (ends == 1 && node.text.back() == '\n');
    if (!is_one_line && is_block(node)) return;
    const int first = line_of(node);
    for (PurgeCommand& purge : purges) {
        if (purge.line < first || purge.line > first + ends) continue;
        purge.line = first;
        purge.last_line = std::max(is_one_line ? purge.last_line : first, end_of(node));
    }
}

std::vector<YamlDocument> yaml_documents(const text::SourceText& source) {
    std::vector<YamlDocument> documents;
    for (const Part& part : parts_of(source.content())) {
        std::optional<YamlNode> root = parse(source, part);
        if (!root) continue;
        const auto lines = static_cast<int>(std::count(part.text.begin(), part.text.end(), '\n')) + 1;
        YamlDocument& document = documents.emplace_back();
        document = {source.name(), *std::move(root), part.lines_before, part.lines_before + lines, {}};
        collect_lines(document.root, document.node_lines);
        std::sort(document.node_lines.begin(), document.node_lines.end());  // an alias leads back
    }
    return documents;
}

const YamlNode* find_in(const YamlNode* node, std::initializer_list<std::string_view> path) {
    for (const std::string_view key : path) {
        if (node == nullptr || !node->is(YamlType::map)) return nullptr;
        node = node->find(key);
    }
    return node;
}

std::string text_of(const YamlNode* node) { return node != nullptr ? node->text : std::string(); }

bool is_true(const YamlNode* node) {
    return node != nullptr && node->is(YamlType::boolean) && *text::boolean_value(node->text);
}

}  // namespace glance_audit::sources

#include "scanner/schedules/kubernetes.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>
#include <string>

#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/scalar.hpp"
#include "scanner/formats/yaml/yaml.hpp"

namespace glance_audit::sources {
namespace {

using text::YamlNode;
using text::YamlType;

constexpr std::size_t kBudget = 1U << 20U;        // bytes that $(NAME) may copy
constexpr std::size_t kScriptBytes = 64U << 20U;  // read of all scripts together, each as often as it is called

struct Script {
    std::string text;
    int line = 0;
};

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

class KubernetesReader {
public:
    KubernetesReader(const text::SourceText& source, std::vector<ScheduledPurge>& purges)
        : source_(source), purges_(purges) {}

    void read() {
        for (const Part& part : parts_of(source_.content())) {
            const bool matters = part.text.find("CronJob") != std::string_view::npos ||
                                 part.text.find("purge") != std::string_view::npos;
            if (matters) documents_.push_back({parse(part), part});
        }
        for (const Document& document : documents_) collect_scripts(document.root, document);
        for (const Document& document : documents_) walk(document.root, document);
    }

private:
    struct Document {
        YamlNode root;
        Part part;
    };

    // An error has to name the line of the file: the document is then read again behind as many empty lines.
    YamlNode parse(const Part& part) const {
        try {
            return text::parse_yaml(text::SourceText(source_.name(), std::string(part.text)));
        } catch (const UsageError&) {
            const std::string lines(static_cast<std::size_t>(part.lines_before), '\n');
            return text::parse_yaml(text::SourceText(source_.name(), lines + std::string(part.text)));
        }
    }

    // Where the text of a scalar begins: a block's below its sign.
    static int line_of(const YamlNode& node, const Document& document) {
        const int line = document.part.lines_before + node.place.line;
        return line + (node.text.find('\n') != std::string::npos && !node.plain ? 1 : 0);
    }

    void collect_scripts(const YamlNode& node, const Document& document) {
        if (const YamlNode* items = find_in(&node, {"items"}); items != nullptr) {
            for (const YamlNode& item : items->items) collect_scripts(item, document);
        }
        const YamlNode* data = find_in(&node, {"data"});
        if (text_of(find_in(&node, {"kind"})) != "ConfigMap" || data == nullptr) return;
        for (const auto& [key, value] : data->entries) scripts_[key.text] = {value.text, line_of(value, document)};
    }

    void walk(const YamlNode& node, const Document& document) {
        if (node.is(YamlType::list)) {
            for (const YamlNode& item : node.items) walk(item, document);
        }
        if (const YamlNode* items = find_in(&node, {"items"}); items != nullptr) {
            for (const YamlNode& item : items->items) walk(item, document);
        }
        if (text_of(find_in(&node, {"kind"})) == "CronJob") read_job(node, document);
    }

    void read_job(const YamlNode& job, const Document& document) {
        const YamlNode* spec = find_in(&job, {"spec"});
        const YamlNode* template_spec = find_in(spec, {"jobTemplate", "spec"});
        if (is_true(find_in(spec, {"suspend"})) || is_true(find_in(template_spec, {"suspend"}))) return;
        const std::string space = text_of(find_in(&job, {"metadata", "namespace"}));
        name_ = "CronJob " + (space.empty() ? "" : shortened(space) + "/") +
                shortened(text_of(find_in(&job, {"metadata", "name"})));
        when_ = shortened(text_of(find_in(spec, {"schedule"})));
        if (when_.empty()) when_ = "unknown";
        const std::string zone = text_of(find_in(spec, {"timeZone"}));
        if (!zone.empty()) when_ += " " + shortened(zone);
        for (const std::string_view key : {"initContainers", "containers"}) {
            const YamlNode* containers = find_in(template_spec, {"template", "spec", key});
            if (containers == nullptr) continue;
            for (const YamlNode& container : containers->items) read_container(container, document);
        }
    }

    void read_container(const YamlNode& container, const Document& document) {
        const ShellVariables variables = environment(container);
        std::vector<ShellWord> words;
        budget_ = kBudget;
        for (const std::string_view key : {"command", "args"}) {
            const YamlNode* list = find_in(&container, {key});
            if (list == nullptr) continue;
            for (const YamlNode& item : list->items) words.push_back(word_of(item, variables, document));
        }
        // Without a command the image's own runs; of an image for glance-manage that is this one.
        const bool bare = find_in(&container, {"command"}) == nullptr && !words.empty() && words[0].text == "db";
        if (bare) words.insert(words.begin(), ShellWord{"glance-manage", true, words[0].line, false});
        add(find_purges(words, variables));
        for (const ShellWord& word : words) find_scripts(word.text, variables);
    }

    static ShellVariables environment(const YamlNode& container) {
        ShellVariables variables;
        const YamlNode* list = find_in(&container, {"env"});
        if (list == nullptr) return variables;
        for (const YamlNode& item : list->items) {
            const YamlNode* value = find_in(&item, {"value"});
            variables.set(text_of(find_in(&item, {"name"})),
                          value != nullptr ? std::optional(value->text) : std::nullopt);
        }
        return variables;
    }

    // $(NAME) is a variable; $$ stands for $.
    ShellWord word_of(const YamlNode& node, const ShellVariables& variables, const Document& document) {
        ShellWord word{{}, true, line_of(node, document), false};
        const std::string_view text = node.text;
        for (std::size_t at = 0; at < text.size(); ++at) {
            word.text += text[at];
            if (text[at] != '$') continue;
            const std::size_t end = text.substr(at, 256).find(')');
            if (text.substr(at + 1, 1) == "$") {
                ++at;
            } else if (text.substr(at + 1, 1) == "(" && end != std::string_view::npos) {
                const auto* value = variables.find(text.substr(at + 2, end - 2));
                if (value == nullptr) continue;  // as Kubernetes, which leaves it as it is: it may be the shell's
                word.text.pop_back();
                at += end;
                const bool known = *value && (*value)->size() <= budget_;
                word.known = word.known && known;
                if (!known) continue;
                word.text += **value;
                budget_ -= (*value)->size();
            }
        }
        return word;
    }

    // Words that end in the name of a script of a ConfigMap.
    void find_scripts(std::string_view text, const ShellVariables& variables) {
        std::set<std::string_view> called;
        for (std::size_t at = 0; at < text.size() && !scripts_.empty();) {
            const std::size_t end = std::min(text.find_first_of(" \t\n;&|\"'", at), text.size());
            const std::string_view path = text.substr(at, end - at);
            called.insert(path.substr(path.rfind('/') + 1));
            at = end + 1;
        }
        for (const std::string_view name : called) {
            const auto script = scripts_.find(name);
            if (script == scripts_.end()) continue;
            script_bytes_ += script->second.text.size();
            if (script_bytes_ > kScriptBytes) {
                throw source_.error("the jobs of this file call its scripts too often", {script->second.line, 0},
                                    "split the file");
            }
            add(find_purges(script->second.text, variables, script->second.line));
        }
    }

    void add(std::vector<PurgeCommand> found) {
        for (PurgeCommand& purge : found) {
            purges_.push_back(
                {ScheduleKind::kubernetes, name_ + ", " + purge.text(), when_, purge, source_.name(), purge.line});
        }
    }

    const text::SourceText& source_;
    std::vector<ScheduledPurge>& purges_;
    std::vector<Document> documents_;
    std::map<std::string, Script, std::less<>> scripts_;
    std::string name_;
    std::string when_;
    std::size_t budget_ = kBudget;
    std::size_t script_bytes_ = 0;
};

}  // namespace

void read_kubernetes(const text::SourceText& source, std::vector<ScheduledPurge>& purges) {
    KubernetesReader(source, purges).read();
}

}  // namespace glance_audit::sources

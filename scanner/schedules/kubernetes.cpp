#include "scanner/schedules/kubernetes.hpp"

#include <algorithm>
#include <set>

#include "scanner/base/utf8.hpp"
#include "scanner/schedules/operators.hpp"

namespace glance_audit::sources {

using text::YamlNode;
using text::YamlType;

namespace {

constexpr std::size_t kBudget = 1U << 20U;        // bytes that $(NAME) may copy
constexpr std::size_t kScriptBytes = 64U << 20U;  // read of all scripts together, each as often as it is called
constexpr std::string_view kAlways = "always running";

// Calls take(object) for a Kubernetes object, for those in a List, and for those of a list of them.
template <class Take>
void for_each_object(const YamlNode& node, const Take& take) {
    const YamlNode* items = node.is(YamlType::list) ? &node : find_in(&node, {"items"});
    if (items != nullptr) {
        for (const YamlNode& item : items->items) for_each_object(item, take);
    } else if (find_in(&node, {"kind"}) != nullptr) {
        take(node);
    }
}

// Calls take(container) for every container below, wherever a kind of object has them.
template <class Take>
void for_each_container(const YamlNode& node, const Take& take) {
    for (const YamlNode& item : node.items) for_each_container(item, take);
    for (const auto& [key, value] : node.entries) {
        const bool lists = key.text == "containers" || key.text == "initContainers";
        if (lists && value.is(YamlType::list)) {
            for (const YamlNode& container : value.items) take(container);
        } else if ((key.text == "container" || key.text == "script") && value.is(YamlType::map)) {
            take(value);  // Argo's
        } else {
            for_each_container(value, take);
        }
    }
}

std::string schedule_of(const YamlNode* spec) {
    std::string when = text_of(find_in(spec, {"schedule"}));
    if (const YamlNode* several = find_in(spec, {"schedules"}); several != nullptr) {
        for (const YamlNode& one : several->items) when += (when.empty() ? "" : ", ") + one.text;
    }
    if (when.empty()) return "unknown";
    std::string zone = text_of(find_in(spec, {"timeZone"}));
    if (zone.empty()) zone = text_of(find_in(spec, {"timezone"}));
    return shortened(when) + (zone.empty() ? "" : " " + shortened(zone));
}

std::string when_of(const YamlNode& object, const std::string& kind) {
    const YamlNode* spec = find_in(&object, {"spec"});
    if (kind == "CronJob" || kind == "CronWorkflow") return schedule_of(spec);
    const YamlNode* hook = find_in(&object, {"metadata", "annotations", "helm.sh/hook"});
    if (hook != nullptr) return "Helm hook " + shortened(hook->text);
    if (kind == "Job" || kind == "Workflow") return "once";
    const bool always =
        kind == "Deployment" || kind == "StatefulSet" || kind == "DaemonSet" || kind == "ReplicaSet" || kind == "Pod";
    return always ? std::string(kAlways) : "unknown";
}

// What a container is told to run.
std::vector<const YamlNode*> called_in(const YamlNode& container) {
    std::vector<const YamlNode*> items;
    for (const std::string_view key : {"command", "args"}) {
        const YamlNode* list = find_in(&container, {key});
        if (list == nullptr) continue;
        for (const YamlNode& item : list->items) items.push_back(&item);
    }
    return items;
}

bool runs(const YamlNode& object) {
    const YamlNode* spec = find_in(&object, {"spec"});
    return !is_true(find_in(spec, {"suspend"})) && !is_true(find_in(spec, {"jobTemplate", "spec", "suspend"})) &&
           text_of(find_in(spec, {"replicas"})) != "0";
}

}  // namespace

// One object.
class KubernetesReader {
public:
    KubernetesReader(KubernetesManifests& manifests, const YamlDocument& document, const YamlNode& object,
                     FoundPurges& found)
        : manifests_(manifests), document_(document), found_(found) {
        const std::string kind = text_of(find_in(&object, {"kind"}));
        const std::string space = text_of(find_in(&object, {"metadata", "namespace"}));
        const std::string name = text_of(find_in(&object, {"metadata", "name"}));
        const std::string entry =
            shortened(kind) + " " + (space.empty() ? "" : shortened(space) + "/") + shortened(name) + ", ";
        schedule_ = {ScheduleKind::kubernetes, entry, when_of(object, kind), document.file, {}, runs(object)};
    }

    void read_container(const YamlNode& container) {
        const ShellVariables variables = environment(container);
        const std::vector<const YamlNode*> called = called_in(container);
        std::vector<ShellWord> words;
        budget_ = kBudget;
        for (const YamlNode* item : called) words.push_back(word_of(*item, variables));
        // Without a command the image's own runs; of an image for glance-manage that is this one.
        const bool bare = find_in(&container, {"command"}) == nullptr && !words.empty() && words[0].text == "db";
        if (bare) words.insert(words.begin(), ShellWord{"glance-manage", true, words[0].line, false});
        std::vector<PurgeCommand> purges = find_purges(words, variables);
        for (const YamlNode* item : called) document_.place(*item, purges);
        add(std::move(purges), document_.file);
        if (const YamlNode* source = find_in(&container, {"source"}); source != nullptr) {
            add_text(document_, *source, variables);
        }
        for (const ShellWord& word : words) find_scripts(word.text, variables);
        // A wrapper may be told by a variable what to run.
        if (const YamlNode* list = find_in(&container, {"env"}); list != nullptr) {
            for (const YamlNode& item : list->items) find_scripts(text_of(find_in(&item, {"value"})), variables);
        }
    }

    void read_operator(const YamlNode& object) { find_operator_purges(document_, object, schedule_, found_); }

private:
    ShellVariables environment(const YamlNode& container) const {
        ShellVariables variables;
        if (const YamlNode* list = find_in(&container, {"envFrom"}); list != nullptr) {
            for (const YamlNode& item : list->items) {
                const auto data = manifests_.data_.find(text_of(find_in(&item, {"configMapRef", "name"})));
                if (data == manifests_.data_.end()) {
                    variables.forget();  // a Secret, or a ConfigMap that is not here
                    continue;
                }
                const std::string prefix = text_of(find_in(&item, {"prefix"}));
                for (const auto& [key, value] : data->second->entries) variables.set(prefix + key.text, value.text);
            }
        }
        const YamlNode* list = find_in(&container, {"env"});
        if (list == nullptr) return variables;
        for (const YamlNode& item : list->items) {
            const YamlNode* value = find_in(&item, {"value"});
            if (value == nullptr) value = find_reference(item);
            variables.set(text_of(find_in(&item, {"name"})),
                          value != nullptr ? std::optional(value->text) : std::nullopt);
        }
        return variables;
    }

    // The value in a ConfigMap that valueFrom names, if the ConfigMap is there.
    const YamlNode* find_reference(const YamlNode& variable) const {
        const YamlNode* reference = find_in(&variable, {"valueFrom", "configMapKeyRef"});
        const auto data = manifests_.data_.find(text_of(find_in(reference, {"name"})));
        if (data == manifests_.data_.end()) return nullptr;
        return data->second->find(text_of(find_in(reference, {"key"})));
    }

    // $(NAME) is a variable; $$ stands for $.
    ShellWord word_of(const YamlNode& node, const ShellVariables& variables) {
        ShellWord word{{}, true, document_.line_of(node), false};
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

    // Words that end in the name of a script of a ConfigMap: of one in the same file, if there is one.
    void find_scripts(std::string_view text, const ShellVariables& variables) {
        std::set<std::string_view> called;
        for (std::size_t at = 0; at < text.size() && !manifests_.scripts_.empty();) {
            const std::size_t end = std::min(text.find_first_of(" \t\n;&|\"'", at), text.size());
            const std::string_view path = text.substr(at, end - at);
            called.insert(path.substr(path.rfind('/') + 1));
            at = end + 1;
        }
        for (const std::string_view name : called) {
            const auto scripts = manifests_.scripts_.find(name);
            if (scripts == manifests_.scripts_.end()) continue;
            const auto is_here = [&](const auto& script) { return script.document->file == document_.file; };
            const bool here = std::any_of(scripts->second.begin(), scripts->second.end(), is_here);
            for (const auto& script : scripts->second) {
                if (!here || is_here(script)) read_script(*script.document, *script.node, variables);
            }
        }
    }

    void read_script(const YamlDocument& document, const YamlNode& script, const ShellVariables& variables) {
        const int line = document.line_of(script);
        manifests_.script_bytes_ += script.text.size();
        if (manifests_.script_bytes_ > kScriptBytes) {
            throw UsageError("the manifests call this script too often", document.file + ":" + std::to_string(line),
                             "name fewer files at once");
        }
        add_text(document, script, variables);
    }

    void add_text(const YamlDocument& document, const YamlNode& text, const ShellVariables& variables) {
        std::vector<PurgeCommand> purges = find_purges(text.text, variables, document.line_of(text));
        document.place(text, purges);
        add(std::move(purges), document.file);
    }

    void add(std::vector<PurgeCommand> purges, const std::string& file) {
        Schedule schedule = schedule_;
        schedule.file = file;
        found_.add(std::move(purges), schedule);
    }

    KubernetesManifests& manifests_;
    const YamlDocument& document_;
    FoundPurges& found_;
    Schedule schedule_;
    std::size_t budget_ = kBudget;
};

void KubernetesManifests::add(const YamlDocument& document) {
    for_each_object(document.root, [&](const YamlNode& object) { collect(object, document); });
}

void KubernetesManifests::collect(const YamlNode& object, const YamlDocument& document) {
    const YamlNode* data = find_in(&object, {"data"});
    if (text_of(find_in(&object, {"kind"})) != "ConfigMap" || data == nullptr) return;
    data_[text_of(find_in(&object, {"metadata", "name"}))] = data;
    for (const auto& [key, value] : data->entries) scripts_[key.text].push_back({&document, &value});
}

void KubernetesManifests::find(const YamlDocument& document, FoundPurges& found) {
    for_each_object(document.root, [&](const YamlNode& object) {
        KubernetesReader reader(*this, document, object, found);
        for_each_container(object, [&](const YamlNode& container) { reader.read_container(container); });
        reader.read_operator(object);
    });
}

}  // namespace glance_audit::sources

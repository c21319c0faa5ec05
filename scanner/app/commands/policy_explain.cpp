// `policy explain`: may they do this, and why?
#include <algorithm>
#include <iostream>
#include <memory>

#include <nlohmann/json.hpp>

#include "scanner/app/commands/policy_commands.hpp"
#include "scanner/app/commands/policy_inputs.hpp"
#include "scanner/app/usage.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/nearest.hpp"
#include "scanner/base/source_text.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/facts/policy_row.hpp"
#include "scanner/formats/yaml/json.hpp"
#include "scanner/policy/access/explained.hpp"
#include "scanner/policy/access/matrix.hpp"

namespace glance_audit::app {
namespace {

using policy::CheckStep;
using policy::Decision;
using policy::Persona;
using policy::Value;
using Json = nlohmann::ordered_json;

struct ExplainOptions {
    std::string action;
    PolicyInputOptions inputs;
    std::optional<std::string> persona;
    std::optional<std::string> credentials;
    std::vector<std::string> target;
    std::string format = "table";
};

// Everything that was found out, for both formats.
struct Answered {
    policy::Explained explained;
    PolicyMatrix::Row row;
    const Persona* asked = nullptr;  // nullptr: credentials were given
    const Persona* smallest = nullptr;
};

void refuse_unknown_action(const LoadedPolicy& loaded, const std::string& action) {
    const std::vector<std::string> known = policy::names_in_effect(loaded.policy, loaded.access.release);
    if (std::find(known.begin(), known.end(), action) != known.end()) return;
    const std::vector<std::string_view> names(known.begin(), known.end());
    throw UsageError("'" + action + "' is not an action of Glance " + loaded.access.release + ", and no file names it",
                     "ACTION", text::suggestion(action, names));
}

const Persona& persona_named(const std::string& name) {
    const Persona* const found = policy::find_persona(name);
    if (found != nullptr) return *found;
    std::vector<std::string_view> names;
    for (const Persona& persona : policy::personas()) names.push_back(persona.name);
    throw UsageError("'" + name + "' is not a persona", "--as", text::suggestion(name, names));
}

Value read_credentials(const std::string& file) {
    const text::SourceText source = text::SourceText::read(file);
    const text::YamlNode root = text::parse_json_or_yaml(source);
    if (!root.is(text::YamlType::map)) {
        throw source.error(std::string("credentials are a map, but this is ") + text::type_name(root.type), root.place,
                           "write lines such as: roles: [member]");
    }
    return Value::from_yaml(root);
}

policy::GivenTarget parse_target(const std::vector<std::string>& given) {
    policy::GivenTarget target;
    for (const std::string& text : given) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0) {
            throw UsageError("'" + text + "' is not KEY=VALUE", "--target",
                             "write for example: --target visibility=public");
        }
        target.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return target;
}

Answered answer(const ExplainOptions& options) {
    if (options.persona.has_value() == options.credentials.has_value()) {
        throw UsageError("say for whom, with either --as PERSONA or --credentials FILE", "policy explain",
                         "for example: --as member");
    }
    const LoadedPolicy loaded = load_policy(options.inputs);
    refuse_unknown_action(loaded, options.action);
    const policy::Decider decider(loaded.policy, loaded.access);
    const policy::GivenTarget target = parse_target(options.target);
    Answered answered;
    if (options.persona) {
        answered.asked = &persona_named(*options.persona);
        answered.explained = policy::explain(decider, options.action, *answered.asked, target);
    } else {
        answered.explained = policy::explain(decider, options.action, read_credentials(*options.credentials), target);
    }
    for (CheckStep& step : answered.explained.explanation.because) step.check = facts::without_passwords(step.check);
    answered.explained.sentence = facts::without_passwords(answered.explained.sentence);
    answered.row = policy::matrix_row(decider, options.action);
    answered.smallest = policy::smallest_persona(answered.row, loaded.access);
    return answered;
}

Json result_of(Decision decision) {
    if (decision == Decision::allow) return true;
    if (decision == Decision::deny) return false;
    return policy::decision_name(decision);
}

void print_json(const std::string& action, const Answered& answered) {
    Json because = Json::array();
    for (const CheckStep& step : answered.explained.explanation.because) {
        because.push_back({{"check", step.check},
                           {"result", result_of(step.result)},
                           {"file", step.location ? Json(step.location->file) : Json()},
                           {"line", step.location ? Json(step.location->line) : Json()},
                           {"rule", step.rule},
                           {"depth", step.depth}});
    }
    const Json out{{"action", action},
                   {"decision", policy::decision_name(answered.explained.explanation.decision)},
                   {"sentence", answered.explained.sentence},
                   {"because", because},
                   {"smallest_persona", answered.smallest == nullptr ? Json() : Json(answered.smallest->name)},
                   {"who_may", answered.row.in_words}};
    std::cout << out.dump(2, ' ', true, Json::error_handler_t::replace) << '\n';
}

const char* shown_result(Decision decision) {
    switch (decision) {
        case Decision::allow: return "yes";
        case Decision::deny: return "no";
        case Decision::unknown: return "?";
        case Decision::error: break;
    }
    return "error";
}

std::string place_of(const CheckStep& step) {
    if (step.rule == policy::kGlanceItself) return step.rule;
    return step.rule + ", " +
           (step.location ? step.location->file + ":" + std::to_string(step.location->line) : "the release's default");
}

void print_steps(const std::string& action, const policy::Explained& explained) {
    if (explained.policy != action) std::cout << "  Glance asks " << explained.policy << " in its place\n";
    const policy::Explanation& explanation = explained.explanation;
    for (const CheckStep& step : explanation.because) {
        std::string line = "  " + std::string(shown_result(step.result));
        line.resize(9 + 2 * std::min<std::size_t>(step.depth, 20), ' ');
        append_visible(line, step.check);
        line.resize(std::max<std::size_t>(line.size() + 2, 60), ' ');
        append_visible(line, place_of(step));
        std::cout << line << '\n';
    }
    if (explanation.cut) std::cout << "  … and more\n";
}

void print_table(const std::string& action, const Answered& answered) {
    std::string head;
    append_visible(head, action);
    std::cout << head << (answered.asked == nullptr ? "" : " as " + std::string(answered.asked->name)) << ": "
              << policy::decision_name(answered.explained.explanation.decision) << "\n\n";
    print_steps(action, answered.explained);
    std::string words;
    append_visible(words, answered.explained.sentence);
    words += "\n\nIn general: ";
    append_visible(words, answered.row.in_words);
    std::cout << '\n' << words << '\n';
}

int run_policy_explain(const ExplainOptions& options) {
    const Answered answered = answer(options);
    if (options.format == "json") {
        print_json(options.action, answered);
    } else {
        print_table(options.action, answered);
    }
    return 0;
}

}  // namespace

std::function<int()> set_up_policy_explain(CLI::App& command) {
    auto options = std::make_shared<ExplainOptions>();
    command.add_option("ACTION", options->action, "The action, such as add_image")->required()->type_name("");
    add_policy_inputs(command, options->inputs, "By default the newest");
    command.add_option("--as", options->persona, "For whom: a persona; `policy matrix --help` lists them")
        ->type_name("PERSONA");
    command.add_option("--credentials", options->credentials, "Or whose: a file with the credentials, YAML or JSON")
        ->type_name("FILE");
    command
        .add_option("--target", options->target,
                    "What the policy is told of what is acted on. Repeatable. For a persona over the usual target, for "
                    "credentials this alone")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    command.add_option("--report", options->format, "table or json")
        ->type_name("FORMAT")
        ->check(one_of({"table", "json"}));
    command.footer(
        "Examples:\n"
        "  glance-audit policy explain add_image --as member --release Zed\n"
        "  glance-audit policy explain get_image /etc/glance/policy.yaml --as other-member --target visibility=public\n"
        "  glance-audit policy explain delete_image policy.yaml --credentials token.yaml --target project_id=p1");
    return [options] { return run_policy_explain(*options); };
}

}  // namespace glance_audit::app

// `policy explain`: may they do this, and why?
#include <algorithm>
#include <memory>

#include "reports/json_text.hpp"
#include "reports/wrapped.hpp"
#include "scanner/app/commands/policy_commands.hpp"
#include "scanner/app/commands/policy_inputs.hpp"
#include "scanner/app/padded.hpp"
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

struct ExplainOptions {
    std::string action;
    PolicyInputOptions inputs;
    std::optional<std::string> persona;
    std::optional<std::string> credentials;
    std::vector<std::string> target;
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
    throw UsageError(
        "'" + action + "' is not an action of " + glance_of(loaded.access.release) + ", and no file names it", "ACTION",
        text::suggestion(action, names));
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

Answered answer(const ExplainOptions& options, const policy::PolicySelection& selection) {
    if (options.persona.has_value() == options.credentials.has_value()) {
        throw UsageError("say for whom, with either --as PERSONA or --credentials FILE", "policy explain",
                         "for example: --as member");
    }
    const LoadedPolicy loaded = load_policy(options.inputs, selection);
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

void put_result(reports::JsonText& json, Decision decision) {
    if (decision == Decision::allow || decision == Decision::deny) {
        json.boolean(decision == Decision::allow);
    } else {
        json.text(policy::decision_name(decision));
    }
}

void put_step(reports::JsonText& json, const CheckStep& step) {
    json.open('{').key("check").text(step.check).key("result");
    put_result(json, step.result);
    json.key("file");
    step.location ? json.text(step.location->file) : json.null();
    json.key("line");
    step.location ? json.number(step.location->line) : json.null();
    json.key("rule").text(step.rule).key("depth").number(static_cast<std::int64_t>(step.depth)).close('}');
}

std::string as_json(const std::string& action, const Answered& answered) {
    std::string text;
    reports::JsonText json(text);
    json.open('{').key("schema").text("glance-audit/policy-explain/1").key("action").text(action);
    json.key("decision").text(policy::decision_name(answered.explained.explanation.decision));
    json.line(" ").key("sentence").text(answered.explained.sentence).line(" ").key("because").open('[');
    for (const CheckStep& step : answered.explained.explanation.because) put_step(json.line(), step);
    json.close(']').line(" ").key("smallest_persona");
    answered.smallest == nullptr ? json.null() : json.text(answered.smallest->name);
    json.key("who_may").text(answered.row.in_words).close('}');
    return text + "\n";
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

std::string origin(const CheckStep& step) {
    if (step.rule == policy::kGlanceItself) return step.rule;
    return step.rule + ", " +
           (step.location ? step.location->file + ":" + std::to_string(step.location->line)
                          : std::string("the release's default"));
}

// The check, and beside it where it stands; below it where there is no room.
std::string step_text(const CheckStep& step, std::size_t width) {
    constexpr std::size_t kOrigin = 60;
    const std::string head =
        padded("  " + std::string(shown_result(step.result)), 9 + 2 * std::min<std::size_t>(step.depth, 20));
    const std::string from = visible(origin(step));
    std::string line = padded(head + visible(step.check), kOrigin - 2) + "  " + from;
    if (reports::columns(line) <= width) return line + "\n";
    return reports::wrapped(head, visible(step.check), width) +
           reports::wrapped(std::string(head.size() + 2, ' '), from, width);
}

std::string as_text(const std::string& action, const Answered& answered, std::size_t width) {
    std::string text = reports::wrapped(
        "",
        visible(action) + (answered.asked == nullptr ? "" : " as " + std::string(answered.asked->name)) + ": " +
            policy::decision_name(answered.explained.explanation.decision),
        width);
    text += "\n" + reports::wrapped("", visible(answered.explained.sentence), width) + "\n";
    if (answered.explained.policy != action) {
        text +=
            reports::wrapped("  ", "Glance asks " + std::string(answered.explained.policy) + " in its place.", width);
    }
    for (const CheckStep& step : answered.explained.explanation.because) text += step_text(step, width);
    if (answered.explained.explanation.cut) text += "  … and more\n";
    return text + "\n" + reports::wrapped("In general: ", visible(answered.row.in_words), width);
}

int run_policy_explain(const ExplainOptions& options) {
    std::vector<std::string> also_read;
    if (options.credentials) also_read.push_back(*options.credentials);
    const policy::PolicySelection selection = select_policies(options.inputs);
    ReportFiles reports = policy_reports(options.inputs, selection, kTableOrJson, also_read);
    const Answered answered = answer(options, selection);
    reports.write([&](std::string_view format, const reports::WriterOptions& how, reports::Output& out) {
        out.write(format == "json" ? as_json(options.action, answered)
                                   : as_text(options.action, answered, how.line_width()));
    });
    return 0;
}

std::function<int()> set_up_policy_explain(CLI::App& command) {
    constexpr const char* kWhom = "Whom to ask about";
    auto options = std::make_shared<ExplainOptions>();
    command.add_option("ACTION", options->action, "The action, such as add_image")->required();
    command.add_option("--as", options->persona, "For whom: a persona; `glance-audit help policy matrix` lists them")
        ->type_name("PERSONA")
        ->group(kWhom);
    command.add_option("--credentials", options->credentials, "Or whose: a file with the credentials, YAML or JSON")
        ->type_name("FILE")
        ->group(kWhom);
    command
        .add_option("--target", options->target,
                    "What the policy is told of what is acted on. Repeatable. For a persona over the usual target, for "
                    "credentials this alone")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false)
        ->group(kWhom);
    add_policy_inputs(command, options->inputs, "By default the newest", kTableOrJson);
    return [options] { return run_policy_explain(*options); };
}

}  // namespace

const CommandInfo kPolicyExplain{
    .name = "explain",
    .description = "May they do this, and why?",
    .examples =
        "glance-audit policy explain add_image --as member --release Zed\n"
        "glance-audit policy explain get_image /etc/glance/policy.yaml --as other-member --target visibility=public\n"
        "glance-audit policy explain delete_image policy.yaml --credentials token.yaml --target project_id=p1",
    .exit_codes = kAnswersExit,
    .set_up = set_up_policy_explain,
};

}  // namespace glance_audit::app

// `rules validate`: what is wrong with rule files, all of it.
#include <iostream>
#include <memory>

#include "reports/wrapped.hpp"
#include "scanner/app/commands/rules_commands.hpp"
#include "scanner/app/options.hpp"
#include "scanner/app/usage.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::app {
namespace {

using engine::Rule;
using engine::RuleSet;

struct ValidateOptions {
    std::vector<std::string> paths;
    OutputOptions output;
};

// One file, and what it does.
struct ValidFile {
    std::string rule;
    std::string does;
    std::string file;
};

std::vector<ValidFile> valid_files(const RuleSet& rules) {
    std::vector<ValidFile> files;
    for (const Rule& rule : rules.rules()) {
        if (rule.origin == "built in") continue;
        const char* const does = replaces_built_in(rules, rule.id) ? "replaces the built-in rule" : "a new rule";
        files.push_back({rule.id, does, rule.origin});
    }
    for (const auto& [id, origin] : rules.severity_changes()) {
        files.push_back({id, "severity: " + std::string(to_string(rules.find(id)->severity)), origin});
    }
    return files;
}

std::string valid_as_json(const std::vector<ValidFile>& files) {
    std::string text;
    reports::JsonText json(text);
    json.open('{').key("schema").text("glance-audit/rules-validate/1").key("valid").open('[');
    for (const ValidFile& file : files) {
        json.line().open('{').key("rule").text(file.rule).key("does").text(file.does).key("file").text(file.file);
        json.close('}');
    }
    json.close(']').close('}');
    return text + "\n";
}

std::string valid_as_text(const std::vector<ValidFile>& files, std::size_t width) {
    std::string text;
    for (const ValidFile& file : files) {
        text += reports::wrapped("ok  ", file.rule + "  " + file.does + "  (" + visible(file.file) + ")", width);
    }
    return text + std::to_string(files.size()) + (files.size() == 1 ? " file is valid\n" : " files are valid\n");
}

int run_validate(const ValidateOptions& options) {
    set_up_logging(options.output);
    const auto paths = file_names(options.paths, "PATH");
    const std::vector<UsageError> mistakes = RuleSet::find_mistakes(paths);
    if (!mistakes.empty()) {
        for (std::size_t i = 0; i + 1 < mistakes.size(); ++i) print_error(std::cerr, mistakes[i]);
        throw mistakes.back();
    }
    const RuleSet rules = RuleSet::load({paths, {}, {}});
    ReportFiles reports = open_reports(options.output, kTableOrJson, rules.files());
    const std::vector<ValidFile> files = valid_files(rules);
    reports.write([&](std::string_view format, const reports::WriterOptions& how, reports::Output& out) {
        out.write(format == "json" ? valid_as_json(files) : valid_as_text(files, how.line_width()));
    });
    return 0;
}

std::function<int()> set_up_validate(CLI::App& command) {
    auto options = std::make_shared<ValidateOptions>();
    command.add_option("PATH", options->paths, "A rule file, or a folder of them")->required();
    add_output_options(command, options->output, kTableOrJson);
    command.footer("All mistakes are named, each with its line and what to write instead.");
    return [options] { return run_validate(*options); };
}

}  // namespace

const CommandInfo kRulesValidate{
    .name = "validate",
    .description = "Check rule files of your own",
    .examples = "glance-audit rules validate my-rules/",
    .exit_codes =
        "0  every file is valid\n"
        "2  a file is not, or cannot be read",
    .set_up = set_up_validate,
};

}  // namespace glance_audit::app

// What the scanner makes of configuration files, for tests that hold it against oslo.config. Standard input: a case a
// line, {"inputs": [[path, is_directory]], "environment": {name: value}, "find": [name]}; standard output: a JSON
// object a line.
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "scanner/base/error.hpp"
#include "scanner/config/glance_options.hpp"

namespace {

using glance_audit::UsageError;
using nlohmann::json;
using namespace glance_audit::sources;

// What an error says on a terminal, all of it.
json words(const UsageError& error) {
    return {{"error", std::string(error.what()) + "\n" + error.where() + "\n" + error.excerpt() + "\n" + error.hint()}};
}

json content(const OptionContent& content) {
    return std::visit(
        [](const auto& value) -> json {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
                return nullptr;
            else
                return value;
        },
        content);
}

json option(const GlanceOptions& options, const OptionInfo& info) {
    try {
        const OptionValue value = options.get(info.group, info.name);
        json out = {{"value", content(value.content)}};
        if (value.place) out["place"] = {value.place->file, value.place->line};
        return out;
    } catch (const UsageError& error) {
        return words(error);
    }
}

json answer(const json& question) {
    std::vector<ConfigInput> inputs;
    for (const json& input : question.at("inputs")) {
        inputs.push_back({input.at(0).get<std::string>(), input.at(1).get<bool>()});
    }
    const auto variables = question.at("environment").get<std::map<std::string, std::string>>();
    const auto environment = [&](const std::string& name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
    try {
        const OsloConfig config(inputs, environment);
        const GlanceOptions options(config, question.value("release", ""));
        json out = json::object();
        for (const OptionInfo& info : glance_options()) {
            out[std::string(info.group) + "." + std::string(info.name)] = option(options, info);
        }
        json found = json::array();
        for (const json& name : question.value("find", json::array())) {
            const auto path = config.find_file(name.get<std::string>());
            found.push_back(path ? json(path->string()) : json(nullptr));
        }
        return {{"options", out}, {"found", found}};
    } catch (const UsageError& error) {
        return words(error);
    }
}

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        std::cout << answer(json::parse(line)).dump(-1, ' ', true, json::error_handler_t::replace) << '\n';
    }
    return 0;
}

// A shell command line as words: enough of the POSIX shell's grammar to see which program is called with which
// arguments. Nothing is run, and nothing is expanded but variables that the text itself, or its caller, sets.
//
// Sources: POSIX.1-2017, Shell Command Language, 2.2 to 2.9; bash(1) for here-strings and $'…'.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glance_audit::sources {

// Variables, laid over those of whoever called: `outer` must outlive this, and may be nullptr.
class ShellVariables {
public:
    using Value = std::optional<std::string>;  // nothing: the variable is set, but to what is not known

    explicit ShellVariables(const ShellVariables* outer = nullptr) : outer_(outer) {}

    void set(std::string name, Value value) { values_[std::move(name)] = std::move(value); }
    // nullptr: not set.
    const Value* find(std::string_view name) const {
        const auto found = values_.find(name);
        if (found != values_.end()) return &found->second;
        return outer_ != nullptr ? outer_->find(name) : nullptr;
    }
    // As find(), without those of `outer`.
    const Value* find_own(std::string_view name) const {
        const auto found = values_.find(name);
        return found != values_.end() ? &found->second : nullptr;
    }

private:
    std::map<std::string, Value, std::less<>> values_;
    const ShellVariables* outer_;
};

struct ShellWord {
    std::string text;      // without quotes; what is not known is left out
    bool known = true;     // false: a part of it depends on what is not known here
    int line = 0;          // where it stands, if that is not its command's
    bool assigns = false;  // NAME=…, with NAME= outside of quotes
};

// One program and its arguments, without redirections.
struct ShellCommand {
    std::vector<ShellWord> words;
    int line = 1;        // where its first word stands
    bool piped = false;  // its output goes to the next command
};

// Text in a script that is shell script in turn, or may be: $(…), `…`, here-documents and here-strings.
struct NestedScript {
    std::string text;
    int line = 1;
};

struct ShellScript {
    std::vector<ShellCommand> commands;
    std::vector<NestedScript> nested;
    ShellVariables variables;  // those the script sets, laid over those given
};

// What expanding variables may still copy: strangers write the text, and `A=$A$A` again and again must have an end.
// Beyond it a variable's value counts as unknown.
struct ShellBudget {
    std::size_t bytes = 1U << 20U;
};

// Lines are counted from `line`; `variables` must outlive the result. Never throws: a quote that is not closed stands
// for itself. A variable that a script sets to two values is unknown, because which of them counts depends on the way
// the script takes.
ShellScript parse_shell(std::string_view text, const ShellVariables& variables, ShellBudget& budget, int line = 1);

}  // namespace glance_audit::sources

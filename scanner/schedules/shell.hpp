// A simple reading of shell: which programs are called with which arguments. Nothing is run.
//
// Commands end at newlines and at ; & && | || ( ). $NAME, ${NAME} and ${NAME:-default} are known where the text or its
// caller sets NAME; what else depends on the run, as $(…), `…`, arithmetic and the script's own arguments ($1,
// ${1:-default}) do, is unknown, and so is a template's {{ … }}.
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

    void set(std::string_view name, Value value) { values_.insert_or_assign(std::string(name), std::move(value)); }
    // What is not set here may be set: a file that is not here was read.
    void forget() { forgotten_ = true; }
    // nullptr: not set.
    const Value* find(std::string_view name) const {
        static const Value kUnknown;
        const auto found = values_.find(name);
        if (found != values_.end()) return &found->second;
        if (forgotten_) return &kUnknown;
        return outer_ != nullptr ? outer_->find(name) : nullptr;
    }
    // True if it is set here, not by whoever called, and to another value.
    bool differs(std::string_view name, const Value& value) const {
        const auto found = values_.find(name);
        return found != values_.end() && found->second != value;
    }

private:
    std::map<std::string, Value, std::less<>> values_;
    bool forgotten_ = false;
    const ShellVariables* outer_;
};

struct ShellWord {
    std::string text;      // without quotes; what is not known is left out
    bool known = true;     // false: a part of it is unknown
    int line = 1;          // where it begins
    bool assigns = false;  // NAME=…, with NAME= outside of quotes

    std::string_view name() const;        // of a word that assigns
    ShellVariables::Value value() const;  // the same
};

// One program and its arguments, never empty: without redirections, and without `if`, `then` and their like in front.
struct ShellCommand {
    std::vector<ShellWord> words;
    std::size_t output = 0;  // the index of the command that reads its output; 0: none does
};

struct ShellScript {
    std::vector<ShellCommand> commands;  // in the order in which they end; also those of $(…) and `…`
    ShellVariables variables;            // those the script sets, laid over those given
};

// Lines are counted from `line`; `variables` must outlive the result. budget: how many bytes expanding variables may
// still copy, because strangers write the text, and `A=$A$A` again and again must have an end; beyond it values are
// unknown. Lines of a here-document are read as commands. What is not closed ends with the text.
ShellScript parse_shell(std::string_view text, const ShellVariables& variables, std::size_t& budget, int line = 1);

inline constexpr std::size_t kShellBudget = 1U << 20U;

}  // namespace glance_audit::sources

#include "scanner/schedules/shell.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "scanner/schedules/words.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::string_view kShellBlanks("\0 \t\r", 4);  // NUL: no program sees what is behind it, or joined to it
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kNameCharacters = "_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kGrammar[] = {"if", "then", "else", "elif", "while", "until", "do", "{", "!"};
constexpr std::string_view kDeclaring[] = {"export", "readonly", "local", "declare", "typeset"};
constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::size_t kLongestValue = 4096;
constexpr std::size_t kLongestBraces = 512;
constexpr std::size_t kMostParentheses = 100;  // parentheses in parentheses

// The beginning of `text` that consists of these characters.
std::string_view leading(std::string_view text, std::string_view characters) {
    return text.substr(0, text.find_first_not_of(characters));
}

bool is_name(std::string_view text) {
    return !text.empty() && leading(text, kDigits).empty() && leading(text, kNameCharacters) == text;
}

class ShellReader {
public:
    ShellReader(std::string_view text, const ShellVariables& variables, std::size_t& budget, int line)
        : text_(text), budget_(budget), line_(line), script_{{}, ShellVariables(&variables)} {}

    ShellScript read() {
        while (at_ < text_.size()) step(take());
        while (!outer_.empty()) close();
        end_command(false);
        return std::move(script_);
    }

private:
    // The text itself, or a (…), $(…) or `…` in it.
    struct Level {
        char closing = '\n';
        bool in_quotes = false;              // double ones
        bool drops_next = false;             // the next word is the target of a redirection
        std::size_t quoted_from = kNowhere;  // where the first quoted or inserted part of the word begins
        ShellWord word{{}, true, 0, false};  // line 0: there is none
        std::vector<ShellWord> words;
        std::optional<std::size_t> piped;  // the command before, if its output goes to this one
    };

    char take() {
        if (text_[at_] == '\n') ++line_;
        return text_[at_++];
    }
    std::string_view rest() const { return text_.substr(at_); }
    bool next_is(char c) const { return rest().starts_with(c); }

    void step(char c) {
        if (c == '\\') return escape();
        if (c == '$') return dollar();
        if (c == '`') return level_.closing == c ? close() : substitute(c);
        if (c == '{' && next_is('{')) return placeholder();
        if (c == '"') {
            quote();
            level_.in_quotes = !level_.in_quotes;
        } else if (level_.in_quotes) {
            level_.word.text += c;
        } else if (c == '\'') {
            quote();
            while (at_ < text_.size() && !next_is('\'')) level_.word.text += take();
            if (at_ < text_.size()) take();
        } else if (c == '#' && level_.word.line == 0) {
            at_ = std::min(text_.find('\n', at_), text_.size());
        } else if (c == '<' || c == '>') {
            redirect(c);
        } else if (std::string_view("\n;&|()").find(c) != kNowhere) {
            separate(c);
        } else if (kShellBlanks.find(c) != kNowhere) {
            end_word();
        } else {
            begin_word();
            level_.word.text += c;
        }
    }

    void separate(char c) {
        if (c == '&' && next_is('>')) return end_word();
        if (c == ')' && level_.closing == ')') return close();
        const bool piped = c == '|' && !next_is('|');
        if (c == '|' && !piped) take();
        end_command(piped);
        if (c == '(') open(')');
    }

    // Behind $(, <( or `: commands, whose output is not known.
    void substitute(char closing) {
        insert(std::nullopt);
        open(closing);
    }

    void open(char closing) {
        if (outer_.size() == kMostParentheses) return;
        outer_.push_back(std::exchange(level_, Level()));
        level_.closing = closing;
    }

    void close() {
        end_command(false);
        level_ = std::move(outer_.back());
        outer_.pop_back();
    }

    // {{ … }}: whoever renders the template fills something in.
    void placeholder() {
        const std::size_t end = rest().substr(0, kLongestBraces).find("}}");
        if (end == kNowhere) return begin_word();
        for (std::size_t i = 0; i < end + 2; ++i) take();
        insert(std::nullopt);
    }

    void begin_word() {
        if (level_.word.line == 0) level_.word.line = line_;
    }

    // From here on the word is not only what stands in the text.
    void quote() {
        begin_word();
        level_.quoted_from = std::min(level_.quoted_from, level_.word.text.size());
    }

    void escape() {
        const char c = at_ < text_.size() ? take() : '\\';
        if (c == '\n') return;
        quote();
        if (level_.in_quotes && std::string_view("$`\"\\").find(c) == kNowhere) level_.word.text += '\\';
        level_.word.text += c;
    }

    void dollar() {
        if (next_is('{')) return braces();
        const std::string_view name = leading(rest(), kNameCharacters);
        if (is_name(name)) {
            insert(value_of(name));
            at_ += name.size();
        } else if (next_is('(')) {
            take();
            substitute(')');
        } else if (rest().find_first_of("@*#?$!-0123456789") == 0) {
            take();
            insert(std::nullopt);
        } else {
            quote();
            level_.word.text += '$';
        }
    }

    // ${NAME} and ${NAME:-default}; any other form is unknown.
    void braces() {
        take();
        const std::size_t end = rest().substr(0, kLongestBraces).find('}');
        if (end == kNowhere) return insert(std::nullopt);
        const std::string_view inside = rest().substr(0, end);
        const std::string_view name = leading(inside, kNameCharacters);
        const std::string_view form = inside.substr(name.size());
        const std::string_view value = form.substr(std::min(form.find('-') + 1, form.size()));
        // What stands behind the script's name where it is called is not known here.
        const bool is_position = !leading(name, kDigits).empty();
        const bool has_default = !is_position && (form.starts_with(":-") || form.starts_with('-'));
        if (form.empty() || (has_default && script_.variables.find(name) != nullptr)) {
            insert(value_of(name));
        } else if (has_default && value.find_first_of("$`'\"\\") == kNowhere) {
            insert(std::string(value));
        } else {
            insert(std::nullopt);
        }
        for (std::size_t i = 0; i <= end; ++i) take();
    }

    std::optional<std::string> value_of(std::string_view name) {
        const ShellVariables::Value* found = script_.variables.find(name);
        if (found == nullptr || !*found || (*found)->size() > budget_) return std::nullopt;
        budget_ -= (*found)->size();
        return *found;
    }

    // A value, or nothing for one that is unknown. Outside of quotes its blanks separate words.
    void insert(const std::optional<std::string>& value) {
        if (level_.in_quotes || !value) quote();
        if (!value) level_.word.known = false;
        for (const char c : value.value_or("")) {
            if (!level_.in_quotes && (c == '\n' || kShellBlanks.find(c) != kNowhere)) {
                end_word();
            } else {
                quote();
                level_.word.text += c;
            }
        }
    }

    void redirect(char c) {
        const bool is_number = level_.quoted_from == kNowhere && leading(level_.word.text, kDigits) == level_.word.text;
        if (is_number) level_.word.line = 0;  // of 2>
        end_word();
        if (next_is('(')) {  // <(…)
            take();
            return substitute(')');
        }
        const bool reads_text = c == '<' && rest().starts_with("<<");
        at_ += leading(rest(), "<>&|").size();
        level_.drops_next = !reads_text;  // what `bash <<< '…'` reads counts as an argument
    }

    void end_word() {
        ShellWord word = std::exchange(level_.word, Level().word);
        const std::size_t quoted_from = std::exchange(level_.quoted_from, kNowhere);
        if (word.line == 0 || std::exchange(level_.drops_next, false)) return;
        if (level_.words.empty() && is_one_of(word.text, kGrammar)) return;
        word.assigns = word.text.find('=') < quoted_from && is_name(word.name());
        level_.words.push_back(std::move(word));
    }

    void end_command(bool piped) {
        end_word();
        level_.drops_next = false;
        std::vector<ShellWord> words = std::exchange(level_.words, {});
        if (words.empty()) return;
        // Assignments alone, or `export` and its like.
        const bool sets = is_one_of(words[0].text, kDeclaring) ||
                          std::all_of(words.begin(), words.end(), [](const ShellWord& word) { return word.assigns; });
        for (const ShellWord& word : words) {
            if (!sets || !word.assigns) continue;
            // Of two values it is not known which one counts: that depends on the way the script takes.
            const ShellVariables::Value value = word.value();
            script_.variables.set(word.name(), script_.variables.differs(word.name(), value) ? std::nullopt : value);
        }
        note_setting(words);
        if (level_.piped) script_.commands[*level_.piped].output = script_.commands.size();
        level_.piped = piped ? std::optional(script_.commands.size()) : std::nullopt;
        script_.commands.push_back({std::move(words)});
    }

    // eval "$COMMAND" sets what it assigns; text that is not known, anything.
    void note_eval(const std::vector<ShellWord>& words) {
        for (const ShellWord& word : words) {
            if (!word.known) return script_.variables.forget();
            for (std::size_t at = word.text.find('='); at != kNowhere; at = word.text.find('=', at + 1)) {
                const std::size_t begin = word.text.find_last_not_of(kNameCharacters, at == 0 ? 0 : at - 1) + 1;
                const std::string_view name = std::string_view(word.text).substr(begin, at - std::min(begin, at));
                if (is_name(name)) script_.variables.set(name, std::nullopt);
            }
        }
    }

    // Commands that set variables to what is not known here.
    void note_setting(const std::vector<ShellWord>& words) {
        const std::string& program = words[0].text;
        if (program == "." || program == "source") script_.variables.forget();
        if (program == "eval") return note_eval(words);
        const bool is_loop = program == "for" || program == "select";
        if (!is_loop && program != "read" && program != "let" && program != "printf") return;
        for (std::size_t i = 1; i < words.size(); ++i) {
            const std::string_view name = leading(words[i].text, kNameCharacters);
            const bool names = program != "printf" || words[i - 1].text == "-v";
            if (names && is_name(name)) script_.variables.set(name, std::nullopt);
            if (is_loop) return;
        }
    }

    std::string_view text_;
    std::size_t& budget_;
    int line_;
    ShellScript script_;
    std::size_t at_ = 0;
    Level level_;
    std::vector<Level> outer_;
};

}  // namespace

std::string_view ShellWord::name() const { return std::string_view(text).substr(0, text.find_first_of("+=")); }

ShellVariables::Value ShellWord::value() const {
    const bool adds = text[name().size()] == '+';
    if (!known || adds || text.size() > kLongestValue) return std::nullopt;
    return text.substr(text.find('=') + 1);
}

ShellScript parse_shell(std::string_view text, const ShellVariables& variables, std::size_t& budget, int line) {
    return ShellReader(text, variables, budget, line).read();
}

}  // namespace glance_audit::sources

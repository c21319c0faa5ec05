#include "scanner/schedules/shell.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "scanner/schedules/shell_quotes.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::string_view kBlanks("\0 \t\r", 4);  // NUL: no program sees what is behind it, or joined to it
constexpr std::size_t kLongestValue = 4096;
constexpr std::size_t kLongestBraces = 512;

bool is_name_start(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_name_start(c) || is_digit(c); }
bool is_shell_name(std::string_view word) {
    return !word.empty() && is_name_start(word[0]) && std::all_of(word.begin(), word.end(), is_name);
}
bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }

class ShellParser {
public:
    ShellParser(std::string_view text, const ShellVariables& variables, ShellBudget& budget, int line)
        : text_(text), budget_(budget), line_(line), script_{{}, {}, ShellVariables(&variables)} {}

    ShellScript parse() {
        while (at_ < text_.size()) step();
        end_command();
        return std::move(script_);
    }

private:
    struct HereDocument {
        std::string end;
        bool strip_tabs;
    };
    enum class Redirect : std::uint8_t { none, file, here_document, here_string };

    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    void step() {
        const char c = text_[at_];
        switch (c) {
            case '\n': return end_line();
            case '\\': return escape();
            case '\'': return single_quotes();
            case '"': return double_quotes();
            case '`': return backquotes(text_.size());
            case '$': return dollar(false, text_.size());
            case '<':
            case '>': return redirect();
            case ';':
            case '&':
            case '|':
            case '(':
            case ')': return separator();
            case '#':
                if (!in_word_) return comment();
                break;
            default: break;
        }
        if (is_blank(c)) {
            end_word();
        } else {
            append(c);
        }
        ++at_;
    }

    void append(char c) {
        in_word_ = true;
        if (c == '=' && !quoted_ && is_shell_name(word_.text)) word_.assigns = true;
        word_.text += c;
    }

    void comment() { at_ = std::min(text_.find('\n', at_), text_.size()); }

    void escape() {
        const char next = peek(1);
        if (next == '\n') {
            ++line_;
        } else if (at_ + 1 < text_.size()) {
            append(next);
            quoted_ = true;
        }
        at_ += 2;
    }

    void count_lines(std::size_t end) {
        line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                             text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    }

    void single_quotes() {
        const std::size_t end = text_.find('\'', at_ + 1);
        if (end == std::string_view::npos) {
            append(text_[at_++]);
            return;
        }
        in_word_ = quoted_ = true;
        word_.text += text_.substr(at_ + 1, end - at_ - 1);
        count_lines(end);
        at_ = end + 1;
    }

    void double_quotes() {
        const std::size_t end = open_double_quote_ ? std::string_view::npos : end_of_double_quotes(text_, at_);
        if (end == std::string_view::npos) {
            open_double_quote_ = true;  // there is none behind the next one either
            append(text_[at_++]);
            return;
        }
        in_word_ = quoted_ = true;
        for (++at_; at_ < end;) quoted_character(end);
        at_ = std::max(at_, end + 1);
    }

    void quoted_character(std::size_t end) {
        const char c = text_[at_];
        if (c == '`') return backquotes(end);
        if (c == '$') return dollar(true, end);
        if (c == '\\') {
            const char next = peek(1);
            if (next == '\n') {
                ++line_;
            } else {
                if (std::string_view("$`\"\\").find(next) == std::string_view::npos) word_.text += c;
                word_.text += next;
            }
            at_ += 2;
            return;
        }
        if (c == '\n') ++line_;
        word_.text += c;
        ++at_;
    }

    // `…`: a script, whose output is not known.
    void backquotes(std::size_t limit) {
        const std::size_t end = open_backquote_ ? std::string_view::npos : find_closing(text_, '`', at_ + 1);
        if (end == std::string_view::npos || end > limit) {
            open_backquote_ |= end == std::string_view::npos;
            append(text_[at_++]);
            return;
        }
        nest(at_ + 1, end);
    }

    void nest(std::size_t begin, std::size_t end) {
        in_word_ = true;
        word_.known = false;
        script_.nested.push_back({std::string(text_.substr(begin, end - begin)), line_});
        count_lines(end);
        at_ = end + 1;
    }

    void dollar(bool in_quotes, std::size_t limit) {
        const char next = peek(1);
        if (next == '(') {
            const std::size_t end = open_parenthesis_ ? std::string_view::npos : end_of_parentheses(text_, at_ + 1);
            if (end == std::string_view::npos) {
                open_parenthesis_ = true;
                append(text_[at_++]);
                return;
            }
            return nest(at_ + 2, end);
        }
        if (next == '{') return braces(in_quotes, limit);
        if (next == '\'' && !in_quotes) {
            ++at_;  // $'…': without its escapes, which no argument of a purge needs
            return;
        }
        std::size_t length = 0;
        if (is_name_start(next)) {
            while (is_name(peek(1 + length))) ++length;
        } else if (is_digit(next) || std::string_view("@*#?$!-").find(next) != std::string_view::npos) {
            length = next != '\0' ? 1 : 0;
        }
        if (length == 0) {
            append(text_[at_++]);
            return;
        }
        insert(value_of(text_.substr(at_ + 1, length)), in_quotes);
        at_ += 1 + length;
    }

    // ${NAME} and ${NAME:-default}; any other form is unknown.
    void braces(bool in_quotes, std::size_t limit) {
        const std::string_view inside = text_.substr(at_ + 2, text_.substr(at_ + 2, kLongestBraces).find('}'));
        const std::size_t end = at_ + 2 + inside.size();
        if (peek(2 + inside.size()) != '}' || end > limit) {
            append(text_[at_++]);
            return;
        }
        std::size_t length = 0;
        while (length < inside.size() && is_name(inside[length])) ++length;
        const std::string_view name = inside.substr(0, length);
        std::string_view rest = inside.substr(length);
        const bool has_default = rest.starts_with(":-") || rest.starts_with('-') || rest.starts_with(":=");
        if (rest.empty()) {
            insert(value_of(name), in_quotes);
        } else if (has_default && script_.variables.find(name) != nullptr) {
            insert(value_of(name), in_quotes);
        } else if (has_default && rest.find_first_of("$`") == std::string_view::npos) {
            rest.remove_prefix(rest.starts_with(':') ? 2 : 1);
            insert(std::string(rest), in_quotes);
        } else {
            insert(std::nullopt, in_quotes);
        }
        count_lines(end);
        at_ = end + 1;
    }

    std::optional<std::string> value_of(std::string_view name) {
        const ShellVariables::Value* found = script_.variables.find(name);
        if (found == nullptr || !*found || (*found)->size() > budget_.bytes) return std::nullopt;
        budget_.bytes -= (*found)->size();
        return *found;
    }

    // Outside of quotes the blanks of a value separate words.
    void insert(const std::optional<std::string>& value, bool in_quotes) {
        if (!value) {
            in_word_ = true;
            word_.known = false;
        } else if (in_quotes) {
            word_.text += *value;
        } else {
            for (const char c : *value) {
                if (is_blank(c) || c == '\n') {
                    end_word();
                } else {
                    append(c);
                }
            }
        }
    }

    void redirect() {
        const bool number = !word_.text.empty() && word_.known && !quoted_ &&
                            std::all_of(word_.text.begin(), word_.text.end(), is_digit);
        if (number) drop_word();  // 2>
        end_word();
        const std::string_view rest = text_.substr(at_);
        if (rest.starts_with("<<<")) {
            redirect_ = Redirect::here_string;
            at_ += 3;
        } else if (rest.starts_with("<<")) {
            redirect_ = Redirect::here_document;
            strip_tabs_ = rest.starts_with("<<-");
            at_ += strip_tabs_ ? 3 : 2;
        } else if (rest.starts_with("<(") || rest.starts_with(">(")) {
            ++at_;  // a process: its command is read as any other
        } else {
            redirect_ = Redirect::file;
            for (++at_; peek() == '>' || peek() == '&' || peek() == '|';) ++at_;
        }
    }

    void separator() {
        const std::string_view rest = text_.substr(at_);
        if (rest.starts_with("&>")) {
            end_word();
            ++at_;
            return;
        }
        end_word();
        const bool pipe = rest.front() == '|' && !rest.starts_with("||");
        if (!command_.words.empty()) command_.piped = pipe;
        end_command();
        const std::string_view pair = rest.substr(0, 2);
        const bool two = pair == "||" || pair == "&&" || pair == ";;" || pair == "|&";
        at_ += two ? 2U : 1U;
    }

    void end_line() {
        end_command();
        ++line_;
        ++at_;
        for (const HereDocument& document : std::exchange(here_documents_, {})) read_here_document(document);
    }

    void read_here_document(const HereDocument& document) {
        NestedScript nested{{}, line_};
        while (at_ < text_.size()) {
            const std::size_t end = std::min(text_.find('\n', at_), text_.size());
            std::string_view line = text_.substr(at_, end - at_);
            at_ = std::min(end + 1, text_.size());
            ++line_;
            while (document.strip_tabs && line.starts_with('\t')) line.remove_prefix(1);
            if (line == document.end) break;
            nested.text += line;
            nested.text += '\n';
        }
        script_.nested.push_back(std::move(nested));
    }

    void drop_word() {
        word_ = {};
        in_word_ = quoted_ = false;
    }

    void end_word() {
        if (!in_word_) return;
        ShellWord word = std::exchange(word_, {});
        in_word_ = quoted_ = false;
        const Redirect redirect = std::exchange(redirect_, Redirect::none);
        if (redirect == Redirect::here_document) {
            here_documents_.push_back({std::move(word.text), strip_tabs_});
        } else if (redirect == Redirect::here_string) {
            script_.nested.push_back({std::move(word.text), line_});
        } else if (redirect == Redirect::none) {
            if (command_.words.empty()) command_.line = line_;
            command_.words.push_back(std::move(word));
        }
    }

    void end_command() {
        end_word();
        redirect_ = Redirect::none;
        ShellCommand command = std::exchange(command_, {});
        if (command.words.empty()) return;
        set_variables(command);
        script_.commands.push_back(std::move(command));
    }

    // A command of assignments alone, or of `export` and its like; also behind `then` and so on.
    void set_variables(const ShellCommand& command) {
        static constexpr std::string_view kDeclaring[] = {"export", "readonly", "local", "declare", "typeset"};
        static constexpr std::string_view kGrammar[] = {"then", "else", "do", "{", "!", "if", "elif", "while", "until"};
        auto begin = command.words.begin();
        const auto is_in = [](const ShellWord& word, const auto& list) {
            return std::find(std::begin(list), std::end(list), word.text) != std::end(list);
        };
        while (begin != command.words.end() && is_in(*begin, kGrammar)) ++begin;
        const bool declares = begin != command.words.end() && is_in(*begin, kDeclaring);
        if (declares) ++begin;
        const auto assigns = [](const ShellWord& word) { return word.assigns; };
        if (!declares && !std::all_of(begin, command.words.end(), assigns)) return;
        for (auto word = begin; word != command.words.end(); ++word) {
            if (word->assigns) set_variable(*word);
        }
    }

    void set_variable(const ShellWord& word) {
        const std::size_t equals = word.text.find('=');
        std::string name = word.text.substr(0, equals);
        std::optional<std::string> value;
        if (word.known && word.text.size() - equals <= kLongestValue) value = word.text.substr(equals + 1);
        const ShellVariables::Value* before = script_.variables.find_own(name);
        if (before != nullptr && *before != value) value = std::nullopt;
        script_.variables.set(std::move(name), std::move(value));
    }

    std::string_view text_;
    ShellBudget& budget_;
    int line_;
    ShellScript script_;
    std::size_t at_ = 0;
    ShellCommand command_;
    ShellWord word_;
    bool in_word_ = false;
    bool quoted_ = false;
    Redirect redirect_ = Redirect::none;
    bool strip_tabs_ = false;
    std::vector<HereDocument> here_documents_;
    bool open_double_quote_ = false;
    bool open_backquote_ = false;
    bool open_parenthesis_ = false;
};

}  // namespace

ShellScript parse_shell(std::string_view text, const ShellVariables& variables, ShellBudget& budget, int line) {
    return ShellParser(text, variables, budget, line).parse();
}

}  // namespace glance_audit::sources

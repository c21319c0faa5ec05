#include "scanner/schedules/purge.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

namespace glance_audit::sources {
namespace {

using Words = std::vector<ShellWord>;
using Given = PurgeArgument::Given;

constexpr int kDeepest = 8;  // a shell in a shell in a shell

// Words of the shell's grammar before a command, and programs that run the command behind them.
constexpr std::array<std::string_view, 14> kBefore{"if", "then", "else", "elif", "while",   "until", "do",
                                                   "{",  "!",    "time", "exec", "command", "nohup", "sudo"};
// Programs that show, look for or move their arguments, and do not run them.
constexpr std::array<std::string_view, 32> kTexts{
    "true",  "false",   ":",     "echo", "printf", "grep",  "egrep", "fgrep", "zgrep", "logger", "pgrep",
    "pkill", "killall", "which", "type", "man",    "mail",  "mailx", "alias", "test",  "[",      "[[",
    "cat",   "tee",     "sed",   "awk",  "chmod",  "chown", "ls",    "rm",    "cp",    "mv"};
// Programs that run what they read from standard input.
constexpr std::array<std::string_view, 12> kReaders{"sh",  "bash", "dash",  "ksh",  "zsh",     "ash",
                                                    "ssh", "at",   "batch", "bssh", "busybox", "xargs"};
constexpr std::array<std::string_view, 27> kRunners{
    "su",          "runuser", "docker", "podman", "nerdctl", "crictl", "kubectl", "oc",      "nsenter",
    "chroot",      "env",     "nice",   "ionice", "chrt",    "flock",  "timeout", "chronic", "systemd-run",
    "systemd-cat", "setsid",  "eval",   "cd",     "for",     "sleep",  "python",  "python3", "lxc-attach"};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// "glance-manage", also with a path, in a snap ("microstack.glance-manage") or as a Python module.
bool is_glance_manage(const ShellWord& word) {
    const std::string_view text = word.text;
    return text.ends_with("glance-manage") || text.ends_with("glance-manage.py") || text == "glance.cmd.manage" ||
           text.ends_with("glance/cmd/manage.py");
}

std::optional<PurgeCommandKind> purge_kind(std::string_view action) {
    if (action == "purge") return PurgeCommandKind::purge;
    if (action == "purge_images_table") return PurgeCommandKind::purge_images_table;
    return std::nullopt;
}

PurgeArgument read_number(const ShellWord& word, std::string_view text) {
    PurgeArgument argument{Given::unknown, 0};
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), argument.value);
    if (!word.known || text.empty() || error != std::errc() || end != text.data() + text.size())
        return {Given::unknown, 0};
    argument.given = Given::yes;
    return argument;
}

// "--age", "--age_in", "--age-in-days": as argparse takes options, and with dashes.
bool is_option(std::string_view word, std::string_view option) {
    if (word.size() < 3 || !word.starts_with("--") || word.size() > option.size()) return false;
    return std::equal(word.begin(), word.end(), option.begin(),
                      [](char a, char b) { return (a == '-' ? '_' : a) == (b == '-' ? '_' : b); });
}

// The arguments behind `db purge`.
class ArgumentReader {
public:
    ArgumentReader(const Words& words, std::size_t first) : words_(words), at_(first) {}

    // False where the program would not purge at all.
    bool read(PurgeCommand& purge) {
        for (; at_ < words_.size(); ++at_) {
            const ShellWord& word = words_[at_];
            const std::string_view text = word.text;
            if (text == "-h" || text == "--help") return false;
            if (text.starts_with("--") && text.size() > 2) {
                read_option(purge);
            } else if (!word.known) {
                anything_ = true;
            } else if (text != "--" && !text.empty()) {
                read_position(purge);
            }
        }
        if (anything_ && purge.age_in_days.given == Given::no) purge.age_in_days.given = Given::unknown;
        if (anything_ && purge.max_rows.given == Given::no) purge.max_rows.given = Given::unknown;
        return purge.age_in_days.given != Given::yes || purge.age_in_days.value >= 0;
    }

private:
    void read_option(PurgeCommand& purge) {
        const ShellWord& word = words_[at_];
        const std::string_view text = word.text;
        const std::size_t equals = text.find('=');
        const std::string_view name = text.substr(0, equals);
        PurgeArgument* argument = is_option(name, "--age_in_days") ? &purge.age_in_days
                                  : is_option(name, "--max_rows")  ? &purge.max_rows
                                                                   : nullptr;
        if (argument == nullptr) {
            anything_ |= !word.known;
        } else if (equals != std::string_view::npos) {
            *argument = read_number(word, text.substr(equals + 1));
        } else if (at_ + 1 < words_.size()) {
            ++at_;
            *argument = read_number(words_[at_], words_[at_].text);
        } else {
            argument->given = Given::unknown;
        }
    }

    void read_position(PurgeCommand& purge) {
        PurgeArgument& argument = position_++ == 0 ? purge.age_in_days : purge.max_rows;
        if (argument.given == Given::no) argument = read_number(words_[at_], words_[at_].text);
    }

    const Words& words_;
    std::size_t at_;
    int position_ = 0;
    bool anything_ = false;  // a word that may be any argument
};

// Whom sudo -u, su, runuser -u or docker exec -u makes the user, word by word.
class UserReader {
public:
    explicit UserReader(std::string user) : user_(std::move(user)) {}

    const std::string& user() const { return user_; }

    void read(const std::string& word) {
        const std::string_view name = base_name(word);
        if (takes_name_) {
            user_ = word;
            takes_name_ = false;
        } else if (skips_) {
            skips_ = false;
        } else if (name == "su") {
            of_su_ = true;
        } else if (name == "sudo" || name == "runuser" || name == "docker" || name == "podman") {
            of_option_ = true;
        } else if (of_su_) {
            read_behind_su(word);
        } else if (of_option_) {
            takes_name_ = word == "-u" || word == "--user";
            if (word.starts_with("--user=")) user_ = word.substr(word.find('=') + 1);
        }
    }

private:
    void read_behind_su(const std::string& word) {
        skips_ = word == "-s" || word == "--shell" || word == "-c" || word == "--command";
        if (word.starts_with('-')) return;
        user_ = word;
        of_su_ = false;
    }

    std::string user_;
    bool of_su_ = false;
    bool of_option_ = false;
    bool takes_name_ = false;
    bool skips_ = false;
};

class PurgeFinder {
public:
    std::vector<PurgeCommand> take() { return std::move(found_); }

    void search(std::string_view script, const ShellVariables& variables, int line, int depth,
                const std::string& user) {
        if (depth > kDeepest) return;
        const ShellScript parsed = parse_shell(script, variables, budget_, line);
        for (std::size_t i = 0; i < parsed.commands.size(); ++i) {
            const ShellCommand& command = parsed.commands[i];
            const bool feeds_shell = command.piped && i + 1 < parsed.commands.size() && runs(parsed.commands[i + 1]);
            if (is_text(command.words) && !feeds_shell) continue;
            search(command.words, parsed.variables, command.line, depth, user);
        }
        for (const NestedScript& nested : parsed.nested)
            search(nested.text, parsed.variables, nested.line, depth + 1, user);
    }

    // One program is called, and glance-manage is called once.
    void search(const Words& words, const ShellVariables& variables, int line, int depth, const std::string& user) {
        ShellVariables inner(&variables);
        UserReader switched(user);
        for (std::size_t i = 0; i < words.size(); ++i) {
            const int at = words[i].line > 0 ? words[i].line : line;
            if (is_glance_manage(words[i])) return find_action(words, i + 1, at, switched.user());
            if (words[i].text.find_first_of(" \t\n") != std::string::npos && !words[i].assigns) {
                search(words[i].text, inner, at, depth + 1, switched.user());
            }
            if (words[i].assigns) assign(inner, words[i]);
            switched.read(words[i].text);
        }
    }

    static bool is_text(const Words& words) { return is_one_of(base_name(program(words)), kTexts); }

    static bool runs(const ShellCommand& command) {
        return std::any_of(command.words.begin(), command.words.end(),
                           [](const ShellWord& word) { return is_one_of(base_name(word.text), kReaders); });
    }

private:
    // The program a command calls: behind assignments, grammar and plain `sudo`.
    static std::string_view program(const Words& words) {
        for (const ShellWord& word : words) {
            if (!word.assigns && !is_one_of(word.text, kBefore)) return word.text;
        }
        return {};
    }

    static void assign(ShellVariables& variables, const ShellWord& word) {
        const std::size_t equals = word.text.find('=');
        variables.set(word.text.substr(0, equals),
                      word.known ? std::optional(word.text.substr(equals + 1)) : std::nullopt);
    }

    // `[options] db [options] purge …` or `db_purge …` behind glance-manage.
    void find_action(const Words& words, std::size_t at, int line, const std::string& user) {
        const auto is_action = [](const ShellWord& word) {
            return word.text == "db" || word.text.starts_with("db_purge");
        };
        const auto found = std::find_if(words.begin() + static_cast<std::ptrdiff_t>(at), words.end(), is_action);
        if (found == words.end()) return;
        auto action = found;
        std::string_view name = action->text;
        if (name == "db") {
            action =
                std::find_if(found + 1, words.end(), [](const ShellWord& word) { return !word.text.starts_with('-'); });
            if (action == words.end()) return;
            name = action->text;
        } else {
            name.remove_prefix(3);
        }
        const auto kind = purge_kind(name);
        if (!kind) return;
        PurgeCommand purge;
        purge.kind = *kind;
        purge.user = user;
        purge.line = line;
        if (ArgumentReader(words, static_cast<std::size_t>(action - words.begin()) + 1).read(purge)) {
            found_.push_back(std::move(purge));
        }
    }

    std::vector<PurgeCommand> found_;
    ShellBudget budget_;
};

std::string argument_text(std::string_view option, const PurgeArgument& argument) {
    if (argument.given == Given::no) return {};
    return " " + std::string(option) + " " + (argument.given == Given::yes ? std::to_string(argument.value) : "?");
}

}  // namespace

std::string PurgeCommand::text() const {
    std::string out =
        kind == PurgeCommandKind::purge ? "glance-manage db purge" : "glance-manage db purge_images_table";
    out += argument_text("--age_in_days", age_in_days);
    out += argument_text("--max_rows", max_rows);
    return out;
}

std::vector<PurgeCommand> find_purges(std::string_view script, const ShellVariables& variables, int line) {
    PurgeFinder finder;
    finder.search(script, variables, line, 0, {});
    return finder.take();
}

std::vector<PurgeCommand> find_purges(const std::vector<ShellWord>& words, const ShellVariables& variables, int line) {
    PurgeFinder finder;
    if (!PurgeFinder::is_text(words)) finder.search(words, variables, line, 0, {});
    return finder.take();
}

bool reads_commands(std::string_view script, const ShellVariables& variables) {
    ShellBudget budget;
    const ShellScript parsed = parse_shell(script, variables, budget);
    return std::any_of(parsed.commands.begin(), parsed.commands.end(),
                       [](const ShellCommand& command) { return PurgeFinder::runs(command); });
}

bool is_known_program(std::string_view word) {
    const std::string_view name = base_name(word);
    return is_one_of(name, kBefore) || is_one_of(name, kTexts) || is_one_of(name, kReaders) ||
           is_one_of(name, kRunners) || name == "glance-manage";
}

}  // namespace glance_audit::sources

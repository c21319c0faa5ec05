#include "scanner/schedules/purge.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <span>
#include <utility>

#include "scanner/base/ascii.hpp"
#include "scanner/schedules/mentions.hpp"
#include "scanner/schedules/words.hpp"

namespace glance_audit::sources {
namespace {

using Words = std::span<const ShellWord>;
using Given = PurgeArgument::Given;

constexpr int kDeepest = 8;  // a shell in a shell in a shell

// Programs that show or look for their arguments, and do not run them.
constexpr std::string_view kTexts[] = {"true",  "false", ":",      "echo",  "printf", "grep",  "egrep",
                                       "fgrep", "zgrep", "logger", "pgrep", "pkill",  "which", "type",
                                       "man",   "mail",  "mailx",  "alias", "test",   "[",     "[[",
                                       "tee",   "sed",   "awk",    "ls",    "rm",     "cp",    "mv"};
// Programs that run what they read from standard input.
constexpr std::string_view kReaders[] = {"sh", "bash", "dash", "ksh", "zsh", "ash", "ssh", "at", "batch", "xargs"};
// Programs that run another one, and what else begins a command line.
constexpr std::string_view kRunners[] = {
    "time",   "exec",    "command", "nohup",       "sudo",        "nice",       "su",     "runuser", "docker",
    "podman", "nerdctl", "crictl",  "kubectl",     "oc",          "nsenter",    "chroot", "env",     "ionice",
    "chrt",   "flock",   "timeout", "chronic",     "setsid",      "eval",       "cd",     "for",     "if",
    "while",  "sleep",   "python3", "systemd-run", "systemd-cat", "lxc-attach", "until"};
// Clients that are given SQL.
constexpr std::string_view kSqlClients[] = {"mysql", "mariadb", "mysqlsh", "mycli", "psql", "sqlite3", "pt-archiver"};
constexpr std::string_view kSwitchers[] = {"sudo", "su", "su-exec", "gosu", "runuser", "docker", "podman"};

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// "glance-manage", also with a path, in a snap ("microstack.glance-manage") or as a Python module.
bool is_glance_manage(const ShellWord& word) {
    const std::string_view text = word.text;
    return text.ends_with("glance-manage") || text.ends_with("glance-manage.py") || text == "glance.cmd.manage" ||
           text.ends_with("glance/cmd/manage.py");
}

int last_line(Words words) {
    const ShellWord& last = words.back();
    return last.line + static_cast<int>(std::count(last.text.begin(), last.text.end(), '\n'));
}

std::string joined_text(Words words) {
    std::string out;
    for (const ShellWord& word : words) out.append(out.empty() ? "" : " ").append(word.text);
    return out;
}

// By its name, or by a column that few other tables called `images` have.
bool names_glance(Words words) {
    return std::any_of(words.begin(), words.end(), [](const ShellWord& word) {
        return contains_ignoring_case(word.text, "glance") || contains_ignoring_case(word.text, "deleted");
    });
}

bool is_sql_client(Words words) {
    return std::any_of(words.begin(), words.end(),
                       [](const ShellWord& word) { return is_one_of(base_name(word.text), kSqlClients); });
}

// SQL as an argument of a client, or as a line of what a client reads.
bool deletes_by_sql(Words words) {
    constexpr std::string_view kRemovals[] = {"delete", "truncate", "drop"};
    const bool is_statement = is_one_of(text::to_lower(words.front().text), kRemovals);
    return (is_sql_client(words) || is_statement) && deletes_images(joined_text(words));
}

bool is_text(Words words) {
    const auto program =
        std::find_if_not(words.begin(), words.end(), [](const ShellWord& word) { return word.assigns; });
    return program != words.end() && is_one_of(base_name(program->text), kTexts);
}

bool reads(const ShellCommand& command) {
    return std::any_of(command.words.begin(), command.words.end(),
                       [](const ShellWord& word) { return is_one_of(base_name(word.text), kReaders); });
}

// Whom sudo -u, runuser -u, docker exec -u, su or su-exec makes the user; `user` where nobody does.
std::string user_of(Words words, std::string user) {
    std::string_view switcher;
    std::string_view before;
    for (const ShellWord& word : words) {
        const std::string_view text = word.text;
        const bool names_first = switcher == "su" || switcher == "su-exec" || switcher == "gosu";
        const bool named =
            names_first ? text.find_first_of("-/ \n") == std::string_view::npos : before == "-u" || before == "--user";
        if (is_one_of(base_name(text), kSwitchers)) {
            switcher = base_name(text);
        } else if (!switcher.empty() && (named || text.starts_with("--user="))) {
            user = text.substr(named ? 0 : text.find('=') + 1);
            switcher = {};
        }
        before = text;
    }
    return user;
}

// Nothing for what is no number.
std::optional<PurgeArgument> read_number(const ShellWord& word, std::string_view text) {
    constexpr std::string_view kUnclear = "$`{<%@ _";  // a tool fills something in, or Python may read a number
    PurgeArgument argument{Given::yes, 0};
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), argument.value);
    if (word.known && !text.empty() && error == std::errc() && end == text.data() + text.size()) return argument;
    if (word.known && text.find_first_of(kUnclear) == std::string_view::npos) return std::nullopt;
    return PurgeArgument{Given::unknown, 0};
}

// The arguments behind `db purge`, as argparse and the function behind it take them. False where every release refuses
// them, or shows its help.
bool read_arguments(Words words, PurgeCommand& purge) {
    const std::pair<std::string_view, PurgeArgument*> options[] = {{"--age_in_days", &purge.age_in_days},
                                                                   {"--max_rows", &purge.max_rows}};
    std::vector<const ShellWord*> positions;
    bool anything = false;  // a word came that may be any arguments
    for (std::size_t i = 0; i < words.size(); ++i) {
        const ShellWord& word = words[i];
        const std::string_view text = word.text;
        const std::size_t equals = text.find('=');
        const std::string_view name = text.substr(0, equals);
        const bool has_value = equals != std::string_view::npos;
        const auto* option = std::find_if(std::begin(options), std::end(options), [&](const auto& candidate) {
            return name.size() > 2 && candidate.first.starts_with(name);  // any beginning of its name will do
        });
        if (option != std::end(options) && (word.known || has_value)) {
            if (!has_value && ++i == words.size()) return false;
            const auto value = read_number(words[i], has_value ? text.substr(equals + 1) : words[i].text);
            if (!value) return false;
            *option->second = *value;
        } else if (!word.known || anything || text.find("{{") != std::string_view::npos) {
            anything = true;
        } else if (text != "--") {
            positions.push_back(&word);
        }
    }
    if (positions.size() > std::size(options)) return false;
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const auto value = read_number(*positions[i], positions[i]->text);
        if (!value || options[i].second->given != Given::no) return false;  // what is given twice is refused
        *options[i].second = *value;
    }
    for (const auto& [name, argument] : options) {
        if (anything && argument->given == Given::no) argument->given = Given::unknown;
    }
    return purge.age_in_days.value >= 0 && purge.max_rows.value >= -1;
}

class PurgeFinder {
public:
    std::vector<PurgeCommand> take() { return std::move(found_); }

    void search(std::string_view script, const ShellVariables& variables, int line, const std::string& user) {
        if (depth_ == kDeepest) return;
        ++depth_;
        const ShellScript parsed = parse_shell(script, variables, budget_, line);
        for (const ShellCommand& command : parsed.commands) {
            const ShellCommand* const reader = command.output > 0 ? &parsed.commands[command.output] : nullptr;
            if (reader != nullptr && is_sql_client(reader->words) && is_text(command.words)) {
                search_sql(command.words, reader->words, user);
            } else if ((reader != nullptr && reads(*reader)) || !is_text(command.words)) {
                search(command.words, parsed.variables, user);
            } else {
                pass_over(command.words);
            }
        }
        --depth_;
    }

    // One program is called: glance-manage itself, one that runs it, or one that is given a script.
    void search(Words words, const ShellVariables& variables, const std::string& outer_user) {
        const auto called = std::find_if(words.begin(), words.end(), is_glance_manage);
        const std::string user = user_of({words.begin(), called}, outer_user);
        if (called != words.end() && !find_action({called + 1, words.end()}, words, user)) pass_over(words);
        about_glance_ = about_glance_ || names_glance(words);
        if (called == words.end() && about_glance_ && deletes_by_sql(words)) {
            return add_sql(words, user);
        }
        ShellVariables inner(&variables);
        for (const ShellWord& word : Words(words.begin(), called)) {
            const bool is_script = word.text.find_first_of(" \t\n") != std::string::npos;
            if (word.assigns) inner.set(word.name(), word.value());
            if (word.assigns) pass_over({&word, 1});
            if (is_script && !word.assigns) search(word.text, inner, word.line, user);
        }
    }

    // What mentions a purge here is understood: it does not run.
    void pass_over(Words words) {
        const bool mentions = std::any_of(words.begin(), words.end(), [](const ShellWord& word) {
            return word.text.find("purge") != std::string::npos || word.text.find("images") != std::string::npos;
        });
        if (!mentions) return;
        found_.push_back({PurgeCommandKind::unread, {}, {}, {}, words.front().line, last_line(words), false});
    }

private:
    static constexpr PurgeArgument kUnknown{Given::unknown, 0};

    // `echo 'DELETE …' | mysql glance`
    void search_sql(Words words, Words reader, const std::string& user) {
        about_glance_ = about_glance_ || names_glance(words) || names_glance(reader);
        if (about_glance_ && deletes_images(joined_text(words))) return add_sql(words, user);
        pass_over(words);
    }

    void add_sql(Words words, const std::string& user) {
        found_.push_back({PurgeCommandKind::sql, kUnknown, kUnknown, user, words.front().line, last_line(words)});
    }

    // `[options] db purge …` behind glance-manage, in the command `whole`. False where it is none, or always refused.
    bool find_action(Words words, Words whole, const std::string& user) {
        const auto db =
            std::find_if(words.begin(), words.end(), [](const ShellWord& word) { return word.text == "db"; });
        if (words.end() - db < 2) return false;
        PurgeCommand purge{PurgeCommandKind::purge, {}, {}, user, whole.front().line, last_line(whole)};
        const std::string_view action = db[1].text;
        const bool unknown = !db[1].known || action.find_first_of("{$") != std::string_view::npos;
        if (action == "purge_images_table" || unknown) {  // what is not known is taken for the worst that it may be
            purge.kind = PurgeCommandKind::purge_images_table;
        } else if (action != "purge") {
            return false;
        }
        const bool runs = read_arguments({db + 2, words.end()}, purge);
        if (runs) found_.push_back(std::move(purge));
        return runs;
    }

    std::vector<PurgeCommand> found_;
    bool about_glance_ = false;  // a command so far names Glance: SQL alone does not say whose `images` it means
    std::size_t budget_ = kShellBudget;
    int depth_ = 0;
};

std::string argument_text(std::string_view option, const PurgeArgument& argument) {
    if (argument.given == Given::no) return {};
    return " " + std::string(option) + " " + (argument.given == Given::yes ? std::to_string(argument.value) : "?");
}

}  // namespace

std::string PurgeCommand::text() const {
    if (kind == PurgeCommandKind::sql) return "SQL that deletes from images";
    if (kind == PurgeCommandKind::unread) return "a purge that could not be read";
    std::string out =
        kind == PurgeCommandKind::purge ? "glance-manage db purge" : "glance-manage db purge_images_table";
    out += argument_text("--age_in_days", age_in_days);
    out += argument_text("--max_rows", max_rows);
    return out;
}

std::vector<PurgeCommand> find_purges(std::string_view script, const ShellVariables& variables, int line) {
    // Most lines of most schedules are about something else.
    const bool is_plain = script.find_first_of("$`'\"\\<") == std::string_view::npos;
    const auto has = [&](std::string_view word) { return contains_ignoring_case(script, word); };
    if (is_plain && !has("glance") && !has("images")) return {};
    PurgeFinder finder;
    finder.search(script, variables, line, {});
    return finder.take();
}

std::vector<PurgeCommand> find_purges(const std::vector<ShellWord>& words, const ShellVariables& variables) {
    PurgeFinder finder;
    if (words.empty()) return {};
    if (is_text(words)) {
        finder.pass_over(words);
    } else {
        finder.search(words, variables, {});
    }
    return finder.take();
}

bool reads_commands(std::string_view script, const ShellVariables& variables) {
    std::size_t budget = kShellBudget;
    const ShellScript parsed = parse_shell(script, variables, budget);
    return std::any_of(parsed.commands.begin(), parsed.commands.end(), reads);
}

bool is_known_program(std::string_view word) {
    const std::string_view name = base_name(word);
    return is_one_of(name, kTexts) || is_one_of(name, kReaders) || is_one_of(name, kRunners) || name == "glance-manage";
}

}  // namespace glance_audit::sources

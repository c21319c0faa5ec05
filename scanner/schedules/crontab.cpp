#include "scanner/schedules/crontab.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "scanner/schedules/words.hpp"

namespace glance_audit::sources {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostVariables = 1000;
constexpr std::size_t kLongestField = 100;

enum class UserColumn : std::uint8_t { no, yes, guess };

bool is_in(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// Takes the first word off `text`, and the blanks behind it.
std::string_view take_word(std::string_view& text) {
    const std::size_t end = std::min(text.find_first_of(kBlanks), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks, end), text.size()));
    return word;
}

bool is_field(std::string_view field, bool of_clock) {
    constexpr std::string_view kCharacters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ*,/~?#-";
    if (field.empty() || field.size() > kLongestField) return false;
    if (of_clock && !is_in(field[0], "0123456789*~?H")) return false;
    return field.find_first_not_of(kCharacters) == std::string_view::npos;
}

// A sixth and a seventh field, of seconds and years, as supercronic takes: no command is called like that.
bool is_more_clock(std::string_view text) {
    const std::string_view field = text.substr(0, text.find_first_of(kBlanks));
    return !field.empty() && field.find_first_not_of("0123456789*,/-?") == std::string_view::npos;
}

bool is_user_name(std::string_view word) {
    constexpr std::string_view kCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    return !word.empty() && word.size() <= 32 && (is_in(word[0], "_") || (word[0] >= 'a' && word[0] <= 'z')) &&
           word.find_first_not_of(kCharacters) == std::string_view::npos;
}

// Is the word behind the five fields a user, and `rest` the command? Where the path does not tell.
bool looks_like_user(std::string_view word, std::string_view rest) {
    return is_user_name(word) && !is_known_program(word) && !rest.empty() && rest[0] != '-';
}

// What cron makes of `%`: the command, and behind the first one what the command reads from standard input.
struct CronCommand {
    std::string command;
    std::string input;
};

CronCommand split_at_percent(std::string_view text) {
    CronCommand out;
    std::string* to = &out.command;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '%') {
            *to += text[++i];
        } else if (text[i] != '%') {
            *to += text[i];
        } else if (to == &out.command) {
            to = &out.input;
        } else {
            *to += '\n';
        }
    }
    return out;
}

class CrontabReader {
public:
    CrontabReader(const text::SourceText& source, FoundPurges& found) : source_(source), found_(found) {
        const fs::path path(source.name());
        const std::string folder = path.parent_path().filename().string();
        if (folder == "cron.d" || (folder == "etc" && path.filename() == "crontab")) column_ = UserColumn::yes;
        if (folder == "crontabs" || (folder == "cron" && path.parent_path().parent_path().filename() == "spool")) {
            column_ = UserColumn::no;
            user_ = path.filename().string();
        }
        anacron_ = path.filename() == "anacrontab";
    }

    void read() {
        for_each_entry(source_.content(), [this](std::string_view text, int line) { read_line(text, line); });
    }

private:
    void read_line(std::string_view text, int line) {
        if (set_variable(text)) return;
        if (anacron_) return read_anacron(text, line);
        std::string when;
        if (text[0] == '@') {
            when = take_word(text);
            if (when.size() > kLongestField) return;
        } else {
            if (text[0] == '-') text.remove_prefix(1);  // cronie: not to be logged
            for (int i = 0; i < 5 || (i < 7 && is_more_clock(text)); ++i) {
                const std::string_view field = take_word(text);
                if (!is_field(field, i < 2)) return;
                when += (i > 0 ? " " : "") + std::string(field);
            }
        }
        read_command(text, when, line);
    }

    void read_anacron(std::string_view text, int line) {
        const std::string period(take_word(text));
        const std::string delay(take_word(text));
        take_word(text);
        if (period.size() > kLongestField || delay.size() > kLongestField) return;
        find(text, {}, "anacron " + period + " " + delay, {}, line);
    }

    void read_command(std::string_view text, const std::string& when, int line) {
        std::string user = user_;
        std::string_view rest = text;
        const std::string_view word = take_word(rest);
        if (column_ == UserColumn::yes || (column_ == UserColumn::guess && looks_like_user(word, rest))) {
            user = word;
            text = rest;
        }
        const CronCommand command = split_at_percent(text);
        find(command.command, command.input, when, user, line);
    }

    void find(std::string_view command, const std::string& input, const std::string& when, const std::string& user,
              int line) {
        std::vector<PurgeCommand> found = find_purges(command, variables_, line);
        if (!input.empty() && reads_commands(command, variables_)) {
            for (PurgeCommand& purge : find_purges(input, variables_, line)) {
                purge.line = purge.last_line = line;  // the lines of the input are all one line here
                found.push_back(std::move(purge));
            }
        }
        found_.add(std::move(found), {ScheduleKind::crontab, when + " ", when, source_.name(), user});
    }

    // NAME=value, with blanks round the sign and quotes allowed; cron expands nothing in it.
    bool set_variable(std::string_view text) {
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) return false;
        const std::string name = without_quotes(without_blanks(text.substr(0, equals)));
        if (name.empty() || name.find_first_of(" \t*@%/") != std::string::npos) return false;
        if (count_++ < kMostVariables) variables_.set(name, without_quotes(without_blanks(text.substr(equals + 1))));
        return true;
    }

    const text::SourceText& source_;
    FoundPurges& found_;
    UserColumn column_ = UserColumn::guess;
    std::string user_;
    bool anacron_ = false;
    ShellVariables variables_;
    std::size_t count_ = 0;
};

}  // namespace

void read_crontab(const text::SourceText& source, FoundPurges& found) { CrontabReader(source, found).read(); }

void read_script(const text::SourceText& source, FoundPurges& found) {
    const std::string folder = fs::path(source.name()).parent_path().filename().string();
    const std::string when = folder.starts_with("cron.") && folder != "cron.d" ? folder : "unknown";
    found.add(find_purges(source.content(), ShellVariables()), {ScheduleKind::script, "", when, source.name()});
}

}  // namespace glance_audit::sources

// Finds `glance-manage db purge` in command lines, whatever is wrapped round it, and reads its arguments; and SQL that
// deletes rows of `images`, whose condition is not read.
//
// Sources: glance/cmd/manage.py of Mitaka to 2025.1: `db purge [--age_in_days N] [--max_rows N] [N [N]]`, and
// `db purge_images_table` with the same arguments (from Rocky; stable/queens); argparse accepts any unambiguous
// beginning of an option. There is no `db_purge`, though the manual names it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/model/fact.hpp"
#include "scanner/schedules/shell.hpp"

namespace glance_audit::sources {

// A number on a command line.
struct PurgeArgument {
    enum class Given : std::uint8_t {
        no,      // the release's default holds
        yes,     // `value`
        unknown  // something stands there that cannot be read here, as an unset variable
    };
    Given given = Given::no;
    std::int64_t value = 0;
};

struct PurgeCommand {
    PurgeCommandKind kind = PurgeCommandKind::purge;
    PurgeArgument age_in_days;
    PurgeArgument max_rows;
    std::string user;  // by sudo, su and their like; empty where nothing says
    int line = 1;      // of the command's first word
    int last_line = 1;
    // False for what mentions a purge and runs none: it is shown, searched for or kept in a variable, or every release
    // refuses it.
    bool runs = true;

    // "glance-manage db purge --age_in_days 30", "SQL that deletes from images": made anew from what was understood, so
    // that nothing else of the line, such as a password, is repeated.
    std::string text() const;
};

// Every purge in a shell script: a command, $(…) or a here-document that calls glance-manage, or a quoted word that
// does so when it is read as shell in turn; and the mentions that do not run. Lines are counted from `line`.
std::vector<PurgeCommand> find_purges(std::string_view script, const ShellVariables& variables, int line = 1);

// The same for a program called with these words, without a shell.
std::vector<PurgeCommand> find_purges(const std::vector<ShellWord>& words, const ShellVariables& variables);

// True if a program of the script reads commands from its standard input: a shell, ssh, at.
bool reads_commands(std::string_view script, const ShellVariables& variables);

// True for a program that runs another one, prints, or is a part of shell syntax: what may stand first in a command
// line, and is no user's name.
bool is_known_program(std::string_view word);

}  // namespace glance_audit::sources

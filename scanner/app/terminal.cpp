#include "scanner/app/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string_view>

#include "scanner/app/usage.hpp"
#include "scanner/base/number.hpp"

namespace glance_audit::app {
namespace {

constexpr std::array<std::string_view, 3> kColors{"auto", "always", "never"};
constexpr std::size_t kUsualWidth = 100;

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

// A shell's own variable comes before what the terminal says, as for every program that asks for it.
std::optional<std::size_t> said_columns() {
    const auto number = text::whole_number<std::size_t>(variable("COLUMNS"));
    return number == std::size_t{0} ? std::nullopt : number;
}

bool is_terminal(int descriptor) {
    const std::string_view kind = variable("TERM");
    return isatty(descriptor) != 0 && !kind.empty() && kind != "dumb";
}

}  // namespace

std::optional<std::size_t> terminal_width() {
    if (const auto said = said_columns()) return said;
    winsize size{};
    if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return std::nullopt;
    }
    return size.ws_col;
}

std::size_t help_width() { return terminal_width().value_or(kUsualWidth); }

bool is_terminal_output() { return is_terminal(STDOUT_FILENO); }
bool is_terminal_error() { return is_terminal(STDERR_FILENO); }

bool wants_color(const std::string& when) {
    check_word(when, "--color", kColors);
    if (when != "auto") return when == "always";
    return is_terminal_output() && variable("NO_COLOR").empty();
}

}  // namespace glance_audit::app

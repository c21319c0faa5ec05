#include "reports/wrapped.hpp"

#include <algorithm>

namespace glance_audit::reports {
namespace {

// Puts words into lines.
class Lines {
public:
    // Each line but the last ends with `more`; each but the first begins with `indent` blanks.
    Lines(std::string_view begin, std::size_t indent, std::size_t width, std::string_view more)
        : line_(begin), at_(columns(begin)), start_(at_), indent_(indent), width_(width), more_(more) {}

    void add(std::string_view word) {
        const std::size_t room = width_ > columns(more_) ? width_ - columns(more_) : 0;
        if (at_ > start_ && at_ + 1 + columns(word) > room) {
            text_ += line_;
            text_ += more_;
            text_ += '\n';
            line_.assign(indent_, ' ');
            at_ = start_ = indent_;
        } else if (at_ > start_) {
            line_ += ' ';
            ++at_;
        }
        line_ += word;
        at_ += columns(word);
    }

    std::string finish() && { return std::move(text_) + line_ + '\n'; }

private:
    std::string text_;
    std::string line_;
    std::size_t at_;     // columns of the line
    std::size_t start_;  // of what stands before its first word
    std::size_t indent_;
    std::size_t width_;
    std::string_view more_;
};

void add_words(Lines& lines, std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
        lines.add(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

// An option and its value stay together.
void add_example(Lines& lines, std::string_view text) {
    while (!text.empty()) {
        std::size_t end = std::min(text.find(' '), text.size());
        const bool has_value = text.front() == '-' && end + 1 < text.size() && text[end + 1] != '-';
        if (has_value) end = std::min(text.find(' ', end + 1), text.size());
        lines.add(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

// "  glance-audit scan", also behind a variable that is set for it.
bool is_example(std::string_view indented) {
    const std::string_view first = indented.substr(0, indented.find(' '));
    return first == "glance-audit" || first.find('=') != std::string_view::npos;
}

std::string wrapped_line(std::string_view line, std::size_t width) {
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    if (indent > 0 && is_example(line.substr(indent))) {
        constexpr std::size_t kDeeper = 4;
        Lines lines(line.substr(0, indent), indent + kDeeper, width, " \\");
        add_example(lines, line.substr(indent));
        return std::move(lines).finish();
    }
    std::size_t begin = indent;
    if (const std::size_t gap = line.find("  ", indent); indent > 0 && gap != std::string_view::npos) {
        begin = std::min(line.find_first_not_of(' ', gap), line.size());
    }
    return wrapped(line.substr(0, begin), line.substr(begin), width);
}

}  // namespace

std::size_t columns(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        if (text.front() == '\x1b') {
            text.remove_prefix(std::min(text.find('m'), text.size() - 1) + 1);
            continue;
        }
        if ((static_cast<unsigned char>(text.front()) & 0xc0U) != 0x80U) ++count;
        text.remove_prefix(1);
    }
    return count;
}

std::string wrapped(std::string_view begin, std::string_view text, std::size_t width) {
    Lines lines(begin, columns(begin), width, {});
    add_words(lines, text);
    return std::move(lines).finish();
}

std::string hanging(std::string_view text, std::size_t indent, std::size_t width) {
    Lines lines({}, indent, width, {});
    add_words(lines, text);
    return std::move(lines).finish();
}

std::string wrapped_lines(std::string_view text, std::size_t width) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        out += end == 0 ? "\n" : wrapped_line(text.substr(0, end), width);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

}  // namespace glance_audit::reports

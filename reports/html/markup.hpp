// HTML as it is written: the one place where text becomes markup, so that nothing a stranger wrote can.
//
// Text is escaped, bytes that are no UTF-8 become U+FFFD, and code points that hide or turn the text around them
// (is_deceptive) become labels one can see. Everything else goes out as it is and comes from this program.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/writer.hpp"

namespace glance_audit::reports::html {

// "121,000"
std::string grouped(std::uint64_t number);

// grouped(number) and the noun for it: "1 finding", "2 findings".
std::string counted(std::uint64_t number, std::string_view singular, std::string_view plural);

class Markup {
public:
    explicit Markup(Output& out) : out_(out) {}

    // As they are, one after the other: tags, and words of this program.
    template <class... Texts>
    Markup& raw(const Texts&... texts) {
        (out_.write(texts), ...);
        return *this;
    }
    // Any text, between tags; isolated from the direction of the text around it.
    Markup& text(std::string_view text);
    // Any text, within double quotes. Deceptive code points as "<U+202E>", escaped.
    Markup& attribute(std::string_view text);
    // The text of a rule: an empty line begins a paragraph, `backticks` mean code.
    Markup& prose(std::string_view text);

    Output& output() { return out_; }

private:
    void inline_prose(std::string_view paragraph);
    void escaped(std::string_view text);

    Output& out_;
};

}  // namespace glance_audit::reports::html

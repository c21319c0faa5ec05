// Anchors, tags and directives.
#include <cstddef>
#include <string_view>

#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/scan.hpp"

namespace glance_audit::text {

namespace {

constexpr const char* kQuoteIt = "put a text that starts so in quotes";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; }

// One of `set`, a line break or the end.
bool is_one_of(const YamlCursor& cursor, std::string_view set) {
    return cursor.is_break_or_end() || set.find(cursor.peek()) != std::string_view::npos;
}

std::string_view word(YamlCursor& cursor, std::size_t skipped) {
    std::size_t length = skipped;
    while (is_word(cursor.peek(length))) ++length;
    return cursor.take(length);
}

// "%41": bytes by their numbers, which must be UTF-8 together.
std::string escaped_bytes(YamlCursor& cursor) {
    std::string bytes;
    while (cursor.peek() == '%') {
        unsigned value = 0;
        for (std::size_t i = 1; i <= 2; ++i) {
            constexpr std::string_view kDigits = "0123456789abcdef";
            const char c = cursor.peek(i);
            const std::size_t digit = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
            if (c == '\0' || digit == std::string_view::npos)
                cursor.fail("'%' in a tag needs two hexadecimal digits", kQuoteIt);
            value = value * 16 + static_cast<unsigned>(digit);
        }
        cursor.take(3);
        bytes += static_cast<char>(value);
    }
    if (find_invalid_utf8(bytes) != std::string_view::npos) cursor.fail("the tag is not UTF-8", kQuoteIt);
    return bytes;
}

std::string tag_uri(YamlCursor& cursor) {
    constexpr std::string_view kMore = ";/?:@&=+$,.!~*'()[]";
    std::string out;
    for (;;) {
        const char c = cursor.peek();
        if (c == '%') {
            out += escaped_bytes(cursor);
        } else if (is_word(c) || (c != '\0' && kMore.find(c) != std::string_view::npos)) {
            out += cursor.take(1);
        } else {
            if (out.empty()) cursor.fail("the tag has no name", kQuoteIt);
            return out;
        }
    }
}

// "!", "!!" or "!name!"
std::string tag_handle(YamlCursor& cursor) {
    if (cursor.peek() != '!') cursor.fail("a tag begins with '!'", kQuoteIt);
    if (cursor.peek(1) == ' ') return std::string(cursor.take(1));
    std::string handle(word(cursor, 1));
    if (cursor.peek() != '!') cursor.fail("the tag's handle does not end with '!'", kQuoteIt);
    return handle.append(cursor.take(1));
}

// Whether a second '!' stands before the next blank or line break.
bool has_handle(const YamlCursor& cursor) {
    for (std::size_t i = 1; cursor.peek(i) != ' ' && !cursor.is_break_or_end(i); ++i) {
        if (cursor.peek(i) == '!') return true;
    }
    return false;
}

std::string number(YamlCursor& cursor) {
    std::string digits;
    while (is_digit(cursor.peek())) digits += cursor.take(1);
    if (digits.empty()) cursor.fail("a version is two numbers with a dot between", "write: %YAML 1.1");
    return digits;
}

void scan_version(YamlCursor& cursor, YamlDirective& directive) {
    cursor.skip_blanks();
    directive.kind = YamlDirective::Kind::version;
    directive.major = number(cursor);
    if (cursor.peek() != '.') cursor.fail("a version is two numbers with a dot between", "write: %YAML 1.1");
    cursor.take(1);
    number(cursor);
    if (!is_one_of(cursor, " ")) cursor.fail("a version is two numbers with a dot between", "write: %YAML 1.1");
}

void scan_tag_prefix(YamlCursor& cursor, YamlDirective& directive) {
    cursor.skip_blanks();
    directive.kind = YamlDirective::Kind::tag;
    directive.handle = tag_handle(cursor);
    if (cursor.peek() != ' ')
        cursor.fail("a blank is missing after the handle", "write: %TAG !e! tag:example.org,2000:");
    cursor.skip_blanks();
    directive.prefix = tag_uri(cursor);
    if (!is_one_of(cursor, " "))
        cursor.fail("this does not belong to the tag", "write: %TAG !e! tag:example.org,2000:");
}

}  // namespace

std::string scan_anchor(YamlCursor& cursor) {
    cursor.take(1);
    std::string name(word(cursor, 0));
    if (name.empty() || !is_one_of(cursor, " \t?:,]}%@`")) {
        cursor.fail("the name of an anchor has letters and digits only", kQuoteIt);
    }
    return name;
}

YamlTagName scan_tag(YamlCursor& cursor) {
    YamlTagName tag;
    if (cursor.peek(1) == '<') {
        cursor.take(2);
        tag.suffix = tag_uri(cursor);
        if (cursor.peek() != '>') cursor.fail("the tag does not end with '>'", kQuoteIt);
        cursor.take(1);
    } else if (cursor.is_space_or_end(1)) {
        cursor.take(1);
        tag.suffix = "!";
    } else {
        tag.handle = has_handle(cursor) ? tag_handle(cursor) : std::string(cursor.take(1));
        tag.suffix = tag_uri(cursor);
    }
    if (!is_one_of(cursor, " ")) cursor.fail("a blank is missing after the tag", kQuoteIt);
    return tag;
}

YamlDirective scan_directive(YamlCursor& cursor) {
    cursor.take(1);
    const std::string_view name = word(cursor, 0);
    if (name.empty() || !is_one_of(cursor, " ")) cursor.fail("a line that begins with '%' is a directive", kQuoteIt);
    YamlDirective directive;
    if (name == "YAML") {
        scan_version(cursor, directive);
    } else if (name == "TAG") {
        scan_tag_prefix(cursor, directive);
    } else {
        while (!cursor.is_break_or_end()) cursor.take(1);
    }
    cursor.skip_blanks();
    cursor.skip_comment();
    if (!cursor.is_break_or_end()) cursor.fail("this does not belong to the directive", "remove it");
    cursor.take_break();
    return directive;
}

}  // namespace glance_audit::text

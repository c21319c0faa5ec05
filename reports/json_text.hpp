// JSON as text, written piece by piece: every report in JSON, and the data of the HTML page, is made with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/writer.hpp"

namespace glance_audit::reports {

// Appends `text` in quotes: bytes that are no UTF-8 become U+FFFD, and whatever could act on the place it is shown in
// stands as \uXXXX: controls and deceptive code points (utf8.hpp), and `<`, `>`, `&` for HTML.
void append_json_string(std::string& out, std::string_view text);

// Sets commas and colons; the caller opens and closes brackets, and must balance them.
class JsonText {
public:
    // Appends to `out`.
    explicit JsonText(std::string& out) : out_(out) {}
    // Tightly, without blanks. `out` is passed to `sink` whenever it is long; finish() passes on the rest.
    JsonText(std::string& out, Output& sink) : out_(out), sink_(&sink), comma_(",\""), colon_("\":") {}
    JsonText(const JsonText&) = delete;
    JsonText& operator=(const JsonText&) = delete;

    JsonText& open(char bracket);
    JsonText& close(char bracket);
    // The next entry begins a line.
    JsonText& line(std::string_view indent = "  ");
    // A name of this program's own, which needs no escapes.
    JsonText& key(std::string_view name);
    // A name that somebody else wrote.
    JsonText& foreign_key(std::string_view name);
    JsonText& text(std::string_view text);
    JsonText& number(std::int64_t number) { return word(std::to_string(number)); }
    JsonText& boolean(bool value) { return word(value ? "true" : "false"); }
    JsonText& null() { return word("null"); }
    // JSON already: a number, a text in quotes, or a key and its value.
    JsonText& word(std::string_view json);
    // An empty text to make the next one in. It keeps its memory.
    std::string& scratch();
    void finish();

private:
    // What stands before an entry: a comma, if any, and the first quote if it is a text.
    void separate(bool is_text);

    std::string& out_;
    std::string scratch_;
    Output* sink_ = nullptr;
    std::string_view comma_ = ", \"";  // with the quote before a text
    std::string_view colon_ = "\": ";  // with the quote behind a key
    bool first_ = true;                // nothing stands before in this object or array, or a key does
};

}  // namespace glance_audit::reports

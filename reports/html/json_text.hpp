// JSON that may stand inside a <script> element, written piece by piece.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/writer.hpp"

namespace glance_audit::reports::html {

// Commas are set by the writer; braces and brackets by the caller, who must balance them.
class JsonText {
public:
    explicit JsonText(Output& out) : out_(out) {}
    JsonText(const JsonText&) = delete;
    JsonText& operator=(const JsonText&) = delete;

    JsonText& open(char bracket);
    JsonText& close(char bracket);
    JsonText& key(std::string_view name);
    JsonText& text(std::string_view text);
    // Beyond the integers that a double holds exactly: as text.
    JsonText& number(std::int64_t number);
    JsonText& null();
    // Pushes what is left to the output.
    void finish();

private:
    void separate();

    Output& out_;
    std::string pending_;
    bool first_ = true;  // nothing stands before in this object or array, or a key does
};

}  // namespace glance_audit::reports::html

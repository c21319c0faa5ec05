#include "reports/html/markup.hpp"

#include <algorithm>

#include "scanner/base/utf8.hpp"

namespace glance_audit::reports::html {
namespace {

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
    }
}

void append_chip(std::string& out, char32_t code_point) {
    out += "<span class=\"chip\">";
    append_code_point_name(out, code_point);
    out += "</span>";
}

}  // namespace

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
    return digits;
}

std::string counted(std::uint64_t number, std::string_view singular, std::string_view plural) {
    return grouped(number) + ' ' + std::string(number == 1 ? singular : plural);
}

Markup& Markup::text(std::string_view text) {
    raw("<bdi>");
    escaped(text);
    return raw("</bdi>");
}

Markup& Markup::attribute(std::string_view text) {
    std::string visible;
    append_visible(visible, text);
    std::string out;
    for (const char c : visible) append_escaped(out, c);
    return raw(out);
}

Markup& Markup::prose(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find("\n\n"), text.size());
        const std::string_view paragraph = text.substr(0, end);
        if (paragraph.find_first_not_of(" \n") != std::string_view::npos) {
            raw("<p>");
            inline_prose(paragraph);
            raw("</p>\n");
        }
        text.remove_prefix(std::min(end + 2, text.size()));
    }
    return *this;
}

void Markup::inline_prose(std::string_view paragraph) {
    std::string line(paragraph);
    std::replace(line.begin(), line.end(), '\n', ' ');
    std::string_view rest = line;
    while (!rest.empty()) {
        const std::size_t open = rest.find('`');
        const std::size_t close = open == std::string_view::npos ? open : rest.find('`', open + 1);
        if (close == std::string_view::npos) break;
        escaped(rest.substr(0, open));
        raw("<code>");
        escaped(rest.substr(open + 1, close - open - 1));
        raw("</code>");
        rest.remove_prefix(close + 1);
    }
    escaped(rest);
}

void Markup::escaped(std::string_view text) {
    std::string out;
    for_each_character(text, [&](std::string_view bytes, char32_t c) {
        if (is_deceptive(c)) {
            append_chip(out, c);
        } else if (bytes.size() == 1) {
            append_escaped(out, bytes[0]);
        } else {
            out += bytes;
        }
    });
    raw(out);
}

}  // namespace glance_audit::reports::html

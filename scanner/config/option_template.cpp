#include "scanner/config/option_template.hpp"

#include "scanner/base/ascii.hpp"

namespace glance_audit::sources {
namespace {

bool starts_name(char c) { return text::is_alpha(c) || c == '_'; }

bool continues_name(char c) { return starts_name(c) || c == '.' || text::is_digit(c); }

// The name at the start of `text`; empty where there is none.
std::string_view name_at(std::string_view text) {
    if (text.empty() || !starts_name(text.front())) return {};
    std::size_t length = 1;
    while (length < text.size() && continues_name(text[length])) ++length;
    return text.substr(0, length);
}

// What stands behind a dollar sign: a name, and how many bytes it takes with its braces; no name: no reference.
struct Reference {
    std::string_view name;
    std::size_t length = 0;
};

Reference reference_at(std::string_view text) {
    if (!text.starts_with('{')) {
        const std::string_view name = name_at(text);
        return {name, name.size()};
    }
    const std::string_view name = name_at(text.substr(1));
    const bool closed = !name.empty() && text.substr(name.size() + 1).starts_with('}');
    return closed ? Reference{name, name.size() + 2} : Reference{};
}

std::string with_doubled_dollars(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escaped = text.substr(i).starts_with("\\$");
        out += escaped ? "$$" : std::string(1, text[i]);
        if (escaped) ++i;
    }
    return out;
}

}  // namespace

std::string substitute(std::string_view text, const std::function<std::string(std::string_view name)>& value_of) {
    const std::string doubled = with_doubled_dollars(text);
    std::string_view rest = doubled;
    std::string out;
    while (true) {
        const std::size_t dollar = rest.find('$');
        out += rest.substr(0, dollar);
        if (dollar == std::string_view::npos) return out;
        rest.remove_prefix(dollar + 1);
        const Reference reference = reference_at(rest);
        if (!reference.name.empty()) {
            out += value_of(reference.name);
        } else {
            out += '$';
        }
        const bool doubled_here = reference.name.empty() && rest.starts_with('$');
        rest.remove_prefix(doubled_here ? 1 : reference.length);
    }
}

}  // namespace glance_audit::sources

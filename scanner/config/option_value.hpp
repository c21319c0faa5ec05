// The types of oslo.config's options: from the text in a file to a value. Source: oslo_config/types.py (9.0).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace glance_audit::sources {

enum class OptionType : std::uint8_t {
    text,
    boolean,
    integer,
    count,      // an integer of at least 0
    text_list,  // in brackets, separated by commas; an item may stand in quotes
    host_list,  // likewise; an item is a host's name or address
    port_list,  // likewise; an item is a number from 1 to 65535, or empty
    texts       // given several times (MultiStrOpt)
};

// Nothing (None), text, bool, integer, or the items of a list.
using OptionContent = std::variant<std::monostate, std::string, bool, std::int64_t, std::vector<std::string>>;

// Of one text, after substitution. Throws std::invalid_argument with a reason that does not show the text; a reason
// reads on after "[group] name": "is not a boolean: write true or false". Not for OptionType::texts.
OptionContent option_content(OptionType type, std::string_view text);

// What Python's str() makes of it: "True", "128", "['a', 'b']"; an empty text for nothing.
std::string python_text(const OptionContent& content);

}  // namespace glance_audit::sources

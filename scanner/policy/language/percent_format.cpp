#include "scanner/policy/language/percent_format.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace glance_audit::policy {

PercentFormat::PercentFormat(std::string format) : format_(std::move(format)) {
    if (format_.find('%') == std::string::npos) return;
    for (std::string_view rest = format_; !rest.empty();) {
        const std::size_t percent = std::min(rest.find('%'), rest.size());
        if (percent > 0) parts_.push_back({std::string(rest.substr(0, percent)), false});
        rest.remove_prefix(percent);
        if (rest.empty()) return;
        if (rest == "%") {
            ending_ = Ending::lone_percent;
            return;
        }
        if (rest.starts_with("%%")) {
            parts_.push_back({"%", false});
            rest.remove_prefix(2);
            continue;
        }
        const std::size_t end = rest.find_first_of("()", 2);
        if (!rest.starts_with("%(") || end == std::string_view::npos || !rest.substr(end).starts_with(")s")) {
            ending_ = Ending::unusual;
            return;
        }
        parts_.push_back({std::string(rest.substr(2, end - 2)), true});
        rest.remove_prefix(end + 2);
    }
}

PercentFormat::Result PercentFormat::apply(const Value& target, std::string& buffer) const& {
    if (ending_ == Ending::unusual) return {Outcome::unknown, {}};
    if (is_literal()) return {Outcome::text, format_};
    std::string formatted;
    for (const Part& part : parts_) {
        if (!part.is_key) {
            formatted += part.text;
            continue;
        }
        const Value* const value = target.find(part.text);
        if (value == nullptr) return {Outcome::missing_key, {}};
        const std::optional<std::string_view> text = value->str(buffer);
        if (!text) return {Outcome::unknown, {}};
        if (parts_.size() == 1 && ending_ == Ending::fine) return {Outcome::text, *text};
        formatted += *text;
    }
    if (ending_ == Ending::lone_percent) return {Outcome::raises, {}};
    buffer = std::move(formatted);
    return {Outcome::text, buffer};
}

}  // namespace glance_audit::policy

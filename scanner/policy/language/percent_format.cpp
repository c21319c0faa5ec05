#include "scanner/policy/language/percent_format.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace glance_audit::policy {

PercentFormat::PercentFormat(std::string format) : format_(std::move(format)) {
    const std::string_view rest = format_;
    if (rest.find('%') == std::string_view::npos) return;
    for (std::size_t at = 0; at < rest.size();) {
        const std::size_t percent = std::min(rest.find('%', at), rest.size());
        if (percent > at) parts_.push_back({format_.substr(at, percent - at), false});
        if (percent == rest.size()) return;
        const std::string_view conversion = rest.substr(percent + 1);
        if (conversion.empty()) {
            ending_ = Ending::lone_percent;
            return;
        }
        if (conversion.starts_with('%')) {
            parts_.push_back({"%", false});
            at = percent + 2;
            continue;
        }
        const std::size_t end = conversion.find_first_of("()", 1);
        if (!conversion.starts_with('(') || end == std::string_view::npos ||
            !conversion.substr(end).starts_with(")s")) {
            ending_ = Ending::unusual;
            return;
        }
        parts_.push_back({std::string(conversion.substr(1, end - 1)), true});
        at = percent + 1 + end + 2;
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

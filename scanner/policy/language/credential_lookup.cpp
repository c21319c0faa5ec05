#include "scanner/policy/language/credential_lookup.hpp"

namespace glance_audit::policy {

namespace {

LookUp descend(const Value& value, std::span<const std::string> path, std::string_view match);

LookUp into(const Value& value, std::span<const std::string> path, std::string_view match) {
    if (!value.is(Value::Kind::list)) return descend(value, path, match);
    for (const Value& item : value.items()) {
        const LookUp found = descend(item, path, match);
        if (found != LookUp::no_match) return found;
    }
    return LookUp::no_match;
}

LookUp descend(const Value& value, std::span<const std::string> path, std::string_view match) {
    if (path.empty()) {
        std::string buffer;
        const std::optional<std::string_view> text = value.str(buffer);
        if (!text) return LookUp::unknown;
        return *text == match ? LookUp::match : LookUp::no_match;
    }
    if (!value.is(Value::Kind::map)) return LookUp::raises;
    const Value* const next = value.find(path.front());
    return next == nullptr ? LookUp::no_match : into(*next, path.subspan(1), match);
}

}  // namespace

LookUp look_up(const Value& credentials, std::span<const std::string> path, std::string_view match) {
    if (path.front() == "system") {
        const Value* const scope = credentials.find("system_scope");
        if (scope != nullptr && scope->is_true()) return into(*scope, path.subspan(1), match);
    }
    return descend(credentials, path, match);
}

}  // namespace glance_audit::policy

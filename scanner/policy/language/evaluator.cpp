#include "scanner/policy/language/evaluator.hpp"

#include <string>
#include <string_view>

#include "scanner/base/utf8.hpp"
#include "scanner/policy/language/credential_lookup.hpp"
#include "scanner/policy/language/role_names.hpp"

namespace glance_audit::policy {

namespace {

using Kind = CheckNode::Kind;
using FormatOutcome = PercentFormat::Outcome;

constexpr std::uint64_t kStepsBeforeRemembering = 10'000;

Outcomes answer(bool allowed) { return allowed ? Outcomes::allow : Outcomes::deny; }

// Of what is not read.
constexpr unsigned kAnything = Outcomes::allow | Outcomes::deny | Outcomes::raise;

// What a format that did not give a text comes to, in a check that catches KeyError.
Outcomes failed_format(FormatOutcome outcome) {
    if (outcome == FormatOutcome::unknown) return kAnything;
    return outcome == FormatOutcome::missing_key ? Outcomes::deny : Outcomes::raise;
}

Outcomes answer(SameRole found) {
    if (found == SameRole::unknown) return Outcomes::allow | Outcomes::deny;
    return answer(found == SameRole::yes);
}

// "yes" decides, whatever else is among the roles.
void find_role(SameRole& found, std::string_view role, std::string_view wanted) {
    if (found == SameRole::yes) return;
    const SameRole here = same_role(role, wanted);
    if (here != SameRole::no) found = here;
}

// Whether `wanted`, in lower case, is among the characters of a text: Python iterates over a str as well.
Outcomes among_characters(std::string_view text, std::string_view wanted) {
    SameRole found = SameRole::no;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = code_point_at(text, at).size;
        find_role(found, text.substr(at, size), wanted);
        at += size;
    }
    return answer(found);
}

// Every role is lowered before any is compared, so one that is no text raises wherever it stands.
Outcomes among_roles(const std::vector<Value>& roles, std::string_view wanted) {
    SameRole found = SameRole::no;
    for (const Value& role : roles) {
        if (!role.is(Value::Kind::string)) return Outcomes::raise;
        find_role(found, role.text(), wanted);
    }
    return answer(found);
}

Outcomes has_role(const Value& roles, std::string_view wanted) {
    switch (roles.kind()) {
        case Value::Kind::list: return among_roles(roles.items(), wanted);
        case Value::Kind::map: return among_roles(roles.keys(), wanted);
        case Value::Kind::string: return among_characters(roles.text(), wanted);
        case Value::Kind::bytes: return roles.text().empty() ? Outcomes::deny : Outcomes::raise;
        default: return Outcomes::raise;
    }
}

}  // namespace

const char* decision_name(Decision decision) {
    switch (decision) {
        case Decision::allow: return "allow";
        case Decision::deny: return "deny";
        case Decision::unknown: return "unknown";
        case Decision::error: return "error";
    }
    return "error";
}

Decision decision_of(Outcomes outcomes) {
    if (outcomes.only(Outcomes::allow)) return Decision::allow;
    if (outcomes.only(Outcomes::deny)) return Decision::deny;
    if (outcomes.only(Outcomes::raise | Outcomes::key_error)) return Decision::error;
    return Decision::unknown;
}

Outcomes Evaluator::evaluate(const CheckTree& tree, std::uint32_t node) {
    const Frame frame{&tree, nullptr};
    return this->node(tree, node, 1, frame);
}

Outcomes Evaluator::node(const CheckTree& tree, std::uint32_t index, int depth, const Frame& frame) {
    if (depth > kMaxCheckDepth) return Outcomes::raise;
    ++steps_;
    const CheckNode& node = tree.nodes[index];
    switch (node.kind) {
        case Kind::allow: return Outcomes::allow;
        case Kind::deny: return Outcomes::deny;
        case Kind::word: return Outcomes::raise;
        case Kind::all: return all(tree, node, depth, frame);
        case Kind::any: return any(tree, node, depth, frame);
        case Kind::negate: {
            const Outcomes inner = this->node(tree, node.first, depth + 1, frame);
            Outcomes out = inner.without(Outcomes::allow).without(Outcomes::deny);
            if (inner.has(Outcomes::allow)) out = out | Outcomes::deny;
            if (inner.has(Outcomes::deny)) out = out | Outcomes::allow;
            return out;
        }
        case Kind::rule: return rule(tree.rules[node.first], depth, frame);
        case Kind::role: return role(tree.roles[node.first]);
        case Kind::remote: return remote(tree.remotes[node.first]);
        case Kind::generic: return generic(tree.generics[node.first]);
    }
    return Outcomes::raise;
}

// Ends at the first check that denies for certain; what an earlier one may come to is kept.
Outcomes Evaluator::all(const CheckTree& tree, const CheckNode& node, int depth, const Frame& frame) {
    Outcomes out;
    for (std::uint32_t i = 0; i < node.count; ++i) {
        const Outcomes next = this->node(tree, tree.children[node.first + i], depth + 1, frame);
        out = out | next.without(Outcomes::allow);
        if (!next.has(Outcomes::allow)) return out;
    }
    return out | Outcomes::allow;
}

Outcomes Evaluator::any(const CheckTree& tree, const CheckNode& node, int depth, const Frame& frame) {
    Outcomes out;
    for (std::uint32_t i = 0; i < node.count; ++i) {
        const Outcomes next = this->node(tree, tree.children[node.first + i], depth + 1, frame);
        out = out | next.without(Outcomes::deny);
        if (!next.has(Outcomes::deny)) return out;
    }
    return out | Outcomes::deny;
}

// A rule that is being evaluated already would evaluate itself for ever: RecursionError.
Outcomes Evaluator::rule(const RuleReference& reference, int depth, const Frame& frame) {
    const CheckTree* const named = by_slot_[reference.slot];
    const CheckTree* const tree = named != nullptr ? named : default_;
    if (tree == nullptr) return Outcomes::deny;
    for (const Frame* outer = &frame; outer != nullptr; outer = outer->outer) {
        if (outer->tree == tree) return Outcomes::raise;
    }
    const bool remembering = steps_ > kStepsBeforeRemembering;
    if (remembering && known_.empty()) known_.resize(by_slot_.size());
    if (remembering && !known_[reference.slot].empty()) return known_[reference.slot];
    const Frame inner{tree, &frame};
    Outcomes out = node(*tree, tree->root, depth + 1, inner);
    if (out.has(Outcomes::key_error)) out = out.without(Outcomes::key_error) | Outcomes::deny;
    if (!known_.empty()) known_[reference.slot] = out;
    return out;
}

Outcomes Evaluator::role(const RoleCheck& check) {
    std::string lowered;
    std::string_view wanted = check.lowered;
    if (!check.match.is_literal()) {
        const PercentFormat::Result match = check.match.apply(target_, buffer_);
        if (match.outcome != FormatOutcome::text) return failed_format(match.outcome);
        lowered = role_in_lower_case(match.text);
        wanted = lowered;
    }
    return roles_ == nullptr ? Outcomes(Outcomes::deny) : has_role(*roles_, wanted);
}

Outcomes Evaluator::generic(const GenericCheck& check) {
    if (check.kind.meaning == CheckKind::Meaning::unusual) return kAnything;
    const PercentFormat::Result match = check.match.apply(target_, buffer_);
    if (match.outcome != FormatOutcome::text) return failed_format(match.outcome);
    if (check.kind.meaning == CheckKind::Meaning::literal) return answer(match.text == check.kind.literal);
    switch (look_up(credentials_, check.kind.path, match.text)) {
        case LookUp::match: return Outcomes::allow;
        case LookUp::no_match: return Outcomes::deny;
        case LookUp::unknown: return kAnything;
        case LookUp::raises: break;
    }
    return Outcomes::raise;
}

Outcomes Evaluator::remote(const RemoteCheck& check) {
    const PercentFormat::Result url = check.url.apply(target_, buffer_);
    if (url.outcome == FormatOutcome::missing_key) return Outcomes::key_error;
    if (url.outcome == FormatOutcome::raises) return Outcomes::raise;
    if (url.outcome == FormatOutcome::unknown) return kAnything;
    return Outcomes(Outcomes::allow) | Outcomes::deny;
}

}  // namespace glance_audit::policy

#include "scanner/policy/access/explained.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "scanner/base/ascii.hpp"
#include "scanner/base/join.hpp"

namespace glance_audit::policy {
namespace {

Value with_given(const Value& known, const GivenTarget& given) {
    if (given.empty()) return known;
    std::vector<std::pair<std::string, Value>> entries;
    for (std::size_t i = 0; i < known.items().size(); ++i) {
        entries.emplace_back(known.keys()[i].text(), known.items()[i]);
    }
    for (const auto& one : given) {
        std::erase_if(entries, [&](const auto& entry) { return entry.first == one.first; });
        entries.emplace_back(one.first, Value::string(one.second));
    }
    return Value::map(std::move(entries));
}

Circumstance with_given(Circumstance circumstance, const GivenTarget& given) {
    for (const auto& [key, text] : given) {
        const bool own = text == kOwnProject;
        if (key == "project_id" || key == "owner" || key == "tenant") circumstance.own = own;
        if (key == "member_id" || key == "member") circumstance.shared_with_caller = own;
        if (key != "visibility") continue;
        const auto* const known = std::find(kVisibilities.begin(), kVisibilities.end(), text);
        circumstance.visibility = known == kVisibilities.end() ? "private" : *known;
    }
    return circumstance;
}

// What is so in the circumstance.
std::string in_words(Side side, const Circumstance& here) {
    switch (side) {
        case Side::whose: return here.own ? "it is their project's" : "it is another project's";
        case Side::visibility:
            return here.visibility == "shared" ? "its visibility is shared" : "it is " + std::string(here.visibility);
        case Side::sharing: break;
    }
    return here.shared_with_caller ? "it is shared with their project" : "it is not shared with their project";
}

constexpr const char* kVisibleImage = "the image is their project's, shared with it, community or public";
constexpr const char* kVisibleNamespace = "the namespace is their project's or public";

// One case that somebody asks about.
class Case {
public:
    Case(const Decider& decider, std::string_view action, const Persona& persona, const GivenTarget& given)
        : decider_(decider),
          action_(action),
          persona_(persona),
          given_(given),
          question_(decider.question(action)),
          caller_(decider.caller(persona)),
          here_(with_given(circumstances(question_.info->about, persona).front(), given)),
          ruling_(rule(here_)) {}

    Explained explained() const {
        Explained out{
            decider_.policy().explain(question_.policy, caller_.credentials, target(here_)), question_.policy, {}};
        if (ruling_.by != Ruling::By::policy) {
            out.explanation.because.push_back({own_check(), Decision::deny, 0, std::string(kGlanceItself), {}});
        }
        out.explanation.decision = ruling_.decision;
        out.sentence = sentence(out.explanation);
        return out;
    }

private:
    Value target(const Circumstance& circumstance) const {
        return with_given(decider_.target(question_, caller_, circumstance), given_);
    }

    Ruling rule(const Circumstance& circumstance) const {
        return decider_.rule(question_, caller_, circumstance, target(circumstance));
    }

    std::string own_check() const {
        switch (ruling_.by) {
            case Ruling::By::no_token: return "without a token one only reads";
            case Ruling::By::invisible: return is_image() ? kVisibleImage : kVisibleNamespace;
            case Ruling::By::owner_check: return "the image is their project's, or they are an administrator";
            case Ruling::By::policy: break;
        }
        return {};
    }

    bool is_image() const { return is_existing_image(question_.info->about); }

    std::string what_is_hidden() const {
        const bool has_members = is_image() && here_.visibility == "shared";
        return "another project's " + std::string(here_.visibility) + (is_image() ? " image" : " namespace") +
               (has_members ? ", of which their project is not a member" : "");
    }

    // What of the circumstance would have to be different for another decision.
    std::string what_matters() const {
        std::array<bool, 3> matters{};
        for (const Circumstance& there :
             circumstances(question_.info->about, Asking{.acts = Acts::on_both, .has_project = persona_.has_project})) {
            const std::optional<Side> side = only_difference(here_, there);
            if (!side || decider_.rule(question_, caller_, there).decision == ruling_.decision) continue;
            matters[static_cast<std::size_t>(*side)] = true;
        }
        std::vector<std::string> found;
        for (std::size_t side = 0; side < matters.size(); ++side) {
            if (matters[side]) found.push_back(in_words(static_cast<Side>(side), here_));
        }
        return joined(found, " and ");
    }

    std::string because() const {
        switch (ruling_.by) {
            case Ruling::By::no_token: return ", because without a token one only reads";
            case Ruling::By::invisible: return ", because Glance hides it from them: it is " + what_is_hidden();
            case Ruling::By::owner_check:
                return ", because Glance itself asks that it be their project's, whatever the policy says";
            case Ruling::By::policy: break;
        }
        const std::string matters = what_matters();
        return matters.empty() ? "" : ", because " + matters;
    }

    // "see this image".
    std::string may() const {
        std::string words = may_words(action_);
        const About about = question_.info->about;
        const std::size_t image = words.find("an image");
        if ((about == About::image || about == About::image_to_share) && image != std::string::npos) {
            words.replace(image, 2, "this");
        }
        return words;
    }

    std::string sentence(const Explanation& explanation) const {
        std::string who(persona_.one);
        const auto reason = [&](Decision decision) {
            const auto step = std::find_if(explanation.because.rbegin(), explanation.because.rend(),
                                           [&](const CheckStep& one) { return one.result == decision; });
            return step == explanation.because.rend() ? std::string("a check") : "\"" + step->check + "\"";
        };
        switch (ruling_.decision) {
            case Decision::unknown:
                return "Whether " + who + " may " + may() + " is not known: " + reason(Decision::unknown) +
                       " cannot be decided here.";
            case Decision::error:
                return "Nobody gets an answer: " + reason(Decision::error) + " raises an error (HTTP 500).";
            case Decision::allow:
            case Decision::deny: break;
        }
        who.front() = text::to_upper(who.front());
        return who + (ruling_.decision == Decision::allow ? " may " : " may not ") + may() + because() + ".";
    }

    const Decider& decider_;
    std::string_view action_;
    const Persona& persona_;
    const GivenTarget& given_;
    Question question_;
    Caller caller_;
    Circumstance here_;
    Ruling ruling_;
};

}  // namespace

Explained explain(const Decider& decider, std::string_view action, const Persona& persona, const GivenTarget& given) {
    return Case(decider, action, persona, given).explained();
}

Explained explain(const Decider& decider, std::string_view action, const Value& credentials, const GivenTarget& given) {
    const std::string_view policy = decider.question(action).policy;
    Explained out{decider.policy().explain(policy, credentials, with_given(Value::map({}), given)), policy, {}};
    switch (out.explanation.decision) {
        case Decision::allow: out.sentence = "The policy lets in whoever has these credentials."; break;
        case Decision::deny: out.sentence = "The policy keeps out whoever has these credentials."; break;
        case Decision::unknown: out.sentence = "Whether these credentials pass cannot be decided here."; break;
        case Decision::error: out.sentence = "Asking raises an error (HTTP 500)."; break;
    }
    return out;
}

}  // namespace glance_audit::policy

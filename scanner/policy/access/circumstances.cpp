#include "scanner/policy/access/circumstances.hpp"

#include <cstddef>
#include <initializer_list>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace glance_audit::policy {

namespace {

using Entries = std::vector<std::pair<std::string, Value>>;

bool is_new(About about) {
    return about == About::new_image || about == About::new_public_image || about == About::new_community_image;
}

std::vector<std::string_view> visibilities_of(About about) {
    switch (about) {
        case About::new_image: return {"private", "shared"};
        case About::new_public_image: return {"public"};
        case About::new_community_image: return {"community"};
        case About::image: return {kVisibilities.begin(), kVisibilities.end()};
        case About::metadata: return {"private", "public"};
        case About::image_to_share:
        case About::shared_image: return {"shared"};
        case About::project:
        case About::nothing: break;
    }
    return {"private"};
}

// A new image is the caller's own unless they say otherwise, and who lists things lists those of their own project.
std::vector<bool> whose(About about, Acts acts) {
    if (about == About::shared_image) return {false};
    if (about == About::project || about == About::nothing) return {true};
    if (acts == Acts::on_own || (acts == Acts::on_both && is_new(about))) return {true};
    if (acts == Acts::on_others) return {false};
    return {true, false};
}

void add_image_attributes(Entries& target, std::string_view visibility) {
    for (const char* name : {"checksum", "container_format", "created_at", "disk_format", "os_hash_algo",
                             "os_hash_value", "size", "updated_at", "virtual_size"}) {
        target.emplace_back(name, Value());
    }
    target.emplace_back("status", Value::string("active"));
    target.emplace_back("name", Value::string("an image"));
    target.emplace_back("image_id", Value::string("an-image"));
    target.emplace_back("id", Value::string("an-image"));
    target.emplace_back("protected", Value::boolean(false));
    target.emplace_back("os_hidden", Value::boolean(false));
    target.emplace_back("visibility", Value::string(visibility));
}

Value make_target(About about, const Circumstance& circumstance, bool up_to_victoria) {
    if (about == About::nothing) return Value::map({});
    const Value project = Value::string(circumstance.own ? kOwnProject : kOtherProject);
    Entries target;
    if (!up_to_victoria) target.emplace_back("project_id", project);
    if (about == About::project) return Value::map(std::move(target));
    if (about == About::metadata) {
        target.emplace_back("visibility", Value::string(circumstance.visibility));
        return Value::map(std::move(target));
    }
    target.emplace_back("owner", project);
    if (is_new(about)) {
        target.emplace_back("visibility", Value::string(circumstance.visibility));
        return Value::map(std::move(target));
    }
    const Value member = circumstance.shared_with_caller ? Value::string(kOwnProject) : Value();
    if (!up_to_victoria) target.insert(target.end(), {{"member", member}, {"member_id", member}});
    add_image_attributes(target, circumstance.visibility);
    return Value::map(std::move(target));
}

using TargetKey = std::tuple<About, bool, std::string_view, bool, bool>;

std::map<TargetKey, Value> all_targets() {
    std::map<TargetKey, Value> targets;
    for (std::size_t about = 0; about <= static_cast<std::size_t>(About::nothing); ++about) {
        for (const std::string_view visibility : kVisibilities) {
            for (unsigned bits = 0; bits < 8; ++bits) {
                const Circumstance circumstance{(bits & 1U) != 0, visibility, (bits & 2U) != 0};
                const bool up_to_victoria = (bits & 4U) != 0;
                targets[{static_cast<About>(about), circumstance.own, visibility, circumstance.shared_with_caller,
                         up_to_victoria}] = make_target(static_cast<About>(about), circumstance, up_to_victoria);
            }
        }
    }
    return targets;
}

}  // namespace

std::optional<Side> only_difference(const Circumstance& one, const Circumstance& other) {
    const bool whose = one.own != other.own;
    const bool visibility = one.visibility != other.visibility;
    const bool sharing = one.shared_with_caller != other.shared_with_caller;
    if (whose + visibility + sharing != 1) return std::nullopt;
    return whose ? Side::whose : visibility ? Side::visibility : Side::sharing;
}

std::vector<Circumstance> circumstances(About about, const Persona& persona) {
    const bool creates = about == About::new_image && persona.has_project;
    return circumstances(about, {creates ? Acts::on_own : persona.acts, persona.has_project});
}

std::vector<Circumstance> circumstances(About about, Asking asking) {
    std::vector<Circumstance> all;
    for (const bool own : whose(about, asking.acts)) {
        for (const std::string_view visibility : visibilities_of(about)) {
            const bool can_be_shared = !own && visibility == "shared" && !is_new(about) && asking.has_project;
            // Of a shared image the caller's project is a member or not; for its members' own action it is one, unless
            // the persona is there to show what a stranger may.
            if (about == About::shared_image) {
                all.push_back({own, visibility, asking.acts != Acts::on_others});
                continue;
            }
            all.push_back({own, visibility, false});
            if (can_be_shared) all.push_back({own, visibility, true});
        }
    }
    return all;
}

const Value& target_of(About about, const Circumstance& circumstance, bool up_to_victoria) {
    // What the enforcer is handed is made once: it is most of the work.
    static const std::map<TargetKey, Value> kTargets = all_targets();
    return kTargets.at(
        {about, circumstance.own, circumstance.visibility, circumstance.shared_with_caller, up_to_victoria});
}

bool is_visible(About about, const Circumstance& circumstance) {
    const bool is_there = is_existing_image(about) || about == About::metadata;
    return !is_there || circumstance.own || circumstance.visibility == "public" ||
           circumstance.visibility == "community" || circumstance.shared_with_caller;
}

}  // namespace glance_audit::policy

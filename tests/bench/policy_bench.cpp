// How long policies take to decide and to load. run_policy_bench.py runs it and judges.
//
// usage: policy_bench decide COUNT                  COUNT decisions by the defaults of two releases
//        policy_bench load FILE RELEASE ACTION      one policy file; its ACTION must be there and allow an
//        administrator
//
// Prints `SECONDS PROCESSOR-SECONDS` of the work alone. Exit code 1 where the work did not give what it had to.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <iomanip>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/policy/rules/policy.hpp"

namespace {

using glance_audit::policy::Decision;
using glance_audit::policy::Policy;
using glance_audit::policy::Value;

double processor_seconds() {
    std::timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

class Stopwatch {
public:
    void print() const {
        const double processor = processor_seconds() - processor_;
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began_;
        std::cout << std::fixed << std::setprecision(6) << wall.count() << ' ' << processor << '\n';
    }

private:
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    double processor_ = processor_seconds();
};

// --- who asks, and for what

constexpr std::string_view kOurs = "4f1c5f1e0a3b4d6f8e2d9c7b6a594837";
constexpr std::string_view kTheirs = "9d8c7b6a5f4e3d2c1b0a998877665544";

struct Asker {
    std::vector<std::string_view> roles;
    std::string_view project;
    bool system = false;

    bool has(std::string_view role) const {
        bool found = false;
        for (const std::string_view one : roles) found = found || one == role;
        return found;
    }

    // What oslo.context's to_policy_values() gives the enforcer, in its order.
    Value credentials() const {
        std::vector<Value> names;
        for (const std::string_view role : roles) names.push_back(Value::string(role));
        const auto service = has("service") ? Value::list({Value::string("service")}) : Value::list({});
        return Value::map({{"user_id", Value::string("0123456789abcdef0123456789abcdef")},
                           {"user_domain_id", Value::string("default")},
                           {"system_scope", system ? Value::string("all") : Value()},
                           {"domain_id", Value()},
                           {"project_id", system ? Value() : Value::string(project)},
                           {"project_domain_id", Value::string("default")},
                           {"roles", Value::list(std::move(names))},
                           {"is_admin_project", Value::boolean(true)},
                           {"service_user_id", Value()},
                           {"service_user_domain_id", Value()},
                           {"service_project_id", Value()},
                           {"service_project_domain_id", Value()},
                           {"service_roles", service}});
    }
};

struct Image {
    std::string_view owner;
    std::string_view member;  // empty: no member is meant
    std::string_view visibility;

    // The keys of Glance's ImageTarget, in its order.
    Value target() const {
        std::vector<std::pair<std::string, Value>> entries;
        for (const char* const key : {"checksum", "container_format", "created_at", "disk_format"})
            entries.emplace_back(key, Value::string("5d41402abc4b2a76b9719d911017c592"));
        entries.emplace_back("image_id", Value::string("71c675ab-d94f-49cd-a114-e12490b328d9"));
        const Value member_id = member.empty() ? Value() : Value::string(member);
        entries.emplace_back("member", member_id);
        for (const char* const key : {"min_disk", "min_ram", "name", "os_hash_algo", "os_hash_value"})
            entries.emplace_back(key, Value::string("sha512"));
        entries.emplace_back("os_hidden", Value::boolean(false));
        entries.emplace_back("owner", Value::string(owner));
        entries.emplace_back("protected", Value::boolean(false));
        for (const char* const key : {"size", "status", "tags", "updated_at", "virtual_size"})
            entries.emplace_back(key, Value::string("active"));
        entries.emplace_back("visibility", Value::string(visibility));
        entries.emplace_back("project_id", Value::string(owner));
        entries.emplace_back("member_id", member_id);
        return Value::map(std::move(entries));
    }
};

const std::vector<Asker>& askers() {
    static const std::vector<Asker> kAskers{
        {{"member", "reader"}, kOurs},          {{"reader"}, kOurs}, {{"Member", "reader"}, kTheirs},
        {{"admin", "member", "reader"}, kOurs}, {{}, kOurs},         {{"service"}, kOurs},
        {{"admin", "reader"}, kOurs, true}};
    return kAskers;
}

constexpr std::array<Image, 5> kImages{{{kOurs, "", "private"},
                                        {kTheirs, "", "private"},
                                        {kTheirs, "", "public"},
                                        {kTheirs, kOurs, "shared"},
                                        {kOurs, "", "community"}}};

// --- what Glance's defaults say, written out once more as plainly as can be

struct Action {
    std::string name;
    bool by_default;  // Zed ORs its deprecated rule:default, which lets everyone, to it
    bool (*allowed)(const Asker&, const Image&);
};

bool is_role(const Asker& asker, std::string_view role) {
    return asker.has(role) || (role == "member" && asker.has("Member"));
}

bool is_admin(const Asker& asker, const Image&) { return asker.has("admin"); }

bool owns(const Asker& asker, const Image& image, std::string_view role) {
    return is_role(asker, role) && asker.project == image.owner && !asker.system;
}

bool sees(const Asker& asker, const Image& image, std::string_view role) {
    const bool listed = image.visibility != "private";
    return is_role(asker, role) && (listed || (asker.project == image.owner && !asker.system));
}

bool member_changes(const Asker& asker, const Image& image) {
    return is_admin(asker, image) || owns(asker, image, "member");
}

bool reader_lists(const Asker& asker, const Image& image) {
    return is_admin(asker, image) || owns(asker, image, "reader");
}

bool reader_sees(const Asker& asker, const Image& image) {
    return is_admin(asker, image) || sees(asker, image, "reader");
}

bool member_sees(const Asker& asker, const Image& image) {
    return is_admin(asker, image) || sees(asker, image, "member");
}

bool member_accepts(const Asker& asker, const Image& image) {
    return is_admin(asker, image) || (is_role(asker, "member") && asker.project == image.member);
}

const std::vector<Action>& actions() {
    static const std::vector<Action> kActions{
        {"add_image", true, member_changes},       {"get_image", true, reader_sees},
        {"get_images", true, reader_lists},        {"delete_image", true, member_changes},
        {"modify_image", true, member_changes},    {"upload_image", true, member_changes},
        {"download_image", true, member_sees},     {"communitize_image", true, member_changes},
        {"add_member", true, member_changes},      {"modify_member", true, member_accepts},
        {"delete_image_location", true, is_admin}, {"publicize_image", false, is_admin},
        {"copy_image", false, is_admin},           {"manage_image_cache", false, is_admin},
        {"tasks_api_access", false, is_admin}};
    return kActions;
}

// --- deciding

struct Question {
    std::uint8_t policy;
    std::uint8_t asker;
    std::uint8_t image;
    std::uint8_t action;
    Decision expected;
};

constexpr std::array<const char*, 2> kReleases{"Zed", "2025.1"};  // the second one enforces new defaults and scopes

Decision expected(bool enforced, const Action& action, const Asker& asker, const Image& image) {
    const bool open = !enforced && action.by_default;
    const bool in_scope = !enforced || !asker.system;
    return in_scope && (open || action.allowed(asker, image)) ? Decision::allow : Decision::deny;
}

std::vector<Question> all_questions() {
    std::vector<Question> questions;
    for (std::uint8_t policy = 0; policy < kReleases.size(); ++policy) {
        for (std::uint8_t asker = 0; asker < askers().size(); ++asker) {
            for (std::uint8_t image = 0; image < kImages.size(); ++image) {
                for (std::uint8_t action = 0; action < actions().size(); ++action) {
                    questions.push_back({policy, asker, image, action,
                                         expected(policy == 1, actions()[action], askers()[asker], kImages[image])});
                }
            }
        }
    }
    return questions;
}

// Takes `count` questions in an order that no branch predictor learns, always the same one. The sum tells both the
// decisions and where each of them stood.
template <typename Decide>
std::uint64_t ask(const std::vector<Question>& questions, std::uint64_t count, const Decide& decide) {
    std::uint64_t sum = 0;
    std::uint64_t random = 75;
    for (std::uint64_t i = 0; i < count; ++i) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        const Question& question = questions[((random >> 32U) * questions.size()) >> 32U];
        sum = sum * 31 + static_cast<std::uint64_t>(decide(question));
    }
    return sum;
}

bool differs(const std::vector<Question>& questions, const std::vector<Policy>& policies,
             const std::vector<Value>& credentials, const std::vector<Value>& targets) {
    bool found = false;
    for (const Question& q : questions) {
        const Decision decision =
            policies[q.policy].enforce(actions()[q.action].name, credentials[q.asker], targets[q.image]);
        if (decision == q.expected) continue;
        found = true;
        std::cerr << kReleases[q.policy] << ": " << actions()[q.action].name << " by asker " << int{q.asker}
                  << " on image " << int{q.image} << ": " << decision_name(decision) << " instead of "
                  << decision_name(q.expected) << '\n';
    }
    return found;
}

int decide(std::uint64_t count) {
    std::vector<Policy> policies;
    std::vector<Value> credentials;
    std::vector<Value> targets;
    for (const char* const release : kReleases) policies.push_back(Policy::load({{}, release}));
    for (const Asker& asker : askers()) credentials.push_back(asker.credentials());
    for (const Image& image : kImages) targets.push_back(image.target());
    const std::vector<Question> questions = all_questions();
    const std::vector<Action>& asked = actions();

    const Stopwatch watch;
    const std::uint64_t sum = ask(questions, count, [&](const Question& q) {
        return policies[q.policy].enforce(asked[q.action].name, credentials[q.asker], targets[q.image]);
    });
    watch.print();
    const std::uint64_t right = ask(questions, count, [](const Question& q) { return q.expected; });
    std::uint64_t allowed = 0;
    ask(questions, count, [&](const Question& q) { return allowed += q.expected == Decision::allow ? 1 : 0; });
    if (allowed < count / 4 || allowed > count / 4 * 3) {
        std::cerr << "of " << count << " decisions " << allowed << " allow: that is no mix\n";
        return 1;
    }
    if (differs(questions, policies, credentials, targets)) return 1;
    if (sum == right) return 0;
    std::cerr << "the decisions differ from those that were expected\n";
    return 1;
}

// --- loading

int load(const char* file, const char* release, std::string_view action) {
    const Stopwatch watch;
    const Policy policy = Policy::load({{file}, release});
    watch.print();
    const Value admin = Value::map({{"roles", Value::list({Value::string("admin")})}});
    if (policy.effective(action).from_file && policy.enforce(action, admin, Value::map({})) == Decision::allow)
        return 0;
    std::cerr << action << " did not come out of the file, or does not allow an administrator\n";
    return 1;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string_view> words(arguments, arguments + count);
    try {
        if (count == 3 && words[1] == "decide") return decide(std::strtoull(arguments[2], nullptr, 10));
        if (count == 5 && words[1] == "load") return load(arguments[2], arguments[3], words[4]);
        std::cerr << "usage: policy_bench decide COUNT | load FILE RELEASE ACTION\n";
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
    }
    return 2;
}

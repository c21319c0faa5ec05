// `policy`: who may do what, and why? What is in effect? Does it do what I expect?
#include <array>

#include "scanner/app/commands/policy_commands.hpp"

namespace glance_audit::app {
namespace {

constexpr std::array<const CommandInfo*, 5> kBelow{&kPolicyExplain, &kPolicyMatrix, &kPolicyEffective, &kPolicyCheck,
                                                   &kPolicyTest};

}  // namespace

const CommandInfo kPolicy{
    .name = "policy",
    .description = "Who may do what, and why? What is in effect? Does it do what I expect?",
    .examples =
        "glance-audit policy explain add_image --as member --policy /etc/glance/policy.yaml --release Zed\n"
        "glance-audit policy matrix --config-file /etc/glance/glance-api.conf --release Zed\n"
        "glance-audit policy effective /etc/glance/policy.yaml --release Zed\n"
        "glance-audit policy check /etc/glance/policy.yaml --release Zed --fail-on medium\n"
        "glance-audit policy test cases.yaml --policy /etc/glance/policy.yaml --release Zed",
    .exit_codes =
        "0  the answer was given; check: nothing reaches --fail-on; test: every case holds\n"
        "1  check: a finding reaches --fail-on; test: a case does not hold\n"
        "2  wrong use, or a policy that cannot be read",
    .commands = kBelow,
};

}  // namespace glance_audit::app

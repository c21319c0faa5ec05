// The commands below `policy`, one file each.
#pragma once

#include "scanner/app/commands/commands.hpp"

namespace glance_audit::app {

extern const CommandInfo kPolicyCheck;
extern const CommandInfo kPolicyEffective;
extern const CommandInfo kPolicyExplain;
extern const CommandInfo kPolicyMatrix;
extern const CommandInfo kPolicyTest;

}  // namespace glance_audit::app

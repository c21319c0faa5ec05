// All mistakes of a file, not the first alone.
#pragma once

#include <vector>

#include "scanner/base/error.hpp"

namespace glance_audit::engine {

using Mistakes = std::vector<UsageError>;

// False where `step` threw a UsageError, which is noted.
template <class Step>
bool attempt(Mistakes& mistakes, Step step) {
    try {
        step();
        return true;
    } catch (const UsageError& mistake) {
        mistakes.push_back(mistake);
        return false;
    }
}

}  // namespace glance_audit::engine

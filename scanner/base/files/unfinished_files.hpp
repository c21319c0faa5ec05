// Files that are not whole yet: a signal that ends the program takes them away first.
#pragma once

#include <csignal>
#include <string>

namespace glance_audit {

// As long as it lives, the signals that end a program wait.
class SignalsWait {
public:
    SignalsWait();
    ~SignalsWait();
    SignalsWait(const SignalsWait&) = delete;
    SignalsWait& operator=(const SignalsWait&) = delete;

private:
    sigset_t before_;
};

// Of an absolute path that was made under the same SignalsWait.
void note_unfinished(const std::string& path);
void forget_unfinished(const std::string& path);

}  // namespace glance_audit

#include "scanner/base/files/unfinished_files.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <climits>

namespace glance_audit {
namespace {

// All that end a program from outside. SIGKILL cannot be waited for.
constexpr std::array kEndingSignals{SIGHUP,  SIGINT,  SIGQUIT, SIGPIPE, SIGALRM,   SIGTERM,
                                    SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF};

// Read by a signal handler, which may call nothing but unlink(): so places are used again and never freed.
struct Unfinished {
    std::array<char, PATH_MAX> path{};
    std::atomic<bool> used = false;
    Unfinished* next = nullptr;
};
std::atomic<Unfinished*> first_unfinished = nullptr;

void clean_up(int signal) {
    for (const Unfinished* file = first_unfinished; file != nullptr; file = file->next) {
        if (file->used) unlink(file->path.data());
    }
    raise(signal);  // again, now with its usual effect
}

// What whoever started the program told it to ignore (nohup) stays ignored.
void catch_signals() {
    struct sigaction action {};
    action.sa_handler = clean_up;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (const int signal : kEndingSignals) {
        struct sigaction before {};
        if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_DFL) {
            sigaction(signal, &action, nullptr);
        }
    }
}

Unfinished& free_place() {
    for (Unfinished* file = first_unfinished; file != nullptr; file = file->next) {
        if (!file->used) return *file;
    }
    auto* added = new Unfinished;
    added->next = first_unfinished;
    first_unfinished = added;
    return *added;
}

}  // namespace

SignalsWait::SignalsWait() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : kEndingSignals) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
}

SignalsWait::~SignalsWait() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

void note_unfinished(const std::string& path) {
    catch_signals();
    Unfinished& file = free_place();
    if (path.size() >= file.path.size()) return;  // no file has such a path
    path.copy(file.path.data(), path.size());
    file.path[path.size()] = '\0';
    file.used = true;
}

void forget_unfinished(const std::string& path) {
    for (Unfinished* file = first_unfinished; file != nullptr; file = file->next) {
        if (file->used && path == file->path.data()) file->used = false;
    }
}

}  // namespace glance_audit

#include "scanner/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace glance_audit {

void in_parallel(std::size_t count, std::size_t workers,
                 const std::function<void(std::size_t i, std::size_t worker)>& work) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::vector<std::exception_ptr> errors(count);
    const auto drain = [&](std::size_t worker) {
        while (!failed) {
            const std::size_t i = next++;  // is done for certain, or the error told would be by chance
            if (i >= count) return;
            try {
                work(i, worker);
            } catch (...) {
                errors[i] = std::current_exception();
                failed = true;
            }
        }
    };
    {
        std::vector<std::jthread> others;
        try {
            for (std::size_t i = 1; i < std::min(count, workers); ++i) others.emplace_back(drain, i);
        } catch (const std::system_error&) {
            // No more threads to be had: those that there are do the work.
        }
        drain(0);
    }
    for (const std::exception_ptr& error : errors) {
        if (error) std::rethrow_exception(error);
    }
}

}  // namespace glance_audit

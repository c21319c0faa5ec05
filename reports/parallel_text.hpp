// Text made by several threads and written in order.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include "reports/writer.hpp"

namespace glance_audit::reports {

// Calls append(i, text) for each i below `count`, in chunks on `jobs` threads, and writes the chunks in order: whoever
// has made a chunk waits for its turn and writes it. append must only read what is shared. At most `jobs` chunks are in
// memory.
template <class Append>
void write_in_order(std::size_t count, unsigned jobs, Output& out, const Append& append) {
    constexpr std::size_t kChunk = 512;
    std::atomic<std::size_t> next{0};
    std::size_t turn = 0;
    std::mutex writing;
    std::condition_variable written;
    const auto work = [&] {
        std::string text;
        for (std::size_t chunk = next++; chunk * kChunk < count; chunk = next++) {
            text.clear();
            for (std::size_t i = chunk * kChunk; i < std::min(count, (chunk + 1) * kChunk); ++i) append(i, text);
            std::unique_lock lock(writing);
            written.wait(lock, [&] { return turn == chunk; });
            out.write(text);
            ++turn;
            written.notify_all();
        }
    };
    std::vector<std::future<void>> others;
    for (unsigned i = 1; i < jobs; ++i) others.push_back(std::async(std::launch::async, work));
    work();
    for (std::future<void>& other : others) other.get();
}

}  // namespace glance_audit::reports

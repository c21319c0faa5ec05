// Text made by several threads and written in order.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "reports/writer.hpp"
#include "scanner/base/parallel.hpp"

namespace glance_audit::reports {

// Calls append(first, end, text) for chunks of what is numbered 0 to `count`, on `jobs` threads, and writes the chunks
// in order: whoever has made a chunk waits for its turn and writes it. append must only read what is shared. At most
// `jobs` chunks are in memory. An exception of append or of the output ends the writing, and is passed on.
template <class Append>
void write_in_order(std::size_t count, unsigned jobs, Output& out, const Append& append) {
    constexpr std::size_t kChunk = 512;
    std::vector<std::string> texts(std::max(1U, jobs));
    std::size_t turn = 0;
    bool failed = false;
    std::mutex writing;
    std::condition_variable changed;
    in_parallel((count + kChunk - 1) / kChunk, texts.size(), [&](std::size_t chunk, std::size_t worker) {
        try {
            std::string& text = texts[worker];
            text.clear();
            append(chunk * kChunk, std::min(count, (chunk + 1) * kChunk), text);
            std::unique_lock lock(writing);
            changed.wait(lock, [&] { return turn == chunk || failed; });
            if (failed) return;
            out.write(text);
            ++turn;
        } catch (...) {
            const std::lock_guard lock(writing);
            failed = true;
            changed.notify_all();
            throw;
        }
        changed.notify_all();
    });
}

}  // namespace glance_audit::reports

// Work on several things at a time.
#pragma once

#include <cstddef>
#include <functional>

namespace glance_audit {

// Runs work(i, worker) for each i below `count`, at most `workers` at a time, begun in this order; returns when all
// have come back. `worker`, below `workers`, is never the same for two that run at once: what stands at this place of a
// list belongs to the work alone. Where no more threads are to be had, fewer do the work. After an exception no further
// work is begun; of several exceptions the one of the smallest i is thrown, so that it is the same in every run.
void in_parallel(std::size_t count, std::size_t workers,
                 const std::function<void(std::size_t i, std::size_t worker)>& work);

}  // namespace glance_audit

// Work on several things at a time.
#pragma once

#include <cstddef>
#include <functional>

namespace glance_audit {

// Runs work(i) for each i below `count`, at most `threads` at a time, begun in this order; returns when all have come
// back. After an exception no further work is begun; of several exceptions the one of the smallest i is thrown, so that
// it is the same in every run.
void in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t i)>& work);

}  // namespace glance_audit

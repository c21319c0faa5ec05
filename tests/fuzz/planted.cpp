// A fuzzer with a bug in it that is meant to be found: it reads the byte behind an input that begins with "BUG".
// run_fuzz.py asks for that, to know that the sanitizers, the search by coverage and its own eyes do work.
#include <cstdint>

#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    volatile std::uint8_t behind = 0;
    if (size >= 3 && data[0] == 'B' && data[1] == 'U' && data[2] == 'G') behind = data[size];
    return behind == 0 ? 0 : 0;
}

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include "scanner/base/ascii.hpp"
#include "scanner/base/digest.hpp"
#include "scanner/base/hex.hpp"
#include "scanner/base/join.hpp"
#include "scanner/base/parallel.hpp"
#include "scanner/base/python_number.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;

TEST_CASE("hexadecimal digits") {
    CHECK(hex(std::string_view("\0\x7f\xff", 3)) == "007fff");
    std::string out = "0x";
    append_hex(out, 0xabcdef, 4);
    CHECK(out == "0xcdef");
    CHECK(hex_value('F') == 15);
    CHECK(hex_value('f') == 15);
    CHECK(hex_value('g') == -1);
}

TEST_CASE("a digest begins anew behind finish()") {
    Sha256 sha256;
    sha256.update("abc");
    const Sha256Digest first = sha256.finish();
    sha256.update("abc");
    CHECK(sha256.finish() == first);
    CHECK(base64(first) == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

TEST_CASE("texts are joined") {
    CHECK(joined(std::vector<std::string>{}, ", ").empty());
    CHECK(joined(std::vector<std::string>{"", "b"}, ", ") == ", b");
}

TEST_CASE("ASCII alone is folded") {
    CHECK(text::to_lower("AZ@[\xc3\x84") == "az@[\xc3\x84");
    CHECK(text::to_upper("az`{\xc3\xa4") == "AZ`{\xc3\xa4");
    CHECK(text::equal_ignoring_case("Wallaby", "wALLABY"));
    CHECK_FALSE(text::equal_ignoring_case("[", "{"));
    CHECK_FALSE(text::equal_ignoring_case("a", "ab"));
}

TEST_CASE("int() takes white space, a sign and single underscores") {
    CHECK(text::parse_int(" +1_0\n") == 10);
    CHECK(text::parse_int("-5") == -5);
    for (const char* bad : {"", "_1", "1_", "1__0", "+-1", "++1", "0x1", "1 0", "9223372036854775808"}) {
        CHECK_FALSE(text::parse_int(bad));
    }
}

TEST_CASE("work in parallel is done once each, and no two workers share a place") {
    constexpr std::size_t kWorkers = 3;
    std::vector<int> done(100);
    std::vector<std::atomic<int>> busy(kWorkers);
    std::atomic<int> shared{0};
    in_parallel(done.size(), kWorkers, [&](std::size_t i, std::size_t worker) {
        if (busy[worker]++ != 0) ++shared;
        ++done[i];
        --busy[worker];
    });
    CHECK(done == std::vector<int>(100, 1));
    CHECK(shared == 0);
    in_parallel(0, kWorkers, [](std::size_t, std::size_t) { throw std::logic_error("nothing is to be done"); });
}

TEST_CASE("an exception is passed on, the first of several, and what was not begun stays so") {
    std::atomic<std::size_t> begun{0};
    const auto fail = [&](std::size_t i, std::size_t) {
        ++begun;
        if (i >= 3) throw std::runtime_error(std::to_string(i));
    };
    CHECK_THROWS_AS(in_parallel(1000, 1, fail), std::runtime_error);
    CHECK(begun == 4);
    try {
        in_parallel(4, 4, [](std::size_t i, std::size_t) { throw std::runtime_error(std::to_string(i)); });
    } catch (const std::runtime_error& error) {
        CHECK(error.what() == std::string("0"));
    }
}

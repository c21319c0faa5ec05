#include "scanner/base/time.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;

TEST_CASE("dates with zeros are before the year or month they name") {
    CHECK(to_rfc3339(*parse_stored_time("0000-00-00 00:00:00")) == "0001-01-01T00:00:00Z");
    CHECK(to_rfc3339(*parse_stored_time("0000-05-07 01:02:03")) == "0001-01-01T00:00:00Z");
    CHECK(to_rfc3339(*parse_stored_time("0000-12-00")) == "0001-01-01T00:00:00Z");
    CHECK(parse_stored_time("2024-00-00") == *parse_time("2024-01-01") - 1);
    CHECK(parse_stored_time("2024-05-00 11:00:00.5") == *parse_time("2024-05-01") - 1);
    CHECK(parse_stored_time("2024-05-06 07:08:09") == parse_time("2024-05-06 07:08:09"));
    for (const char* none :
         {"", "0000", "0000-00-00 25:00:00", "0000-13-00", "2024-02-31", "0000-02-32", "2024-00-00x", "2024/00/00"}) {
        CAPTURE(none);
        CHECK_FALSE(parse_stored_time(none));
    }
}

TEST_CASE("a time is read as the databases write it") {
    const Micros noon = 1'767'355'200LL * kSecond;  // 2026-01-02T12:00:00Z
    CHECK(parse_time("2026-01-02 12:00:00") == noon);
    CHECK(parse_time("2026-01-02 12:00:00.000000") == noon);
    CHECK(parse_time("2026-01-02T12:00:00.5") == noon + kSecond / 2);
    CHECK(parse_time("2026-01-02 12:00:00.0000019") == noon + 1);
    CHECK(parse_time("2026-01-02") == noon - kDay / 2);
    CHECK(parse_time("2026-01-02T12:00:00Z") == noon);
    CHECK(parse_time("2026-01-02 14:30:00+02:30") == noon);
    CHECK(parse_time("1969-12-31 23:59:59.999999") == -1);
}

TEST_CASE("what is no time is not taken for one") {
    for (const char* text : {"", "yesterday", "2026-13-01", "2026-02-29", "2026-01-02 24:00:00", "2026-01-02 12:00",
                             "2026-01-02 12:00:60", "2026-01-02 12:00:00.", "2026-01-02 12:00:00 ", "02.01.2026",
                             "2026-01-02 12:00:00+2", "0000-01-01 00:00:00", "20260102", "1767355200"}) {
        INFO(text);
        CHECK_FALSE(parse_time(text));
    }
}

TEST_CASE("RFC 3339 needs a zone") {
    CHECK(parse_rfc3339("2026-01-02T03:04:05Z"));
    CHECK_FALSE(parse_rfc3339("2026-01-02T03:04:05"));
    CHECK_FALSE(parse_rfc3339("2026-01-02"));
}

TEST_CASE("times are written so that they can be read back") {
    for (const char* text : {"2026-01-02T03:04:05Z", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z",
                             "2024-02-29T23:59:59.000010Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"}) {
        const auto time = parse_rfc3339(text);
        REQUIRE(time);
        CHECK(to_rfc3339(*time) == text);
    }
    CHECK(to_sql_time(*parse_time("2026-01-02 03:04:05.5")) == "2026-01-02 03:04:05.500000");
}

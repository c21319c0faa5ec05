// How a dump spells strings, names and comments, and where the next of them ends.
//
// Sources: MySQL manual "String Literals", "Comments"; PostgreSQL manual "Lexical Structure", "COPY"; sqlite.org/lang;
// and the output of mariadb-dump 10.11, pg_dump 15 and sqlite3 3.40.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "scanner/base/ascii.hpp"

namespace glance_audit::sources {

enum class Dialect : std::uint8_t { mariadb, postgresql, sqlite };

struct Lexis {
    Dialect dialect = Dialect::mariadb;
    bool backslashes = true;   // escape in '…'
    bool ansi_quotes = false;  // "…" is a name, not a string (MariaDB alone; elsewhere it always is)

    bool operator==(const Lexis&) const = default;
};

// The first of two bytes in [at, end); `end` if there is none. 16 bytes behind `end` must be readable (TextWindow).
inline const char* find_either(const char* at, const char* end, char first, char second) {
#if defined(__SSE2__)
    const __m128i one = _mm_set1_epi8(first);
    const __m128i two = _mm_set1_epi8(second);
    for (; at < end; at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const __m128i same = _mm_or_si128(_mm_cmpeq_epi8(bytes, one), _mm_cmpeq_epi8(bytes, two));
        const auto mask = static_cast<unsigned>(_mm_movemask_epi8(same));
        if (mask == 0) continue;
        at += __builtin_ctz(mask);
        return at < end ? at : end;
    }
    return end;
#else
    while (at < end && *at != first && *at != second) ++at;
    return at;
#endif
}

using text::is_space;

// Of a name or keyword without quotes; bytes of UTF-8 too.
inline bool is_word(char c) {
    return text::is_alnum(c) || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

inline bool is_keyword(std::string_view word, std::string_view wanted) {
    return text::equal_ignoring_case(word, wanted);
}

}  // namespace glance_audit::sources

// The calls that `sqlite3 .dump` writes for texts with control characters:
// replace(replace('a\nb','\n',char(10)),'\r',char(13)), and unistr('a\u000ab') from 3.50 on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace glance_audit::sources {

// `at` stands on the name of a function. Returns what stands behind its closing parenthesis; null where [at, end) ends
// before that.
const char* end_of_call(const char* at, const char* end);

// The value of a whole call; nothing where it is another function or too deep.
std::optional<std::string> evaluate_call(std::string_view call);

}  // namespace glance_audit::sources

#include "scanner/sources/files/end_marks.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/ascii.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::array<std::string_view, 4> kBeginnings{"-- MySQL dump ", "-- MariaDB dump ",
                                                      "-- Dump created by MySQL pump utility", "-- Adminer "};
constexpr std::array<std::string_view, 2> kEnds{"-- Dump completed", "-- Dump end time: "};
constexpr std::array<std::string_view, 2> kPostgres{"-- PostgreSQL database dump",
                                                    "-- PostgreSQL database cluster dump"};

bool begins_with_any(std::string_view text, const auto& marks) {
    return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) { return text.starts_with(mark); });
}

// Adminer ends with the time: "-- 2024-01-31 12:00:00", since version 5 "-- 2024-01-31 12:00:00 UTC".
bool is_time(std::string_view text) {
    constexpr std::string_view kForm = "-- dddd-dd-dd dd:dd:dd";
    if (text.size() > kForm.size() && text.substr(kForm.size()) != " UTC") return false;
    return text.size() >= kForm.size() && std::equal(kForm.begin(), kForm.end(), text.begin(), [](char form, char c) {
               return form == 'd' ? text::is_digit(c) : form == c;
           });
}

}  // namespace

void EndMarks::note(const Statement& statement) {
    if (statement.kind == Statement::Kind::comment) note_comment(statement.text);
    if (statement.kind == Statement::Kind::set) note_settings(statement.text);
    if (statement.kind != Statement::Kind::other) return;
    if (statement.text == "BEGIN" || statement.text == "START") ++transactions_;
    if (statement.text == "COMMIT") ++commits_;
}

bool EndMarks::whole() const {
    if (begun_ > 0) return begun_ == ended_;
    if (saved_any_) return saved_.empty();
    return transactions_ > 0 && transactions_ == commits_;
}

void EndMarks::note_comment(std::string_view text) {
    const bool postgres = begins_with_any(text, kPostgres);
    if (postgres && text.ends_with(" dump complete")) ++ended_;
    if ((postgres && text.ends_with(" dump")) || begins_with_any(text, kBeginnings)) ++begun_;
    if (begins_with_any(text, kEnds)) ++ended_;
    if (text.starts_with("-- Adminer ")) adminer_ = true;
    if (adminer_ && is_time(text)) ++ended_;
}

// SET @OLD_X=@@X, …; and later SET X=@OLD_X, or SET X=IFNULL(@OLD_X, …).
void EndMarks::note_settings(std::string_view text) {
    constexpr std::string_view kUnlessNull = "IFNULL(";
    while (!text.empty()) {
        const std::string_view setting = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), setting.size() + 1));
        const std::size_t equals = setting.find('=');
        if (equals == std::string_view::npos) continue;
        std::string_view value = setting.substr(equals + 1);
        if (value.starts_with(kUnlessNull)) value.remove_prefix(kUnlessNull.size());
        if (setting.starts_with("@OLD_")) {
            saved_.emplace(setting.substr(0, equals));
            saved_any_ = true;
        } else if (const auto saved = saved_.find(value); saved != saved_.end()) {
            saved_.erase(saved);
        }
    }
}

}  // namespace glance_audit::sources

#include "scanner/sources/files/dump_comments.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/ascii.hpp"

namespace glance_audit::sources {
namespace {

// What stands behind `label`; nothing where the text does not begin so.
std::optional<std::string_view> behind(std::string_view text, std::string_view label) {
    return text.starts_with(label) ? std::optional(text.substr(label.size())) : std::nullopt;
}

Announcement of_mariadb(std::string_view name) {
    const std::size_t heidi = name.find(": ");  // db.table: ~12 rows
    if (heidi == std::string_view::npos) return {{}, without_quotes(name)};
    name = name.substr(0, heidi);
    const std::size_t dot = name.find('.');
    return dot == std::string_view::npos
               ? Announcement{{}, std::string(name)}
               : Announcement{std::string(name.substr(0, dot)), std::string(name.substr(dot + 1))};
}

}  // namespace

std::string without_quotes(std::string_view text) {
    std::string plain(text);
    std::erase_if(plain, [](char c) { return c == '\'' || c == '"' || c == '`' || c == ';'; });
    return plain;
}

std::optional<Announcement> announced_rows(std::string_view comment) {
    if (const auto name = behind(comment, "-- Dumping data for table ")) return of_mariadb(*name);
    const auto name = behind(comment, "-- Data for Name: ");
    constexpr std::string_view kSchema = "; Schema: ";
    if (!name || name->find("; Type: TABLE DATA") == std::string_view::npos) return std::nullopt;
    const std::size_t schema = name->find(kSchema);
    if (schema == std::string_view::npos) return std::nullopt;
    const std::string_view rest = name->substr(schema + kSchema.size());
    return Announcement{std::string(rest.substr(0, rest.find(';'))), std::string(name->substr(0, name->find(';')))};
}

std::optional<std::string> named_database(std::string_view comment) {
    if (const auto name = behind(comment, "-- Database: ")) return without_quotes(*name);
    constexpr std::string_view kDatabase = "Database: ";
    const std::size_t name = comment.find(kDatabase);
    if (!comment.starts_with("-- Host: ") || name == std::string_view::npos) return std::nullopt;
    return without_quotes(comment.substr(name + kDatabase.size()));
}

std::string server_version(std::string_view comment) {
    constexpr std::array<std::string_view, 3> kLabels{"-- Server version\t",
                                                      "-- Server version: ", "-- Dumped from database version "};
    for (const std::string_view label : kLabels) {
        const auto version = behind(comment, label);
        if (!version) continue;
        return std::string(version->substr(std::min(version->find_first_not_of(' '), version->size())));
    }
    return {};
}

}  // namespace glance_audit::sources

// The database engines: SQLite, which is a file, and the servers.
//
// To add a server: a folder of scanner/db/ with a connection.hpp that declares open_<name>() (scanner/db/database.hpp)
// and a room.cmake, and its line in servers.inc. The words of the fact `engine`, the cures and the table of URLs
// follow.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace glance_audit {

enum class Engine : std::uint8_t {
    sqlite,
#define SERVER(name, ...) name,
#include "scanner/model/servers.inc"
};

struct EngineInfo {
    Engine engine;
    std::string_view name;
    std::string_view quoting;  // how a template (template.hpp) writes a text as a literal
};

inline constexpr std::array kEngines{
    EngineInfo{Engine::sqlite, "sqlite", "sqlite"},
#define SERVER(name, quoting, ...) EngineInfo{Engine::name, #name, #quoting},
#include "scanner/model/servers.inc"
};

inline constexpr std::array<std::string_view, kEngines.size()> kEngineNames = [] {
    std::array<std::string_view, kEngines.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = kEngines[i].name;
    return names;
}();

// Whether texts that differ in case alone are the same ID.
constexpr bool compares_in_any_case(Engine engine) { return engine == Engine::mysql || engine == Engine::mariadb; }

constexpr std::string_view to_string(Engine engine) { return kEngineNames[static_cast<std::size_t>(engine)]; }

}  // namespace glance_audit

// Who may do what: a row an action, a column a persona.
//
// The answers are Glance's, not the policy's alone: what its API and database check beside the policy (that an image is
// visible to the caller, that it is theirs) counts too. scanner/policy/access/matrix.hpp makes one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/location.hpp"

namespace glance_audit {

// From the most closed to the most open.
enum class Answer : std::uint8_t {
    no,       // denied whatever the image
    error,    // enforcing raises: nobody gets in, and it is a fault
    depends,  // on what the cell says
    unknown,  // a remote server decides, or a check that is not read
    yes       // allowed whatever the image
};
inline constexpr std::array<std::string_view, 5> kAnswerNames{"no", "error", "depends", "unknown", "yes"};
constexpr std::string_view to_string(Answer answer) { return kAnswerNames[static_cast<std::size_t>(answer)]; }

struct PolicyMatrix {
    struct Persona {
        std::string name;   // "member", for --as and as a key of reports
        std::string title;  // "member of the project"
    };

    struct Cell {
        Answer answer = Answer::no;
        std::string depends_on;            // "the image's visibility"; empty where it does not depend
        std::optional<Answer> by_default;  // where the files change it: the release's own answer
    };

    struct Row {
        std::string action;
        std::string group;                 // "images", "locations" …: rows of a group stand together
        std::string check;                 // what decides, deprecated rules included
        std::optional<Location> location;  // nothing: the release's default
        std::vector<Cell> cells;           // as many as personas
        std::string in_words;              // "Any project member may create an image …."
    };

    std::string release;  // whose defaults lie under the files: "Zed", "Wallaby–Zed"; "none"
    std::vector<Persona> personas;
    std::vector<Row> rows;
};

}  // namespace glance_audit

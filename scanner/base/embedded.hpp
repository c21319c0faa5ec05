// Files that live inside of the program: the built-in rules, the release tables, the HTML report's own files.
// cmake/embed.cmake turns the files into constants; a target that asks for them declares the function it named:
//
//   std::span<const EmbeddedFile> policy_default_files();
#pragma once

#include <span>
#include <string_view>

namespace glance_audit {

struct EmbeddedFile {
    std::string_view path;     // relative to the base directory given to glance_audit_embed, with forward slashes
    std::string_view content;  // byte for byte; lives as long as the program
};

}  // namespace glance_audit

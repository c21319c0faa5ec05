// A file as text, with places in it, so that every error can show the line and a caret.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/base/error.hpp"

namespace glance_audit::text {

// 1-based; columns count Unicode code points; 0 where unknown.
struct Place {
    int line = 0;
    int column = 0;
};

// The place of the byte at `offset`; a byte order mark at the start takes no column.
Place place_of_byte(std::string_view content, std::size_t offset);

// True for text in which Jinja (Ansible, Kolla) or Go (Helm) has something to fill in: "{{ … }}" or "{% … %}".
bool is_template(std::string_view text);
inline constexpr std::string_view kTemplateHint =
    "this is a template (Jinja, Helm) that was not rendered: name the file that comes out of it";

class SourceText {
public:
    SourceText(std::string name, std::string content) : name_(std::move(name)), content_(std::move(content)) {}

    // Reads a regular file of at most max_bytes. Throws UsageError, with a hint, for a missing file, a directory,
    // a symlink loop, a file that cannot be read, or one that is too large.
    static SourceText read(const std::filesystem::path& path, std::size_t max_bytes = kMaxBytes);

    // A configuration, policy or rule file beyond this is a mistake (real ones stay below 100 KB).
    static constexpr std::size_t kMaxBytes = 16U << 20U;

    const std::string& name() const { return name_; }
    std::string_view content() const { return content_; }

    // Errors show the lines of `shown` from now on: the same lines and columns, with what must not be seen left out.
    void show_instead(std::string shown) { shown_ = std::move(shown); }

    // The line `place` is in, made safe for a terminal and cut to ~100 columns round the caret, and the caret below it.
    std::string excerpt(Place place) const;

    // "name:line:column".
    std::string where(Place place) const;

    // What to do about an error in it: `usual`, but in a template to name what comes out of it.
    std::string hint(std::string usual) const;

    // A UsageError that points at `place`.
    UsageError error(std::string what, Place place, std::string usual_hint = {}) const;

private:
    std::string name_;
    std::string content_;
    std::optional<std::string> shown_;
};

}  // namespace glance_audit::text

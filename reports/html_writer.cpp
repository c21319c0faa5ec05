// The HTML report: one file that needs no network and works from a disk. What a reader can rely on:
//
// - Nothing but this page's own script and style runs: a Content-Security-Policy names both by their SHA-256, and
//   forbids everything else.
// - Without JavaScript the verdict, the counts, the rules and what was looked at are there (sections.hpp); the script
//   lists the findings themselves, out of a compact data block (data_block.hpp).
// - With the same result the bytes are the same.
//
// page.html is the skeleton; {{name}} in it is what the table below writes.
#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

#include "reports/html/data_block.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/timeline.hpp"
#include "reports/writers.hpp"
#include "scanner/base/digest.hpp"
#include "scanner/base/embedded.hpp"

namespace glance_audit {

std::span<const EmbeddedFile> html_page_files();

namespace reports {
namespace {

using html::Markup;

constexpr std::string_view kSkeleton = "page.html";
constexpr std::string_view kStyle = "page.css";
// In the order in which they stand in the page's one script.
constexpr std::array<std::string_view, 5> kScripts{"data.js", "view.js", "finding.js", "list.js", "page.js"};

std::string_view file(std::string_view path) {
    const auto files = html_page_files();
    const auto found = std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& f) { return f.path == path; });
    if (found == files.end()) throw std::logic_error("the page's file " + std::string(path) + " is not in the program");
    return found->content;
}

std::string script() {
    std::string all;
    for (const std::string_view path : kScripts) all += file(path);
    return all;
}

std::string sha256_base64(std::string_view text) {
    Sha256 sha256;
    sha256.update(text);
    return base64(sha256.finish());
}

void write_policy(Markup& page, const AuditResult&) {
    page.raw("default-src 'none'; script-src 'sha256-", sha256_base64(script()), "'; style-src 'sha256-",
             sha256_base64(file(kStyle)), "'; base-uri 'none'; form-action 'none'");
}

void write_style(Markup& page, const AuditResult&) { page.raw(file(kStyle)); }
void write_script(Markup& page, const AuditResult&) { page.raw(script()); }
void write_when(Markup& page, const AuditResult& result) { html::write_timeline(page, html::make_timeline(result)); }

void write_data(Markup& page, const AuditResult& result) { html::write_data_block(result, page.output()); }

struct Part {
    std::string_view name;
    void (*write)(Markup&, const AuditResult&);
};

constexpr std::array<Part, 12> kParts{{{"policy", write_policy},
                                       {"title", html::write_title},
                                       {"style", write_style},
                                       {"verdict", html::write_verdict},
                                       {"severities", html::write_severities},
                                       {"timeline", write_when},
                                       {"targets", html::write_targets},
                                       {"access", html::write_access},
                                       {"rules", html::write_rules},
                                       {"quiet-rules", html::write_quiet_rules},
                                       {"data", write_data},
                                       {"script", write_script}}};

const Part& find_part(std::string_view name) {
    const auto* found = std::find_if(kParts.begin(), kParts.end(), [&](const Part& part) { return part.name == name; });
    if (found == kParts.end()) throw std::logic_error("page.html asks for " + std::string(name));
    return *found;
}

}  // namespace

void write_html(const AuditResult& result, const WriterOptions&, Output& out) {
    Markup page(out);
    std::string_view rest = file(kSkeleton);
    while (true) {
        const std::size_t open = rest.find("{{");
        page.raw(rest.substr(0, open));
        if (open == std::string_view::npos) return;
        const std::size_t close = rest.find("}}", open);
        find_part(rest.substr(open + 2, close - open - 2)).write(page, result);
        rest.remove_prefix(close + 2);
    }
}

}  // namespace reports
}  // namespace glance_audit

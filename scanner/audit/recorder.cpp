#include "scanner/audit/recorder.hpp"

#include <spdlog/spdlog.h>

#include "scanner/base/utf8.hpp"

namespace glance_audit::app {

void Recorder::note_failure(const std::string& what, std::uint64_t rows, const SourceError& error) {
    std::string text = error.what();
    if (!error.hint().empty()) text += " (" + error.hint() + ")";
    log_error((error.where().empty() ? target_.name : error.where()) + ": " + what + ": " + text);
    target_.coverage.push_back({what, rows, false, text});
}

void Recorder::begin(const std::string& what) {
    reading.begin(target_.name + ": " + what, 0);
    std::string visible;
    append_visible(visible, target_.name + ": reading " + what);
    spdlog::info("{}", visible);
}

void Recorder::note_outcome(const std::string& what, const sources::Outcome& outcome) {
    const bool whole = outcome.bad_rows == 0 && outcome.proof != Proof::none;
    Coverage& coverage = target_.coverage.emplace_back(Coverage{what, outcome.rows, whole, std::nullopt});
    coverage.proof = outcome.proof;
    if (whole) return;
    coverage.error = outcome.bad_rows == 0
                         ? "nothing shows that these are all rows"
                         : std::to_string(outcome.bad_rows) + (outcome.bad_rows == 1 ? " row" : " rows") +
                               " could not be understood and were left out; the first: " + outcome.first_bad;
    log_error(target_.name + ": " + what + ": " + *coverage.error);
}

}  // namespace glance_audit::app

// What an audit reads of one target, and what came of it: in the result as coverage, in the log, on the screen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scanner/audit/progress.hpp"
#include "scanner/base/error.hpp"
#include "scanner/model/audit_result.hpp"
#include "scanner/sources/source.hpp"

namespace glance_audit::app {

class Recorder {
public:
    // Both must outlive this.
    Recorder(TargetResult& target, Progress& progress) : reading(progress), target_(target), progress_(progress) {}

    // Runs `read`, which returns an Outcome, and records as coverage what came of it. A source that breaks makes the
    // target incomplete, and nothing is returned; no other error is caught.
    template <class Read>
    std::optional<sources::Outcome> attempt(const std::string& what, Read read) {
        begin(what);
        try {
            const sources::Outcome outcome = read();
            note_outcome(what, outcome);
            return outcome;
        } catch (const SourceError& error) {
            note_failure(what, reading.rows(), error);
            return std::nullopt;
        }
    }

    void note_failure(const std::string& what, std::uint64_t rows, const SourceError& error);
    void log_error(const std::string& message) { progress_.log_error(message); }
    void log_warning(const std::string& message) { progress_.log_warning(message); }

    Reading reading;

private:
    void begin(const std::string& what);
    void note_outcome(const std::string& what, const sources::Outcome& outcome);

    TargetResult& target_;
    Progress& progress_;
};

}  // namespace glance_audit::app

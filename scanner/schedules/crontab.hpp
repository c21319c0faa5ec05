// Crontabs, and scripts that cron runs. Sources: crontab(5) of Debian's cron and of cronie, anacrontab(5).
#pragma once

#include "scanner/base/source_text.hpp"
#include "scanner/schedules/found.hpp"

namespace glance_audit::sources {

// A crontab of a user or of the system: by its path, or else line by line, it is known whether a sixth field names a
// user. Lines that are no entries are passed over, as cron does. A backslash at the end joins two lines: cron itself
// does not do so, but that is what was meant.
void read_crontab(const text::SourceText& source, FoundPurges& found);

// `when` is "cron.daily" and so on by the script's folder.
void read_script(const text::SourceText& source, FoundPurges& found);

}  // namespace glance_audit::sources

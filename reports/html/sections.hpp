// The parts of the page that need no script: the verdict, the counts, what was looked at, and the rules.
#pragma once

#include "reports/html/markup.hpp"
#include "scanner/model/audit_result.hpp"

namespace glance_audit::reports::html {

// The page's name in the browser: what was audited, and when.
void write_title(Markup& page, const AuditResult& result);

// One sentence to act upon, the exit code, and in full what could not be read.
void write_verdict(Markup& page, const AuditResult& result);

// The number of findings of each severity; buttons that the script brings to life.
void write_severities(Markup& page, const AuditResult& result);

// Every target: what it is, how many images it has, and whether all of it was read.
void write_targets(Markup& page, const AuditResult& result);

// Who may do what in each target, as a picture: a row an action, a column a persona, a colour an answer.
void write_access(Markup& page, const AuditResult& result);

// Every rule with findings, the worst first: its text, and an empty place for the script's list.
void write_rules(Markup& page, const AuditResult& result);

// The rules that found nothing.
void write_quiet_rules(Markup& page, const AuditResult& result);

}  // namespace glance_audit::reports::html

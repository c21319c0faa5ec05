"use strict";

// The data block as findings: what data_block.hpp describes, read back. A finding is a number; its facts, message and
// commands are made when asked for, and are the same texts, character for character, as in the JSON report.

const report = JSON.parse(document.getElementById("data").textContent);

// ---- Findings as columns

const findings = spread(report.runs);

function spread(runs) {
  const total = runs.reduce((sum, run) => sum + run.rows.length, 0);
  const columns = {
    total,
    run: new Uint32Array(total),
    rule: new Uint32Array(total),
    row: new Uint32Array(total),
    target: new Uint16Array(total),
    severity: new Uint8Array(total),
  };
  let first = 0;
  runs.forEach((run, number) => {
    const end = first + run.rows.length;
    columns.run.fill(number, first, end);
    columns.rule.fill(run.rule, first, end);
    columns.row.set(run.rows, first);
    columns.target.fill(run.target, first, end);
    columns.severity.fill(run.severity, first, end);
    run.first = first;
    first = end;
  });
  return columns;
}

const ruleOf = (finding) => report.rules[findings.rule[finding]];
const targetOf = (finding) => report.targets[findings.target[finding]];
const severityOf = (finding) => report.severities[findings.severity[finding]];

function fingerprintOf(finding) {
  const run = report.runs[findings.run[finding]];
  return run.fingerprints.substr(32 * (finding - run.first), 32);
}

// The finding with that fingerprint, or -1.
function findFingerprint(digits) {
  for (const run of report.runs) {
    let at = run.fingerprints.indexOf(digits);
    while (at >= 0 && at % 32 !== 0) at = run.fingerprints.indexOf(digits, at + 1);
    if (at >= 0) return run.first + at / 32;
  }
  return -1;
}

// image: the ID; policy: the action; schedule: file and entry; config: the option; database: the target's name.
function subjectOf(finding) {
  const row = findings.row[finding];
  switch (ruleOf(finding).subject) {
    case "image": return report.kinds.image.ids[row];
    case "policy": return valueText("policy", "action", row);
    case "schedule": return valueText("schedule", "schedule", row);
    case "config": return valueText("config", "option", row);
    default: return targetOf(finding).name;
  }
}

const extrasOf = (finding) => report.kinds[ruleOf(finding).subject].extras[findings.row[finding]];

// ---- Facts

// The value in its column: null where there is none, words as text, times as a number of microseconds or as text.
function valueOf(kind, fact, row) {
  const column = report.kinds[kind].columns[fact];
  const value = column ? column.values[row] : null;
  return value !== null && column.words ? column.words[value] : value;
}

function valueText(kind, fact, row) {
  if (fact === "id" && kind === "image") return report.kinds.image.ids[row];
  const value = valueOf(kind, fact, row);
  if (value === null) return "none";
  switch (report.kinds[kind].columns[fact].type) {
    case "time": return timeText(value);
    case "boolean": return value ? "true" : "false";
    default: return String(value);
  }
}

const factText = (finding, fact) => valueText(ruleOf(finding).subject, fact, findings.row[finding]);
const factType = (kind, fact) => fact === "id" ? "text" : report.kinds[kind].columns[fact]?.type ?? "text";

// ---- Times: RFC 3339, UTC, with a fraction of six digits if there is one

const dayTexts = new Map();

function dayText(day) {
  let text = dayTexts.get(day);
  if (text === undefined) dayTexts.set(day, text = new Date(day * 86400000).toISOString().slice(0, 10));
  return text;
}

const twoDigits = (number) => (number < 10 ? "0" : "") + number;

function timeText(micros) {
  if (typeof micros === "string") return micros;
  const seconds = Math.floor(micros / 1e6);
  const day = Math.floor(seconds / 86400);
  const rest = seconds - day * 86400;
  const clock = twoDigits(Math.floor(rest / 3600)) + ":" + twoDigits(Math.floor(rest / 60) % 60) + ":" +
      twoDigits(rest % 60);
  const fraction = micros - seconds * 1e6;
  const digits = fraction ? "." + String(fraction).padStart(6, "0") : "";
  return dayText(day) + "T" + clock + digits + "Z";
}

// "2026-01-02T03:04:05Z" as "2026-01-02 03:04:05.000000"
function sqlTime(text) {
  const [clock, fraction = ""] = text.slice(0, -1).split(".");
  return clock.replace("T", " ") + "." + fraction.padEnd(6, "0");
}

// ---- Templates: "Image {id} ({name})", "WHERE id = {id|sqlite}"

const templates = new Map();

function piecesOf(source) {
  let pieces = templates.get(source);
  if (!pieces) templates.set(source, pieces = parseTemplate(source));
  return pieces;
}

// Texts and {fact, quoting}; a brace written twice stands for itself. The program has checked the source.
function parseTemplate(source) {
  const pieces = [];
  let literal = "";
  for (const [piece, , fact, quoting] of source.matchAll(/(\{\{|\}\})|\{([^|}]*)(?:\|([^}]*))?\}|[^{}]+/g)) {
    if (fact === undefined) {
      literal += piece === "{{" || piece === "}}" ? piece[0] : piece;
      continue;
    }
    pieces.push(literal, {fact, quoting});
    literal = "";
  }
  pieces.push(literal);
  return pieces;
}

// `text` is plain ASCII without a backslash: anything else is in report.whole.
function quote(text, quoting) {
  switch (quoting) {
    case undefined: return text;
    case "shell": return text.includes("'") ? "$'" + text.replaceAll("'", "\\047") + "'" : "'" + text + "'";
    default: return "'" + text.replaceAll("'", "''") + "'";
  }
}

function fill(piece, kind, row) {
  if (typeof piece === "string") return piece;
  const text = valueText(kind, piece.fact, row);
  if (piece.quoting !== "sql_time") return quote(text, piece.quoting);
  return valueOf(kind, piece.fact, row) === null ? "NULL" : "'" + sqlTime(text) + "'";
}

function expand(source, finding) {
  const kind = ruleOf(finding).subject;
  return piecesOf(source).map((piece) => fill(piece, kind, findings.row[finding])).join("");
}

function messageOf(finding) {
  const whole = report.whole[finding]?.message;
  if (whole !== undefined) return whole;
  const rule = ruleOf(finding);
  const note = report.runs[findings.run[finding]].note;
  const message = expand(rule.message, finding);
  return note === null || rule.notes[note] === "" ? message : message + " " + expand(rule.notes[note], finding);
}

// [{kind, text}…]
function commandsOf(finding) {
  const whole = report.whole[finding]?.commands;
  if (whole !== undefined) return whole;
  const {subject, cure} = ruleOf(finding);
  const commands = cure[targetOf(finding).engine];
  if (!commands) return [];
  const unscrubbed = valueOf(subject, "status", findings.row[finding]) === "pending_delete";
  return (unscrubbed ? commands.unscrubbed : commands.usual).map(({kind, text}) => ({kind, text: expand(text, finding)}));
}

// One finding: its cells in a table, and all that is known of it.

const kCellText = 120;

const kCommandNames = {"sql": "SQL", "sql-undo": "SQL to undo it", "shell": "shell"};
const commandName = (kind) => kCommandNames[kind] ?? kind;

// ---- Columns: {name, type, text(finding), key(finding)}. Keys sort; null comes last.

function factColumn(kind, fact) {
  const type = factType(kind, fact);
  return {
    name: fact,
    type,
    text: (finding) => factText(finding, fact),
    key: (finding) => sortKey(type, valueOf(kind, fact, findings.row[finding])),
  };
}

function sortKey(type, value) {
  if (value === null || typeof value !== "string") return value;
  return type === "time" ? Date.parse(value) * 1000 : type === "integer" ? Number(value) : value;
}

const subjectColumn = (rule) => ({
  name: rule.subject === "image" ? "ID" : rule.subject, type: "subject", text: subjectOf, key: subjectOf,
});
const targetColumn = {
  name: "target", type: "text", text: (finding) => targetOf(finding).name, key: (finding) => targetOf(finding).name,
};
const severityColumn = {
  name: "severity", type: "severity", text: severityOf, key: (finding) => findings.severity[finding],
};

// What an operator looks for first; the rest follow as the rule shows them.
const kFirstColumns = ["purgeable_on", "deleted_at", "visibility", "name"];
// The fact that a finding is called by: it stands in the first column already.
const kNamedBy = {"policy": "action", "schedule": "schedule", "config": "option"};
const kNeverCommon = new Set(["name", "owner", "check", "deleted_at", "purgeable_on"]);
const sameForAll = (all, of) => all.every((finding) => of(finding) === of(all[0]));

// What is the same for all findings of a rule is said once, above the table; the rest are its columns.
function layOut(rule, all) {
  const facts = rule.shown.filter((fact) => fact !== "id" && fact !== kNamedBy[rule.subject])
      .sort((a, b) => kFirstColumns.indexOf(b) - kFirstColumns.indexOf(a))
      .map((fact) => factColumn(rule.subject, fact));
  const canBeCommon = ({name, type, key}) => all.length === 1 ? type === "word" || type === "boolean"
                                                              : !kNeverCommon.has(name) || key(all[0]) === null;
  const isCommon = (column) => canBeCommon(column) && sameForAll(all, column.key);
  const common = facts.filter(isCommon);
  const columns = [subjectColumn(rule), ...facts.filter((column) => !common.includes(column))];
  if (report.targets.length > 1) columns.splice(1, 0, targetColumn);
  if (!sameForAll(all, severityOf)) columns.splice(1, 0, severityColumn);
  return {columns, common};
}

// ---- Cells

function timeCell(column, finding) {
  const text = column.text(finding);
  const made = element("time", {datetime: text, title: text}, text.slice(0, 10), " ",
      element("small", {}, text.slice(11, 16)));
  if (column.name === "purgeable_on") {
    made.append(" ", element("small", {class: "distance"}, distance(column.key(finding))));
  }
  return made;
}

const noValue = () => element("span", {class: "none"}, "none");

function cell(column, finding) {
  if (column.key(finding) === null) return noValue();
  switch (column.type) {
    case "time": return timeCell(column, finding);
    case "severity": return element("span", {class: `severity ${column.text(finding)}`}, column.text(finding));
    default: return visible(column.text(finding), kCellText);
  }
}

// ---- One finding, opened

function factValue(finding, fact) {
  if (fact !== "id" && valueOf(ruleOf(finding).subject, fact, findings.row[finding]) === null) return noValue();
  const text = factText(finding, fact);
  return text.length > kCellText ? fullText(text) : visible(text);
}

function factRows(finding) {
  const rule = ruleOf(finding);
  const names = rule.subject === "image" ? ["id", ...rule.shown.filter((fact) => fact !== "id")] : rule.shown;
  return element("dl", {class: "facts"}, ...names.map((fact) => {
    const meaning = report.kinds[rule.subject].columns[fact]?.meaning;
    return element("div", {}, element("dt", {title: meaning}, fact),
        element("dd", {"data-fact": fact}, factValue(finding, fact)));
  }));
}

function evidenceList(evidence) {
  if (evidence.length === 0) return null;
  return element("div", {class: "evidence"}, element("h5", {}, "Evidence"),
      element("ul", {}, ...evidence.map(({source, what, key, says}) =>
        element("li", {}, visible(source), " ", visible(what), " ", element("code", {}, visible(key)),
            element("dl", {}, ...says.map(([name, value]) =>
              element("div", {}, element("dt", {}, visible(name)), element("dd", {}, fullText(value)))))))));
}

function commandBlock({kind, text}) {
  return element("div", {class: "command", "data-kind": kind},
      element("h5", {}, visible(commandName(kind))),
      button("Copy", (event) => copy(text, event.currentTarget),
          {"aria-label": `Copy this command: ${commandName(kind)}`}),
      element("pre", {tabindex: "0"}, codeText(text)));
}

function fingerprintLine(finding) {
  const digits = fingerprintOf(finding);
  return element("p", {class: "fingerprint"}, "Fingerprint ", element("code", {}, digits), " ",
      button("Copy", (event) => copy(digits, event.currentTarget), {"aria-label": "Copy the fingerprint"}));
}

function detail(finding) {
  const {evidence = [], location = null} = extrasOf(finding) ?? {};
  return element("div", {class: "detail"},
      element("p", {class: "message"}, fullText(messageOf(finding))),
      location && element("p", {class: "location"}, "In ", element("code", {}, visible(location.file)),
          `, line ${location.line}`),
      factRows(finding),
      evidenceList(evidence),
      ...commandsOf(finding).map(commandBlock),
      fingerprintLine(finding));
}

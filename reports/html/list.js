// The findings of one rule: a table of one page at a time, sorted as one likes; a row opens to all that is known of it.

const kPageSize = 50;
const kCellText = 120;
const kMostPrinted = 1000;

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
const kNeverCommon = new Set(["name", "owner", "check", "deleted_at", "purgeable_on"]);
const sameForAll = (all, of) => all.every((finding) => of(finding) === of(all[0]));

// What is the same for all findings of a rule is said once, above the table; the rest are its columns.
function layOut(rule, all) {
  const facts = rule.shown.filter((fact) => fact !== "id" && !(rule.subject === "policy" && fact === "action"))
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
  if (column.name === "purgeable_on") made.append(" ", element("small", {class: "distance"}, distance(column.key(finding))));
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
    return element("div", {}, element("dt", {title: meaning}, fact), element("dd", {"data-fact": fact}, factValue(finding, fact)));
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
      button("Copy", (event) => copy(text, event.currentTarget), {"aria-label": `Copy this command: ${commandName(kind)}`}),
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

// ---- The list

class RuleList {
  constructor(place, rule, all) {
    this.place = place;
    this.rule = rule;
    this.all = all;
    this.matches = all;
    this.ordered = null;
    this.page = 0;
    this.sorted = {column: null, descending: false};
    this.opened = new Set();
  }

  // Columns are chosen when they are first needed: most rules are never opened.
  get layout() {
    return this.chosen ??= layOut(this.rule, this.all);
  }

  setMatches(matches) {
    this.matches = matches;
    this.ordered = null;
    this.page = 0;
  }

  sortBy(column, descending) {
    this.sorted = {column, descending};
    this.ordered = null;
    this.page = 0;
    this.render();
    this.place.querySelector("th[aria-sort] button")?.focus();
  }

  order() {
    return this.ordered ??= this.sorted.column ? sortFindings(this.matches, this.sorted) : this.matches;
  }

  goTo(page) {
    this.page = page;
    this.render();
    this.place.querySelector(".rows")?.focus({preventScroll: true});
    this.place.scrollIntoView({block: "nearest"});
  }

  // Opens a finding on its page; returns the button that stands for it.
  reveal(finding) {
    this.opened.add(finding);
    this.page = Math.max(0, Math.floor(this.order().indexOf(finding) / kPageSize));
    this.render();
    return this.place.querySelector(`[data-finding="${finding}"]`);
  }

  render() {
    this.place.replaceChildren(...this.commonLine(), this.tools(), this.sortChoice(), this.table(), ...this.pager());
  }

  commonLine() {
    if (this.layout.common.length === 0) return [];
    return [element("dl", {class: "common", "aria-label": "The same for all of them"}, ...this.layout.common.map((column) =>
      element("div", {}, element("dt", {}, column.name), element("dd", {}, cell(column, this.all[0])))))];
  }

  // Commands of one target only: what cures one database is wrong for another.
  tools() {
    const tools = element("div", {class: "tools"});
    if (this.matches.length < 2 || commandsOf(this.matches[0]).length === 0) return tools;
    if (!sameForAll(this.matches, (finding) => findings.target[finding])) {
      tools.append(element("p", {}, "To copy all commands together, choose one target in the filter."));
      return tools;
    }
    for (const kind of new Set(commandsOf(this.matches[0]).map((command) => command.kind))) {
      tools.append(button(`Copy ${commandName(kind)} for all ${grouped(this.matches.length)}`,
          (event) => copy(allCommands(this.order(), kind), event.currentTarget), {"data-copy-all": kind}));
    }
    return tools;
  }

  // Narrow screens show cards without headings: there one sorts here.
  sortChoice() {
    const choice = element("select", {"aria-label": "Sort by"}, element("option", {value: ""}, "Sort: as reported"));
    this.layout.columns.forEach((column, number) => {
      for (const [mark, words] of [["", "ascending"], ["-", "descending"]]) {
        const option = element("option", {value: mark + number}, `Sort: ${column.name}, ${words}`);
        option.selected = this.sorted.column === column && this.sorted.descending === (mark === "-");
        choice.append(option);
      }
    });
    choice.addEventListener("change", () => {
      const descending = choice.value.startsWith("-");
      this.sortBy(choice.value === "" ? null : this.layout.columns[Math.abs(Number(choice.value))], descending);
    });
    return element("div", {class: "narrow-only"}, choice);
  }

  table() {
    const first = this.page * kPageSize;
    const body = element("tbody", {role: "rowgroup"});
    for (const finding of this.order().slice(first, first + kPageSize)) body.append(...this.rows(finding));
    return element("div", {class: "scroll rows", tabindex: "0", role: "region", "aria-label": `Findings: ${this.rule.title}`},
        element("table", {class: "cards", role: "table"},
            element("thead", {role: "rowgroup"}, element("tr", {role: "row"},
                ...this.layout.columns.map((column) => this.heading(column)))),
            body));
  }

  heading(column) {
    const isSorted = this.sorted.column === column;
    const descending = isSorted && this.sorted.descending;
    return element("th", {
      scope: "col", role: "columnheader", class: `type-${column.type}`,
      "aria-sort": isSorted ? (descending ? "descending" : "ascending") : undefined,
    }, button(column.name, () => this.sortBy(column, isSorted && !descending)));
  }

  rows(finding) {
    const open = this.opened.has(finding);
    const opener = button("", () => this.toggle(finding, row), {
      class: "opener", "aria-expanded": String(open), "data-finding": finding,
    });
    opener.append(cell(this.layout.columns[0], finding));
    const row = element("tr", {class: "finding", role: "row"},
        element("th", {scope: "row", role: "rowheader", class: "type-subject"}, opener),
        ...this.layout.columns.slice(1).map((column) =>
          element("td", {role: "cell", class: `type-${column.type}`, "data-label": column.name}, cell(column, finding))));
    return open ? [row, this.detailRow(finding)] : [row];
  }

  detailRow(finding) {
    return element("tr", {class: "opened", role: "row"},
        element("td", {role: "cell", colspan: this.layout.columns.length}, detail(finding)));
  }

  toggle(finding, row) {
    const open = !this.opened.has(finding);
    if (open) {
      this.opened.add(finding);
      row.after(this.detailRow(finding));
    } else {
      this.opened.delete(finding);
      row.nextElementSibling.remove();
    }
    row.querySelector(".opener").setAttribute("aria-expanded", String(open));
  }

  pager() {
    const pages = Math.ceil(this.matches.length / kPageSize);
    if (pages < 2) return [];
    const first = this.page * kPageSize;
    const number = element("input", {type: "number", min: 1, max: pages, value: this.page + 1, "aria-label": "Page"});
    number.addEventListener("change", () => {
      this.goTo(Math.min(pages, Math.max(1, Math.floor(Number(number.value)) || 1)) - 1);
    });
    const step = (label, page, possible) => button(label, () => this.goTo(page), {disabled: possible ? undefined : ""});
    return [element("nav", {class: "pager", "aria-label": `Pages: ${this.rule.title}`},
        step("Previous", this.page - 1, this.page > 0),
        element("span", {}, "page ", number, ` of ${grouped(pages)}`),
        step("Next", this.page + 1, this.page + 1 < pages),
        element("span", {class: "range"},
            `${grouped(first + 1)}–${grouped(Math.min(first + kPageSize, this.matches.length))} of ${grouped(this.matches.length)}`))];
  }

  // On paper there is nothing to open: one table, as far as paper goes.
  printed(limit) {
    const shown = this.order().slice(0, Math.min(limit, kMostPrinted));
    const rest = this.matches.length - shown.length;
    return {
      count: shown.length,
      made: element("div", {class: "printed"},
          ...this.commonLine(),
          element("table", {},
              element("thead", {}, element("tr", {},
                  ...this.layout.columns.map((column) => element("th", {scope: "col"}, column.name)))),
              element("tbody", {}, ...shown.map((finding) => element("tr", {},
                  ...this.layout.columns.map((column) => element("td", {class: `type-${column.type}`}, cell(column, finding))))))),
          rest > 0 ? element("p", {class: "note"},
              `${counted(rest, "more finding is", "more findings are")} not printed; the CSV and JSON reports have all of them.`) : null),
    };
  }
}

function sortFindings(matches, {column, descending}) {
  const sign = descending ? -1 : 1;
  return matches.map((finding) => ({finding, key: column.key(finding)})).sort((a, b) => {
    if (a.key === b.key) return a.finding - b.finding;
    if (a.key === null || b.key === null) return a.key === null ? 1 : -1;
    return a.key < b.key ? -sign : sign;
  }).map(({finding}) => finding);
}

function allCommands(matches, kind) {
  return matches.flatMap((finding) => commandsOf(finding).filter((command) => command.kind === kind))
      .map((command) => command.text).join("\n");
}

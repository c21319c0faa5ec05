// The findings of one rule: a table of one page at a time, sorted as one likes; a row opens to all that is known of it.

const kPageSize = 50;
const kMostPrinted = 1000;

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
    const pairs = this.layout.common.map((column) =>
      element("div", {}, element("dt", {}, column.name), element("dd", {}, cell(column, this.all[0]))));
    return [element("dl", {class: "common", "aria-label": "The same for all of them"}, ...pairs)];
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
    const headings = this.layout.columns.map((column) => this.heading(column));
    const label = `Findings: ${this.rule.title}`;
    return element("div", {class: "scroll rows", tabindex: "0", role: "region", "aria-label": label},
        element("table", {class: "cards", role: "table"},
            element("thead", {role: "rowgroup"}, element("tr", {role: "row"}, ...headings)),
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
    const cells = this.layout.columns.slice(1).map((column) => element("td",
        {role: "cell", class: `type-${column.type}`, "data-label": column.name}, cell(column, finding)));
    const row = element("tr", {class: "finding", role: "row"},
        element("th", {scope: "row", role: "rowheader", class: "type-subject"}, opener), ...cells);
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
    const total = this.matches.length;
    const pages = Math.ceil(total / kPageSize);
    if (pages < 2) return [];
    const first = this.page * kPageSize;
    const end = Math.min(first + kPageSize, total);
    const number = element("input", {type: "number", min: 1, max: pages, value: this.page + 1, "aria-label": "Page"});
    number.addEventListener("change", () => {
      this.goTo(Math.min(pages, Math.max(1, Math.floor(Number(number.value)) || 1)) - 1);
    });
    const step = (label, page, possible) => button(label, () => this.goTo(page), {disabled: possible ? undefined : ""});
    return [element("nav", {class: "pager", "aria-label": `Pages: ${this.rule.title}`},
        step("Previous", this.page - 1, this.page > 0),
        element("span", {}, "page ", number, ` of ${grouped(pages)}`),
        step("Next", this.page + 1, this.page + 1 < pages),
        element("span", {class: "range"}, `${grouped(first + 1)}–${grouped(end)} of ${grouped(total)}`))];
  }

  // On paper there is nothing to open: one table, as far as paper goes.
  printed(limit) {
    const shown = this.order().slice(0, Math.min(limit, kMostPrinted));
    const rest = this.matches.length - shown.length;
    const headings = this.layout.columns.map((column) => element("th", {scope: "col"}, column.name));
    const row = (finding) => element("tr", {}, ...this.layout.columns.map((column) =>
      element("td", {class: `type-${column.type}`}, cell(column, finding))));
    const note = `${counted(rest, "more finding is", "more findings are")} not printed; the JSON report has them all.`;
    const made = element("div", {class: "printed"},
        ...this.commonLine(),
        element("table", {},
            element("thead", {}, element("tr", {}, ...headings)),
            element("tbody", {}, ...shown.map(row))),
        rest > 0 ? element("p", {class: "note"}, note) : null);
    return {made, count: shown.length};
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

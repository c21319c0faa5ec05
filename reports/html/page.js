// The page: filters over all findings, and what they do to the rules' lists.

const kFewFindings = 30;
const kSlice = 4000;        // rows made searchable at a time
const kMostPrintedInAll = 5000;

const byId = (id) => document.getElementById(id);
const wordsInput = byId("words");
const ruleChoice = byId("rule");
const targetChoice = byId("target");
const matchesLine = byId("matches");
const severityButtons = [...document.querySelectorAll("button[data-severity]")];

// ---- One list a rule

const sections = new Map();  // rule -> {details, list}

function findingsByRule(wanted) {
  const byRule = new Map([...sections.keys()].map((rule) => [rule, []]));
  for (let finding = 0; finding < findings.total; ++finding) {
    if (wanted(finding)) byRule.get(findings.rule[finding]).push(finding);
  }
  return byRule;
}

function makeSections() {
  for (const details of document.querySelectorAll("details.rule")) {
    sections.set(Number(details.dataset.rule), {details});
  }
  for (const [rule, all] of findingsByRule(() => true)) {
    const section = sections.get(rule);
    section.list = new RuleList(section.details.querySelector(".list"), report.rules[rule], all);
    section.details.addEventListener("toggle", () => show(section));
  }
}

// Told of a change only afterwards: what has been rendered meanwhile, and perhaps has the focus, stays.
function show({details, list}) {
  if (!details.open) {
    list.place.replaceChildren();
  } else if (!list.place.hasChildNodes()) {
    list.render();
  }
}

// ---- Words: all of them must stand in a finding's facts and evidence, its rule or its target

const searchable = new Map(Object.keys(report.kinds).map((kind) => [kind, []]));
const rowsOf = (kind) => report.kinds[kind].ids.length ||
    Math.max(0, ...Object.values(report.kinds[kind].columns).map((column) => column.values.length));

function searchText(kind, row) {
  const {ids, columns, extras} = report.kinds[kind];
  const texts = [ids[row] ?? ""];
  for (const fact of Object.keys(columns)) texts.push(valueText(kind, fact, row));
  if (extras[row]) texts.push(JSON.stringify(extras[row]));
  return texts.join("\n").toLowerCase();
}

// Makes up to `limit` more rows searchable; false when all are.
function makeSearchable(limit) {
  for (const [kind, texts] of searchable) {
    const end = Math.min(rowsOf(kind), texts.length + limit);
    if (texts.length === end) continue;
    while (texts.length < end) texts.push(searchText(kind, texts.length));
    return true;
  }
  return false;
}

function makeSearchableInPauses() {
  if (makeSearchable(kSlice)) setTimeout(makeSearchableInPauses, 0);
}

function wordFilter(words) {
  if (words.length === 0) return () => true;
  while (makeSearchable(Infinity));
  const ruleTexts = report.rules.map((rule) => `${rule.id}\n${rule.title}`.toLowerCase());
  const targetTexts = report.targets.map((target) => target.name.toLowerCase());
  const textsOfRule = report.rules.map((rule) => searchable.get(rule.subject));
  // Per word: the rules and the targets whose every finding it fits.
  const fits = words.map((word) => ({
    word,
    rules: ruleTexts.map((text) => text.includes(word)),
    targets: targetTexts.map((text) => text.includes(word)),
  }));
  const exact = words.length === 1 && /^[0-9a-f]{32}$/.test(words[0]) ? findFingerprint(words[0]) : -1;
  return (finding) => finding === exact || fits.every(({word, rules, targets}) =>
    rules[findings.rule[finding]] || targets[findings.target[finding]] ||
    textsOfRule[findings.rule[finding]][findings.row[finding]].includes(word));
}

// ---- Filters

const severities = new Set();  // none: all

function chosenFilter() {
  const rule = ruleChoice.value === "" ? -1 : Number(ruleChoice.value);
  const target = targetChoice.value === "" ? -1 : Number(targetChoice.value);
  const fitsWords = wordFilter(wordsInput.value.toLowerCase().split(/\s+/).filter((word) => word !== ""));
  return (finding) => (rule < 0 || findings.rule[finding] === rule) &&
      (target < 0 || findings.target[finding] === target) &&
      (severities.size === 0 || severities.has(findings.severity[finding])) && fitsWords(finding);
}

const isFiltered = () => severities.size > 0 || ruleChoice.value !== "" || targetChoice.value !== "" ||
    wordsInput.value.trim() !== "";

function applyFilter() {
  const filtered = isFiltered();
  let total = 0;
  for (const [rule, matches] of findingsByRule(chosenFilter())) {
    total += matches.length;
    const {details, list} = sections.get(rule);
    list.setMatches(matches);
    details.hidden = filtered && matches.length === 0;
    details.querySelector(".shown-count").textContent = grouped(matches.length);
    details.querySelector(".of-count").textContent =
        matches.length < list.all.length ? ` of ${grouped(list.all.length)}` : "";
    if (details.open) list.render();
  }
  matchesLine.textContent = filtered ? `${grouped(total)} of ${counted(findings.total, "finding", "findings")} shown`
                                     : counted(findings.total, "finding", "findings");
  byId("clear").disabled = !filtered;
  if (total <= kFewFindings) openAll(true);
}

function openAll(open) {
  for (const {details} of sections.values()) {
    if (!details.hidden) details.open = open;
  }
}

function clearFilter() {
  wordsInput.value = "";
  ruleChoice.value = "";
  targetChoice.value = "";
  severities.clear();
  for (const each of severityButtons) each.setAttribute("aria-pressed", "false");
  applyFilter();
}

function toggleSeverity(pressed) {
  const severity = Number(pressed.dataset.severity);
  const on = !severities.has(severity);
  if (on) severities.add(severity);
  else severities.delete(severity);
  pressed.setAttribute("aria-pressed", String(on));
  applyFilter();
}

let waiting = 0;
function applySoon() {
  clearTimeout(waiting);
  waiting = setTimeout(applyFilter, findings.total > 20000 ? 150 : 0);
}

function makeFilters() {
  for (const rule of sections.keys()) ruleChoice.append(element("option", {value: rule}, report.rules[rule].id));
  report.targets.forEach((target, number) => {
    targetChoice.append(element("option", {value: number}, visible(target.name, kCellText).textContent));
  });
  targetChoice.closest("label").hidden = report.targets.length < 2;
  ruleChoice.closest("label").hidden = sections.size < 2;
  wordsInput.addEventListener("input", applySoon);
  ruleChoice.addEventListener("change", applyFilter);
  targetChoice.addEventListener("change", applyFilter);
  byId("clear").addEventListener("click", () => {
    clearFilter();
    wordsInput.focus();
  });
  byId("open-all").addEventListener("click", () => openAll(true));
  byId("close-all").addEventListener("click", () => openAll(false));
  for (const each of severityButtons) {
    each.disabled = each.classList.contains("zero");
    each.addEventListener("click", () => toggleSeverity(each));
  }
  wordsInput.form.addEventListener("submit", (event) => event.preventDefault());
  wordsInput.form.hidden = findings.total === 0;
}

// ---- Keys, links into the page, paper

function onKey(event) {
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    wordsInput.focus();
  } else if (event.key === "Escape" && event.target === wordsInput) {
    clearFilter();
  }
}

function linkTarget() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";  // somebody's broken link
  }
}

// #rule-id opens a rule, #fingerprint a finding.
function followLink() {
  const wanted = linkTarget();
  const finding = /^[0-9a-f]{32}$/.test(wanted) ? findFingerprint(wanted) : -1;
  const isWanted = ({details}) => details.id === wanted || details.id === `rule:${wanted}`;
  const section = finding >= 0 ? sections.get(findings.rule[finding]) : [...sections.values()].find(isWanted);
  if (!section) return;
  if (isFiltered()) clearFilter();
  section.details.open = true;
  if (finding < 0) return section.details.scrollIntoView();
  const opener = section.list.reveal(finding);
  opener.focus();
  opener.scrollIntoView({block: "center"});
}

const openBeforePrint = new Map();

function beforePrint() {
  let left = kMostPrintedInAll;
  for (const details of document.querySelectorAll("details")) openBeforePrint.set(details, details.open);
  for (const {details, list} of sections.values()) {
    if (details.hidden) continue;
    const {made, count} = list.printed(left);
    left -= count;
    details.append(made);
  }
  for (const details of openBeforePrint.keys()) details.open = true;
}

function afterPrint() {
  for (const made of document.querySelectorAll(".printed")) made.remove();
  for (const [details, open] of openBeforePrint) details.open = open;
  openBeforePrint.clear();
}

makeSections();
makeFilters();
applyFilter();
document.body.append(announcer);
document.addEventListener("keydown", onKey);
window.addEventListener("hashchange", followLink);
window.addEventListener("beforeprint", beforePrint);
window.addEventListener("afterprint", afterPrint);
followLink();
makeSearchableInPauses();

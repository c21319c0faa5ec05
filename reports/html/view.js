// Pieces of the page. Data becomes text nodes and nothing else: there is no way from it into markup.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== null));
  return made;
}

function button(label, act, attributes = {}) {
  const made = element("button", {type: "button", ...attributes}, label);
  made.addEventListener("click", act);
  return made;
}

// ---- Strangers' text, made visible

const codeUnit = (codePoint) => `\\u{${codePoint.toString(16)}}`;
const deceptive = new RegExp(
    "[" + report.deceptive.map(([first, last]) => `${codeUnit(first)}-${codeUnit(last)}`).join("") + "]", "gu");
const deceptiveInCode = new RegExp(`(?![\\n\\t])${deceptive.source}`, "gu");

function codePointName(character) {
  return "U+" + character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
}

const chip = (label) => element("span", {class: "chip"}, label);

function appendVisible(into, text, hidden) {
  let end = 0;
  for (const match of text.matchAll(hidden)) {
    into.append(text.slice(end, match.index), chip(codePointName(match[0])));
    end = match.index + match[0].length;
  }
  into.append(text.slice(end));
}

// Spaces at either end are part of an ID, but nobody would see them.
function spaces(run) {
  if (run === "") return "";
  const one = codePointName(run);
  return chip(run.length > 1 ? `${one} ×${run.length}` : one);
}

// At most about `limit` code units of a text, never half a character.
function cut(text, limit) {
  if (text.length <= limit) return text;
  const half = text.codePointAt(limit - 1) > 0xffff ? 1 : 0;
  return text.slice(0, limit + half);
}

// The text on its own, whatever its direction; what one would not see becomes a label.
function visible(text, limit = Infinity) {
  if (text === "") return element("span", {class: "none"}, "empty");
  const shown = cut(text, limit);
  const [, before, middle, after] = shown.match(/^(\p{Zs}*)(.*?)(\p{Zs}*)$/su);
  const isolated = element("bdi", {}, spaces(before));
  appendVisible(isolated, middle, deceptive);
  isolated.append(spaces(after), shown.length < text.length ? "…" : "");
  return isolated;
}

const kLongText = 2000;

// `made` shows `text`; if that is very long, only its beginning until one asks for the rest.
function unfoldable(made, text, hidden) {
  appendVisible(made, cut(text, kLongText), hidden);
  if (text.length <= kLongText) return made;
  const more = button(`… show all ${grouped(text.length)} characters`, () => {
    made.replaceChildren();
    appendVisible(made, text, hidden);
  }, {class: "more"});
  made.append(more);
  return made;
}

const fullText = (text) => unfoldable(element("bdi"), text, deceptive);
const codeText = (text) => unfoldable(element("code"), text, deceptiveInCode);

// ---- Small things

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
const counted = (number, one, many) => `${grouped(number)} ${number === 1 ? one : many}`;

const kDay = 86400e6;
const now = Date.parse(report.now) * 1000;

// How far a time is from the audit's now: "in 12 d", "40 d ago".
function distance(micros) {
  const days = Math.floor(Math.abs(micros - now) / kDay);
  if (days === 0) return micros < now ? "past" : "today";
  return micros < now ? `${grouped(days)} d ago` : `in ${grouped(days)} d`;
}

// ---- Copying

const announcer = element("p", {class: "hidden", role: "status"});

async function copy(text, from) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = copyBySelection(text);
  }
  announcer.textContent = done ? "Copied" : "The browser did not allow copying";
  from.dataset.label ??= from.textContent;
  from.textContent = done ? "Copied" : "Not allowed";
  setTimeout(() => {
    from.textContent = from.dataset.label;
    announcer.textContent = "";
  }, 1200);
}

// For browsers that grant no clipboard to a page from a disk.
function copyBySelection(text) {
  const focused = document.activeElement;
  const area = element("textarea", {class: "hidden", readonly: "", "aria-hidden": "true"});
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus();
  return done;
}

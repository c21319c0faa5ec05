// What a page looks like, measured: functions for look_checks.py.

const luminance = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};

const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
const isOpaque = (colour) => channels(colour).length < 4 || channels(colour)[3] === 1;

function backgroundOf(element) {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (channels(colour)[3] !== 0) {
      if (!isOpaque(colour)) throw new Error(`a half-transparent background: ${at.className}`);
      return colour;
    }
  }
  return "rgb(255, 255, 255)";
}

function contrast(one, other) {
  const [light, dark] = [luminance(channels(one)), luminance(channels(other))].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

// Texts that are harder to read than WCAG AA allows: [text, colours, ratio].
function faintTexts() {
  const faint = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === "" || !element.checkVisibility({visibilityProperty: true})) continue;
    const style = getComputedStyle(element);
    if (style.clipPath !== "none" || element.closest("script, style, title, desc")) continue;
    const colour = element.closest("svg") ? style.fill : style.color;
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = contrast(colour, backgroundOf(element));
    if (ratio < (isLarge ? 3 : 4.5)) {
      faint.set(`${colour} on ${backgroundOf(element)}`, [walker.currentNode.data.slice(0, 40), ratio.toFixed(2)]);
    }
  }
  return [...faint];
}

// Elements that reach beyond the page's width; only a table's cells may, in a box that scrolls.
function tooWide() {
  const mayScroll = ".scroll :is(table, thead, tbody, tr, th, td), .finding *, .cards thead *, .hidden, .skip";
  return [...document.body.querySelectorAll("*")].filter((element) =>
    element.checkVisibility() && !element.matches(mayScroll) &&
    element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((element) => `${element.tagName}.${element.className.baseVal ?? element.className}`);
}

// Boxes that have to be scrolled sideways.
const scrolling = () => [...document.querySelectorAll(".scroll, pre")].filter((box) =>
  box.checkVisibility() && box.scrollWidth > box.clientWidth + 1).map((box) => box.className);

const duplicates = (all) => all.filter((each, at) => all.indexOf(each) !== at);
const duplicateIds = () => duplicates([...document.querySelectorAll("[id]")].map((each) => each.id));

// What a test does inside a page: find things by the words on them, as people do, and look the page over. A name is what
// a screen reader says (the parts of the accessible name computation that pages here use), so what it cannot name is not
// found.

const controls = "button, summary, a[href], input, select, textarea";

function visible(element) {
  const box = element.getBoundingClientRect();
  return element.checkVisibility({ visibilityProperty: true }) && box.width > 0 && box.height > 0;
}

const words = (text) => text.replace(/\s+/g, " ").trim();

// spoken is the text of an element that is rendered and not hidden from screen readers.
function spoken(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true" || !node.checkVisibility()) return "";
  if (node.hasAttribute("aria-label")) return " " + node.getAttribute("aria-label") + " ";
  if (node.localName === "img") return node.alt;
  if (["input", "select", "textarea", "style", "script"].includes(node.localName)) return "";
  const inner = [...node.childNodes].map(spoken).join("");
  return getComputedStyle(node).display.startsWith("inline") ? inner : " " + inner + " ";
}

function nameOf(element) {
  const ids = (element.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean);
  if (ids.length > 0) return words(ids.map((id) => spoken(document.getElementById(id))).join(" "));
  if (element.hasAttribute("aria-label")) return words(element.getAttribute("aria-label"));
  if (element.localName === "img") return words(element.alt);
  if (element.localName === "fieldset") return words(spoken(element.querySelector("legend") || document.createTextNode("")));
  if (element.labels && element.labels.length > 0) return words([...element.labels].map(spoken).join(" "));
  if (["input", "select", "textarea"].includes(element.localName)) return "";
  const title = element.namespaceURI === "http://www.w3.org/2000/svg" && element.querySelector("title");
  if (title) return words(title.textContent);
  return words(spoken(element)) || words(element.title || "");
}

// best is the candidate called exactly so, else the first whose name begins so, else the first that contains it.
function best(candidates, wanted, name = nameOf) {
  return (
    candidates.find((c) => name(c) === wanted) ||
    candidates.find((c) => name(c).startsWith(wanted)) ||
    candidates.find((c) => name(c).includes(wanted))
  );
}

function within(scope, selector) {
  return [...document.querySelectorAll(scope || "body")].flatMap((root) => [...root.querySelectorAll(selector)]);
}

// point is where to click an element, brought into view, or who covers it.
function point(element) {
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const box = [...element.getClientRects()].find((r) => r.width > 0 && r.height > 0) || element.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const top = document.elementFromPoint(x, y);
  const hit = top && (element.contains(top) || top.contains(element) || (element.labels && [...element.labels].some((l) => l.contains(top))));
  return { x, y, covered: hit ? "" : top ? top.outerHTML.slice(0, 120) : "nothing is there" };
}

// press finds a button, link or summary.
function press(scope, wanted, kinds) {
  const element = best(within(scope, kinds).filter(visible), wanted);
  return element ? point(element) : null;
}

const mark = "data-e2e";

// field finds the control of a label and marks it for the driver.
function field(scope, label) {
  for (const old of document.querySelectorAll(`[${mark}]`)) old.removeAttribute(mark);
  const single = within(scope, "input:not([type=hidden]):not([type=radio]), select, textarea")
    .filter((e) => visible(e) && !(e.type === "checkbox" && e.closest("fieldset")));
  const element = best([...single, ...within(scope, "fieldset").filter(visible)], label);
  if (!element) return null;
  element.setAttribute(mark, "");
  return { tag: element.localName, type: element.type || "", checked: !!element.checked };
}

const marked = () => document.querySelector(`[${mark}]`);

// choose finds a choice in the marked fieldset.
function choose(wanted) {
  const choices = [...marked().querySelectorAll("input[type=radio], input[type=checkbox]")].filter((c) => c.closest("label").checkVisibility());
  const choice = best(choices, wanted);
  return choice ? { ...point(choice.closest("label")), checked: choice.checked } : null;
}

// select sets the marked drop-down to the options of the given words.
function select(wanted) {
  const box = marked();
  const option = best([...box.options], wanted, (o) => words(o.textContent));
  if (!option) return false;
  if (!box.multiple) box.value = option.value;
  option.selected = true;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

// set gives a value to a marked control in which one does not type, such as a date.
function set(value) {
  const input = marked();
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return input.value === value;
}

// fieldNames are the labels one could have meant.
function fieldNames(scope) {
  return within(scope, "input:not([type=hidden]), select, textarea, fieldset").filter(visible)
    .map(nameOf);
}

// read is the text of an element, also when it is folded away.
const read = (element) => words(element.checkVisibility() ? element.innerText : element.textContent);

function textOf(selector) {
  const found = [...document.querySelectorAll(selector)];
  return found.map((e) => words(e.innerText)).join("\n");
}

// Looking a page over.

function describe(element) {
  const open = element.cloneNode(false).outerHTML;
  return open.length > 160 ? open.slice(0, 160) + "…" : open;
}

function unnamed() {
  return within("", controls + ", fieldset, [role=button], [role=link], [role=img]")
    .filter((e) => e.type !== "hidden" && visible(e) && !e.closest("[aria-hidden=true]") && nameOf(e) === "")
    .map((e) => "no accessible name: " + describe(e));
}

function structure(lang) {
  const bad = [];
  const headings = [...document.querySelectorAll("h1")].filter(visible);
  if (headings.length !== 1) bad.push(`${headings.length} h1 instead of one`);
  if (document.documentElement.lang !== lang) bad.push(`lang is ${document.documentElement.lang}, not ${lang}`);
  if (words(document.title) === "" || document.title.startsWith(" ·")) bad.push("no title");
  if (document.querySelectorAll("main").length !== 1) bad.push("not one main");
  for (const image of document.images) if (!image.hasAttribute("alt")) bad.push("no alt: " + describe(image));
  for (const image of document.images) if (image.complete && image.naturalWidth === 0) bad.push("broken picture: " + describe(image));
  const ids = new Set();
  for (const element of document.querySelectorAll("[id]")) {
    if (ids.has(element.id)) bad.push("id used twice: " + element.id);
    ids.add(element.id);
  }
  for (const attribute of ["for", "aria-labelledby", "aria-describedby", "aria-controls"])
    for (const element of document.querySelectorAll(`[${attribute}]`))
      for (const id of element.getAttribute(attribute).split(/\s+/))
        if (id && !ids.has(id)) bad.push(`${attribute} points to no id ${id}: ` + describe(element));
  let level = 1;
  for (const heading of [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(visible)) {
    const own = Number(heading.localName[1]);
    if (own > level + 1) bad.push(`heading jumps from h${level} to h${own}: ` + words(heading.textContent));
    level = own;
  }
  return bad;
}

// clipped says that an element is scrolled or cut off within another, and does not make the page wide.
function clipped(element) {
  for (let e = element.parentElement; e && e !== document.body; e = e.parentElement) {
    if (getComputedStyle(e).overflowX !== "visible") return true;
  }
  return false;
}

// wide names what stands out of a page that is wider than its window.
function wide(width) {
  const root = document.scrollingElement;
  if (root.scrollWidth <= width) return [];
  const guilty = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1 && visible(e) && !clipped(e));
  const first = guilty.find((e) => !guilty.some((g) => g !== e && e.contains(g))) || root;
  return [`${root.scrollWidth} pixels wide in a window of ${width}: ` + describe(first)];
}

// cramped names targets that a finger misses: under 24 by 24 pixels (WCAG 2.2, 2.5.8), links within text excepted.
function cramped() {
  return within("", "button, summary, select, input, a.button")
    .filter((e) => visible(e) && !["hidden", "radio", "checkbox", "file"].includes(e.type))
    .filter((e) => e.getBoundingClientRect().height < 23.5 || e.getBoundingClientRect().width < 23.5)
    .map((e) => `a target of ${Math.round(e.getBoundingClientRect().width)} by ${Math.round(e.getBoundingClientRect().height)} pixels: ` + describe(e));
}

function texts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const list = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = words(node.data);
    if (text && !node.parentElement.closest("script, style")) list.push({ text, node });
  }
  return list;
}

// unspoken names texts that a program left behind instead of words for people.
function unspoken() {
  return texts()
    .filter(({ text }) => /^[a-z][a-z0-9]*([._][a-z0-9-]+)+$|%!\w?\(|\{\{|<nil>|<no value>|\b0001-01-01\b|\bNaN\b|\bundefined\b/.test(text))
    .filter(({ node }) => !node.parentElement.closest("code, pre"))
    .map(({ text }) => "not for people: " + text.slice(0, 80));
}

// Colours as [red, green, blue, opacity], composed and compared as WCAG 2.2 (1.4.3) has it.
const colour = (text) => {
  const parts = text.match(/[\d.]+/g).map(Number);
  return [...parts.slice(0, 3).map((v) => (text.startsWith("color(") ? v * 255 : v)), parts[3] ?? 1];
};
const over = (front, back) => [0, 1, 2].map((i) => front[i] * front[3] + back[i] * (1 - front[3])).concat(1);
const luminance = (c) => {
  const [r, g, b] = c.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

// ground is what an element stands on, null on a picture.
function ground(element) {
  const layers = [];
  for (let e = element; e; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (style.backgroundImage.includes("gradient")) return null;
    layers.unshift(colour(style.backgroundColor));
    if (layers[0][3] === 1) break;
  }
  return layers.reduce((back, front) => over(front, back), [255, 255, 255, 1]);
}

// faint names texts that are hard to read on what they stand on, and fields whose edge is.
function faint() {
  const bad = [];
  for (const change of document.getAnimations()) change.finish(); // colours on their way are nobody's
  for (const { text, node } of texts()) {
    const e = node.parentElement, back = ground(e);
    if (!back || !e.checkVisibility({ visibilityProperty: true }) || e.closest(".watermark, .sr, :disabled")) continue;
    const style = getComputedStyle(e), size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const ratio = contrast(over(colour(e.namespaceURI.endsWith("svg") ? style.fill : style.color), back), back);
    if (ratio < least) bad.push(`contrast ${ratio.toFixed(2)}: ${text.slice(0, 20)} in ` + describe(e));
  }
  for (const e of within("", "input:not([type=hidden], [type=radio], [type=checkbox], [type=file]), select, textarea").filter(visible)) {
    const back = ground(e.parentElement);
    const ratio = back ? contrast(over(colour(getComputedStyle(e).borderTopColor), back), back) : 21;
    if (ratio < 3) bad.push(`contrast of its edge ${ratio.toFixed(2)}: ` + describe(e));
  }
  return bad;
}

const han = /\p{Script=Han}/u;

// foreign lists the Chinese on a page of another language, but for parts that are marked as Chinese, initials, what
// somebody typed, and what the language calls itself.
function foreign() {
  const list = texts().filter(({ text, node }) => han.test(text) && text !== "中文" && !node.parentElement.closest("[lang|=zh]:not(html), .avatar, textarea"))
    .map(({ text }) => text);
  for (const attribute of ["title", "alt", "placeholder", "aria-label", "data-text", "data-done"])
    for (const element of document.querySelectorAll(`[${attribute}]`))
      if (han.test(element.getAttribute(attribute)) && !element.closest("[lang|=zh]:not(html)")) list.push(element.getAttribute(attribute));
  if (han.test(document.title)) list.push(document.title);
  return [...new Set(list)];
}

function look(width, lang) {
  return {
    bad: [...structure(lang), ...unnamed(), ...wide(width), ...cramped(), ...unspoken()],
    foreign: lang.startsWith("zh") ? [] : foreign(),
  };
}

// By keyboard.

// focused is where the focus is, and whether one can see it there: marked, on the screen, and under nothing else.
function focused() {
  const e = document.activeElement;
  if (!e || e === document.body || e.localName === "main" || e.matches(".alert")) return { Name: "", Tag: "", Wrong: "" };
  const stop = { Name: nameOf(e), Tag: e.localName, Wrong: "" };
  const shown = e.type === "radio" || e.type === "checkbox" ? e.closest("label") || e : e;
  const box = shown.getBoundingClientRect(), painted = shown === e ? [e] : [shown, ...shown.children];
  const marked = painted.map((part) => getComputedStyle(part)).some((s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none");
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1), y = box.top + Math.min(box.height / 2, 20);
  const top = document.elementFromPoint(x, y);
  if (stop.Name === "") stop.Wrong = "no name: " + describe(e);
  else if (e.tabIndex > 0) stop.Wrong = "out of the order of the page: " + describe(e);
  else if (!marked) stop.Wrong = "the focus is not seen: " + describe(e);
  else if (y < 0 || y > innerHeight) stop.Wrong = "the focus is off the screen: " + describe(e);
  else if (top && !shown.contains(top) && !top.contains(shown)) stop.Wrong = "the focus is under " + describe(top);
  return stop;
}

// settled waits for the focus to come to what is called so.
async function settled(name) {
  for (let tries = 0; tries < 500 && !focused().Name.includes(name); tries++) await new Promise((done) => setTimeout(done, 20));
  return focused();
}

// Elements: made from plain calls, with text that is never read as markup.

/**
 * An element. `attributes`: `class`, `id`, `for`, `aria-…` and so on as texts (false and null leave one out, true sets
 * it empty); `on…` as functions; `value`, `checked`, `open`, `disabled`, `hidden` as properties. Children: elements,
 * texts, lists of them; null and false are nothing.
 */
function h(name, attributes, ...children) {
  const svg = SVG_NAMES.has(name);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (PROPERTIES.has(key)) element[key] = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

const SVG_NAMES = new Set(["svg", "g", "path", "rect", "line", "circle", "polyline", "text", "pattern", "defs"]);
const PROPERTIES = new Set(["value", "checked", "selected", "open", "disabled", "hidden", "textContent"]);

function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(typeof child === "string" ? visible(child) : child);
  }
}

/** Put these children in an element in place of those it has. */
function fill(element, ...children) {
  element.textContent = "";
  append(element, children);
  return element;
}

/** An id that is fit for an attribute, from the path of a fact: `list[0].name` to `f-list-0-name`. */
function idOf(path) {
  return `f-${path.replace(/[^A-Za-z0-9_]+/g, "-").replace(/-$/, "")}`;
}

/** Give the focus to an element, once it is in the page; what can't take it otherwise is made to. */
function focusOn(element) {
  if (!element) return;
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
  element.focus();
}

const LIVE = h("p", { role: "status", class: "unseen", id: "live" });
let announcing = 0;

/** Say something to those who hear the page, one second after the last change, and only where it is new. */
function announce(sentence) {
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    if (LIVE.textContent !== sentence) LIVE.textContent = sentence;
  }, 1000);
}

/** A button; `does` is what it does. */
function button(label, does, attributes = {}) {
  return h("button", { type: "button", onclick: does, ...attributes }, label);
}

let pressed = false;
const HELD = []; // what waits until the button of the mouse, or the finger, is up

/** Do something once nothing is pressed: what moves the page between press and release would take the click away. */
function afterPress(does) {
  if (pressed) HELD.push(does);
  else does();
}

document.addEventListener("pointerdown", () => {
  pressed = true;
}, true);
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => {
    pressed = false;
    setTimeout(() => HELD.splice(0).forEach((does) => does()));
  }, true);
}

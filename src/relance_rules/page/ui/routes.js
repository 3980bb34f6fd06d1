// Routes: each screen has an address, by the hash, so that back and forward work. It starts with a slash: one without
// is that of an element, to what helps people read a page.

const SCREENS = new Map(); // name of a route -> function(rest) -> {title, content, panel}

/** Add the screen of a route: `#/name/rest`. */
function screen(name, make) {
  SCREENS.set(name, make);
}

/** The route that the address names; the start, where it names none. */
function route() {
  const [name, ...rest] = hashText().split("/");
  return SCREENS.has(name) ? [name, rest.join("/")] : ["start", ""];
}

/** The hash of the address as a text; empty where it is none, such as `#%`. */
function hashText() {
  try {
    return decodeURIComponent(location.hash.replace(/^#\/?/, ""));
  } catch {
    return "";
  }
}

/** The address of a route. */
function hashOf(name, rest = "") {
  return `#/${encodeURIComponent(name)}${rest === "" ? "" : `/${encodeURIComponent(rest)}`}`;
}

/** Go to a route. */
function go(name, rest = "") {
  const hash = hashOf(name, rest);
  if (location.hash === hash) show();
  else location.hash = hash;
}

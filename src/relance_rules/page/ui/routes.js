// Routes: each screen has an address, by the hash, so that back and forward work.

const SCREENS = new Map(); // name of a route -> function(rest) -> {title, content, panel}

/** Add the screen of a route: `#name/rest`. */
function screen(name, make) {
  SCREENS.set(name, make);
}

/** The route that the address names. */
function route() {
  const [name, ...rest] = decodeURIComponent(location.hash.slice(1)).split("/");
  return SCREENS.has(name) ? [name, rest.join("/")] : ["start", ""];
}

/** The address of a route. */
function hashOf(name, rest = "") {
  return `#${encodeURIComponent(name)}${rest === "" ? "" : `/${encodeURIComponent(rest)}`}`;
}

/** Go to a route. */
function go(name, rest = "") {
  const hash = hashOf(name, rest);
  if (location.hash === hash) show();
  else location.hash = hash;
}

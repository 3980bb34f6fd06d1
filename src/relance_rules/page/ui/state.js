// What the person answered: texts as they were typed, by path, and the items of each list. Nothing is kept elsewhere.

const ENGINE = globalThis.relance;

const STATE = {
  theme: null,
  answers: new Map(), // path -> text as typed; a yes or no is "oui" or "non"
  lists: new Map(), // list -> [{id, facts: Map name -> text, extra: Map name -> value}]
  extra: new Map(), // what an opened file holds that the page does not ask: kept, and written back
  name: null, // of the file that was opened
  notes: [], // what reading it had to say
  dirty: false,
  undo: null, // what was removed last: {list, place, item}
};

let nextItem = 1;

/** A new item of a list. */
function newItem(facts = new Map(), extra = new Map()) {
  return { id: nextItem++, facts, extra };
}

/** The items of a list; a list that is asked has one empty item to start with where `start` says so. */
function itemsOfList(list) {
  if (!STATE.lists.has(list)) STATE.lists.set(list, []);
  return STATE.lists.get(list);
}

/** The list, the place and the name of a path in an item, `list[0].name`; null of another path. */
function inItem(path) {
  const found = /^([^[]+)\[([0-9]+)\]\.(.+)$/.exec(path);
  return found === null ? null : { list: found[1], place: Number(found[2]), name: found[3] };
}

/** The path of a fact, whichever item of its list is meant. */
const general = (path) => path.replace(/\[[0-9]+\]/, "[]");

/** The text that was typed for a path, `list[0].name` included; empty where there is none. */
function answerAt(path) {
  const inside = inItem(path);
  if (inside === null) return STATE.answers.get(path) || "";
  const item = itemsOfList(inside.list)[inside.place];
  return item === undefined ? "" : item.facts.get(inside.name) || "";
}

/** Take an answer; an empty one is none. */
function answer(path, text) {
  const inside = inItem(path);
  const facts = inside === null ? STATE.answers : itemsOfList(inside.list)[inside.place].facts;
  const name = inside === null ? path : inside.name;
  if ((facts.get(name) || "") === text) return;
  if (text === "") facts.delete(name);
  else facts.set(name, text);
  changed();
}

const WATCHERS = [];

/** Call a function after each change of the answers. */
function onChange(watch) {
  WATCHERS.push(watch);
}

/** Say that something changed: what is shown of the verdict follows. */
function changed() {
  STATE.dirty = true;
  for (const watch of WATCHERS) watch();
}

/** Set a value in nested Maps, by the path of its fact. */
function put(data, path, value) {
  const steps = path.split(".");
  let here = data;
  for (const step of steps.slice(0, -1)) {
    if (!(here.get(step) instanceof Map)) here.set(step, new Map());
    here = here.get(step);
  }
  here.set(steps[steps.length - 1], value);
}

/**
 * The dossier as the engine takes it. Where `sound`, the answers that can't be read are left out, so that the verdict
 * stands on the others; otherwise they are there as they were typed.
 */
function dossierOfState({ theme = STATE.theme, sound = true } = {}) {
  const data = new Map();
  if (!sound) for (const [path, value] of STATE.extra) put(data, path, value);
  if (theme !== null) put(data, formOf(theme).roles.theme, theme);
  const reads = (path, text) => !sound || parsedAnswer(path, text).fault === undefined;
  for (const [path, text] of STATE.answers) if (reads(path, text)) put(data, path, text);
  for (const [list, items] of STATE.lists) {
    const told = items.map((item) => toldOf(list, item, sound)).filter((facts) => facts.size);
    if (told.length) put(data, list, told);
  }
  return data;
}

/** What an item of a list tells, as the engine takes it. */
function toldOf(list, item, sound = true) {
  const facts = new Map();
  for (const [name, text] of item.facts) {
    if (!sound || parsedAnswer(`${list}[0].${name}`, text).fault === undefined) put(facts, name, text);
  }
  if (!sound) for (const [name, value] of item.extra) put(facts, name, value);
  return facts;
}

const PARSED = new Map();

/** How an answer reads: `{value, said}` or `{fault}`; remembered, as most answers stay. */
function parsedAnswer(path, text) {
  const theme = STATE.theme || ENGINE.themes(LANG)[0].code;
  const key = `${LANG} ${theme} ${general(path)} ${text}`;
  if (!PARSED.has(key)) {
    if (PARSED.size > 50_000) PARSED.clear();
    PARSED.set(key, ENGINE.parse(path, text, theme, { lang: LANG }));
  }
  return PARSED.get(key);
}

/** The faults of the answers, in order: `[{path, fault}]`. */
function faultsOfState() {
  const found = [];
  const look = (path, text) => {
    const { fault } = parsedAnswer(path, text);
    if (fault !== undefined) found.push({ path, fault });
  };
  for (const [path, text] of STATE.answers) look(path, text);
  for (const [list, items] of STATE.lists) {
    items.forEach((item, place) => {
      for (const [name, text] of item.facts) look(`${list}[${place}].${name}`, text);
    });
  }
  return found;
}

let reported = null;

/** The report of the dossier as it stands, by its theme; null without a theme. Made once a change. */
function currentReport() {
  if (STATE.theme === null) return null;
  if (reported === null) reported = ENGINE.check(dossierOfState(), { lang: LANG });
  return reported;
}

onChange(() => {
  reported = null;
});

/** Forget everything: a new dossier. */
function startAgain() {
  STATE.answers.clear();
  STATE.lists.clear();
  STATE.extra.clear();
  Object.assign(STATE, { theme: null, name: null, undo: null, notes: [] });
  changed();
  STATE.dirty = false;
}

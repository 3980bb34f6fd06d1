// Twin of values/spelling.py, values/suggestions.py, values/messages.py and values/words.py.

const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

const codePoints = (text) => Array.from(text);

/** The first characters of a text, counted as Python does: a pair of surrogates is one. */
function cut(text, length) {
  return text.length <= length ? text : codePoints(text).slice(0, length).join("");
}

/** How many characters a text has, counted as Python does. */
function lengthOf(text) {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** The order in which Python sorts texts: JavaScript's own compares halves of characters. */
function byCodePoints(one, other) {
  const [first, second] = [codePoints(one), codePoints(other)];
  for (let place = 0; place < first.length && place < second.length; place += 1) {
    if (first[place] !== second[place]) return first[place].codePointAt(0) - second[place].codePointAt(0);
  }
  return first.length - second.length;
}

// ---- what Python calls a space

const BLANK_SIGNS = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
const BLANK_SIGN = new RegExp(`^[${BLANK_SIGNS}]$`);
const BLANK_START = new RegExp(`^[${BLANK_SIGNS}]+`);

const isBlankSign = (character) => BLANK_SIGN.test(character);
const strippedStart = (text) => text.replace(BLANK_START, "");

function strippedEnd(text) {
  // A pattern anchored at the end would be tried at each space of the text.
  let end = text.length;
  while (end > 0 && isBlankSign(text[end - 1])) end -= 1;
  return text.slice(0, end);
}

const stripped = (text) => strippedEnd(strippedStart(text));

/** A text without the signs of a set at its ends. */
function strippedOf(text, signs) {
  let [start, end] = [0, text.length];
  while (start < end && signs.includes(text[start])) start += 1;
  while (end > start && signs.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

// ---- letters: the tables of DATA.letters are those of the Python that made the script, so that what a browser knows
// of Unicode changes nothing. It is asked for what Unicode promised never to change: how the characters of its version
// 3.2 decompose.

/** The numbers of a list of ranges: the length of each gap, then that of the range after it, and so on. */
function* ranged(steps) {
  let at = 0;
  for (let place = 0; place < steps.length; place += 2) {
    at += steps[place];
    yield [at, at + steps[place + 1] - 1];
    at += steps[place + 1];
  }
}

/** A map from each number of some ranges to a value, which is told for each list of ranges. */
function byNumber(pairs) {
  const found = new Map();
  for (const [value, steps] of pairs) {
    for (const [first, last] of ranged(steps)) {
      for (let code = first; code <= last; code += 1) found.set(code, value);
    }
  }
  return found;
}

const PLAIN = byNumber(DATA.letters.plain);
const CLASSES = byNumber(DATA.letters.classes);
const FOLDED = new Map(DATA.letters.folded);
for (const [first, count, step, shift] of DATA.letters.shifted) {
  for (let code = first, left = count; left > 0; code += step, left -= 1) {
    FOLDED.set(code, String.fromCodePoint(code + shift));
  }
}
const PARTS = new Map();
for (const [first, decompositions] of DATA.letters.decomposed) {
  decompositions.forEach((parts, place) => PARTS.set(first + place, parts));
}
for (const [first, last] of ranged(DATA.letters.stable)) {
  // Found when first met.
  for (let code = first; code <= last; code += 1) PARTS.set(code, null);
}
const ACCENTS = /[\u0300-\u036f]+/g;
const SEPARATORS = new RegExp(`[${BLANK_SIGNS}_-]+`, "g");
const ASCII = /^[ -~]*$/;

/** A text whose characters each become a text, where there is one for them. */
function translated(text, table) {
  let found = "";
  for (const character of text) {
    const becomes = table.get(character.codePointAt(0));
    found += becomes === undefined ? character : becomes;
  }
  return found;
}

function decompositionOf(character) {
  const code = character.codePointAt(0);
  let found = PARTS.get(code);
  if (found === null) {
    found = character.normalize("NFKD");
    PARTS.set(code, found);
  }
  return found === undefined ? character : found;
}

/** The compatibility decomposition of a text, its marks in the order of their classes. */
function decomposed(text) {
  const found = [];
  let marks = [];
  const settle = () => {
    // The sort is stable: marks of one class keep their order.
    for (const [, mark] of marks.sort((one, other) => one[0] - other[0])) found.push(mark);
    marks = [];
  };
  for (const character of text) {
    for (const part of decompositionOf(character)) {
      const order = CLASSES.get(part.codePointAt(0));
      if (order === undefined) {
        settle();
        found.push(part);
      } else {
        marks.push([order, part]);
      }
    }
  }
  settle();
  return found.join("");
}

/** A text with single plain spaces, plain hyphens, apostrophes and quotes, none around it, and nothing unseen. */
function tidy(text) {
  return strippedOf(translated(text, PLAIN).replace(/ +/g, " "), " \t\r\n'\"");
}

const LONGEST = 1000;
const NORMAL = new Map();

/** What is equal for all the spellings of one text. */
function normal(text) {
  if (text.length > LONGEST && lengthOf(text) > LONGEST) return text;
  let found = NORMAL.get(text);
  if (found === undefined) {
    found = spelledAlike(text);
    if (NORMAL.size >= 8192) NORMAL.clear();
    NORMAL.set(text, found);
  }
  return found;
}

function spelledAlike(text) {
  const plain = translated(text, PLAIN);
  let bare;
  if (ASCII.test(plain)) {
    bare = plain.toLowerCase();
  } else {
    const folded = translated(decomposed(plain), FOLDED);
    bare = decomposed(folded).replace(ACCENTS, "").replace(/œ/g, "oe").replace(/æ/g, "ae");
    bare = translated(bare, PLAIN);
  }
  const apart = bare.replace(/"/g, "").replace(SEPARATORS, " ");
  return strippedOf(apart.replace(/ ?' ?/g, "'"), " '");
}

/** The known name that a text spells, or null. */
function named(text, known) {
  const names = Array.from(known);
  if (names.includes(text)) return text;
  const spelled = normal(text);
  const found = spelled ? names.find((name) => normal(name) === spelled) : undefined;
  return found === undefined ? null : found;
}

// ---- the nearest right word: Python's difflib

/** Compares texts with one, as difflib.SequenceMatcher does. */
class Likeness {
  constructor(sought) {
    this.sought = codePoints(sought);
    this.places = new Map();
    this.sought.forEach((letter, place) => {
      if (!this.places.has(letter)) this.places.set(letter, []);
      this.places.get(letter).push(place);
    });
    if (this.sought.length >= 200) {
      const often = Math.floor(this.sought.length / 100) + 1;
      for (const [letter, places] of this.places) if (places.length > often) this.places.delete(letter);
    }
  }

  /** The longest run that stands in both, the first one in the text and then in the sought one. */
  longest(text, start, end, from, to) {
    let [best, at, size] = [start, from, 0];
    let lengths = new Map();
    for (let place = start; place < end; place += 1) {
      const longer = new Map();
      for (const other of this.places.get(text[place]) || []) {
        if (other < from) continue;
        if (other >= to) break;
        const length = (lengths.get(other - 1) || 0) + 1;
        longer.set(other, length);
        if (length > size) [best, at, size] = [place - length + 1, other - length + 1, length];
      }
      lengths = longer;
    }
    while (best > start && at > from && text[best - 1] === this.sought[at - 1]) {
      [best, at, size] = [best - 1, at - 1, size + 1];
    }
    while (best + size < end && at + size < to && text[best + size] === this.sought[at + size]) size += 1;
    return [best, at, size];
  }

  ratio(name) {
    const text = codePoints(name);
    const left = [[0, text.length, 0, this.sought.length]];
    let alike = 0;
    while (left.length > 0) {
      const [start, end, from, to] = left.pop();
      const [best, at, size] = this.longest(text, start, end, from, to);
      if (size === 0) continue;
      alike += size;
      if (start < best && from < at) left.push([start, best, from, at]);
      if (best + size < end && at + size < to) left.push([best + size, end, at + size, to]);
    }
    const length = text.length + this.sought.length;
    return length ? (2 * alike) / length : 1;
  }
}

const LISTED = 12;

/** The known words that are nearest to a misspelt one: several where nothing tells them apart. */
function nearestOnes(word, known, spelled, cutoff) {
  const names = new Map(spelled || []);
  for (const name of known) names.set(normal(name), name);
  const likeness = new Likeness(normal(cut(word, 100)));
  const near = [];
  for (const name of names.keys()) {
    // No text is nearer than their lengths allow.
    const [one, other] = [lengthOf(name), likeness.sought.length];
    if (one + other && (2 * Math.min(one, other)) / (one + other) < cutoff) continue;
    const ratio = likeness.ratio(name);
    if (ratio >= cutoff) near.push([ratio, name]);
  }
  near.sort((one, other) => other[0] - one[0] || byCodePoints(other[1], one[1]));
  const best = near.slice(0, LISTED).filter(([ratio]) => ratio === near[0][0]);
  return Array.from(new Set(best.map(([, name]) => names.get(name))));
}

/** The known word that is nearest to a misspelt one, or null. */
function nearest(word, known, spelled = null, cutoff = 0.6) {
  const found = nearestOnes(word, known, spelled, cutoff);
  return found.length > 0 ? found[0] : null;
}

/** A sentence that proposes the nearest known words, or lists the first known ones. */
function suggestion(word, known, spelled = null) {
  const names = Array.from(known);
  const near = nearestOnes(word, names, spelled, 0.6);
  if (near.length > 1) return M("vouliez-vous dire l’un de {near} ?", { near: near.sort(byCodePoints) });
  if (near.length === 1) return M("vouliez-vous dire « {near} » ?", { near: near[0] });
  if (names.length === 0) return M("aucun n’est attendu ici", {});
  const listed = names.slice(0, LISTED).join(", ");
  return M("accepté : {known}", { known: names.length > LISTED ? `${listed}…` : listed });
}

// ---- sentences

const PLACE = /\{([a-z_][a-z0-9_.]*)\}/g;

/** The names of the places of a text, in order. */
const placesOf = (text) => Array.from(text.matchAll(PLACE), (place) => place[1]);

/** A sentence for a person, kept apart from its language: its French, or a text of the rule set, and its values. */
class Message {
  constructor(text, values = {}) {
    this.text = text;
    this.values = values;
    Object.freeze(this);
  }
}

const M = (text, values = {}) => new Message(text, values);

/** A sentence, that of a message or its translation, with its places filled by `say` in one pass. */
function placesFilled(message, sentence, say) {
  return sentence.replace(PLACE, (place, name) => (has(message.values, name) ? say(message.values[name]) : place));
}

/** A text that can't be read as the value it should hold; carries the message for the person. */
class ParseError extends Error {
  constructor(text, values = {}) {
    super(text);
    this.message_ = M(text, values);
  }
}

/** Whether a value is a text of the rule set: one in each of its languages. */
function isText(value) {
  return value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;
}

/** The text in the first of its languages. */
const firstOf = (text) => text[Object.keys(text)[0]];

/** The text in a language, or in the first one where it is not given in that language. */
const textAmong = (text, language) => (has(text, language) && text[language]) || firstOf(text);

const HIDDEN = new RegExp(
  "[\\ud800-\\udfff\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f" +
    "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb\\ufffe\\uffff" +
    "\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]",
  "gu",
);

/** A text from outside as it may be shown: what would move the cursor or reorder the line becomes U+FFFD. */
const visible = (text) => text.replace(HIDDEN, "\ufffd");

// ---- words within sentences

/** `a`, `a et b`, `a, b et c`. */
function both(parts) {
  if (parts.length === 1) return parts[0];
  return M("{first} et {last}", { first: parts.slice(0, -1), last: parts[parts.length - 1] });
}

/** `a`, `a ou b`, `a, b ou c`. */
function either(parts) {
  if (parts.length === 1) return parts[0];
  return M("{first} ou {last}", { first: parts.slice(0, -1), last: parts[parts.length - 1] });
}

/** The digits of a whole number with its thousands apart. */
const grouped = (digits, sign) => digits.replace(/\B(?=(?:[0-9]{3})+$)/g, sign);

/** A large whole number with its thousands apart; a year stays as it is. */
function shownNumber(value) {
  const whole = typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  return whole && value >= 10000 ? grouped(String(value), "\u202f") : value;
}

/** A range in words; `bounds` has `at_least` or `more_than`, `at_most` or `less_than`, or one of each. */
function rangeWords(bounds) {
  const [least, most] = [has(bounds, "at_least"), has(bounds, "at_most")];
  const given = (name) => (has(bounds, name) ? bounds[name] : null);
  const low = least ? bounds.at_least : given("more_than");
  const high = most ? bounds.at_most : given("less_than");
  const values = { low, high };
  if (low === null) return M(most ? "au plus {high}" : "moins de {high}", values);
  if (high === null) return M(least ? "au moins {low}" : "plus de {low}", values);
  if (least) return M(most ? "de {low} à {high}" : "de {low} à moins de {high}", values);
  return M(most ? "plus de {low}, et jusqu’à {high}" : "entre {low} et {high} exclus", values);
}

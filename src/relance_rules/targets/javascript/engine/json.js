// Twin of loading/exact_json.py, and of the printing of showing/plain.py.

/** A number of a JSON text that is not whole, as it is written. */
class Decimal {
  constructor(text) {
    this.text = text;
    Object.freeze(this);
  }
}

const MAX_JSON_DEPTH = 900;

/** Where a JSON text can't be read: an offset. */
class JsonStop {
  constructor(at) {
    this.at = at;
  }
}

/** What a dossier may not hold, at an offset: a key given twice, a number that is none or is too long. */
class JsonRefused {
  constructor(message, at, key = null) {
    Object.assign(this, { message, at, key });
  }
}

class JsonDepth {}

const JSON_NUMBER = /-?(?:[1-9][0-9]*|0)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const JSON_ESCAPES = new Map([['"', '"'], ["\\", "\\"], ["/", "/"], ["b", "\b"], ["f", "\f"], ["n", "\n"], ["r", "\r"], ["t", "\t"]]);
const JSON_WORDS = [["null", null], ["true", true], ["false", false]];
const JSON_CONSTANTS = ["NaN", "Infinity", "-Infinity"];

/** Reads a JSON text and stops where Python's reader does; `exact` also refuses what a dossier may not hold. */
class JsonReader {
  constructor(text, exact) {
    Object.assign(this, { text, exact, at: 0, depth: 0 });
  }

  whole() {
    this.space();
    const value = this.value();
    this.space();
    if (this.at < this.text.length) throw new JsonStop(this.at);
    return value;
  }

  space() {
    while (" \t\n\r".includes(this.text[this.at]) && this.at < this.text.length) this.at += 1;
  }

  value() {
    const { text, at } = this;
    const sign = text[at];
    if (sign === '"') return this.string();
    if (sign === "{" || sign === "[") {
      this.depth += 1;
      if (this.depth > MAX_JSON_DEPTH) throw new JsonDepth();
      const found = sign === "{" ? this.object() : this.array();
      this.depth -= 1;
      return found;
    }
    for (const [word, value] of JSON_WORDS) {
      if (text.startsWith(word, at)) {
        this.at += word.length;
        return value;
      }
    }
    const constant = JSON_CONSTANTS.find((word) => text.startsWith(word, at));
    if (constant !== undefined) {
      this.at += constant.length;
      if (this.exact) throw new JsonRefused(M("« {found} » n’est pas un nombre", { found: constant }), at);
      return null;
    }
    JSON_NUMBER.lastIndex = at;
    const number = JSON_NUMBER.exec(text);
    if (number === null) throw new JsonStop(at);
    this.at += number[0].length;
    return this.exact ? exactNumber(number[0], number[1] === undefined && number[2] === undefined, at) : null;
  }

  object() {
    const { text } = this;
    const pairs = [];
    this.at += 1;
    this.space();
    if (text[this.at] !== "}") {
      for (;;) {
        if (text[this.at] !== '"') throw new JsonStop(this.at);
        const at = this.at;
        const key = this.string();
        this.space();
        if (text[this.at] !== ":") throw new JsonStop(this.at);
        this.at += 1;
        this.space();
        pairs.push([key, this.value(), at]);
        this.space();
        if (text[this.at] === "}") break;
        if (text[this.at] !== ",") throw new JsonStop(this.at);
        this.at += 1;
        this.space();
      }
    }
    this.at += 1;
    const found = new Map();
    for (const [key, value, at] of pairs) {
      if (this.exact && found.has(key)) {
        throw new JsonRefused(M("la clé « {key} » est donnée deux fois", { key: cut(key, 80) }), at, key);
      }
      found.set(key, value);
    }
    return found;
  }

  array() {
    const { text } = this;
    const found = [];
    this.at += 1;
    this.space();
    if (text[this.at] !== "]") {
      for (;;) {
        found.push(this.value());
        this.space();
        if (text[this.at] === "]") break;
        if (text[this.at] !== ",") throw new JsonStop(this.at);
        this.at += 1;
        this.space();
      }
    }
    this.at += 1;
    return found;
  }

  string() {
    const { text } = this;
    const begin = this.at;
    const parts = [];
    let at = begin + 1;
    for (;;) {
      let next = at;
      for (; next < text.length && text[next] !== '"' && text[next] !== "\\"; next += 1) {
        if (text.charCodeAt(next) <= 0x1f) throw new JsonStop(next);
      }
      if (next >= text.length) throw new JsonStop(begin);
      parts.push(text.slice(at, next));
      if (text[next] === '"') {
        this.at = next + 1;
        return parts.join("");
      }
      if (next + 1 === text.length) throw new JsonStop(begin);
      if (text[next + 1] !== "u") {
        if (!JSON_ESCAPES.has(text[next + 1])) throw new JsonStop(next);
        parts.push(JSON_ESCAPES.get(text[next + 1]));
        at = next + 2;
        continue;
      }
      const first = this.half(next + 1);
      at = next + 6;
      parts.push(String.fromCharCode(first));
      // The second half of a character is read with the first: what it lacks is wrong at its own place.
      if ((first & 0xfc00) === 0xd800 && at + 6 < text.length && text.startsWith("\\u", at)) {
        const second = this.half(at + 1);
        if ((second & 0xfc00) === 0xdc00) {
          parts.push(String.fromCharCode(second));
          at += 6;
        }
      }
    }
  }

  /** The number that follows the « u » of an escape at a place. */
  half(at) {
    const digits = this.text.slice(at + 1, at + 5);
    if (at + 5 >= this.text.length || !/^[0-9a-fA-F]{4}$/.test(digits)) throw new JsonStop(at);
    return parseInt(digits, 16);
  }
}

function exactNumber(digits, whole, at) {
  if (digits.length > (whole ? 30 : 40)) {
    throw new JsonRefused(M("ce nombre a trop de chiffres : {found}…", { found: digits.slice(0, 30) }), at);
  }
  if (whole) return BigInt(digits);
  // Kept as text where a person may have meant thousands: the reader of amounts then asks.
  if (/^[0-9]+\.[0-9]{3}$/.test(digits)) return digits;
  const exponent = /[eE]([-+]?)0*([0-9]+)$/.exec(digits);
  if (exponent !== null && tooFar(digits, exponent)) {
    throw new JsonRefused(M("ce nombre est trop grand : {found}", { found: digits }), at);
  }
  return new Decimal(digits);
}

// What Python's decimal module takes, on 64 bits: the exponent of the last digit, and the place of the first.
const MAX_EXPONENT = 999999999999999999n;

function tooFar(digits, [, sign, size]) {
  const exponent = BigInt(size) * (sign === "-" ? -1n : 1n);
  const [whole, part = ""] = digits.replace(/^-|[eE].*$/g, "").split(".");
  const significant = `${whole}${part}`.replace(/^0+/, "");
  const last = exponent - BigInt(part.length);
  const first = last + BigInt(Math.max(significant.length, 1) - 1);
  return first > MAX_EXPONENT || last < 1n - MAX_EXPONENT * 2n;
}

/**
 * A JSON text exactly: objects are Maps, whole numbers BigInt, others Decimal; no key is given twice.
 *
 * `{data}`, or `{problems}` where it is no JSON or holds what a dossier can't.
 */
function readJson(text, name = null) {
  try {
    return { data: new JsonReader(text, true).whole() };
  } catch (error) {
    if (error instanceof JsonStop) return { problems: [brokenJson(text, error.at, name)] };
    if (error instanceof JsonRefused) return { problems: [refusedJson(error, text, name)] };
    if (error instanceof JsonDepth) {
      return { problems: [fault(M("imbrication trop profonde"), name, 1, 1, { code: "syntax" })] };
    }
    throw error;
  }
}

/** The place of what a dossier may not hold; for a key, that which the reader of YAML tells, if it comes to it. */
function refusedJson(error, text, name) {
  if (error.key === null) {
    const [line, column] = placeOf(text, error.at);
    return fault(error.message, name, line, column, { excerpt: excerptOf(text, line), code: "syntax" });
  }
  const { problems } = readYaml(text, name);
  if (problems !== undefined && Object.keys(problems[0].message.values).includes("key")) return problems[0];
  return fault(error.message, name, 1, 1, { code: "syntax" });
}

// ---- printing

/** JSON data as the command prints it: French letters as they are, and escaped what a terminal would obey. */
function jsonText(data) {
  return escapedJson(jsonParts(data, "\n"));
}

/** The same on one line. */
function jsonLine(data) {
  return escapedJson(jsonParts(data, null));
}

function escapedJson(text) {
  return text.replace(new RegExp(HIDDEN.source, "gu"), (found) =>
    [...Array(found.length).keys()].map((at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}

function jsonParts(data, margin) {
  if (data === null || data === undefined) return "null";
  if (typeof data === "string") return jsonString(data);
  if (data instanceof Decimal) return data.text;
  if (typeof data !== "object") return String(data);
  const inner = margin === null ? "" : `${margin}  `;
  const around = (open, parts, close) =>
    parts.length ? `${open}${inner}${parts.join(`,${inner}`)}${margin ?? ""}${close}` : `${open}${close}`;
  if (Array.isArray(data)) return around("[", data.map((each) => jsonParts(each, margin === null ? null : inner)), "]");
  const pairs = data instanceof Map ? [...data] : Object.entries(data);
  const colon = margin === null ? ":" : ": ";
  const entries = pairs.map(([key, value]) => `${jsonString(key)}${colon}${jsonParts(value, margin === null ? null : inner)}`);
  return around("{", entries, "}");
}

const JSON_SHORT = new Map([["\\", "\\\\"], ['"', '\\"'], ["\n", "\\n"], ["\r", "\\r"], ["\t", "\\t"], ["\f", "\\f"], ["\b", "\\b"]]);

/** A text as Python writes it in JSON: halves of characters stand as they are, where JSON.stringify escapes them. */
function jsonString(text) {
  const inside = text.replace(/[\\"\x00-\x1f]/g, (sign) =>
    JSON_SHORT.get(sign) ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${inside}"`;
}

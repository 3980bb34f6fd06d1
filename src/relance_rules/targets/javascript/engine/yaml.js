// Twin of loading/nodes.py, for the YAML that dossiers are written in; what is beyond it is refused, never guessed.

const MAX_YAML_DEPTH = 40;
const MAX_NODES = 200000;
const MAX_KEY = 1024;
// Where only what YAML reads is looked at, its own parser stops at a thousand levels.
const MAX_LOOSE_DEPTH = 900;
const YAML_NULLS = ["", "~", "null", "Null", "NULL"];
const YAML_UNREAD = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const YAML_KEY = /^[\p{L}\p{N}_](?:[^:]*[\p{L}\p{N}_])?$/u;
const YAML_ESCAPES = new Map(
  Object.entries({
    0: "\0", a: "\x07", b: "\b", t: "\t", "\t": "\t", n: "\n", v: "\v", f: "\f", r: "\r", e: "\x1b", " ": " ",
    '"': '"', "/": "/", "\\": "\\", N: "\x85", _: "\xa0", L: "\u2028", P: "\u2029",
  }),
);
const YAML_CODES = new Map([["x", 2], ["u", 4], ["U", 8]]);

/** A node of a YAML text, with its position from 1: its value is a text, null, an array of nodes or a Map of them. */
class Node {
  constructor(value, line, column, plain = false) {
    Object.assign(this, { value, line, column, plain, keyMarks: new Map() });
  }

  /** The node as plain data: Maps, arrays, texts and null. */
  data() {
    if (this.value instanceof Map) return new Map([...this.value].map(([key, node]) => [key, node.data()]));
    return Array.isArray(this.value) ? this.value.map((node) => node.data()) : this.value;
  }

  /** The line and the column of the node at a path, or of the nearest node above it. */
  locate(path) {
    let [here, mark] = [this, [this.line, this.column]];
    for (const step of path) {
      const [child, found] = here.child(step);
      if (child === null) break;
      [here, mark] = [child, found];
    }
    return mark;
  }

  child(step) {
    if (this.value instanceof Map && this.value.has(step)) return [this.value.get(step), this.keyMarks.get(step)];
    if (Array.isArray(this.value) && typeof step === "number" && step < this.value.length) {
      const item = this.value[step];
      return [item, [item.line, item.column]];
    }
    return [null, null];
  }
}

const beyondMessage = (line) =>
  M("cette page ne lit pas la ligne {line} ; « relance check » la lit, ou dit comment l’écrire", { line });

/** Where a text is no YAML. */
class YamlStop {
  constructor(broken) {
    this.broken = broken;
  }
}

/** What keeps a YAML text from being read. */
class YamlRefused {
  constructor(problem) {
    this.problem = problem;
  }
}

const isYamlBlank = (sign) => sign === " " || sign === "\t";
const isYamlBreak = (sign) => sign !== undefined && "\n\r\x85\u2028\u2029".includes(sign);
const isYamlBlankOrEnd = (sign) => sign === undefined || isYamlBlank(sign) || isYamlBreak(sign);

/**
 * The tokens of a YAML text, in the order of the parser of YAML that the command uses.
 *
 * What may be a key is only known once its colon is met: the tokens wait until then.
 */
class YamlScanner {
  constructor(text, name) {
    Object.assign(this, { text, name, signs: [...text], starts: [0], at: 0, line: 0, column: 0 });
    // `keys`: for the block and for each open brace, the token that may be a key, or null.
    Object.assign(this, { tokens: [], taken: 0, ended: false, keyAllowed: true });
    Object.assign(this, { indent: -1, indents: [], keys: [null] });
    if (YAML_UNREAD.test(text)) this.refuse([...text].findIndex((sign) => YAML_UNREAD.test(sign)));
  }

  // ---- faults

  /** Say where the text can't be read, and where what was being read began. */
  refuse(at, since = null) {
    throw new YamlStop(new Broken(this.text, this.offset(at), since === null ? null : this.offset(since)));
  }

  /** Where a character stands in the text. */
  offset(at) {
    for (; this.starts.length <= at; ) {
      const last = this.starts.length - 1;
      this.starts.push(this.starts[last] + this.signs[last].length);
    }
    return this.starts[at];
  }

  /** Refuse what the command reads, or of which it says more than this reader knows. */
  beyond(mark) {
    const line = mark.line + 1;
    this.fail(beyondMessage(line), mark);
  }

  fail(message, mark) {
    const line = mark.line + 1;
    const excerpt = excerptOf(this.text, line);
    throw new YamlRefused(fault(message, this.name, line, mark.column + 1, { excerpt, code: "syntax" }));
  }

  // ---- signs

  mark() {
    return { at: this.at, line: this.line, column: this.column };
  }

  sign(ahead = 0) {
    return this.signs[this.at + ahead];
  }

  skip(count = 1) {
    this.at += count;
    this.column += count;
  }

  /** The break of a line, as it counts in a text. */
  lineBreak() {
    const sign = this.sign();
    this.at += sign === "\r" && this.sign(1) === "\n" ? 2 : 1;
    this.line += 1;
    this.column = 0;
    return sign === "\u2028" || sign === "\u2029" ? sign : "\n";
  }

  get inBraces() {
    return this.keys.length > 1;
  }

  atDocument() {
    const start = this.signs.slice(this.at, this.at + 3).join("");
    return this.column === 0 && (start === "---" || start === "...") && isYamlBlankOrEnd(this.sign(3));
  }

  // ---- tokens

  /** The next token, which stays where it is. */
  peek() {
    while (this.needsMore()) this.fetch();
    return this.tokens[0];
  }

  next() {
    const token = this.peek();
    this.tokens.shift();
    this.taken += 1;
    return token;
  }

  needsMore() {
    if (this.ended) return false;
    if (!this.tokens.length) return true;
    this.dropStaleKeys();
    return this.keys.some((key) => key !== null && key.number === this.taken);
  }

  put(type, start, more = {}) {
    this.tokens.push({ type, start, end: this.mark(), ...more });
  }

  dropStaleKeys() {
    this.keys.forEach((key, level) => {
      if (key !== null && (key.mark.line < this.line || key.mark.at + MAX_KEY < this.at)) this.dropKey(level);
    });
  }

  dropKey(level = this.keys.length - 1) {
    const key = this.keys[level];
    if (key !== null && key.required) this.refuse(this.at, key.mark.at);
    this.keys[level] = null;
  }

  mayBeKey() {
    if (!this.keyAllowed) return;
    this.dropKey();
    const required = !this.inBraces && this.indent === this.column;
    this.keys[this.keys.length - 1] = { number: this.taken + this.tokens.length, mark: this.mark(), required };
  }

  indentTo(column, type, mark, number = null) {
    if (this.inBraces || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    const place = number === null ? this.tokens.length : number - this.taken;
    this.tokens.splice(place, 0, { type, start: mark, end: mark });
  }

  outdentTo(column) {
    if (this.inBraces) return;
    while (this.indent > column) {
      this.put("end", this.mark());
      this.indent = this.indents.pop();
    }
  }

  fetch() {
    this.toNextToken();
    this.dropStaleKeys();
    this.outdentTo(this.column);
    // The end of the text stands at the start of a line.
    if (this.sign() === undefined && this.column > 0) Object.assign(this, { line: this.line + 1, column: 0 });
    const start = this.mark();
    const [sign, after] = [this.sign(), this.sign(1)];
    if (sign === undefined) {
      this.outdentTo(-1);
      this.dropKey();
      this.ended = true;
      this.put("stop", start);
    } else if (this.column === 0 && sign === "%") {
      this.beyond(start);
    } else if (this.atDocument()) {
      this.outdentTo(-1);
      this.dropKey();
      this.keyAllowed = false;
      this.skip(3);
      this.put(sign === "-" ? "---" : "...", start);
    } else if (sign === "[" || sign === "{") {
      this.mayBeKey();
      this.keys.push(null);
      this.keyAllowed = true;
      this.skip();
      this.put(sign, start);
    } else if (sign === "]" || sign === "}") {
      this.dropKey();
      if (this.inBraces) this.keys.pop();
      this.keyAllowed = false;
      this.skip();
      this.put(sign, start);
    } else if (sign === ",") {
      this.dropKey();
      this.keyAllowed = true;
      this.skip();
      this.put(",", start);
    } else if (sign === "-" && isYamlBlankOrEnd(after)) {
      this.fetchDash(start);
    } else if (sign === ":" && (this.inBraces || isYamlBlankOrEnd(after))) {
      this.fetchColon(start);
    } else if (sign === '"' || sign === "'") {
      this.mayBeKey();
      this.keyAllowed = false;
      const text = this.quoted(sign, start);
      this.put("text", start, { text, plain: false });
    } else if ("?*&!|>".includes(sign)) {
      this.beyond(start);
    } else if (!"\t,[]{}#%@`".includes(sign) && (sign !== "-" || !isYamlBlank(after))) {
      this.mayBeKey();
      this.keyAllowed = false;
      this.plain(start);
    } else {
      this.refuse(this.at, this.at);
    }
  }

  toNextToken() {
    for (;;) {
      while (this.sign() === " " || ((this.inBraces || !this.keyAllowed) && this.sign() === "\t")) this.skip();
      if (this.sign() === "#") while (this.sign() !== undefined && !isYamlBreak(this.sign())) this.skip();
      if (!isYamlBreak(this.sign())) return;
      this.lineBreak();
      if (!this.inBraces) this.keyAllowed = true;
    }
  }

  fetchDash(start) {
    if (!this.inBraces) {
      if (!this.keyAllowed) this.refuse(this.at);
      this.indentTo(this.column, "list", start);
    }
    this.dropKey();
    this.keyAllowed = true;
    this.skip();
    this.put("-", start);
  }

  fetchColon(start) {
    const key = this.keys[this.keys.length - 1];
    if (key !== null) {
      this.tokens.splice(key.number - this.taken, 0, { type: "key", start: key.mark, end: key.mark });
      this.indentTo(key.mark.column, "mapping", key.mark, key.number);
      this.keys[this.keys.length - 1] = null;
      this.keyAllowed = false;
    } else {
      if (!this.inBraces) {
        if (!this.keyAllowed) this.refuse(this.at);
        this.indentTo(this.column, "mapping", start);
      }
      this.keyAllowed = !this.inBraces;
    }
    this.skip();
    this.put(":", start);
  }

  // ---- texts

  /** The blanks and the breaks before what follows in a text, as they count in it; `broken` says that a line ended. */
  gap(escaped = false, least = -1) {
    let [blanks, first, others, broken] = ["", "", "", escaped];
    while (isYamlBlank(this.sign()) || isYamlBreak(this.sign())) {
      if (isYamlBreak(this.sign())) {
        const found = this.lineBreak();
        if (broken) others += found;
        else first = found;
        broken = true;
      } else {
        if (broken && this.column < least && this.sign() === "\t") return { tab: true };
        if (!broken) blanks += this.sign();
        this.skip();
      }
    }
    const folded = first === "\n" ? others || " " : first + others;
    return { text: broken ? folded : blanks, broken, tab: false };
  }

  quoted(quote, start) {
    const parts = [];
    this.skip();
    for (;;) {
      if (this.atDocument() || this.sign() === undefined) this.refuse(this.at, start.at);
      let escaped = false;
      while (!isYamlBlankOrEnd(this.sign())) {
        const sign = this.sign();
        if (sign === quote && !(quote === "'" && this.sign(1) === "'")) break;
        if (sign === quote) {
          parts.push("'");
          this.skip(2);
        } else if (sign === "\\" && quote === '"' && isYamlBreak(this.sign(1))) {
          this.skip();
          this.lineBreak();
          escaped = true;
          break;
        } else if (sign === "\\" && quote === '"') {
          parts.push(this.escape(start));
        } else {
          parts.push(sign);
          this.skip();
        }
      }
      if (this.sign() === quote) {
        this.skip();
        return parts.join("");
      }
      parts.push(this.gap(escaped).text);
    }
  }

  escape(start) {
    const sign = this.sign(1);
    const size = YAML_CODES.get(sign);
    if (size === undefined) {
      if (!YAML_ESCAPES.has(sign)) this.refuse(this.at, start.at);
      this.skip(2);
      return YAML_ESCAPES.get(sign);
    }
    const digits = this.signs.slice(this.at + 2, this.at + 2 + size).join("");
    const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === size ? parseInt(digits, 16) : -1;
    if (code < 0 || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) this.refuse(this.at + 2, start.at);
    this.skip(2 + size);
    return String.fromCodePoint(code);
  }

  plain(start) {
    const parts = [];
    const least = this.indent + 1;
    let end = start;
    let gap = { text: "", broken: false, tab: false };
    for (;;) {
      if (this.atDocument() || this.sign() === "#") break;
      while (!isYamlBlankOrEnd(this.sign())) {
        const [sign, after] = [this.sign(), this.sign(1)];
        const stuck = sign === ":" && after !== undefined && ",?[]{}".includes(after);
        if (this.inBraces && stuck) this.refuse(this.at, start.at);
        if (sign === ":" && isYamlBlankOrEnd(after)) break;
        if (this.inBraces && ",[]{}".includes(sign)) break;
        parts.push(gap.text, sign);
        gap = { text: "", broken: false, tab: false };
        this.skip();
        end = this.mark();
      }
      if (!isYamlBlank(this.sign()) && !isYamlBreak(this.sign())) break;
      gap = this.gap(false, least);
      if (gap.tab) this.refuse(this.at, start.at);
      if (!this.inBraces && this.column < least) break;
    }
    this.tokens.push({ type: "text", start, end, text: parts.join(""), plain: true });
    if (gap.broken) this.keyAllowed = true;
  }
}

/** Builds the tree of a YAML text from its tokens; where it is `loose`, it only sees whether the text is YAML. */
class YamlBuilder {
  constructor(text, name, loose = false) {
    Object.assign(this, { text, name, loose, scanner: new YamlScanner(text, name), nodes: 0 });
  }

  root() {
    const { scanner } = this;
    if (scanner.peek().type === "stop") return null;
    if (scanner.peek().type === "---") scanner.next();
    else if (scanner.peek().type === "...") scanner.refuse(0, 0);
    const empty = ["---", "...", "stop"].includes(scanner.peek().type);
    const found = empty ? this.empty(scanner.peek().start) : this.node({ depth: 0, block: true });
    while (scanner.peek().type === "...") scanner.next();
    const { type, start } = scanner.peek();
    if (type === "---" && this.loose) return this.root();
    if (type === "---") scanner.fail(M("un seul document YAML est attendu, pas un second après « --- »"), start);
    if (type !== "stop") scanner.refuse(start.at);
    return found;
  }

  counted(mark) {
    this.nodes += 1;
    if (this.nodes <= MAX_NODES) return;
    this.scanner.fail(M("document démesuré : plus de {limit} valeurs", { limit: MAX_NODES }), mark);
  }

  empty(mark) {
    this.counted(mark);
    return new Node(null, mark.line + 1, mark.column + 1, true);
  }

  node({ depth, block = false, indentless = false }) {
    const { scanner } = this;
    const token = scanner.peek();
    const { type, start } = token;
    if (type === "text") {
      scanner.next();
      return this.value(token);
    }
    const list = type === "[" || (block && type === "list") || (indentless && type === "-");
    if (!list && type !== "{" && !(block && type === "mapping")) scanner.refuse(start.at, start.at);
    this.counted(start);
    const found = new Node(list ? [] : new Map(), start.line + 1, start.column + 1);
    if (this.loose && depth > MAX_LOOSE_DEPTH) scanner.beyond(start);
    if (depth >= MAX_YAML_DEPTH && !this.loose) {
      scanner.fail(M("imbrication trop profonde : {limit} niveaux au plus", { limit: MAX_YAML_DEPTH }), start);
    }
    if (type === "[" || type === "{") this.braces(found, depth + 1);
    else if (list) this.dashes(found.value, depth + 1, type === "-");
    else this.mapping(found, depth + 1);
    return found;
  }

  value({ text, plain, start }) {
    this.counted(start);
    if (plain && text.includes(":") && !this.loose) this.refuseSlips(start, (at) => valueSlips(this.text, at));
    const value = plain && YAML_NULLS.includes(text) ? null : text;
    return new Node(value, start.line + 1, start.column + 1, plain);
  }

  /** Refuse a plain text that YAML reads, and not as it was meant. */
  refuseSlips(mark, slipsAt) {
    const at = this.scanner.offset(mark.at);
    const slips = slipsAt(at);
    if (!slips.length) return;
    throw new YamlRefused(yamlTold(new Broken(this.text, at), this.name, [() => slips], slips[0].message));
  }

  /** The key that comes, kept with its place. */
  key(owner, depth) {
    const { scanner } = this;
    const { type, start, end, text, plain } = scanner.peek();
    if (type !== "text") {
      if (this.loose) return this.node({ depth, block: true, indentless: true }) && "";
      this.counted(start);
      scanner.fail(M("une clé est un simple mot"), start);
    }
    this.counted(start);
    scanner.next();
    if (this.loose) return text;
    const isName = scanner.signs[end.at] === ":" && YAML_KEY.test(text);
    if (plain && !isName) this.refuseSlips(start, (at) => keySlips(this.text, at, scanner.offset(end.at)));
    if (owner.value.has(text)) {
      const values = { key: cut(text, 80), line: owner.keyMarks.get(text)[0] };
      scanner.fail(M("la clé « {key} » est donnée deux fois (déjà ligne {line})", values), start);
    }
    owner.keyMarks.set(text, [start.line + 1, start.column + 1]);
    return text;
  }

  mapping(found, depth) {
    const { scanner } = this;
    const begin = scanner.next().start;
    for (;;) {
      const { type, start } = scanner.next();
      if (type === "end") return;
      if (type !== "key") scanner.refuse(start.at, begin.at);
      const key = this.key(found, depth);
      const colon = scanner.peek();
      if (colon.type !== ":") {
        found.value.set(key, this.empty(colon.start));
        continue;
      }
      scanner.next();
      const nothing = ["key", ":", "end"].includes(scanner.peek().type);
      found.value.set(key, nothing ? this.empty(colon.end) : this.node({ depth, block: true, indentless: true }));
    }
  }

  dashes(items, depth, indentless) {
    const { scanner } = this;
    const begin = indentless ? scanner.peek().start : scanner.next().start;
    for (;;) {
      const { type, start, end } = scanner.peek();
      if (type !== "-") {
        if (indentless) return;
        if (type !== "end") scanner.refuse(start.at, begin.at);
        scanner.next();
        return;
      }
      scanner.next();
      const nothing = (indentless ? ["-", "end", "key", ":"] : ["-", "end"]).includes(scanner.peek().type);
      items.push(nothing ? this.empty(end) : this.node({ depth, block: true }));
    }
  }

  braces(found, depth) {
    const { scanner } = this;
    const begin = scanner.next();
    const close = begin.type === "[" ? "]" : "}";
    for (let first = true; scanner.peek().type !== close; first = false) {
      if (!first) {
        if (scanner.peek().type !== ",") scanner.refuse(scanner.peek().start.at, begin.start.at);
        scanner.next();
        if (scanner.peek().type === close) break;
      }
      if (close === "}") this.pair(found, depth);
      // A pair alone within brackets.
      else if (scanner.peek().type === "key") this.lonePair(depth);
      else found.value.push(this.node({ depth }));
    }
    scanner.next();
  }

  /** A pair without braces, as an item: it is only passed over. */
  lonePair(depth) {
    const { scanner } = this;
    if (!this.loose) scanner.beyond(scanner.peek().start);
    scanner.next();
    this.node({ depth });
    scanner.next();
    if (![",", "]"].includes(scanner.peek().type)) this.node({ depth });
  }

  pair(found, depth) {
    const { scanner } = this;
    const told = scanner.peek().type === "key";
    if (told) scanner.next();
    const { type, start } = scanner.peek();
    if (!["text", "[", "{"].includes(type)) scanner.refuse(start.at, start.at);
    const key = this.key(found, depth);
    // A key that is too far from its colon has none: what follows must then be the next one.
    if (!told || scanner.peek().type !== ":") {
      found.value.set(key, this.empty(scanner.peek().start));
      return;
    }
    scanner.next();
    const after = scanner.peek();
    found.value.set(key, [",", "}"].includes(after.type) ? this.empty(after.start) : this.node({ depth }));
  }
}

/** The tree of a YAML text: `{root}`, or `{problems}` where it can't be read, or is beyond what this reader knows. */
function readYaml(text, name = null) {
  try {
    const root = new YamlBuilder(text, name).root();
    if (root !== null) return { root };
    return { problems: [fault(M("le fichier est vide"), name, 1, 1, { code: "syntax" })] };
  } catch (error) {
    if (error instanceof YamlRefused) return { problems: [error.problem] };
    if (error instanceof YamlStop) return { problems: [brokenYaml(error.broken, name)] };
    throw error;
  }
}

/** Where a text is no YAML; null where all of it is. */
function yamlBroken(text) {
  try {
    new YamlBuilder(text, null, true).root();
  } catch (error) {
    if (error instanceof YamlStop) return error.broken;
    throw error;
  }
  return null;
}

/** What is said of a text that is no YAML: what may explain it, or what stands where its reader stopped. */
function brokenYaml(broken, name) {
  const found = stripped(cut(broken.text.slice(broken.at), 20).split("\n")[0]);
  const otherwise = found
    ? M("YAML illisible ici : « {found} » n’est pas attendu", { found })
    : M("cette ligne n’est pas du YAML lisible : une suite de « clé: valeur » est attendue");
  return yamlTold(broken, name, YAML_KINDS, otherwise);
}

function yamlTold(broken, name, kinds, otherwise) {
  try {
    return slipTold(broken, name, kinds, yamlBroken, otherwise);
  } catch (error) {
    if (!(error instanceof YamlRefused)) throw error;
    // A repair that only the command can try.
    return slipProblem(broken, slip(broken.line, broken.column, beyondMessage(broken.line + 1)), name);
  }
}

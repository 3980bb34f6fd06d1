// Twin of showing/template.py and showing/stated.py, and of what they need of showing/blocks.py and showing/labels.py.

const TEMPLATE_WIDTH = 100;
const LONG_KEY = 500;
const FAR = 40;

/** A dossier of a theme as a text: YAML with the questions of the theme, or JSON; what it does not ask is kept. */
function dossierWritten(plan, theme, dossier, format, language) {
  const stated = mapsOf(dossier);
  seeDepth(stated, 0);
  const data = dossierData(plan, theme, stated instanceof Map ? stated : new Map());
  return format === "json" ? `${jsonText(data)}\n` : dossierTemplate(plan, theme, data, language);
}

/** See that some data ends: what nests deeper than a reader goes, or holds itself, is no dossier. */
function seeDepth(value, depth) {
  if (depth > MAX_JSON_DEPTH) throw new TypeError(`a dossier has at most ${MAX_JSON_DEPTH} levels, and never holds itself`);
  if (isGroup(value)) for (const inner of value.values()) seeDepth(inner, depth + 1);
}

// ---- what is stated, in the order in which it is asked

/** Each key of a mapping of the dossier: `[path of its fact or null, the keys within it]`. */
function askedTree(plan, theme) {
  const tree = new Map();
  const leaf = () => [null, new Map()];
  for (const path of theme.asked) {
    const steps = path.replace("[]", "").split(".");
    const last = steps.pop();
    let here = tree;
    for (const step of steps) {
      if (!here.has(step)) here.set(step, leaf());
      here = here.get(step)[1];
    }
    const listed = requirementsOf(path, plan, theme);
    const known = here.get(last) ?? leaf();
    here.set(last, [path, listed === null ? known[1] : new Map(listed.asked.map(({ id }) => [id, leaf()]))]);
  }
  return tree;
}

/** The commitments or the documents that a fact holds, or null. */
function requirementsOf(path, plan, theme) {
  if (path === null) return null;
  if (path === plan.roles.documents) return theme.documents;
  return path === plan.roles.commitments ? theme.commitments : null;
}

/** What a dossier states, for a theme: what it asks first, in its order and spelled as it does, then all the rest. */
function dossierData(plan, theme, stated) {
  const arranged = (given, tree) => {
    const rest = new Map(given);
    const found = new Map();
    for (const [key, [path, inside]] of tree) {
      const spelled = named(key, rest.keys());
      const value = spelled === null ? null : rest.get(spelled);
      if (spelled !== null) rest.delete(spelled);
      if (path !== null && path === plan.roles.theme) found.set(key, theme.code);
      else if (!isAbsent(value) || namesMore(value, inside)) found.set(key, below(value, inside));
    }
    for (const [key, value] of rest) found.set(key, below(value, new Map()));
    return found;
  };
  const below = (value, tree) => {
    if (value instanceof Map) return arranged(value, tree);
    if (Array.isArray(value)) {
      return value.filter((item) => !isAbsent(item) || namesMore(item, tree)).map((item) => below(item, tree));
    }
    if (value instanceof Decimal) return writtenDecimal(value);
    if (value === undefined) return null;
    if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
    return value === null || ["string", "boolean", "bigint"].includes(typeof value) ? value : String(value);
  };
  return arranged(stated, askedTree(plan, theme));
}

/** Whether what says nothing has keys that are not asked: they are kept, as faults to see. */
function namesMore(value, tree) {
  if (Array.isArray(value)) return value.some((item) => namesMore(item, tree));
  if (!(value instanceof Map)) return false;
  return [...value].some(([key, inner]) => {
    const name = named(key, tree.keys());
    return name === null || namesMore(inner, tree.get(name)[1]);
  });
}

/** A decimal as it is read back: never with three digits after the point, which may be thousands. */
function writtenDecimal({ text }) {
  const [, sign, whole, part = "", size = "0"] = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([-+]?[0-9]+))?$/.exec(text);
  const digits = `${whole}${part}`.replace(/^0+(?=.)/, "");
  const exponent = Number(size) - part.length;
  if (Math.abs(digits.length - 1 + exponent) > FAR || exponent < -FAR) return decimalText(text);
  const padded = `${digits.padStart(1 - exponent, "0")}${"0".repeat(Math.max(0, exponent))}`;
  const point = padded.length + Math.min(0, exponent);
  const units = `${sign}${padded.slice(0, point).replace(/^0+(?=.)/, "")}`;
  let rest = padded.slice(point);
  if (rest.length > 2) rest = rest.replace(/0+$/, "");
  if (rest.length === 3) rest += "0";
  return rest ? `${units}.${rest}` : units;
}

// ---- lines

/** The lines of a key and of what it states. */
function entryLines(key, value, indent) {
  const written = /^[a-z_][a-z0-9_]{0,200}$/.test(key) ? key : writtenText(key);
  // YAML only looks so far for the colon of a key.
  const far = lengthOf(written) > LONG_KEY;
  const before = far ? [`${indent}? ${written}`] : [];
  const head = `${indent}${far ? "" : written}:`;
  if (value instanceof Map && value.size) {
    return [...before, head, ...[...value].flatMap(([name, inner]) => entryLines(name, inner, `${indent}  `))];
  }
  if (Array.isArray(value) && value.length) {
    return [...before, head, ...value.flatMap((item) => itemLines(item, `${indent}  `))];
  }
  return [...before, `${head}${scalarAfter(value)}`];
}

/** The lines of an item of a list, from its dash. */
function itemLines(item, indent) {
  const inner = `${indent}  `;
  if (item instanceof Map && item.size) {
    return dashed([...item].flatMap(([name, value]) => entryLines(name, value, inner)), indent);
  }
  if (Array.isArray(item) && item.length) return dashed(item.flatMap((each) => itemLines(each, inner)), indent);
  return [`${indent}-${scalarAfter(item)}`];
}

const isComment = (line) => /^ *#/.test(line);

/** The lines of an item, two columns to the right of its dash, which goes before the first that is no comment. */
function dashed(lines, indent) {
  const first = lines.findIndex((line) => !isComment(line));
  return lines.map((line, place) => {
    if (place === first) return `${indent}- ${line.slice(indent.length + 2)}`;
    return first < 0 || place < first ? `${indent}${line.replace(/^ +/, "")}` : line;
  });
}

/** A value after its colon or its dash; every text is quoted, and nothing is written where nothing is said. */
function scalarAfter(value) {
  if (typeof value === "boolean") return value ? " oui" : " non";
  if (typeof value === "bigint") return ` ${value}`;
  return isAbsent(value) ? "" : ` ${writtenText(value)}`;
}

const SHORT_ESCAPES = new Map([['"', '\\"'], ["\\", "\\\\"], ["\t", "\\t"], ["\n", "\\n"]]);

/** A text between quotes, on one line, that YAML reads back as it is; half a character becomes U+FFFD. */
function writtenText(text) {
  const inside = text.replace(new RegExp(`["\\\\\\t\\n]|${HIDDEN.source}`, "gu"), (sign) => {
    const code = sign.codePointAt(0);
    if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
    const digits = code.toString(16);
    const escaped = code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
    return SHORT_ESCAPES.get(sign) ?? escaped;
  });
  return `"${inside}"`;
}

// ---- the template

function dossierTemplate(plan, theme, data, language) {
  const writer = new TemplateWriter(plan, theme, language);
  const lines = [
    ...writer.comment(M("{code} · {title}", { code: theme.code, title: theme.title }), ""),
    ...writer.comment(theme.summary, ""),
    ...writer.comment(
      M(
        "Remplissez ce qui suit les deux-points. Ce que vous laissez vide vous sera redemandé par "
          + "« relance check », qui dit aussi ce qui bloque et combien vous pouvez obtenir.",
      ),
      "",
    ),
  ];
  const tree = askedTree(plan, theme);
  for (const [key, [path, inside]] of tree) lines.push("", ...writer.entry(key, path, inside, "", data.get(key)));
  const rest = [...data].filter(([key]) => !tree.has(key)).flatMap(([key, value]) => entryLines(key, value, ""));
  if (rest.length) lines.push("", ...writer.comment(M("Ce que ce thème ne demande pas"), ""), ...rest);
  return `${lines.join("\n")}\n`;
}

class TemplateWriter {
  constructor(plan, theme, language) {
    Object.assign(this, { plan, theme, language });
  }

  comment(content, indent, hanging = "") {
    const start = `${indent}# `;
    const others = `${start}${" ".repeat(hanging.length)}`;
    return wrappedLines(shownText(content, this.language), `${start}${hanging}`, others);
  }

  entry(key, path, inside, indent, value = null) {
    const fact = path === null ? null : this.plan.facts.get(path);
    const lines = fact === null ? [] : this.question(fact, indent);
    if (path !== null && path === this.plan.roles.theme) return [...lines, `${indent}${key}: ${this.theme.code}`];
    const below = `${indent}  `;
    const requirements = requirementsOf(path, this.plan, this.theme);
    const isList = fact !== null && fact.type === "list";
    const fits = Array.isArray(value) && value.every((item) => item instanceof Map);
    if (isList && (value === null || fits)) {
      const [first, ...others] = value !== null && value.length ? value : [new Map()];
      lines.push(`${indent}${key}:`, ...dashed(this.group(inside, `${below}  `, first), below));
      for (const item of others) {
        lines.push(...dashed(this.group(inside, `${below}  `, item).filter((line) => !isComment(line)), below));
      }
      return lines;
    }
    if ((requirements !== null || inside.size) && !isList && (value === null || value instanceof Map)) {
      const stated = value ?? new Map();
      const group = requirements === null
        ? this.group(inside, below, stated)
        : this.requirements(requirements, below, stated);
      return [...lines, `${indent}${key}:`, ...group];
    }
    return [...lines, ...entryLines(key, value, indent)];
  }

  /** The keys of a group, or of an item, and what it states beside. */
  group(inside, indent, stated) {
    return [
      ...[...inside].flatMap(([name, [path, deeper]]) => this.entry(name, path, deeper, indent, stated.get(name))),
      ...[...stated].filter(([name]) => !inside.has(name)).flatMap(([name, value]) => entryLines(name, value, indent)),
    ];
  }

  question(fact, indent) {
    const hint = hintOf(fact, this.plan);
    const { question } = fact;
    const lines = this.comment(hint === null ? question : M("{question} ({hint})", { question, hint }), indent);
    if (fact.help !== null) lines.push(...this.comment(fact.help, indent));
    for (const [name, value] of fact.values ?? []) {
      lines.push(...this.comment(M("{name} : {label}", { name, label: value.label }), indent, "- "));
    }
    return lines;
  }

  requirements(listed, indent, stated) {
    const lines = listed.unknown === null ? [] : this.comment(listed.unknown, indent);
    for (const { id, label, whenSays, source, readings } of listed.asked) {
      let content = whenSays === null ? label : M("{label}, si {condition}", { label, condition: whenSays });
      const cited = citationOf(this.plan, source, readings);
      if (cited !== null) content = M("{what} ({source})", { what: content, source: cited });
      lines.push(...this.comment(content, indent), ...entryLines(id, stated.get(id) ?? null, indent));
    }
    const asked = new Set(listed.asked.map(({ id }) => id));
    const rest = [...stated].filter(([name]) => !asked.has(name));
    return [...lines, ...rest.flatMap(([name, value]) => entryLines(name, value, indent))];
  }
}

const TYPE_HINTS = new Map([
  ["boolean", M("oui ou non")],
  ["country", M("un pays, par son code ou son nom : « FR » ou « France »")],
  ["date", M("un jour, comme « 2021-02-12 », « 12/02/2021 » ou « 12 février 2021 »")],
  ["decimal", M("un nombre")],
  ["flags", M("écrivez oui en face de ce que vous donnez")],
  ["integer", M("un nombre entier")],
  ["list", M("recopiez le bloc qui commence par un tiret, autant de fois qu’il le faut")],
  ["percentage", M("un taux, comme « 50 % »")],
  ["siret", M("entre guillemets")],
]);

/** How to write the answer to a fact, where that is to be said; null where it is not. */
function hintOf(fact, plan) {
  if (fact.example) return M("par exemple « {example} »", { example: fact.example });
  if (fact.hint !== null) return fact.hint;
  if (fact.type !== "money") return TYPE_HINTS.get(fact.type) ?? null;
  return M("un montant, comme « 1 200 000,00 {sign} » ou « 48 k{sign} »", { sign: plan.currency.sign });
}

const CITED_PLACES = new Map([
  ["lines", "{title} l. {place}"],
  ["page", "{title} p. {place}"],
  ["article", "{title}, article {place}"],
  ["section", "{title}, section {place}"],
]);

/** Where a line comes from: the passage, and the readings it rests on; null where neither is told. */
function citationOf(plan, source, readings) {
  const said = readings.length ? M("lecture {readings}", { readings }) : null;
  if (source === null) return said;
  const document = plan.documents.get(source.document || [...plan.documents.keys()][0]);
  const passage = M(CITED_PLACES.get(source.by), { title: document.title, place: source.place });
  return said === null ? passage : M("{passage}, {reading}", { passage, reading: said });
}

/** A content on one line, its no-break spaces where French typography wants them. */
function shownText(content, language) {
  const text = strippedOf(language.say(content).replace(/[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029 ]+/g, " "), " ");
  const word = "[\\p{L}\\p{N}_]";
  const before = new RegExp(`(?:«|(?:^|[^\\p{L}\\p{N}_])(?:l\\.|n°))$`, "u");
  const after = new RegExp(`^(?:[0-9]{3}(?!${word})|[%$£\\u20a0-\\u20cf])`, "u");
  return visible(text).replace(/ /g, (space, at, whole) => {
    const next = whole.slice(at + 1, at + 6);
    const digit = /[0-9]/.test(whole[at - 1] ?? "");
    const opened = before.test(whole.slice(Math.max(0, at - 4), at));
    const held = opened || ":;?!»".includes(next[0] ?? " ") || (digit && after.test(next));
    return held ? "\u00a0" : space;
  });
}

/** A text on lines of some width, as Python's textwrap cuts them: between words, never within one. */
function wrappedLines(text, first, others) {
  const chunks = text.replace(/[\t\n\v\f\r]/g, " ").split(/( +)/).filter((chunk) => chunk !== "");
  const lines = [];
  while (chunks.length) {
    const indent = lines.length ? others : first;
    if (lines.length && stripped(chunks[0]) === "") chunks.shift();
    const line = [];
    let room = TEMPLATE_WIDTH - lengthOf(indent);
    while (chunks.length && (lengthOf(chunks[0]) <= room || !line.length)) {
      room -= lengthOf(chunks[0]);
      line.push(chunks.shift());
    }
    if (line.length && stripped(line[line.length - 1]) === "") line.pop();
    if (line.length) lines.push(indent + line.join(""));
  }
  return lines;
}

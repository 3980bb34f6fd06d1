// Twin of targets/pydantic/exact.py, dossiers/reading.py, dossiers/documents.py, dossiers/shapes.py and
// dossiers/comments.py.

const MAX_PROBLEMS = 50;
const MAX_ITEMS = 10000;
const MAX_NOTES = 20;

// ---- documents

const SEVERAL_DOSSIERS = [".ndjson", ".jsonl", ".csv", ".tsv", ".xlsx", ".ods"];
const CONVERTIBLE = [".xls", ".xlsm", ".xlsb", ".xltx", ".numbers", ".fods"];
const STDIN_NAME = "<stdin>";
// A brace alone may also open a YAML mapping, whose keys need no quotes.
const JSON_START = new RegExp(`^[${BLANK_SIGNS}]*\\{[${BLANK_SIGNS}]*["}]`);
const NO_MAPPING = "un dossier est une suite de « clé: valeur », pas une liste ni un simple texte";

/** A dossier file from its text, read as the command reads a file of that name: a document, or `{problems}`. */
function readDocument(text, name = null) {
  return documentIn(name, () => textHeld(text.replace(/^\ufeff/, ""), name));
}

/** A dossier file from its bytes, in whatever encoding a program saved them. */
function readDocumentBytes(bytes, name = null) {
  return documentIn(name, () => decodeBytes(bytes, name));
}

function documentIn(name, decoded) {
  const suffix = name === null ? "" : suffixOf(name);
  if (SEVERAL_DOSSIERS.includes(suffix) || CONVERTIBLE.includes(suffix)) return { problems: [severalDossiers(name)] };
  const { text, notes, problems } = decoded();
  if (problems !== undefined) return { problems };
  const unnamed = name === null || name === STDIN_NAME;
  const asJson = unnamed ? JSON_START.test(text) : suffix === ".json";
  if (!unnamed && asJson && strippedStart(text)[0] === "[") return { problems: [severalDossiers(name)] };
  if (stripped(text) === "") return { problems: [emptyFile(name)] };
  return asJson ? jsonDocument(text, name, notes) : yamlDocument(text, name, notes);
}

/** The end of the name of a file, from its last full stop, in lower case. */
function suffixOf(name) {
  const last = name.slice(name.lastIndexOf("/") + 1);
  const at = last.lastIndexOf(".");
  return at > 0 && at < last.length - 1 ? last.slice(at).toLowerCase() : "";
}

function severalDossiers(name) {
  const message = M("ce fichier peut tenir plusieurs dossiers : vérifiez-le avec « relance batch {name} »", { name });
  return fault(message, name, null, null, { code: "shape" });
}

const emptyFile = (name) => fault(M("le fichier est vide"), name, 1, 1, { code: "syntax" });

function jsonDocument(text, name, notes) {
  const { data, problems } = readJson(text, name);
  if (problems !== undefined) return { problems };
  if (!(data instanceof Map)) return { problems: [noMapping(text, name)] };
  let nodes = null;
  // The positions in a JSON text, which is nearly always YAML too.
  return { data, name, text, notes, nodes: () => (nodes ??= readYaml(text)).root ?? null };
}

function yamlDocument(text, name, notes) {
  const { root, problems } = readYaml(text, name);
  if (problems !== undefined) return { problems };
  if (root.value === null) return { problems: [emptyFile(name)] };
  if (Array.isArray(root.value)) return { problems: [listOfDossiers(root, text, name)] };
  if (!(root.value instanceof Map)) return { problems: [noMapping(text, name)] };
  return { data: root.data(), name, text, notes: [...notes, ...hiddenComments(root, text)], nodes: () => root };
}

function noMapping(text, name) {
  return fault(M(NO_MAPPING), name, 1, 1, { excerpt: excerptOf(text, 1), code: "shape" });
}

/** What is said of a list where a dossier is expected; with one item, its dash may be the slip. */
function listOfDossiers(root, text, name) {
  const { line, column } = root;
  const found = fault(M(NO_MAPPING), name, line, column, { excerpt: excerptOf(text, line), code: "shape" });
  if (root.value.length !== 1 || !(root.value[0].value instanceof Map)) return found;
  const lines = text.split("\n");
  const signs = codePoints(lines[line - 1]);
  const put = `${signs.slice(0, column - 1).join("")} ${signs.slice(column).join("")}`;
  lines[line - 1] = put;
  const { root: repaired } = readYaml(lines.join("\n"));
  if (repaired === undefined || !(repaired.value instanceof Map)) return found;
  return { ...found, message: M("un dossier ne commence pas par un tiret : enlevez-le"), proposal: put };
}

/** Place a message on the line of the value at a path of a document. */
function placedIn(document, path, message) {
  const root = document.nodes();
  if (root === null) {
    const where = factName(path);
    return fault(where === null ? message : M("{where} : {message}", { where, message }), document.name);
  }
  const [line, column] = root.locate(path);
  return fault(message, document.name, line, column, { excerpt: excerptOf(document.text, line) });
}

/** The fact at a path of the data, as reports write it: `list[0].name`; null of the dossier as a whole. */
function factName(path) {
  const name = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${cut(step, 80)}`)).join("");
  return name.replace(/^\./, "") || null;
}

// ---- what YAML takes for a comment

/** What to say of each value that a comment cuts whose sign is stuck to its text, as in `name: Lot #2`. */
function hiddenComments(root, text) {
  const notes = [];
  if (!new RegExp(`[${BLANK_SIGNS}]#[^${BLANK_SIGNS}]`).test(text)) return notes;
  const lines = text.split("\n");
  const stuck = new RegExp(`^[${BLANK_SIGNS}]*#[^${BLANK_SIGNS}]`);
  for (const node of plainNodes(root)) {
    const signs = codePoints(lines[node.line - 1] ?? "");
    const value = typeof node.value === "string" ? node.value : "";
    const from = signs.slice(node.column - 1).join("");
    const rest = node.column - 1 <= signs.length && from.startsWith(value) ? strippedEnd(from.slice(value.length)) : "";
    if (!stuck.test(rest) || notes.length === MAX_NOTES) continue;
    const whole = cut(yamlQuoted(stripped(value + rest)), 120);
    const values = { line: node.line, found: cut(stripped(rest), 60), whole };
    notes.push(
      M(
        "ligne {line} : « {found} » est un commentaire pour YAML, et n’est pas lu ; "
          + "s’il fait partie de la valeur, écrivez {whole}",
        values,
      ),
    );
  }
  return notes;
}

/** The values written without quotes, in order. */
function* plainNodes(node) {
  if (node.value instanceof Map || Array.isArray(node.value)) {
    for (const child of node.value.values()) yield* plainNodes(child);
  } else if (node.plain) {
    yield node;
  }
}

/** A text between quotes that YAML reads back as it is, where it holds no line end. */
function yamlQuoted(value) {
  return value.includes('"') || value.includes("\\") ? `'${value.replace(/'/g, "''")}'` : `"${value}"`;
}

// ---- an answer of the filing platform

const isGroup = (value) => value instanceof Map || Array.isArray(value);

function isPlatformNode(data, own) {
  const node = ["champs", "demandeur", "annotations"];
  if (!node.some((key) => !own.has(key) && data.has(key))) return false;
  return ![...own.keys()].some((key) => data.has(key) && !node.includes(key) && isGroup(data.get(key)));
}

function isPlatformForm(data) {
  const form = ["activeRevision", "publishedRevision", "draftRevision", "champDescriptors"];
  return data instanceof Map && (form.some((key) => data.has(key)) || isPlatformForm(data.get("revision")));
}

/** Whether some JSON comes from the platform: an answer, a page, or bare nodes. */
function isPlatformAnswer(data, own) {
  const theirs = (key) => !own.has(key);
  if (isPlatformNode(data, own)) return true;
  if (["nodes", "edges"].some((key) => theirs(key) && Array.isArray(data.get(key)))) return true;
  if (data.has("data") && theirs("data")) return data.get("data") === null || data.get("data") instanceof Map;
  if (Array.isArray(data.get("errors")) && theirs("errors")) return true;
  const around = ["demarche", "dossiers", "dossier", "demarcheDescriptor"];
  if (around.some((key) => theirs(key) && data.get(key) instanceof Map)) return true;
  return isPlatformForm(data) && ![...own.keys()].some((key) => data.has(key));
}

// ---- facts

/** The facts of a dossier file, and its theme: `{theme, dossier}`, or `{problems}`, each placed on its line. */
function dossierOf(document, plan) {
  if (document.problems !== undefined) return { problems: document.problems };
  const { theme, problem } = themeIn(document, plan);
  if (theme === null) return { problems: [problem] };
  const { facts, faults } = readFacts(factsStated(document.data, plan), plan, answersOf(plan, theme));
  if (faults.length) return { problems: problemsOf(document, faults) };
  if (facts.has(plan.roles.theme)) facts.set(plan.roles.theme, theme.code);
  return { theme, dossier: { facts, origin: document.name, notes: document.notes } };
}

/** The faults of a dossier as problems placed on its lines; the last of many are counted. */
function problemsOf(document, faults) {
  const problems = faults.slice(0, MAX_PROBLEMS).map(([path, message, code]) => ({
    ...placedIn(document, path, message), path: factName(path), code,
  }));
  if (faults.length > MAX_PROBLEMS) {
    problems.push(fault(M("et {count} autres fautes", { count: faults.length - MAX_PROBLEMS }), document.name));
  }
  return problems;
}

/** The facts of a dossier, and its theme, from plain data: what a program has in hand. */
function dossierFrom(data, plan) {
  return dossierOf(documentFrom(data), plan);
}

/** Plain data as a document that stands in no file, or `{problems}`. */
function documentFrom(data) {
  const mapped = mapsOf(data);
  if (!(mapped instanceof Map)) return { problems: [fault(M(NO_MAPPING), null, null, null, { code: "shape" })] };
  return { data: mapped, name: null, text: "", notes: [], nodes: () => null };
}

/** Plain data whose objects are Maps, as those that are read from a text; an object that holds itself does so still. */
function mapsOf(data) {
  const made = new Map();
  const waiting = [];
  const mapped = (value) => {
    if (value === null || typeof value !== "object") return value;
    if (made.has(value)) return made.get(value);
    const prototype = Object.getPrototypeOf(value);
    const plain = value instanceof Map || prototype === null || Object.getPrototypeOf(prototype) === null;
    if (!Array.isArray(value) && !plain) return value;
    const into = Array.isArray(value) ? [] : new Map();
    made.set(value, into);
    waiting.push([value, into]);
    return into;
  };
  const found = mapped(data);
  while (waiting.length) {
    const [value, into] = waiting.pop();
    if (Array.isArray(into)) {
      for (const item of value) into.push(mapped(item));
    } else {
      const pairs = value instanceof Map ? value : Object.entries(value);
      for (const [key, item] of pairs) into.set(String(key), mapped(item));
    }
  }
  return found;
}

/** The path of a fact that is of no list, with the keys that spell it in nested plain data. */
function keysOf(data, path) {
  let here = data;
  return path.split(".").map((step) => {
    const known = here instanceof Map ? here : new Map();
    const key = known.has(step) ? step : named(step, [...known.keys()]) ?? step;
    here = known.get(key);
    return key;
  });
}

/** What nested plain data states at the path of a fact that is of no list; null where it states nothing. */
function statedAt(data, path) {
  return keysOf(data, path).reduce((here, key) => (here instanceof Map ? here.get(key) ?? null : null), data);
}

/** What a dossier states beside its theme, which it may name even where that is no fact of the rule set. */
function factsStated(data, plan) {
  const role = plan.roles.theme;
  if (plan.facts.has(role)) return data;
  const [spelled] = keysOf(data, role);
  return new Map([...data].filter(([key]) => key !== spelled));
}

/** The code of the theme that a text names, however it is spelled; null where it names none. */
const themeCode = (text, plan) => named(text, [...plan.themes.keys()]);

function themeIn(document, plan) {
  const role = plan.roles.theme;
  const codes = [...plan.themes.keys()];
  const stated = statedAt(document.data, role);
  const wrong = (path, message, code) => ({
    theme: null, problem: { ...placedIn(document, path, message), path: role, code },
  });
  if (isAbsent(stated)) {
    if (document.name !== null && isPlatformAnswer(document.data, plan.facts.trees.get(null))) {
      return { theme: null, problem: severalDossiers(document.name) };
    }
    if (codes.length === 1) return { theme: plan.themes.get(codes[0]) };
    const values = { key: role, themes: codes };
    return wrong([], M("le thème manque : ajoutez « {key}: » suivi de l’un de {themes}", values), "missing_theme");
  }
  const keys = keysOf(document.data, role);
  if (isGroup(stated)) {
    return wrong(keys, M("une seule valeur est attendue ici, pas une liste ni un groupe"), "value");
  }
  const text = statedText(stated);
  const code = themeCode(text, plan);
  if (code === null) {
    const values = { code: cut(text, 40), near: suggestion(stripped(text), codes) };
    return wrong(keys, M("thème inconnu : « {code} » ; {near}", values), "unknown_theme");
  }
  return { theme: plan.themes.get(code) };
}

/** A value as Python writes it. */
function statedText(value) {
  if (typeof value === "boolean") return value ? "True" : "False";
  return value instanceof Decimal ? decimalText(value.text) : String(value);
}

/** A decimal as Python's Decimal writes it: with its exponent only where it is far from its digits. */
function decimalText(text) {
  const [, sign, whole, part, size] = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([-+]?[0-9]+))?$/.exec(text);
  const exponent = BigInt(size ?? 0) - BigInt((part ?? "").length);
  const digits = `${whole}${part ?? ""}`.replace(/^0+(?=.)/, "");
  const point = BigInt(digits.length) + exponent;
  if (exponent <= 0n && point > -6n) {
    const padded = digits.padStart(Number(1n - exponent), "0");
    const at = padded.length + Number(exponent);
    return `${sign}${padded.slice(0, at)}${exponent ? `.${padded.slice(at)}` : ""}`;
  }
  const rest = digits.slice(1);
  const power = point - 1n;
  return `${sign}${digits[0]}${rest ? `.${rest}` : ""}E${power < 0n ? "" : "+"}${power}`;
}

/** The facts of nested plain data by path, and everything that is wrong: `[path, message, code]` each. */
function readFacts(data, plan, answers) {
  const reader = new FactReader(plan, answers);
  const facts = new Map();
  reader.mapping(data, plan.facts.trees.get(null), "", [], facts);
  return { facts, faults: reader.faults };
}

/** What a theme may be given for each fact of type "flags": names, or null where any will do. */
function answersOf(plan, theme) {
  const { commitments, documents } = plan.roles;
  const listed = [[commitments, theme.commitments], [documents, theme.documents]].filter(([path]) => path !== null);
  return new Map(
    listed.map(([path, { unknown, asked }]) => [path, unknown !== null ? null : asked.map((item) => item.id)]),
  );
}

class FactReader {
  constructor(plan, answers) {
    Object.assign(this, { trees: plan.facts.trees, currency: plan.currency, faults: [], answers });
  }

  fault(path, message, code = "shape") {
    this.faults.push([path, message, code]);
  }

  /** Add the facts of a mapping, whose keys are the steps of a tree of facts, to those found. */
  mapping(data, tree, prefix, path, found) {
    const unknown = (key, near) => M("clé inconnue : « {key} » ; {near}", { key, near });
    for (const [key, name, value] of this.named(data, [...tree.keys()], path, unknown)) {
      const known = tree.get(name);
      const here = [...path, key];
      if (known instanceof Map) {
        if (value instanceof Map) {
          this.mapping(value, known, `${prefix}${name}.`, here, found);
        } else if (!isAbsent(value)) {
          this.fault(here, M("« {key} » regroupe d’autres faits : une suite de « clé: valeur » est attendue", { key }));
        }
      } else if (known.type === "list") {
        if (Array.isArray(value) || !isAbsent(value)) this.items(prefix + name, value, here, found);
      } else if (!isAbsent(value)) {
        this.one(known, prefix + name, value, here, found);
      }
    }
  }

  /** Each key of a mapping, the known name that it spells, and its value; other keys are faults. */
  *named(data, known, path, unknown) {
    const names = new Set(known);
    const respelled = new Map();
    for (const [key, value] of data) {
      if (names.has(key)) {
        yield [key, key, value];
        continue;
      }
      const name = named(key, known);
      if (name === null) {
        this.fault([...path, key], unknown(cut(key, 80), suggestion(key, known)), "unknown_fact");
      } else if (data.has(name) || respelled.has(name)) {
        const other = respelled.get(name) ?? name;
        this.fault([...path, key], M("« {key} » et « {other} » sont la même clé", { key: cut(key, 80), other }));
      } else {
        respelled.set(name, cut(key, 80));
        yield [key, name, value];
      }
    }
  }

  one(fact, name, value, path, found) {
    if (fact.type === "flags") this.flags(name, value, path, found);
    else this.kept(path, () => found.set(name, readValue(value, fact, this.currency)));
  }

  kept(path, read) {
    try {
      read();
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      this.fault(path, error.message_, "value");
    }
  }

  items(name, value, path, found) {
    if (!Array.isArray(value)) {
      this.fault(path, M("« {name} » est une liste : chaque élément commence par un tiret", { name }));
      return;
    }
    if (value.length > MAX_ITEMS) {
      this.fault(path, M("« {name} » compte plus de {limit} éléments", { name, limit: MAX_ITEMS }));
      return;
    }
    const items = [];
    value.forEach((item, place) => {
      const facts = new Map();
      if (item instanceof Map) {
        this.mapping(item, this.trees.get(name), "", [...path, place], facts);
      } else if (!isAbsent(item)) {
        this.fault([...path, place], M("chaque élément de « {name} » est une suite de « clé: valeur »", { name }));
      }
      // An empty item says nothing, wherever it stands.
      if (facts.size) items.push(facts);
    });
    if (items.length) found.set(name, items);
  }

  flags(name, value, path, found) {
    if (!(value instanceof Map)) {
      this.fault(path, M("« {name} » regroupe des réponses oui ou non, une par ligne", { name }));
      return;
    }
    const known = this.answers.get(name) ?? null;
    const unknown = (key, near) => M("« {key} » n’est pas attendu dans « {name} » ; {near}", { key, name, near });
    const names = known === null ? [...value.keys()] : [...known].sort(byCodePoints);
    for (const [key, flag, answer] of this.named(value, names, path, unknown)) {
      if (!isAbsent(answer)) this.kept([...path, key], () => found.set(`${name}.${flag}`, readBoolean(answer)));
    }
  }
}

// Twin of loading/slips/__init__.py and loading/slips/json_kinds.py.

const MAX_REPAIRED_TEXT = 64 * 1024;
const MAX_SLIP_LINE = 2000;
const MAX_TRIES = 60;

/** A text that can't be read, where its reader stopped, and where what it was reading began, if it tells. */
class Broken {
  constructor(text, at, since = null) {
    const stop = Math.min(at, text.length);
    this.text = text;
    this.at = since !== null && stripped(text.slice(stop)) === "" ? since : stop;
    this.end = stop;
    this.since = since;
    // Whether the reader stopped inside braces or brackets, as far as it tells.
    this.braced = since !== null && (text[since] === "[" || text[since] === "{");
    this.lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
    this.line = linesBefore(text, this.at);
    this.column = this.at - lineStart(text, this.at);
  }

  /** The text with another line in the place of one. */
  withLine(number, put) {
    return [...this.lines.slice(0, number), put, ...this.lines.slice(number + 1)].join("\n");
  }
}

/** The offset at which the line of an offset starts. */
function lineStart(text, at) {
  return at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

/** A slip: its line and column, from 0 and in the units of JavaScript's texts, and that line as it should be. */
function slip(line, column, message, put = null, sure = true) {
  return { line, column, message, put, sure };
}

/** What is said of a text that can't be read: the first slip whose repair holds, or else the first sure one. */
function slipTold(broken, name, kinds, reads, otherwise) {
  let sure = null;
  let further = null;
  let tries = lengthOf(broken.text) <= MAX_REPAIRED_TEXT ? MAX_TRIES : 0;
  for (const kind of kinds) {
    let best = null;
    for (const each of kind(broken)) {
      if (each.sure && sure === null) sure = each;
      if (each.put === null || each.put === broken.lines[each.line] || !tries) continue;
      tries -= 1;
      const again = reads(broken.withLine(each.line, each.put));
      if (again === null) return slipProblem(broken, each, name);
      if (again.line > Math.max(each.line, broken.line) && (best === null || again.line > best.line)) {
        best = { line: again.line, slip: each };
      }
    }
    if (best !== null && further === null) further = best.slip;
  }
  if (further !== null) return slipProblem(broken, further, name);
  const last = sure ?? slip(broken.line, broken.column, otherwise);
  return slipProblem(broken, { ...last, put: null }, name);
}

function slipProblem(broken, { line, column, message, put }, name) {
  const text = broken.lines[line];
  const before = lengthOf(text.slice(0, column)) + Math.max(0, column - text.length);
  const proposal = put !== null && stripped(put) !== "" ? put : null;
  const excerpt = excerptOf(broken.text, line + 1);
  return fault(message, name, line + 1, before + 1, { excerpt, proposal, code: "syntax" });
}

// ---- the kinds of JSON

const JSON_PARTS = /"(?:[^"\\]|\\.)*"?|[^"]+/gu;
const JSON_AFTER_VALUE = `(?=[${BLANK_SIGNS}]*(?:[:,}\\]]|$))`;
const JSON_SINGLE = new RegExp(`'([^'\\n]*)'${JSON_AFTER_VALUE}`, "uy");
const JSON_BARE = new RegExp(`[^${BLANK_SIGNS}{\\[\\]}:,"][^{\\[\\]}:,"\\n]*`, "uy");
const JSON_WITH_COMMA = new RegExp(`-?[0-9][0-9 \\u00a0\\u202f]*,[0-9]+(?=[${BLANK_SIGNS}]*(?:[,}\\]]|$))`, "uy");
const JSON_MAY_PRECEDE = new RegExp(`[${BLANK_SIGNS}{\\[:,]`);
const JSON_MEANT = new Map([
  ["True", "true"], ["False", "false"], ["None", "null"], ["Null", "null"], ["TRUE", "true"], ["FALSE", "false"],
]);
const JSON_VALID = /^(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)$/;
const JSON_GROUPED = /^[1-9][0-9]*(?:_[0-9]+)+$/;

const isWordSign = (sign) => /^[\p{L}\p{N}]$/u.test(sign);
const isDigitSign = (sign) => /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468]$/u.test(sign);

/** The character at an offset; nothing past the end. */
function signAt(text, at) {
  const code = at < 0 ? undefined : text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** The character that ends at an offset. */
function signBefore(text, at) {
  const pair = signAt(text, at - 2);
  return pair.length === 2 ? pair : text.slice(Math.max(0, at - 1), at);
}

/** Where a JSON text can't be read; null where it is read whole. */
function jsonBroken(text) {
  try {
    new JsonReader(text, false).whole();
  } catch (error) {
    if (error instanceof JsonStop) return new Broken(text, error.at);
    if (error instanceof JsonDepth) return new Broken(text, 0);
    throw error;
  }
  return null;
}

/** What is said of a text that is no JSON. */
function brokenJson(text, at, name) {
  const broken = new Broken(text, at);
  const found = stripped(cut(text.slice(broken.at), 20).split("\n")[0]);
  const otherwise = found
    ? M("JSON illisible ici : « {found} » n’est pas attendu", { found })
    : M("JSON illisible : le texte s’arrête avant la fin, ou une valeur est coupée ici");
  return slipTold(broken, name, JSON_KINDS, jsonBroken, otherwise);
}

/** The line where the reader stopped; nothing if it is too long to look at. */
function jsonLineOf(broken) {
  const line = broken.lines[broken.line];
  return lengthOf(line) <= MAX_SLIP_LINE ? line : "";
}

/** The offset after the last thing before the place where the reader stopped. */
const jsonEndBefore = (broken) => strippedEnd(broken.text.slice(0, broken.at)).length;

/** Each place where a sticky pattern is found in a text, after what may precede it. */
function* foundAfter(text, kind, mayPrecede) {
  for (let at = 0; at < text.length; at += 1) {
    if (at > 0 && !mayPrecede(signBefore(text, at))) continue;
    kind.lastIndex = at;
    const found = kind.exec(text);
    if (found === null) continue;
    yield found;
    at = found.index + found[0].length - 1;
  }
}

const afterJsonSign = (sign) => JSON_MAY_PRECEDE.test(sign);

/** A line where what a pattern finds outside strings is replaced. */
function outsideStrings(line, replaced) {
  return line.match(JSON_PARTS).map((part) => (part.startsWith('"') ? part : replaced(part))).join("");
}

function replacedAfter(part, kind, put) {
  let out = "";
  let end = 0;
  for (const found of foundAfter(part, kind, afterJsonSign)) {
    out += part.slice(end, found.index) + put(found);
    end = found.index + found[0].length;
  }
  return out + part.slice(end);
}

function* jsonYamlText(broken) {
  if (broken.at === 0 && new RegExp(`^(?:[a-z_][a-z0-9_]*[${BLANK_SIGNS}]*:|---|#)`).test(broken.text)) {
    yield slip(0, 0, M("ce texte est du YAML, pas du JSON : nommez le fichier en « .yaml »"));
  }
}

function* jsonOddSpaces(broken) {
  const sign = signAt(broken.text, broken.at);
  const line = jsonLineOf(broken);
  const hidden = new RegExp(HIDDEN.source, "u");
  if (line && sign && (hidden.test(sign) || (isBlankSign(sign) && !" \t\r\n".includes(sign)))) {
    const put = `${line.slice(0, broken.column)} ${line.slice(broken.column + sign.length)}`;
    const code = `U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    const message = M("« {code} » est un espace ou un signe invisible : mettez un espace ordinaire", { code });
    const odd = new RegExp(`[${BLANK_SIGNS}]`, "g");
    const plain = (part) => part.replace(odd, (each) => (each === "\t" ? each : " "));
    yield slip(broken.line, broken.column, message, outsideStrings(put, plain));
  }
}

function* jsonComments(broken) {
  const { text, at, column } = broken;
  const line = jsonLineOf(broken);
  if (!["//", "/*", "#"].some((start) => text.startsWith(start, at))) return;
  const block = text.startsWith("/*", at);
  const closed = line.indexOf("*/", column);
  const rest = closed >= 0 && block ? line.slice(closed + 2) : "";
  const put = block && closed < 0 ? null : strippedEnd(line.slice(0, column) + rest);
  yield slip(broken.line, column, M("JSON n’a pas de commentaires : effacez-le"), put);
}

function* jsonCurlyQuotes(broken) {
  const line = jsonLineOf(broken);
  const first = line.search(/[“”„«»]/);
  if (first < 0) return;
  const sure = broken.at < broken.text.length && "“”„«»".includes(broken.text[broken.at]);
  const message = M("pour JSON, seuls les guillemets droits sont des guillemets : remplacez ceux de cette ligne");
  const put = line.replace(new RegExp(`[“”„]|«[${BLANK_SIGNS}]*|[${BLANK_SIGNS}]*»`, "g"), '"');
  yield slip(broken.line, sure ? broken.column : first, message, put, sure);
}

function* jsonSingleQuotes(broken) {
  const { column } = broken;
  const line = jsonLineOf(broken);
  if (!broken.text.startsWith("'", broken.at) || !line) return;
  const message = M("JSON veut des guillemets doubles, pas des apostrophes");
  const put = outsideStrings(line, (part) => replacedAfter(part, JSON_SINGLE, (found) => jsonString(found[1])));
  yield slip(broken.line, column, message, put);
  const close = new RegExp(`'${JSON_AFTER_VALUE}`, "gu");
  close.lastIndex = column + 1;
  const found = close.exec(line);
  if (found !== null) {
    const inner = jsonString(line.slice(column + 1, found.index));
    yield slip(broken.line, column, message, `${line.slice(0, column)}${inner}${line.slice(found.index + 1)}`);
  }
}

function* jsonIdleCommas(broken) {
  const { text } = broken;
  const closes = "}]".includes(text[broken.at] ?? "?");
  const at = closes ? jsonEndBefore(broken) - 1 : broken.at;
  if (at < 0 || text[at] !== ",") return;
  const after = strippedStart(text.slice(at + 1)).slice(0, 1);
  const before = strippedEnd(text.slice(0, at)).slice(-1);
  if (["}", "]", ",", ""].includes(after) || [",", "{", "["].includes(before)) {
    const number = linesBefore(text, at);
    const column = at - lineStart(text, at);
    const line = broken.lines[number];
    const message = M("virgule en trop : une virgule sépare deux valeurs");
    yield slip(number, column, message, line.slice(0, column) + line.slice(column + 1));
  }
}

/** How many straight quotes a line holds that no backslash precedes. */
const bareQuotes = (line) => [...line].filter((sign, place, all) => sign === '"' && all[place - 1] !== "\\").length;

function* jsonMissingQuotes(broken) {
  const { line: number, column } = broken;
  const line = jsonLineOf(broken);
  const left = line.slice(0, column);
  const right = line.slice(column);
  const put = (end) => `${line.slice(0, end)}"${line.slice(end)}`;
  const openKey = new RegExp(`"([\\p{L}\\p{N}_]+)[${BLANK_SIGNS}]*:[${BLANK_SIGNS}]*"$`, "u").exec(left);
  if (openKey !== null) {
    const end = openKey.index + 1 + openKey[1].length;
    yield slip(number, end, M("il manque un guillemet à la fin de cette clé"), put(end));
  }
  if (new RegExp(`^[^${BLANK_SIGNS}",:{}\\[\\]][^",:{}\\[\\]]*"[${BLANK_SIGNS}]*(?:[:,}\\]]|$)`, "u").test(right)) {
    yield slip(number, column, M("il manque un guillemet devant ce texte"), `${left}"${right}`, false);
  }
  const never = M("guillemet ouvert et jamais fermé : fermez-le au bout de la valeur");
  const openText = new RegExp(`"([^"]*?)[${BLANK_SIGNS}]*,[${BLANK_SIGNS}]*"$`, "u").exec(left);
  if (openText !== null) {
    const end = openText.index + 1 + openText[1].length;
    yield slip(number, openText.index, never, put(end), false);
  }
  const opening = line.lastIndexOf('"');
  if (bareQuotes(line) % 2 && (!right || (right[0] === '"' && opening === column))) {
    const ends = [[" ", ",", "}", "]"], [" ", ","]].map((signs) => {
      let end = line.length;
      while (end > 0 && signs.includes(line[end - 1])) end -= 1;
      return end;
    });
    for (const end of new Set([...ends, strippedEnd(line).length])) {
      if (end > opening) yield slip(number, opening, never, put(end));
    }
  }
}

function* jsonMissingColons(broken) {
  const { column } = broken;
  const line = jsonLineOf(broken);
  const text = '"(?:[^"\\\\]|\\\\.)*"';
  const blanks = `[${BLANK_SIGNS}]*`;
  const key = new RegExp(`(?:[{,]|^)${blanks}${text}${blanks}$`, "u").test(line.slice(0, column));
  const sign = new RegExp(`^(?:=>?|;|→)?[${BLANK_SIGNS}]*(?=[^${BLANK_SIGNS}])`, "u").exec(line.slice(column));
  if (key && sign !== null && !":,}]".includes(line[column])) {
    const put = `${strippedEnd(line.slice(0, column))}: ${line.slice(column + sign[0].length)}`;
    yield slip(broken.line, column, M("il manque « : » entre la clé et sa valeur"), put, false);
  }
}

function* jsonBareWords(broken) {
  const { column, line: number } = broken;
  const line = jsonLineOf(broken);
  for (const found of foundAfter(line, JSON_WITH_COMMA, (sign) => !/[\p{L}\p{N}_.]/u.test(sign))) {
    const end = found.index + found[0].length;
    if (found.index <= column && column < end) {
      const message = M("« {found} » : un nombre à virgule se met entre guillemets", { found: found[0] });
      const put = `${line.slice(0, found.index)}"${found[0]}"${line.slice(end)}`;
      yield slip(number, line.indexOf(",", found.index), message, put);
      return;
    }
  }
  for (const part of line.matchAll(JSON_PARTS)) {
    if (part[0].startsWith('"')) continue;
    for (const found of foundAfter(part[0], JSON_BARE, afterJsonSign)) {
      const start = part.index + found.index;
      const end = start + strippedEnd(found[0]).length;
      if (column < start || column > end) continue;
      const word = line.slice(start, end);
      const message = jsonBareMessage(word, strippedStart(line.slice(end)).startsWith(":"));
      yield slip(number, start, message, `${line.slice(0, start)}${jsonWord(word)}${line.slice(end)}`);
      const all = (text) => replacedAfter(text, JSON_BARE, (each) => jsonWord(each[0]));
      yield slip(number, start, message, outsideStrings(line, all));
      return;
    }
  }
}

function jsonBareMessage(word, isKey) {
  const found = cut(word, 40);
  if (isKey) return M("« {found} » : en JSON, une clé se met entre guillemets", { found });
  if (JSON_MEANT.has(word)) return M("« {found} » s’écrit « {right} »", { found: word, right: JSON_MEANT.get(word) });
  if (isDigitSign(signAt(word, 0)) || "+-.".includes(word.slice(0, 1))) {
    if (JSON_GROUPED.test(word)) return M("« {found} » : JSON ne sépare pas les milliers", { found });
    return M("« {found} » n’est pas un nombre de JSON : mettez-le entre guillemets", { found });
  }
  return M("« {found} » : en JSON, un texte se met entre guillemets", { found });
}

/** A bare word as JSON writes it, with the spaces after it. */
function jsonWord(word) {
  const bare = strippedEnd(word);
  const tail = word.slice(bare.length);
  if (JSON_VALID.test(bare)) return word;
  if (JSON_GROUPED.test(bare)) return bare.replace(/_/g, "") + tail;
  return (JSON_MEANT.get(bare) ?? jsonString(bare)) + tail;
}

function* jsonInnerQuotes(broken) {
  const { column } = broken;
  const line = jsonLineOf(broken);
  const opening = new RegExp(`[:\\[,][${BLANK_SIGNS}]*"(?=[^:]*$)`, "u").exec(line.slice(0, column));
  const closing = new RegExp(`"(?=[${BLANK_SIGNS}]*(?:[,}\\]]|$))`, "gu");
  closing.lastIndex = column;
  const closed = closing.exec(line);
  if (opening === null || closed === null) return;
  const start = opening.index + opening[0].length;
  const inner = line.slice(start, Math.max(start, closed.index));
  // A text and a key side by side: a comma is missing between them.
  if (new RegExp(`"[${BLANK_SIGNS}]*:`).test(inner)) return;
  const escaped = inner.replace(/"/g, (sign, at) => (inner[at - 1] === "\\" ? sign : `\\${sign}`));
  const put = line.slice(0, start) + escaped + line.slice(closed.index);
  yield slip(broken.line, column - 1, M("un guillemet dans un texte s’écrit « \\\" »"), put, false);
}

function* jsonBrackets(broken) {
  const { text, at } = broken;
  const waiting = [];
  for (const found of text.slice(0, Math.min(at, 1 << 20)).matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gu)) {
    if ("[{".includes(found[0])) waiting.push([found[0], found.index]);
    else if ("]}".includes(found[0])) waiting.pop();
  }
  const closing = { "[": "]", "{": "}" };
  const ended = stripped(text.slice(at)) === "";
  const before = jsonEndBefore(broken);
  if (waiting.length && (ended || "]}".includes(text[at]))) {
    const [sign, opened] = waiting[waiting.length - 1];
    const values = { sign, closing: closing[sign], line: linesBefore(text, opened) + 1 };
    const message = M("il manque « {closing} », qui ferme le « {sign} » ouvert ligne {line}", values);
    if (!ended) {
      const line = broken.lines[broken.line];
      const { column } = broken;
      yield slip(broken.line, column, message, `${line.slice(0, column)}${closing[sign]}${line.slice(column)}`);
      yield slip(broken.line, column, message, `${line.slice(0, column)}${closing[sign]}${line.slice(column + 1)}`);
      return;
    }
    const number = linesBefore(text, before);
    const column = before - lineStart(text, before);
    const closers = waiting.map(([each]) => closing[each]).reverse().join("");
    const whole = !",:".includes(text[before - 1]);
    yield slip(number, column, message, whole ? broken.lines[number].slice(0, column) + closers : null);
  } else if (!ended && !waiting.length && before > 0 && "]}".includes(text[before - 1])) {
    const line = broken.lines[broken.line];
    const { column } = broken;
    const fewer = "]},".includes(text[at]) ? line.slice(0, column) + line.slice(column + 1) : null;
    yield slip(broken.line, column, M("rien n’est attendu après la fin du JSON"), fewer);
  }
}

function* jsonMissingCommas(broken) {
  const { text, at, column } = broken;
  const before = jsonEndBefore(broken);
  if (before <= 0 || at >= text.length) return;
  const sign = signAt(text, at);
  if (sign === ";") {
    const line = broken.lines[broken.line];
    const put = `${line.slice(0, column)},${line.slice(column + 1)}`;
    yield slip(broken.line, column, M("une virgule sépare deux valeurs, pas un point-virgule"), put);
    return;
  }
  const last = signBefore(text, before);
  if (('"}]'.includes(last) || isWordSign(last)) && ('"{[-'.includes(sign) || isWordSign(sign))) {
    const number = linesBefore(text, before);
    const end = before - lineStart(text, before);
    const line = broken.lines[number];
    const message = M("il manque une virgule entre deux valeurs");
    yield slip(number, end, message, `${line.slice(0, end)},${line.slice(end)}`, '"{['.includes(sign));
  }
}

function* jsonControls(broken) {
  const { text, column } = broken;
  const line = jsonLineOf(broken);
  if (text[broken.at] === "\t") {
    const put = `${line.slice(0, column)} ${line.slice(column + 1)}`;
    yield slip(broken.line, column, M("tabulation dans un texte : mettez un espace"), put);
  } else if (text[broken.at] === "\n" || text[broken.at] === "\r") {
    yield slip(broken.line, column, M("un texte de JSON tient sur une ligne : fermez le guillemet"));
  }
  const slash = line.slice(0, column + 1).lastIndexOf("\\");
  if (slash >= Math.max(0, column - 1)) {
    const put = line.replace(/\\(?!["\\/bfnrt]|u[0-9A-Fa-f]{4})/g, "\\\\");
    yield slip(broken.line, slash, M("« \\ » annonce un signe : écrivez « \\\\ »"), put);
  }
}

function* jsonStrays(broken) {
  const { column } = broken;
  const line = jsonLineOf(broken);
  const sign = signAt(line, column);
  const next = signAt(line, column + sign.length);
  const previous = column > line.length ? "" : signBefore(line, column);
  if (!sign || isWordSign(sign) || isBlankSign(sign) || (isDigitSign(previous) && isDigitSign(next))) return;
  const message = M("« {sign} » est de trop, ou la valeur qui le contient veut des guillemets", { sign });
  yield slip(broken.line, column, message, line.slice(0, column) + line.slice(column + sign.length), false);
}

const JSON_KINDS = [
  jsonYamlText,
  jsonOddSpaces,
  jsonComments,
  jsonSingleQuotes,
  jsonCurlyQuotes,
  jsonIdleCommas,
  jsonMissingQuotes,
  jsonMissingColons,
  jsonBareWords,
  jsonInnerQuotes,
  jsonBrackets,
  jsonMissingCommas,
  jsonControls,
  jsonStrays,
];

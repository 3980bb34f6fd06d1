// Twin of loading/slips/yaml_kinds.py.

const YAML_NAME = "[a-z_][a-z0-9_]*";
const YB = `[${BLANK_SIGNS}]`;
const YN = `[^${BLANK_SIGNS}]`;
const YAML_ENTRY = new RegExp(
  `^((${YB}*(?:-${YB}+)*)("[^"]*"|'[^']*'|(?!-${YB})[^${BLANK_SIGNS}:#\\[\\]{},"'][^:#]*?)${YB}*:)`
    + `(${YB}*)([^\\n]*?)(${YB}+#(?:${YB}[^\\n]*)?)?${YB}*$`,
  "u",
);
const YAML_GLUED_ENTRY = new RegExp(
  `^(${YB}*(?:-${YB}+)*${YAML_NAME}:)([^${BLANK_SIGNS}/][^\\n]*?)(${YB}+#(?:${YB}[^\\n]*)?)?${YB}*$`, "u",
);
const YAML_NO_COLON = new RegExp(
  `^(${YB}*(?:-${YB}+)*${YAML_NAME})(?:${YB}*[=;]${YB}*|[ ]+)([^${BLANK_SIGNS}:=#][^:]*)$`, "u",
);
const YAML_MARGIN = new RegExp(`^${YB}*(?:-${YB}+)*`);
const YAML_ODD_DASH = new RegExp(`^(${YB}*)(?:([–—−‐‑‒•·*])${YB}*|-(?=[\\p{L}\\p{Nl}\\p{No}]))(?=${YN})`, "u");
// The quotes of a word processor: what opens, and what closes it.
const CURLY_QUOTES = new Map(
  ["\u201c\u201d", "\u201d\u201d", "\u201e\u201d", "\xab\xbb", "\u2018\u2019", "\u2039\u203a"].map((pair) => [...pair]),
);
const YAML_LINE_ENDS = "\x85\u2028\u2029";
const YAML_RESERVED = "[]{}@%*&!`|>,?-";
const LINES_ABOVE = 40;
const isStraight = (sign) => sign === '"' || sign === "'";

const reservedSign = (sign) =>
  M("une valeur ne peut pas commencer par « {sign} », qui est un signe de YAML : mettez-la entre guillemets", { sign });
const neverClosed = () => M("guillemet ouvert et jamais fermé : fermez-le au bout de la valeur");
const closedTooSoon = () =>
  M("le guillemet se ferme avant la fin de la valeur : mettez le tout entre d’autres guillemets");
const noSpaceAfterColon = () => M("il manque un espace après « : »");
const colonInValue = () => M("« : » dans une valeur : mettez la valeur entre guillemets");

/** A text without the quotes, straight or curly, that stand around the whole of it. */
function bareText(value) {
  const sign = value.slice(0, 1);
  const closing = isStraight(sign) ? sign : CURLY_QUOTES.get(sign);
  if (closing === undefined || value.length < 2 || ![closing, '"'].includes(value.slice(-1))) return value;
  const inner = value.slice(1, -1);
  const first = inner.indexOf(sign);
  // “a” and “b”: the first quote after the opening one closes it.
  if (first > 0 && !isBlankSign(inner[first - 1]) && stripped(signAt(inner, first + 1)) === "") return value;
  return stripped(inner);
}

/** A line as an entry: its parts, and where its key ends and its value starts; null where it is none. */
function entryOf(line, from = 0) {
  const found = YAML_ENTRY.exec(line.slice(from));
  if (found === null) return null;
  const [, head, before, key, gap, value, comment = ""] = found;
  return {
    head, gap, value, comment, keyEnd: from + before.length + key.length, start: from + head.length + gap.length,
  };
}

function gluedEntry(line) {
  const found = YAML_GLUED_ENTRY.exec(line);
  return found === null ? null : { head: found[1], value: found[2], comment: found[3] ?? "" };
}

/** The line of an entry, with another value. */
const withValue = ({ head, comment }, value) => `${head} ${value}${comment}`;

/** The lines that kinds look at, numbered from 0: from where the reader stopped, upwards. */
function linesNear(broken) {
  const found = [];
  const last = linesBefore(broken.text, broken.end);
  const first = Math.max(-1, Math.min(broken.line, last - LINES_ABOVE) - 1);
  for (let number = last; number > first; number -= 1) {
    if (lengthOf(broken.lines[number]) <= MAX_SLIP_LINE) found.push([number, broken.lines[number]]);
    if (last - number > LINES_ABOVE && number > broken.line) break;
  }
  return found;
}

function* yamlOddSpaces(broken) {
  for (const [number, line] of linesNear(broken)) yield* oddSpace(number, line);
}

function* oddSpace(number, line) {
  const odd = `(?:(?![ \\t])${YB}|${HIDDEN.source})`;
  const before = new RegExp(`^(?:${YB}|${odd})*(?:-(?:${YB}|${odd})+)*`, "u").exec(line)[0].length;
  const entry = entryOf(line, before);
  const around = entry === null ? [0, 0] : [entry.keyEnd, entry.start];
  const found = [...line.matchAll(new RegExp(odd, "gu"))].filter(
    ({ 0: sign, index }) =>
      index + sign.length <= before || (around[0] <= index && index < around[1]) || YAML_LINE_ENDS.includes(sign),
  );
  if (!found.length) return;
  const { 0: sign, index: column } = found[0];
  const code = `U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  let message = M("caractère invisible ({code}) : effacez-le", { code });
  if (YAML_LINE_ENDS.includes(sign)) {
    message = M("fin de ligne invisible ({code}) : mettez un espace ordinaire", { code });
  } else if (isBlankSign(sign)) {
    message = M("espace insécable ({code}) : YAML ne connaît que l’espace ordinaire", { code });
  }
  const places = new Set(found.map(({ index }) => index));
  for (const margin of [" ", ""]) {
    let [put, at] = ["", 0];
    for (const each of line) {
      const spaced = isBlankSign(each) ? (at < before ? margin : " ") : "";
      put += places.has(at) ? spaced : each;
      at += each.length;
    }
    yield slip(number, column, message, around[1] ? put.replace(/ +:(?= |$)/, ":") : put);
  }
}

function expandedTabs(text, size) {
  let found = "";
  for (const sign of text) found += sign === "\t" ? " ".repeat(size - (found.length % size)) : sign;
  return found;
}

function* yamlTabs(broken) {
  for (const [number, line] of linesNear(broken)) {
    const margin = YAML_MARGIN.exec(line)[0];
    if (!margin.includes("\t")) continue;
    const levels = stripped(margin) ? [] : levelsAbove(broken, number, 0).map((level) => " ".repeat(level));
    for (const put of [...[2, 4, 8].map((size) => expandedTabs(margin, size)), ...levels]) {
      const message = M("tabulation : YAML s’indente avec des espaces");
      yield slip(number, margin.indexOf("\t"), message, put + line.slice(margin.length));
    }
  }
}

function* yamlDashes(broken) {
  for (const [number, line] of linesNear(broken)) yield* oddDash(number, line);
}

function* oddDash(number, line) {
  const found = YAML_ODD_DASH.exec(line);
  if (found === null) return;
  const [whole, indent, sign] = found;
  const message = sign === undefined
    ? M("il manque un espace après le tiret")
    : M("« {sign} » ne commence pas un élément : écrivez un tiret « - »", { sign });
  yield slip(number, indent.length, message, `${indent}- ${line.slice(whole.length)}`, false);
}

/** Whether a value that starts with a quote is closed before its end. */
function isClosed(value) {
  if (value[0] === "'") return value.slice(1).replace(/''/g, "").includes("'");
  return value.slice(1).replace(/\\[^\n]/gu, "").includes('"');
}

function* yamlOpenQuotes(broken) {
  for (const [number, line] of linesNear(broken).reverse()) {
    const entry = entryOf(line);
    if (entry === null || !isStraight(entry.value[0]) || isClosed(entry.value)) continue;
    const { value, start } = entry;
    const sure = number === broken.line && start === broken.column;
    const shorter = value.length > 1 && "”»’“".includes(value.slice(-1)) ? value.slice(0, -1) : value;
    for (const end of [shorter, value]) {
      yield slip(number, start, neverClosed(), withValue(entry, `${end}${value[0]}`), sure);
    }
    yield slip(number, start, neverClosed(), withValue(entry, yamlQuoted(value.slice(1))), sure);
  }
}

function* yamlInnerQuotes(broken) {
  for (const [number, line] of linesNear(broken)) {
    const entry = entryOf(line);
    if (entry === null || number !== broken.line || !isStraight(entry.value[0]) || !isClosed(entry.value)) continue;
    yield slip(number, broken.column, closedTooSoon(), withValue(entry, yamlQuoted(bareText(entry.value))), false);
  }
}

function* yamlBackslashes(broken) {
  const line = broken.lines[broken.line];
  const column = line.slice(0, broken.column + 1).lastIndexOf("\\");
  if (lengthOf(line) >= MAX_SLIP_LINE || column < Math.max(0, broken.column - 2)) return;
  const entry = entryOf(line);
  const put = entry === null || entry.value[0] !== '"' ? null : withValue(entry, yamlQuoted(bareText(entry.value)));
  const message = M("entre guillemets doubles, « \\ » annonce un signe : prenez des guillemets simples");
  yield slip(broken.line, column, message, put, entry !== null && line.slice(0, column).includes('"'));
}

function* yamlGlued(broken) {
  for (const [number, line] of linesNear(broken)) {
    const entry = gluedEntry(line);
    if (entry === null) continue;
    for (const value of [entry.value, yamlQuoted(bareText(entry.value))]) {
      yield slip(number, entry.head.length - 1, noSpaceAfterColon(), withValue(entry, value), false);
    }
  }
}

function* yamlReserved(broken) {
  for (const [number, line] of linesNear(broken)) {
    const entry = entryOf(line);
    if (entry === null || !entry.gap || !entry.value || !YAML_RESERVED.includes(entry.value[0])) continue;
    const { value, start } = entry;
    const opens = "[{".includes(value[0]);
    // Braces and brackets that are closed, or hold entries, may be meant.
    if (opens && ("]}".includes(value.slice(-1)) || value.includes(":") || value.includes(","))) continue;
    const atFault = number === broken.line && start <= broken.column && broken.column <= start + 2;
    yield slip(number, start, reservedSign(value[0]), withValue(entry, yamlQuoted(value)), atFault && !opens);
  }
}

function* yamlColons(broken) {
  const line = broken.lines[broken.line];
  const entry = lengthOf(line) < MAX_SLIP_LINE ? entryOf(line) : null;
  if (entry === null || broken.column < entry.start || !entry.value) return;
  const { value, start } = entry;
  const put = withValue(entry, yamlQuoted(bareText(value)));
  if (CURLY_QUOTES.has(value[0])) {
    const message = M("pour YAML, seuls les guillemets droits sont des guillemets : remplacez ceux de cette valeur");
    yield slip(broken.line, start, message, put);
  } else if (broken.text[broken.at] === ":" && !"[{".includes(value[0])) {
    yield slip(broken.line, broken.column, colonInValue(), put);
  }
}

const YAML_PAIR = new RegExp(
  `(${YB}*(?:"[^"]*"|[^${BLANK_SIGNS}:"]+)${YB}*:${YB}+)([^,{}\\[\\]]*?)(${YB}*)(?=[,}\\]]|$)`, "uy",
);
const YAML_SEGMENT = new RegExp(`[\\[{,]${YB}*(?=[^\\[{,]*$)`, "u");

function* yamlInBraces(broken) {
  const { column: stop, line: number } = broken;
  const line = broken.lines[number];
  const segment = lengthOf(line) < MAX_SLIP_LINE ? YAML_SEGMENT.exec(line.slice(0, stop)) : null;
  if (segment === null || stop >= line.length) return;
  const start = segment.index + segment[0].length;
  if (line[stop] === ":") {
    const before = line.slice(0, stop);
    const name = new RegExp(`${YB}(${YAML_NAME})$`).exec(before);
    if (name !== null) {
      const end = name.index + 1;
      const at = strippedEnd(before.slice(0, end)).length;
      if (at > start) {
        const put = `${line.slice(0, at)}, ${line.slice(end)}`;
        yield slip(number, at, M("il manque une virgule entre deux valeurs"), put);
      }
    }
  }
  YAML_PAIR.lastIndex = start;
  const pair = YAML_PAIR.exec(line);
  if (pair === null || !pair[2]) return;
  const from = start + pair[1].length;
  const put = `${line.slice(0, from)}${yamlQuoted(bareText(pair[2]))}${line.slice(from + pair[2].length)}`;
  if (line[stop] === ":") {
    yield slip(number, stop, colonInValue(), put);
  } else if (YAML_RESERVED.includes(line[stop]) && pair[2][0] === line[stop]) {
    yield slip(number, stop, reservedSign(line[stop]), put);
  } else if (isStraight(pair[2][0]) && isClosed(pair[2])) {
    yield slip(number, stop, closedTooSoon(), put);
  }
}

/** Each value between braces that holds brackets, after « : » and before what ends it. */
function bracketedValues(line) {
  const text = "[^\"',{}\\[\\]]*";
  const kind = new RegExp(`(?!${YB})${text}(?:\\[${text}\\]${text})+(?=[,}])`, "uy");
  const found = [];
  for (let at = 2; at < line.length; at += 1) {
    if (line.slice(at - 2, at) !== ": ") continue;
    kind.lastIndex = at;
    const each = kind.exec(line);
    // A bracket right after another « : » opens a list.
    if (each === null || line[at] === "[" || /: $/.test(each[0].slice(0, each[0].indexOf("[")))) continue;
    found.push(each);
    at = each.index + each[0].length - 1;
  }
  return found;
}

function* yamlBracketsInBraces(broken) {
  const line = broken.lines[broken.line];
  // Each value is sought to the end of the line: a longer one would take minutes.
  const found = lengthOf(line) <= MAX_SLIP_LINE ? bracketedValues(line) : [];
  if (!found.length || found[0].index >= broken.column) return;
  const message = M("« [ » dans une valeur entre accolades : mettez la valeur entre guillemets");
  let [put, end] = ["", 0];
  for (const { 0: value, index } of found) {
    put += line.slice(end, index) + yamlQuoted(strippedEnd(value));
    end = index + value.length;
  }
  yield slip(broken.line, line.indexOf("[", found[0].index), message, put + line.slice(end));
}

function* yamlQuotesInBraces(broken) {
  const text = "[^\",{}\\[\\]]+(?:,[0-9]+[^\",{}\\[\\]]*)?";
  const kind = new RegExp(`"${text}(?=,${YB}+${YAML_NAME}${YB}*:|\\})`, "uy");
  for (const [number, line] of linesNear(broken)) {
    if ((line.split('"').length - 1) % 2 === 0) continue;
    for (let at = 2; at < line.length; at += 1) {
      if (line[at - 1] !== " " || !":,[{".includes(line[at - 2])) continue;
      kind.lastIndex = at;
      const found = kind.exec(line);
      if (found === null) continue;
      const end = at + found[0].length;
      yield slip(number, at, neverClosed(), `${line.slice(0, end)}"${line.slice(end)}`, false);
      at = end - 1;
    }
  }
}

function* yamlOpenBraces(broken) {
  const { text, end: stop } = broken;
  const closes = text[stop] === "]" || text[stop] === "}";
  if (closes && !broken.braced) {
    const line = broken.lines[broken.line];
    const put = line.slice(0, broken.column) + line.slice(broken.column + 1);
    yield slip(broken.line, broken.column, M("« {sign} » ferme ce que rien n’ouvre", { sign: text[stop] }), put);
    return;
  }
  const first = text.length - strippedStart(text).length;
  const since = broken.braced ? broken.since : stripped(text.slice(stop)) === "" ? first : null;
  if (since === null || (text[since] !== "[" && text[since] !== "{")) return;
  const [head, column] = [linesBefore(text, since), since - lineStart(text, since)];
  const closing = text[since] === "[" ? "]" : "}";
  const values = { sign: text[since], closing };
  const message = M("« {sign} » est ouvert et n’est pas fermé : il manque « {closing} »", values);
  if (closes) {
    const [number, here] = [linesBefore(text, stop), stop - lineStart(text, stop)];
    const line = broken.lines[number];
    yield slip(number, here, message, `${line.slice(0, here)}${closing}${line.slice(here)}`);
    return;
  }
  for (const [number, line] of linesNear(broken).reverse()) {
    if (number < head || stripped(line) === "") continue;
    if (number === head) yield* cutValue(number, line, column);
    const inside = [broken.lines[head].slice(column), ...broken.lines.slice(head + 1, number + 1)].join("\n");
    const closers = bracesClosing(inside);
    if (!closers) continue;
    const put = line.replace(new RegExp(`(?:,?${YB}*)((?:${YB}#[^\\n]*)?)$`, "u"), (_, comment) => closers + comment);
    yield slip(number, number === head ? column : strippedEnd(line).length, message, put);
  }
}

/** A comment that starts inside braces, stuck to its text: it was meant as the end of a value. */
function* cutValue(number, line, column) {
  const hidden = new RegExp(`${YB}#${YN}`, "u").exec(line);
  if (hidden === null || hidden.index < column) return;
  const before = new RegExp(`^[^\\n]*:${YB}+(?=${YN})`, "u").exec(line.slice(0, hidden.index));
  if (before === null) return;
  const start = before[0].length;
  const end = start + line.slice(start).split(/[,}\]]/)[0].length;
  const put = `${line.slice(0, start)}${yamlQuoted(strippedEnd(line.slice(start, end)))}${line.slice(end)}`;
  yield slip(number, hidden.index + 1, M("« # » commence ici un commentaire : mettez la valeur entre guillemets"), put);
}

/** What closes the braces and the brackets that a text opens. */
function bracesClosing(text) {
  const waiting = [];
  const shown = cut(text, 4000);
  const kind = new RegExp(`"(?:[^"\\\\]|\\\\[^\\n])*"|'[^']*'|${YB}#[^\\n]*|[\\[\\]{}]`, "uy");
  const opened = new RegExp(`[${BLANK_SIGNS}\\[{,:]`);
  for (let at = 0; at < shown.length; at += 1) {
    kind.lastIndex = at;
    const found = kind.exec(shown);
    if (found === null || (found[0][0] === "'" && !opened.test(shown[at - 1]))) continue;
    if ("[{".includes(found[0])) waiting.push(found[0] === "[" ? "]" : "}");
    else if ("]}".includes(found[0])) waiting.pop();
    at += found[0].length - 1;
  }
  return waiting.reverse().join("");
}

const LITTLE_WORD = /^(?:de|du|des|et|ou|la|le|les|en|sur|aux?|par|pour|avec|dans|sans|sous|une?|qui|que)$/;

function* yamlNoColon(broken) {
  for (const [number, line] of linesNear(broken)) {
    if (line.includes(":") || stripped(line) === "" || /^[#-]/.test(strippedStart(line))) continue;
    const margin = line.length - strippedStart(line).length;
    const message = M(
      "cette ligne n’a pas de « : » : une clé en veut un, la suite d’une valeur se décale vers la droite",
    );
    const found = YAML_NO_COLON.exec(line);
    if (found !== null && !LITTLE_WORD.test(found[1].split(new RegExp(YB)).pop())) {
      yield slip(number, margin, message, `${found[1]}: ${found[2]}`, false);
    }
    yield slip(number, margin, message, `  ${line}`, false);
  }
}

/** The columns where something above a line begins, the nearest first. */
function levelsAbove(broken, number, now) {
  const found = new Set([0]);
  for (const line of broken.lines.slice(Math.max(0, number - LINES_ABOVE), number)) {
    const bare = strippedStart(line);
    if (bare === "" || bare[0] === "#") continue;
    const margin = YAML_MARGIN.exec(line)[0].length;
    found.add(line.length - bare.length).add(margin);
    if (strippedEnd(line).endsWith(":")) found.add(margin + 2);
  }
  return [...found].sort((one, other) => Math.abs(one - now) - Math.abs(other - now) || one - other);
}

function* yamlMargins(broken) {
  const last = (linesNear(broken).find(([, line]) => stripped(line) !== "") ?? [0])[0];
  let above = last - 1;
  while (above >= 0 && stripped(broken.lines[above]) === "") above -= 1;
  for (const number of new Set([last, above < 0 ? last : above])) {
    const line = broken.lines[number];
    const now = line.length - line.replace(/^ +/, "").length;
    const levels = levelsAbove(broken, number, now);
    const message = M("cette ligne n’est alignée avec aucune autre : vérifiez les espaces qui la précèdent");
    for (const level of levels.slice(0, 6)) {
      if (level === now) continue;
      yield slip(number, now, message, " ".repeat(level) + line.slice(now), number === last && !levels.includes(now));
    }
  }
}

function* yamlStrays(broken) {
  const { text, end } = broken;
  const places = [[linesBefore(text, end), end - lineStart(text, end)]];
  if (broken.line !== places[0][0] || broken.column !== places[0][1]) places.push([broken.line, broken.column]);
  for (const [number, stop] of places) {
    const line = broken.lines[number];
    if (lengthOf(line) > MAX_SLIP_LINE) continue;
    // Without its colon, or its percent sign, a line only becomes the rest of another, or a document of its own.
    const signs = `"'[]{},@\`&*!|\\“”«»–${/^[ :-]*$/.test(line.slice(0, stop)) ? ":" : ""}`;
    let tried = 0;
    for (let column = Math.min(stop, line.length - 1); column >= 0 && tried < 12; column -= 1) {
      if (!signs.includes(line[column])) continue;
      tried += 1;
      const values = { sign: line[column] };
      const message = M("« {sign} » est de trop, ou la valeur qui le contient veut des guillemets", values);
      yield slip(number, column, message, line.slice(0, column) + line.slice(column + 1), false);
    }
  }
}

const YAML_KINDS = [
  yamlOddSpaces, yamlTabs, yamlDashes, yamlOpenQuotes, yamlBackslashes, yamlInnerQuotes, yamlGlued, yamlReserved,
  yamlQuotesInBraces, yamlBracketsInBraces, yamlInBraces, yamlColons, yamlOpenBraces, yamlMargins, yamlNoColon,
  yamlStrays,
];

// ---- what YAML reads, and not as it was meant

const GLUED_NAME = new RegExp(`${YAML_NAME}:[^${BLANK_SIGNS}/]`, "y");

function isGluedName(text, at) {
  GLUED_NAME.lastIndex = at;
  return GLUED_NAME.test(text);
}

/** What may be wrong with a plain key that was not meant as one; nothing if it was. */
function keySlips(text, start, end) {
  const key = text.slice(start, end);
  const after = text.slice(end, end + 80).replace(/^[ \t]+/, "").slice(0, 1);
  const isName = (sign) => isWordSign(sign) || sign === "_";
  if (after === ":" && !key.includes(":") && isName(signAt(key, 0)) && isName(signBefore(key, key.length))) return [];
  const number = linesBefore(text, start);
  const column = start - lineStart(text, start);
  const line = lineAt(text, start);
  if (lengthOf(line) > MAX_SLIP_LINE) return [];
  if (after !== ":") return noKeySlips(number, column, line, key);
  const glued = isGluedName(key, 0) ? gluedEntry(line) : null;
  if (glued !== null) {
    const put = withValue(glued, yamlQuoted(bareText(glued.value)));
    return [slip(number, glued.head.length - 1, noSpaceAfterColon(), put)];
  }
  const odd = [...oddSpace(number, line)];
  if (odd.length) return odd;
  const dash = YAML_ODD_DASH.exec(line);
  if (dash !== null && dash[1].length === column) return [...oddDash(number, line)];
  if (CURLY_QUOTES.get(key.slice(0, 1)) !== undefined && CURLY_QUOTES.get(key.slice(0, 1)) === key.slice(-1)) {
    const message = M("pour YAML, seuls les guillemets droits sont des guillemets : remplacez ceux de cette clé");
    const put = `${line.slice(0, column)}${bareText(key)}${line.slice(column + key.length)}`;
    return [slip(number, column, message, put)];
  }
  return [];
}

/** The line of an offset in a text. */
function lineAt(text, at) {
  const end = text.indexOf("\n", at);
  return text.slice(lineStart(text, at), end < 0 ? text.length : end).replace(/\r$/, "");
}

/** A key between braces that no colon follows: the rest of a value, cut by its comma, or a colon without space. */
function noKeySlips(number, column, line, key) {
  if (isGluedName(key, 0)) {
    const colon = column + key.indexOf(":");
    return [slip(number, colon, noSpaceAfterColon(), `${line.slice(0, colon + 1)} ${line.slice(colon + 1)}`)];
  }
  const entry = new RegExp(`([^${BLANK_SIGNS}{,:]+${YB}*:${YB}+)([^{}\\[\\],"']+),${YB}*$`, "u");
  const outside = entry.exec(line.slice(0, column));
  if (outside === null || new RegExp(`^${YAML_NAME}$`).test(key)) return [];
  let stop = column + /^[^,:{}[\]"']*(?:,[0-9]+)*/.exec(line.slice(column))[0].length;
  const from = outside.index + outside[1].length;
  const value = strippedEnd(line.slice(from, stop));
  // A quote that closes what none opens.
  if (line[stop] === '"') stop += 1;
  const put = `${line.slice(0, from)}${yamlQuoted(value)}${line.slice(stop)}`;
  const found = cut(value, 60);
  const isNumber = isDigitSign(signAt(key, 0)) && line[column - 1] === "," && isDigitSign(line[column - 2]);
  const message = isNumber
    ? M("« {found} » : entre accolades, une virgule sépare deux valeurs ; mettez ce nombre entre guillemets", { found })
    : M("« {found} » : entre accolades, une virgule sépare deux valeurs ; mettez ce texte entre guillemets", { found });
  return [slip(number, line.slice(0, column).lastIndexOf(","), message, put)];
}

/** What may be wrong with a plain value that stands where an entry was meant; nothing if it was meant. */
function valueSlips(text, start) {
  if (start - lineStart(text, start) > 2 * MAX_SLIP_LINE || !isGluedName(text, start)) return [];
  const line = lineAt(text, start);
  const entry = lengthOf(line) <= MAX_SLIP_LINE ? gluedEntry(line) : null;
  if (entry === null || !/^[ -]*$/.test(line.slice(0, start - lineStart(text, start)))) return [];
  return [slip(linesBefore(text, start), entry.head.length - 1, noSpaceAfterColon(), withValue(entry, entry.value))];
}

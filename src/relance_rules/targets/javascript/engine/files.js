// Twin of loading/files.py and loading/problems.py.

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_EXCERPT = 10000;

/** One fault of an input, as Python's Problem: line and column from 1, the line itself, the line to write instead. */
function fault(message, name = null, line = null, column = null, more = {}) {
  return { message, name, line, column, excerpt: null, proposal: null, path: null, code: "invalid", ...more };
}

/** The given line of a text, counted from 1, within bounds; null where there is none. */
function excerptOf(text, line) {
  const lines = text.split("\n");
  return line >= 1 && line <= lines.length ? cut(lines[line - 1].replace(/\r+$/, ""), MAX_EXCERPT) : null;
}

/** The line and the column, from 1 and in characters, of an offset in a text. */
function placeOf(text, at) {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const before = at === 0 ? "" : text.slice(start, at);
  return [linesBefore(text, at) + 1, lengthOf(before) + 1];
}

function linesBefore(text, at) {
  let count = 0;
  for (let next = text.indexOf("\n"); next >= 0 && next < at; next = text.indexOf("\n", next + 1)) count += 1;
  return count;
}

// ---- bytes

const WESTERN = new Map(
  [..."\u20ac\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ"].map((sign, place) => [0x80 + place, sign === "\0" ? null : sign]),
);

const OTHER_FILES = [
  [/^%PDF-/, () => M("un PDF")],
  [/^PK\x03\x04[^]*xl\//, () => M("un classeur Excel (.xlsx)")],
  [/^PK\x03\x04[^]*word\//, () => M("un document Word (.docx)")],
  [/^PK\x03\x04[^]{0,100}opendocument/, () => M("un document LibreOffice")],
  [/^(?:PK\x03\x04|\x1f\x8b|7z\xbc\xaf)/, () => M("une archive")],
  [/^\xd0\xcf\x11\xe0/, () => M("un ancien document Office")],
  [/^\{\\rtf/, () => M("un document RTF")],
  [/^(?:\x89PNG|\xff\xd8\xff|GIF8)/, () => M("une image")],
  [/^(?:\xef\xbb\xbf)?[ \t\n\r\f\v]*<(?:!doctype html|html|head|body)(?![0-9a-z_])/i, () => M("une page web")],
  [/^(?:\xef\xbb\xbf)?[ \t\n\r\f\v]*<\?xml(?![0-9A-Za-z_])/, () => M("du XML")],
];

/** Bytes as a text of one character each. */
function latin(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return parts.join("");
}

/** The length of the whole UTF-8 character at a place: 0 where what stands there is none. */
function utf8Length(bytes, at) {
  const first = bytes[at];
  if (first < 0x80) return 1;
  const size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (!size || at + size > bytes.length) return 0;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (bytes[at + 1] < least || bytes[at + 1] > most) return 0;
  for (let next = at + 2; next < at + size; next += 1) if ((bytes[next] & 0xc0) !== 0x80) return 0;
  return size;
}

/** UTF-8 as a text, up to the first byte that is none: `{text, end}`, where `end` is the place of that byte. */
function utf8(bytes) {
  const parts = [];
  let codes = [];
  let at = 0;
  for (let size = 1; at < bytes.length && size; at += size) {
    size = utf8Length(bytes, at);
    if (!size) break;
    let code = size === 1 ? bytes[at] : bytes[at] & (0x7f >> size);
    for (let next = at + 1; next < at + size; next += 1) code = (code << 6) | (bytes[next] & 0x3f);
    codes.push(code);
    if (codes.length === 8192) {
      parts.push(String.fromCodePoint(...codes));
      codes = [];
    }
  }
  parts.push(String.fromCodePoint(...codes));
  return { text: parts.join(""), end: at };
}

/** UTF-16 or UTF-32 as a text, null where it is damaged: the bytes of a unit, and whether its low byte is first. */
function wideText(bytes, wide, low) {
  if (bytes.length % wide) return null;
  const parts = [];
  for (let at = 0; at < bytes.length; at += wide) {
    let code = 0;
    for (let place = 0; place < wide; place += 1) code = code * 256 + bytes[low ? at + wide - 1 - place : at + place];
    if (code > 0x10ffff || (wide === 4 && code >= 0xd800 && code <= 0xdfff)) return null;
    parts.push(wide === 4 ? String.fromCodePoint(code) : String.fromCharCode(code));
  }
  const text = parts.join("");
  return /[\ud800-\udfff]/u.test(text) ? null : text;
}

function westernText(bytes) {
  const parts = [];
  for (const byte of bytes) {
    const sign = WESTERN.has(byte) ? WESTERN.get(byte) : String.fromCharCode(byte);
    if (sign === null) return null;
    parts.push(sign);
  }
  return parts.join("");
}

const startsWithBytes = (bytes, ...mark) => mark.every((byte, place) => bytes[place] === byte);

/** The text, or null where it is damaged, and the name of an encoding that is not UTF-8; null where it is UTF-8. */
function otherEncoding(bytes) {
  if (startsWithBytes(bytes, 0xff, 0xfe, 0, 0)) return [wideText(bytes.subarray(4), 4, true), "UTF-32"];
  if (startsWithBytes(bytes, 0, 0, 0xfe, 0xff)) return [wideText(bytes.subarray(4), 4, false), "UTF-32"];
  if (startsWithBytes(bytes, 0xff, 0xfe)) return [wideText(bytes.subarray(2), 2, true), "UTF-16"];
  if (startsWithBytes(bytes, 0xfe, 0xff)) return [wideText(bytes.subarray(2), 2, false), "UTF-16"];
  const zeros = [0, 0];
  const sample = Math.min(bytes.length, 4096);
  for (let at = 0; at < sample; at += 1) if (bytes[at] === 0) zeros[at % 2] += 1;
  const [low, high] = zeros;
  if (bytes.length % 2 === 0 && !(low && high) && sample > 0 && 8 * Math.max(low, high) >= 3 * sample) {
    return [wideText(bytes, 2, high > 0), "UTF-16"];
  }
  if (utf8(bytes).end === bytes.length) return null;
  // Damaged UTF-8 holds more letters that are whole than bytes that are none.
  let letters = 0;
  let broken = 0;
  for (let at = 0; at < bytes.length; ) {
    const size = utf8Length(bytes, at);
    if (size !== 1) letters += 1;
    if (!size) broken += 1;
    at += size || 1;
  }
  if (2 * broken < letters) return null;
  const text = westernText(bytes);
  if (text === null || OTHER_FILES.some(([signature]) => signature.test(latin(bytes)))) return null;
  return [text, "Windows-1252"];
}

/**
 * The text of the bytes of a dossier, in whatever encoding a program saved it: `{text, notes}` or `{problems}`.
 *
 * UTF-8, UTF-16 and UTF-32 are told by their mark, plain UTF-16 by its zeros; anything else that is no UTF-8 is
 * Windows-1252. The notes say which, where it is not UTF-8.
 */
function decodeBytes(bytes, name = null) {
  const found = bytes.length > MAX_BYTES ? null : otherEncoding(bytes);
  if (found === null) return decodeUtf8(bytes, name, MAX_BYTES, []);
  const [text, encoding] = found;
  if (text === null) {
    const message = M("fichier en {encoding} abîmé : enregistrez-le en UTF-8", { encoding });
    return { problems: [fault(message, name, 1, 1, { code: "unreadable" })] };
  }
  const note = M("{file} : lu en {encoding}, car ce n’est pas de l’UTF-8", { file: name || "-", encoding });
  return decodeUtf8(utf8Bytes(text), name, 3 * MAX_BYTES, [note]);
}

function utf8Bytes(text) {
  const bytes = [];
  for (const sign of text) {
    const code = sign.codePointAt(0);
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

function decodeUtf8(bytes, name, limit, notes) {
  const refused = (message, line = 1, column = 1) => ({
    problems: [fault(message, name, line, column, { code: "unreadable" })],
  });
  if (bytes.length > limit) {
    const values = { limit: Math.floor(limit / (1024 * 1024)) };
    return refused(M("fichier trop grand : {limit} Mo au plus", values), null, null);
  }
  const head = latin(bytes);
  const kind = OTHER_FILES.find(([signature]) => signature.test(head));
  if (kind !== undefined) {
    const message = M("ce fichier est {kind}, pas un texte : enregistrez-en le contenu en UTF-8", { kind: kind[1]() });
    return refused(message);
  }
  const inside = startsWithBytes(bytes, 0xef, 0xbb, 0xbf) ? bytes.subarray(3) : bytes;
  const { text, end } = utf8(inside);
  if (end < inside.length) {
    const byte = `0x${inside[end].toString(16).toUpperCase().padStart(2, "0")}`;
    const message = M("ce n’est pas de l’UTF-8 (octet {byte}) : enregistrez le fichier en UTF-8", { byte });
    return refused(message, ...placeOf(text, text.length));
  }
  return textHeld(text, name, notes);
}

/** A text as its reader takes it: `{text, notes}`, or `{problems}` where it holds controls, which no text does. */
function textHeld(text, name = null, notes = []) {
  const at = text.search(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/);
  if (at >= 0) {
    const code = `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0")}`;
    const message = M("caractère de contrôle {code} : ce fichier n’est pas un texte", { code });
    return { problems: [fault(message, name, ...placeOf(text, at), { code: "unreadable" })] };
  }
  return { text: text.replace(/^\ufeff+/, "").replace(/\r(?!\n)/g, "\n"), notes };
}

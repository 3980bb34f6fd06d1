// Twin of values/amounts.py, values/numbers.py, values/dates.py, values/countries.py, plan/fact_types/ and
// plan/answers.py.

const MAX_AMOUNT = 1000000000000n;
const MAX_TEXT = 80;
const TEN = 10n;

// ---- amounts

/** An amount, as a whole number of hundredths. */
class Money {
  constructor(cents) {
    this.cents = BigInt(cents);
    Object.freeze(this);
  }

  toString() {
    const digits = String(this.cents < 0n ? -this.cents : this.cents).padStart(3, "0");
    return `${this.cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  }
}

function greatestDivisor(one, other) {
  let [first, second] = [one < 0n ? -one : one, other];
  while (second !== 0n) [first, second] = [second, first % second];
  return first;
}

/** An exact ratio, in its lowest terms; what it is of, `d`, is more than nought. */
class Fraction {
  constructor(n, d = 1n) {
    const common = greatestDivisor(n, d);
    this.n = n / common;
    this.d = d / common;
    Object.freeze(this);
  }
}

/** The ratio that a text of digits, perhaps with a point or a comma, writes, over a power of ten. */
function decimalOf(text, below = 0) {
  const [whole, decimals = ""] = text.split(/[.,]/);
  return new Fraction(BigInt(whole + decimals), TEN ** BigInt(decimals.length + below));
}

// No leading zero: in some notations it makes a number octal.
const GROUPED = /^(?:[1-9][0-9]{0,2}(?: [0-9]{3})+|[1-9][0-9]*|0)$/;
const THOUSANDS = /^[1-9][0-9]{0,2}$/;
const SCALES = new Map([["M", 8], ["k", 5], ["K", 5]]);

const escapedSign = (sign) => `\\u{${sign.codePointAt(0).toString(16)}}`;
const anyOf = (signs) => `[${Array.from(signs, escapedSign).join("")}]`;

/** A tidy amount: its number, its currency with its scale, and more words. */
const WRITTEN = (() => {
  if (DATA.currency === null) return null;
  const ranges = Array.from(ranged(DATA.letters.words), (ends) => ends.map((code) => `\\u{${code.toString(16)}}`));
  const word = `[${ranges.map((ends) => ends.join("-")).join("")}]`;
  const inWord = new RegExp(`^${word}$`, "u");
  const names = DATA.currency.names.map((letters) => {
    const last = codePoints(letters[letters.length - 1])[0];
    // No letter may stand right after a name that ends with one.
    return letters.map(anyOf).join("") + (inWord.test(last) ? `(?!${word})` : "");
  });
  return new RegExp(`^([0-9](?:[0-9., ]*[0-9])?) ?(([MkK])?(?:${names.join("|")}))?(?: ?([^0-9]+))?$`, "u");
})();
const TAXES = new Map(DATA.currency === null ? [] : DATA.currency.taxes);

/** Words that say taxes as they are compared: without dots between their letters. */
const bareWords = (words) => normal(words).replace(/[ .()]+/g, "");

/** Drops the spaces that group thousands, refusing those that group nothing. */
function wholeDigits(text, found) {
  if (!GROUPED.test(text)) {
    throw new ParseError(
      "« {found} » n’est pas un montant : pas de zéro en tête, et des chiffres groupés par trois, " +
        "comme « 1 200 000,00 »",
      { found },
    );
  }
  return text.replace(/ /g, "");
}

/** Splits a number into its whole and decimal digits, refusing what can be read in two ways. */
function decimalMark(number, unit, found) {
  const marks = number.replace(/[^.,]/g, "");
  if (marks === "") return [wholeDigits(number, found), ""];
  if (marks.length > 1) {
    throw new ParseError(
      "« {found} » porte plusieurs points ou virgules : écrivez le montant comme « 1 200 000,00 »",
      { found },
    );
  }
  const [whole, decimals] = number.split(marks);
  if (!/^[0-9]+$/.test(decimals)) {
    throw new ParseError("« {found} » n’est pas un montant : des chiffres sont attendus après la virgule", { found });
  }
  // Only three digits after one to three that do not start with nought can also be thousands.
  if (decimals.length === 3 && THOUSANDS.test(whole)) {
    throw new ParseError(
      "« {found} » est ambigu : « {thousands} {unit} » ou « {whole},{decimals} {unit} » ? " +
        "Écrivez les milliers avec une espace et les centimes avec deux chiffres",
      { found, thousands: `${whole} ${decimals}`, whole, decimals, unit },
    );
  }
  return [wholeDigits(whole, found), decimals];
}

/** An amount as people write it: `1 200 000,00`, `1200000`, in thousands or in millions, with its sign or without. */
function parseMoney(text, currency) {
  const found = tidy(text);
  const sign = currency.sign;
  if (found === "" || lengthOf(found) > MAX_TEXT) {
    throw new ParseError("un montant est attendu, par exemple « 1 200 000,00 {sign} »", { sign });
  }
  if (found[0] === "-" || found[0] === "+") {
    throw new ParseError("« {found} » : un montant s’écrit sans signe et n’est jamais négatif", { found });
  }
  const match = WRITTEN.exec(found);
  const words = match === null ? undefined : match[4];
  const holds = words === undefined ? true : TAXES.get(bareWords(words));
  if (match === null || holds === undefined) {
    throw new ParseError(
      "« {found} » n’est pas un montant : écrivez-le comme « 1 200 000,00 {sign} », « 48 k{sign} » ou " +
        "« 1,2 M{sign} »",
      { found, sign },
    );
  }
  if (!holds) {
    throw new ParseError(
      "« {found} » est un montant « {tax} » : un montant « {expected} » est attendu",
      { found, tax: words, expected: currency.tax === null ? "" : currency.tax },
    );
  }
  const exponent = match[3] === undefined ? 2 : SCALES.get(match[3]);
  const [whole, decimals] = decimalMark(match[1], match[2] === undefined ? sign : match[2], found);
  const significant = decimals.replace(/0+$/, "");
  if (significant.length > exponent) throw new ParseError("« {found} » est plus fin que le centime", { found });
  const cents = BigInt(whole + significant) * TEN ** BigInt(exponent - significant.length);
  if (cents > MAX_AMOUNT * 100n) throw new ParseError("« {found} » dépasse mille milliards", { found });
  return new Money(cents);
}

// ---- rates, numbers, yes and no

const RATE = /^([0-9]{1,4}(?:[.,][0-9]{1,6})?) ?%$/;

/** A rate written in percent, such as `75 %` or `33,5 %`; `most` is the greatest one that is read, or null. */
function parseRate(text, most) {
  const match = RATE.exec(tidy(text));
  if (match === null) {
    throw new ParseError("« {found} » n’est pas un taux : écrivez-le comme « 75 % »", { found: cut(text, MAX_TEXT) });
  }
  const rate = decimalOf(match[1], 2);
  if (most !== null && compared(rate, most) > 0) {
    throw new ParseError("« {found} » dépasse {most}", { found: text, most });
  }
  return rate;
}

const BOOLEANS = new Map([
  ["oui", true],
  ["non", false],
  ["vrai", true],
  ["faux", false],
  ["true", true],
  ["false", false],
  ["yes", true],
  ["no", false],
]);

function parseBoolean(text) {
  const answer = BOOLEANS.has(text) ? BOOLEANS.get(text) : BOOLEANS.get(normal(text));
  if (answer === undefined) {
    throw new ParseError("« {found} » : répondez « oui » ou « non »", { found: cut(text, MAX_TEXT) });
  }
  return answer;
}

function parseInteger(text) {
  const found = tidy(text);
  if (lengthOf(found) > MAX_TEXT || !GROUPED.test(found)) {
    throw new ParseError("« {found} » n’est pas un nombre entier", { found: cut(found, MAX_TEXT) });
  }
  const number = BigInt(found.replace(/ /g, ""));
  if (number > MAX_AMOUNT) throw new ParseError("« {found} » est trop grand", { found });
  return number;
}

const DECIMAL = /^([^.,]+)(?:[.,]([0-9]{1,6}))?$/;

function parseDecimal(text) {
  const found = tidy(text);
  const match = DECIMAL.exec(found);
  if (match === null || lengthOf(found) > MAX_TEXT) {
    throw new ParseError("« {found} » n’est pas un nombre, de six décimales au plus", { found: cut(found, MAX_TEXT) });
  }
  return decimalOf(`${parseInteger(match[1])}.${match[2] === undefined ? "" : match[2]}`);
}

/** A finite decimal without exponent, for the parsers above: its sign, its digits and the place of its point. */
function exactDecimal(decimal) {
  const match = /^(-?)0*([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/.exec(decimal.text);
  const [, minus, whole, decimals = "", power = "0"] = match;
  let exponent = Number(power) - decimals.length;
  const digits = (whole + decimals).replace(/^0+(?=.)/, "") || "0";
  const adjusted = digits.length - 1 + exponent;
  if (Math.abs(adjusted) > 30) {
    throw new ParseError("« {found} » n’est pas un nombre utilisable", {
      found: minus + cut(scientific(digits, exponent, adjusted), MAX_TEXT - minus.length),
    });
  }
  if (exponent >= 0) return minus + (digits === "0" ? "0" : digits) + (digits === "0" ? "" : "0".repeat(exponent));
  const padded = digits.padStart(1 - exponent, "0");
  return `${minus}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/** A decimal that is too large or too small as Python writes it. */
function scientific(digits, exponent, adjusted) {
  if (exponent <= 0 && adjusted >= -6) {
    return exponent === 0 ? digits : `${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${mantissa}E${adjusted < 0 ? "" : "+"}${adjusted}`;
}

// ---- days

/** A month of a year, counted from 1. */
class Month {
  constructor(year, month) {
    this.year = year;
    this.month = month;
    Object.freeze(this);
  }
}

/** A day of the calendar; its ordinal is 1 on 1 January of year 1. */
class Day {
  constructor(ordinal, year, month, day) {
    this.ordinal = ordinal;
    this.year = year;
    this.month = month;
    this.day = day;
    Object.freeze(this);
  }

  toString() {
    const two = (number) => String(number).padStart(2, "0");
    return `${String(this.year).padStart(4, "0")}-${two(this.month)}-${two(this.day)}`;
  }
}

const leap = (year) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (year, month) => (month === 2 ? (leap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);

function daysBefore(year, month) {
  const last = year - 1;
  let days = last * 365 + Math.floor(last / 4) - Math.floor(last / 100) + Math.floor(last / 400);
  for (let each = 1; each < month; each += 1) days += daysIn(year, each);
  return days;
}

/** The day of a year, a month and a day, or null where the calendar has none. */
function dateOf(year, month, day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return new Day(daysBefore(year, month) + day, year, month, day);
}

/** The day of an ordinal. */
function dayOf(ordinal) {
  const number = Number(ordinal);
  let year = Math.floor((number - 1) / 366) + 1;
  while (daysBefore(year + 1, 1) < number) year += 1;
  let month = 1;
  while (month < 12 && daysBefore(year, month + 1) < number) month += 1;
  return new Day(number, year, month, number - daysBefore(year, month));
}

const ISO_DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const FRENCH_DATE = /^([0-9]{1,2})\/([0-9]{1,2})\/([0-9]{4})$/;
const DAY_IN_WORDS = /^([0-9]{1,2})(?:er|st|nd|rd|th)? ([a-z]{3,})\.? ([0-9]{4})$/;

/** A day written `2021-02-12`, `12/02/2021` (day first), `12 février 2021` or `12 Feb. 2021`. */
function parseDate(text) {
  const found = tidy(text);
  if (lengthOf(found) > MAX_TEXT) throw noDate(cut(found, MAX_TEXT));
  let day = null;
  let match = ISO_DATE.exec(found);
  if (match !== null) {
    day = dateOf(Number(match[1]), Number(match[2]), Number(match[3]));
  } else if ((match = FRENCH_DATE.exec(found)) !== null) {
    day = dateOf(Number(match[3]), Number(match[2]), Number(match[1]));
  } else if ((match = DAY_IN_WORDS.exec(normal(found))) !== null) {
    day = dateOf(Number(match[3]), monthOf(match[2], found), Number(match[1]));
  } else {
    throw noDate(found);
  }
  if (day === null) throw new ParseError("« {found} » n’existe pas dans le calendrier", { found });
  return day;
}

/** The month that a word names, or begins to name. */
function monthOf(word, found) {
  const months = new Map(DATA.months.filter(([name]) => name.startsWith(word)));
  const numbers = new Set(months.has(word) ? [months.get(word)] : months.values());
  if (numbers.size > 1) {
    const names = either(Array.from(months.keys()));
    throw new ParseError("« {found} » : ce mois peut être {names}", { found, names });
  }
  if (numbers.size === 0) throw noDate(found);
  return Array.from(numbers)[0];
}

function noDate(found) {
  return new ParseError(
    "« {found} » n’est pas une date : écrivez-la « 2021-02-12 », « 12/02/2021 » ou « 12 février 2021 »",
    { found },
  );
}

// ---- countries

const COUNTRIES = new Set(DATA.countries.codes.match(/../g));
const COUNTRY_NAMES = new Map(DATA.countries.names);
const COUNTRY_SLIPS = new Map(Object.entries(DATA.countries.slips));

/** The code of the country that a text spells, by its code or by its name, or null. */
function countryOf(text) {
  if (COUNTRIES.has(text)) return text;
  const spelled = normal(text);
  const code = spelled.toUpperCase();
  if (COUNTRIES.has(code)) return code;
  return COUNTRY_NAMES.has(spelled) ? COUNTRY_NAMES.get(spelled) : null;
}

/** The code of the country that a text that is none may mean, or null. */
function nearCountry(text) {
  const spelled = normal(text);
  if (COUNTRY_SLIPS.has(spelled)) return COUNTRY_SLIPS.get(spelled);
  if (lengthOf(spelled) < 3) return null;
  const begun = new Set();
  for (const [name, code] of COUNTRY_NAMES) if (name.startsWith(spelled)) begun.add(code);
  if (begun.size > 0) return begun.size === 1 ? Array.from(begun)[0] : null;
  // Names of countries are much alike: a word that is only near would be another country.
  return nearest(text, [], COUNTRY_NAMES, 0.8);
}

// ---- numbers of establishments

const DIGITS_ALIKE = new Map(Object.entries(DATA.letters.digits));
const POST_OFFICE = /^356000000(?!00048$)/;

/** Whether the key of a number is right, as that of a bank card is. */
function keyed(digits) {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  }
  return sum % 10 === 0;
}

function readSiret(value) {
  const text = stripped(scalar(value));
  const noSiret = new ParseError("« {found} » n’est pas un SIRET : 14 chiffres sont attendus", {
    found: cut(text, MAX_TEXT),
  });
  // A part of it is not what was written.
  if (lengthOf(text) > MAX_TEXT) throw noSiret;
  const bare = tidy(text).replace(SIRET_SIGNS, "");
  if (bare === "0".repeat(14)) {
    throw new ParseError("« {found} » n’est le SIRET de personne : si vous ne l’avez pas, laissez vide", {
      found: text,
    });
  }
  const digits = Array.from(bare, (sign) => (DIGITS_ALIKE.has(sign) ? DIGITS_ALIKE.get(sign) : sign)).join("");
  if (!/^[0-9]{14}$/.test(digits)) throw noSiret;
  const right = POST_OFFICE.test(digits)
    ? Array.from(digits, Number).reduce((sum, digit) => sum + digit) % 5 === 0
    : keyed(digits);
  if (!right || !keyed(digits.slice(0, 9))) {
    throw new ParseError("« {found} » n’est pas un SIRET : sa clé de contrôle est fausse", { found: text });
  }
  return digits;
}

const SIRET_SIGNS = new RegExp(`[${BLANK_SIGNS}.-]`, "g");

// ---- answers

/** The text of a single value, exact; a float is refused because its decimals are not those that were written. */
function scalar(value) {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") {
    if (Number.isSafeInteger(value)) return String(value);
    throw new ParseError("un flottant n’est pas exact : passez un texte, un entier ou un Decimal");
  }
  if (typeof value === "bigint") {
    if (value >= TEN ** 30n || value <= -(TEN ** 30n)) throw new ParseError("ce nombre est trop grand");
    return String(value);
  }
  if (value instanceof Decimal) return exactDecimal(value);
  throw new ParseError("une seule valeur est attendue ici, pas une liste ni un groupe");
}

/** A whole number from 0 to the greatest one, or null. */
function wholeOf(value) {
  const whole = typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
  return whole && value >= 0 && value <= MAX_AMOUNT ? BigInt(value) : null;
}

function readMoney(value, fact, currency) {
  if (currency === null) throw new ParseError("ce jeu de règles n’a pas de monnaie");
  const whole = wholeOf(value);
  if (whole !== null) return new Money(whole * 100n);
  if (typeof value === "boolean") {
    throw new ParseError("un montant est attendu, par exemple « 1 200 000,00 {sign} »", { sign: currency.sign });
  }
  const text = scalar(value);
  // The point of a Decimal never parts thousands: a fourth decimal says so.
  return parseMoney(value instanceof Decimal && text[text.length - 4] === "." ? `${text}0` : text, currency);
}

function readInteger(value) {
  const whole = wholeOf(value);
  if (whole !== null) return whole;
  if (typeof value === "boolean") throw new ParseError("un nombre entier est attendu");
  return parseInteger(scalar(value));
}

function readDecimal(value) {
  if (typeof value === "boolean") throw new ParseError("un nombre est attendu");
  return parseDecimal(scalar(value));
}

const ONE = new Fraction(1n);

function readPercentage(value, fact) {
  const most = fact.maximum === null ? ONE : parseRate(fact.maximum, null);
  return parseRate(scalar(value), most);
}

function readEnumeration(value, fact) {
  const text = stripped(scalar(value));
  const name = fact.valueNamed(text);
  if (name === null) {
    throw new ParseError("« {found} » n’est pas une valeur connue ; {near}", {
      found: cut(text, 80),
      near: suggestion(text, fact.values.keys(), fact.spellings),
    });
  }
  return name;
}

function readCountry(value) {
  const text = scalar(value);
  const code = countryOf(text);
  if (code !== null) return code;
  const found = cut(tidy(text), MAX_TEXT);
  const near = nearCountry(found);
  if (near !== null) {
    throw new ParseError(
      "« {found} » n’est ni le code (ISO 3166-1) ni le nom d’un pays ; vouliez-vous dire « {near} » ?",
      { found, near },
    );
  }
  throw new ParseError(
    "« {found} » n’est ni le code (ISO 3166-1) ni le nom d’un pays : écrivez-le comme « FR » ou « France »",
    { found },
  );
}

const LONGEST_ANSWER = 5000;

function readText(value) {
  const text = stripped(scalar(value));
  if (text.length > LONGEST_ANSWER && lengthOf(text) > LONGEST_ANSWER) {
    throw new ParseError("ce texte dépasse {limit} caractères", { limit: LONGEST_ANSWER });
  }
  // JSON can escape half of a character, which no output can encode.
  if (/[\ud800-\udfff]/u.test(text)) throw new ParseError("ce texte porte une moitié de caractère : réécrivez-le");
  return text;
}

/** By type of facts: what rules may do with its values, how many decimals they have, and how one is read. */
const FACT_TYPES = new Map([
  ["boolean", { sort: "truth", scale: 0, read: (value) => parseBoolean(scalar(value)) }],
  ["country", { sort: "choice", scale: 0, read: readCountry }],
  ["date", { sort: "day", scale: 0, read: (value) => parseDate(scalar(value)) }],
  ["decimal", { sort: "number", scale: 6, read: readDecimal }],
  ["enumeration", { sort: "choice", scale: 0, read: readEnumeration }],
  ["flags", { sort: "group", scale: 0, read: scalar }],
  ["integer", { sort: "number", scale: 0, read: readInteger }],
  ["list", { sort: "group", scale: 0, read: scalar }],
  ["money", { sort: "money", scale: 2, read: readMoney }],
  ["percentage", { sort: "rate", scale: 8, read: readPercentage }],
  ["siret", { sort: "text", scale: 0, read: readSiret }],
  ["text", { sort: "text", scale: 0, read: readText }],
]);

const MAX_DEPTH = 40;
// Spaces, and what takes the place of a letter and shows none.
const BLANK = new RegExp(
  `^[${BLANK_SIGNS}\\xad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\u2800\\u3164\\ufeff]*$`,
);

/** Whether a value says nothing; what is nested deeper than `levels` is taken to say something. */
function isAbsent(value, levels = MAX_DEPTH) {
  if (typeof value === "string") return BLANK.test(value);
  if (value === null || value === undefined || Number.isNaN(value)) return true;
  const inside = Array.isArray(value) ? value : value instanceof Map ? Array.from(value.values()) : null;
  return inside !== null && levels > 0 && inside.every((inner) => isAbsent(inner, levels - 1));
}

/** A yes or a no. */
const readBoolean = (value) => parseBoolean(scalar(value));

/** One value as its fact types it. */
function readValue(value, fact, currency) {
  const { read } = FACT_TYPES.get(fact.type);
  const found = read(value, fact, currency);
  const bound = (text) => (fact.type === "percentage" ? parseRate(text, null) : read(text, fact, currency));
  if (fact.minimum !== null && compared(found, bound(fact.minimum)) < 0) {
    throw new ParseError("« {found} » est en dessous du minimum, {least}", { found, least: fact.minimum });
  }
  if (fact.maximum !== null && compared(found, bound(fact.maximum)) > 0) {
    throw new ParseError("« {found} » est au-dessus du maximum, {most}", { found, most: fact.maximum });
  }
  return found;
}

/** Less than 0, 0, or more: how two amounts, ratios, days or numbers of one kind stand. */
function compared(one, other) {
  if (one instanceof Fraction) return compared(one.n * other.d, other.n * one.d);
  const number = (value) => (value instanceof Money ? value.cents : value instanceof Day ? value.ordinal : value);
  return Number(number(one) > number(other)) - Number(number(one) < number(other));
}

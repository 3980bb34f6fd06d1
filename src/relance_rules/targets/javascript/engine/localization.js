// Twin of localization/language.py and localization/formats.py.

const SENTENCES = new Map(Object.entries(DATA.sentences));
const GROUP = { fr: "\u202f", en: "," };
const POINT = { fr: ",", en: "." };

/** A number counted in units of `10 ** -places`, with `least` decimals or more. */
function numberWords(units, places, least, language) {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
  const whole = grouped(digits.slice(0, digits.length - places), GROUP[language]);
  const decimals = digits.slice(digits.length - places).replace(/0+$/, "").padEnd(least, "0");
  return `${units < 0n ? "-" : ""}${whole}${decimals === "" ? "" : POINT[language] + decimals}`;
}

/** A text on one line: one from outside must not be able to write lines of its own. */
const oneLine = (text) => visible(text).replace(/\n/g, " ");

/** How one language shows what the program says. */
class Language {
  constructor(language, currency = null) {
    this.language = language;
    this.currency = currency;
    Object.freeze(this);
  }

  /** A sentence of the code in this language. */
  gettext(sentence) {
    return this.language === "en" && SENTENCES.has(sentence) ? SENTENCES.get(sentence) : sentence;
  }

  /** Anything that a message may hold: texts, amounts, rates, dates, lists, messages. */
  say(content) {
    if (typeof content === "string") return oneLine(content);
    if (content instanceof Message) {
      const text = content.text;
      const sentence = typeof text === "string" ? this.gettext(text) : textAmong(text, this.language);
      return placesFilled(content, sentence, (value) => this.say(value));
    }
    if (isText(content)) return textAmong(content, this.language);
    if (typeof content === "boolean") return this.gettext(content ? "oui" : "non");
    if (content instanceof Money) return this.money(content);
    if (content instanceof Fraction) return this.rate(content);
    if (content instanceof Day) return this.day(content);
    if (content instanceof Month) return this.month(content);
    if (Array.isArray(content)) return content.map((part) => this.say(part)).join(", ");
    return oneLine(content === null ? "None" : String(content));
  }

  /** An amount, with its cents and its thousands grouped: `1 200 000,00 €`. */
  money(amount) {
    if (this.currency === null) return numberWords(amount.cents, 2, 2, this.language);
    const places = DATA.formats.decimals;
    const number = numberWords(unitsOf(amount.cents, 2, places), places, places, this.language);
    const sign = DATA.formats.signs[this.language];
    if (this.language === "fr") return `${number}\u00a0${sign}`;
    return number.startsWith("-") ? `-${sign}${number.slice(1)}` : `${sign}${number}`;
  }

  /**
   * A ratio as a percentage, with the decimals it has. Where they do not end it is cut, and not rounded, to two of
   * them, or to the first that is not nought.
   */
  rate(rate) {
    let places = 16;
    if (TEN ** BigInt(places) % rate.d !== 0n) {
      places = 4;
      while (rate.n > 0n && rate.n * TEN ** BigInt(places) < rate.d) places += 1;
    }
    const units = floorOf(rate.n * TEN ** BigInt(places), rate.d);
    return numberWords(units, places - 2, 0, this.language) + (this.language === "fr" ? "\u00a0%" : "%");
  }

  /** A day with its month in words: `12 février 2021`. */
  day(day) {
    const first = day.day === 1 && this.language === "fr";
    return `${first ? "1er" : day.day} ${this.month(day)}`;
  }

  /** A month in words: `février 2021`. */
  month(month) {
    return `${DATA.formats.months[this.language][month.month - 1]} ${month.year}`;
  }
}

const floorOf = (n, d) => n / d - (n % d < 0n ? 1n : 0n);

/** Units of `10 ** -from` in units of `10 ** -to`, the half of one to the even one. */
function unitsOf(units, from, to) {
  if (to >= from) return units * TEN ** BigInt(to - from);
  const unit = TEN ** BigInt(from - to);
  const size = units < 0n ? -units : units;
  const rest = size % unit;
  const found = size / unit + (2n * rest > unit || (2n * rest === unit && (size / unit) % 2n === 1n) ? 1n : 0n);
  return units < 0n ? -found : found;
}

/** The localization of a language, with amounts in the currency of the rule set. */
const localization = (language, currency = null) => new Language(language, currency);

// Twin of localization/language.py and localization/formats.py.

const SENTENCES = new Map(Object.entries(DATA.sentences));
const GROUP = { fr: "\u202f", en: "," };
const POINT = { fr: ",", en: "." };

const minus = (number) => (number < 0n ? "-" : "");
const unsigned = (number) => (number < 0n ? -number : number);

/** A number of units of `10 ** -places`, with `least` decimals or more. */
function numberWords(units, places, least, language) {
  const digits = String(units).padStart(places + 1, "0");
  const whole = grouped(digits.slice(0, digits.length - places), GROUP[language]);
  const decimals = digits.slice(digits.length - places).replace(/0+$/, "").padEnd(least, "0");
  return decimals === "" ? whole : whole + POINT[language] + decimals;
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
    return oneLine(String(content));
  }

  /** An amount, with its cents and its thousands grouped: `1 200 000,00` and its sign. */
  money(amount) {
    const size = unsigned(amount.cents);
    const sign = minus(amount.cents);
    if (this.currency === null) return sign + numberWords(size, 2, 2, this.language);
    const places = DATA.formats.decimals;
    const number = numberWords(unitsOf(size, 2, places), places, places, this.language);
    const unit = DATA.formats.signs[this.language];
    return sign + (this.language === "fr" ? `${number}\u00a0${unit}` : `${unit}${number}`);
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
    const units = floorDiv(rate.n * TEN ** BigInt(places), rate.d);
    return minus(units) + numberWords(unsigned(units), places - 2, 0, this.language) + (this.language === "fr" ? "\u00a0%" : "%");
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

/** Units of `10 ** -from` in units of `10 ** -to`, the half of one to the even one. */
function unitsOf(units, from, to) {
  if (to >= from) return units * TEN ** BigInt(to - from);
  const unit = TEN ** BigInt(from - to);
  const found = units / unit;
  const rest = units % unit;
  return found + (2n * rest > unit || (2n * rest === unit && found % 2n === 1n) ? 1n : 0n);
}

/** The localization of a language, with amounts in the currency of the rule set. */
const localization = (language, currency = null) => new Language(language, currency);

// What the page itself says, in the reader's language: rules and reports speak for themselves.

const WORDS = DATA.sentences;

let LANG = "fr";

/** A sentence of the page, with its places filled. */
function t(sentence, values = {}) {
  const said = LANG === "en" && Object.prototype.hasOwnProperty.call(WORDS, sentence) ? WORDS[sentence] : sentence;
  return said.replace(/\{([a-z_]+)\}/g, (place, name) =>
    Object.prototype.hasOwnProperty.call(values, name) ? String(values[name]) : place);
}

/** A text without accents, capitals and signs, to compare what people type or paste. */
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();

// What the page itself says, in the reader's language: rules and reports speak for themselves.

const WORDS = DATA.sentences;

let LANG = "fr";

/** A sentence of the page, with its places filled. */
function t(sentence, values = {}) {
  const said = LANG === "en" && Object.prototype.hasOwnProperty.call(WORDS, sentence) ? WORDS[sentence] : sentence;
  return said.replace(/\{([a-z_]+)\}/g, (place, name) =>
    Object.prototype.hasOwnProperty.call(values, name) ? visible(String(values[name])) : place);
}

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb]/g;

/** A text with what would not be seen of it, or would turn the rest around, in sight. */
const visible = (text) => text.replace(UNSEEN, "\ufffd");

/** A text without accents, capitals and signs, to compare what people type or paste. */
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();

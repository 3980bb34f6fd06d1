// Answers requests, one a line: a function that stands inside the script, or of what it sets, over many arguments.
"use strict";

const { readFileSync } = require("node:fs");
const { runInThisContext } = require("node:vm");

const BEGIN = "(shown) => ((globalThis) => {\n", END = "})();\n";
const INSIDE = "globalThis.inside = (text) => { const { relance } = globalThis; return eval(text); };\n";

/** A script run with a global object of its own: what answers a function of its scope over some lists of arguments. */
function opened(script, filename) {
  const shown = {};
  runInThisContext(`${BEGIN}${script.slice(0, -END.length)}${INSIDE}${END}})(shown)`, { filename })(shown);
  const inside = shown.inside;

  const TAGS = new Map([
    ["big", (text) => BigInt(text)],
    ["map", (pairs) => new Map(pairs.map((pair) => pair.map(decoded)))],
    ["set", (values) => new Set(values.map(decoded))],
    ["inside", (text) => inside(text)],
  ]);

  function decoded(data) {
    if (Array.isArray(data)) return data.map(decoded);
    if (data === null || typeof data !== "object") return data;
    const [key, ...others] = Object.keys(data);
    if (others.length === 0 && key !== undefined && key.startsWith("$")) return TAGS.get(key.slice(1))(data[key]);
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, decoded(value)]));
  }

  function answer(call, args) {
    try {
      return { value: encoded(call(...decoded(args))) };
    } catch (error) {
      if (error.message_ !== undefined) return { fault: encoded(error.message_) };
      return { thrown: String(error.stack || error) };
    }
  }

  return (call, each) => {
    let found;
    try {
      found = inside(call);
    } catch (error) {
      found = () => { throw error; };
    }
    return each.map((args) => answer(found, args));
  };
}

function encoded(value) {
  if (typeof value === "bigint") return { $big: String(value) };
  if (value === undefined) return { $undefined: true };
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(encoded);
  if (value instanceof Map) return { $map: [...value].map((pair) => pair.map(encoded)) };
  if (value instanceof Set) return { $set: [...value].map(encoded) };
  const kind = value.constructor === undefined ? "Object" : value.constructor.name;
  const fields = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, encoded(inner)]));
  return kind === "Object" ? fields : { [`$${kind}`]: fields };
}

module.exports = { BEGIN, opened };

if (require.main === module) {
  const answers = opened(readFileSync(process.argv[2], "utf8"), process.argv[2]);
  for (const line of readFileSync(0, "utf8").split("\n")) {
    if (line === "") continue;
    const { call, each } = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(answers(call, each))}\n`);
  }
}

// Twin of plan/codecs.py, plan/facts.py, plan/nodes.py and plan/ruleset.py.

// The records of a plan: `name:Type` for what is not kept as it is, `*` a list, `&` a list of pairs, `?` null unless it
// is given, `=` what it is unless it is given. A record that extends another begins with its name and `+`.
const RECORDS = new Map(Object.entries({
  Citation: "by place document?",
  Fact: "path absent:Node? notice?",
  In: "choice:Node values",
  Compare: "left:Node right:Node strict=false",
  Settled: "of:Node",
  All: "parts:Node*",
  Any: "parts:Node*",
  Not: "of:Node",
  Choose: "when:Node then:Node otherwise:Node",
  Apply: "function parts:Node* to:Const? way? by=0 unit?",
  Fold: "how list of:Node absent:Node? notice?",
  Named: "id kind of:Node label? source:Citation? readings=[] dimension? shows:Node?",
  Value: "label includes=[] complete=false ask? also=[]",
  FactDef:
    "type label question unit? values:Value&? core=false example? hint? help? subject? minimum? maximum? also:Same&=[]",
  Currency: "code also=[] decimals=2 tax? other_tax=[]",
  Document: "title cited_by sha256? url?",
  Reading: "text themes=[]",
  Role: "path reading?",
  Lines: "list amount label?",
  Roles:
    'theme="theme" reference? filed_on? total:Role? requested:Role? way_in? lines:Lines? staff:Role? project_name? ' +
    "project_phase? project_reference? applicants? applicant_name? applicant_identifier? commitments? documents? " +
    "decided_amount?",
  Scope: "key earlier?",
  Cited: "source:Citation? readings=[]",
  Item: 'Cited+ id="" label={"en":"-"}',
  Section: "id title grid items:Item*",
  Envelope: 'Cited+ amount:Money="0.00"',
  Window: 'Item+ within:Node? opens:Day="0001-01-01" closes:Day? when:Node? when_says? envelope:Money? notice?',
  Range: 'Item+ says={"en":"-"} within:Node? when:Node? when_says? failure? labelled=false',
  Rule: "id kind label require:Node when:Node? says? when_says? failure? source:Citation? readings=[]",
  Exclusion: "Item+ when:Node? says? staff=false",
  Ceiling: "Item+ limit:Node? used:Node? room:Node? scope? staff=false says?",
  Funder: "id label amount:Node",
  Funding:
    "Cited+ total:Node? exclusions:Exclusion*=[] base:Node? rate:Node? ceilings:Ceiling*=[] requested:Node? " +
    'grant:Node? share:Node? staff="counted" staff_when:Node? staff_amount:Node? steps:Node*=[] funders:Funder*=[] ' +
    "brackets:Bracket*=[] says=[]",
  Requirement: 'Item+ fact="" when:Node? when_says?',
  Requirements: "Cited+ asked:Requirement*=[] unknown?",
  Notice: 'Cited+ id="" text={"en":"-"} when:Node? makes="nothing" statuses=[]',
  Juries: "Cited+ before_day=1",
  Theme:
    "code title summary kind owner source:Citation envelope:Envelope windows:Window* ranges:Range* size:Cited " +
    "rules:Rule* unknown_rules:Notice funding:Funding commitments:Requirements documents:Requirements " +
    "notices:Notice* suppositions:Notice* juries:Juries sections:Section* readings asked",
  Plan:
    "name version title languages currency:Currency facts:FactDef& documents:Document& readings:Reading& roles:Roles " +
    "scopes:Scope& themes:Theme& subjects:Same&=[]",
}));

// The kinds of nodes by the name that tells them in the data.
const NODE_KINDS = new Map(
  ["Fact", "In", "Compare", "Settled", "All", "Any", "Not", "Choose", "Apply", "Fold"].map((kind) => [
    kind.toLowerCase(),
    kind,
  ]),
);

// What is no record: the type of a field → what reads it.
const CELLS = new Map(Object.entries({
  Same: (data) => deepFrozen(data),
  Money: (data) => new Money(BigInt(data.replace(".", ""))),
  Day: (data) => dateOf(...data.split("-").map(Number)),
  Bracket: ([end, rate]) => Object.freeze([end === null ? null : CELLS.get("Money")(end), rate]),
  Const: (data) => constRead(data),
  Node: (data, named) => nodeRead(data, named),
}));

const FIELD = /^([a-z0-9_]+)(?::([A-Za-z]+))?([*&]?)(?:(\?)|=(.*))?$/;
const RECORD_FIELDS = new Map();

/** The fields of a record by their names in the data. */
function fieldsOf(record) {
  let found = RECORD_FIELDS.get(record);
  if (found === undefined) {
    found = new Map();
    for (const word of RECORDS.get(record).split(" ")) {
      if (word.endsWith("+")) {
        for (const [name, field] of fieldsOf(word.slice(0, -1))) found.set(name, field);
        continue;
      }
      const [, name, type = "Same", many, nullable, preset] = FIELD.exec(word);
      const key = name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
      const otherwise = nullable ? null : preset === undefined ? undefined : JSON.parse(preset);
      found.set(name, { key, type, many, otherwise });
    }
    RECORD_FIELDS.set(record, found);
  }
  return found;
}

function deepFrozen(data) {
  if (data !== null && typeof data === "object") Object.values(Object.freeze(data)).forEach(deepFrozen);
  return data;
}

function cellRead(type, data, named) {
  if (data === null) return null;
  const read = CELLS.get(type);
  return read === undefined ? Object.freeze(recordRead(type, data, named)) : read(data, named);
}

function fieldRead({ type, many }, data, named) {
  if (data === null || many === "") return cellRead(type, data, named);
  if (many === "*") return Object.freeze(data.map((each) => cellRead(type, each, named)));
  return new Map(data.map(([name, each]) => [name, cellRead(type, each, named)]));
}

/** A record, not frozen yet: some are given what is worked out of their fields. */
function recordRead(record, data, named) {
  const known = fieldsOf(record), found = {};
  for (const name of Object.keys(data)) {
    if (name !== "node" && !known.has(name)) throw new Error(`${record} has no ${name}`);
  }
  for (const [name, field] of known) {
    const given = has(data, name) ? data[name] : field.otherwise;
    if (given === undefined) throw new Error(`${record} lacks ${name}`);
    found[field.key] = fieldRead(field, given, named);
  }
  const finish = FINISHED.get(record);
  return finish === undefined ? found : finish(found);
}

/** A property that is worked out the first time it is asked for. */
function worksOut(record, name, make) {
  let found;
  const get = () => (found === undefined ? (found = make()) : found);
  Object.defineProperty(record, name, { enumerable: true, get });
}

const FINISHED = new Map(Object.entries({
  FactDef(fact) {
    worksOut(fact, "leaves", () => leavesByValue(fact));
    worksOut(fact, "domain", () => domainOf(fact));
    worksOut(fact, "spellings", () => spellingsOf(fact));
    // The value of an enumeration that a text spells, or null.
    fact.valueNamed = (text) => {
      if (fact.values !== null && fact.values.has(text)) return text;
      const named = fact.spellings.get(normal(text));
      return named === undefined ? null : named;
    };
    return fact;
  },
  Currency(currency) {
    currency.sign = [currency.code, ...currency.also].reduce((a, b) => (lengthOf(b) < lengthOf(a) ? b : a));
    return currency;
  },
  Theme(theme) {
    theme.waysIn = theme.kind.length > 1 ? theme.kind : [];
    const ceilings = theme.funding === null ? [] : theme.funding.ceilings;
    theme.scopes = [...new Set(ceilings.map((each) => each.scope).filter((scope) => scope !== null))].sort();
    worksOut(theme, "supposed", () => supposedBy(theme));
    return theme;
  },
  Plan(plan) {
    plan.facts = new Vocabulary(plan.facts);
    worksOut(plan, "program", () => new Program(plan.facts));
    return plan;
  },
}));

/** The plan that some data holds. `digest` tells it from others. */
function planOf(data, digest) {
  if (data.schema !== "relance-plan/1") throw new Error("a plan of the format relance-plan/1 is expected");
  const plan = recordRead("Plan", data.plan, namedRead(data.named));
  plan.digest = digest;
  return Object.freeze(plan);
}

// ---- nodes

/** The named nodes, each after those that it is made of. */
function namedRead(data) {
  const named = [];
  for (const each of data) named.push(Object.freeze({ node: "named", ...recordRead("Named", each, named) }));
  return named;
}

function nodeRead(data, named) {
  if (data.named !== undefined) {
    if (named[data.named] === undefined) throw new Error(`no named node comes before this one at ${data.named}`);
    return named[data.named];
  }
  if (data.node === "const") return constRead(data);
  const kind = NODE_KINDS.get(data.node);
  if (kind === undefined) throw new Error(`no such node: ${data.node}`);
  return Object.freeze({ node: data.node, ...recordRead(kind, data, named) });
}

/** A constant: a number in units of 10 ** -scale, a day as its proleptic ordinal. */
function constRead({ sort, value: written = null, gap = null }) {
  let value = written, scale = 0;
  if (sort === "number" && written !== null) {
    const point = written.indexOf(".");
    scale = point < 0 ? 0 : written.length - point - 1;
    value = BigInt(written.replace(".", ""));
  } else if (sort === "day" && written !== null) {
    value = BigInt(CELLS.get("Day")(written).ordinal);
  }
  return Object.freeze({ node: "const", sort, value, scale, gap: deepFrozen(gap) });
}

/** The nodes right below one, in the order they are read. */
function partsOf(node) {
  switch (node.node) {
    case "const":
      return [];
    case "fact":
      return node.absent === null ? [] : [node.absent];
    case "in":
      return [node.choice];
    case "settled":
    case "not":
    case "named":
      return [node.of];
    case "compare":
      return [node.left, node.right];
    case "all":
    case "any":
    case "apply":
      return node.parts;
    case "choose":
      return [node.when, node.then, node.otherwise];
    case "fold":
      return node.absent === null ? [node.of] : [node.of, node.absent];
    default:
      throw new Error(`no such node: ${node.node}`);
  }
}

/** A node and all those below it, each before its parts; what is shared comes once. */
function* walk(node) {
  const seen = new Set(), waiting = [node];
  while (waiting.length > 0) {
    const here = waiting.pop();
    if (seen.has(here)) continue;
    seen.add(here);
    yield here;
    waiting.push(...[...partsOf(here)].reverse());
  }
}

// ---- themes

/** For each supposition, the path of the fact or of the list that is supposed where it is not stated. */
function supposedBy(theme) {
  const found = new Map();
  for (const root of rootsOf(theme)) {
    for (const node of walk(root)) {
      if ((node.node === "fact" || node.node === "fold") && node.notice !== null) {
        found.set(node.notice, node.node === "fact" ? node.path : node.list);
      }
    }
  }
  return found;
}

/** Every node of a theme that stands under no other. */
function rootsOf(theme) {
  const { funding } = theme;
  return [
    ...theme.windows.flatMap((window) => [window.within, window.when]),
    ...(theme.ranges || []).flatMap((size) => [size.within, size.when]),
    ...theme.rules.flatMap((rule) => [rule.require, rule.when]),
    ...(funding === null ? [] : [
      ...funding.exclusions.map((exclusion) => exclusion.when),
      funding.staffWhen,
      funding.staffAmount,
      ...funding.ceilings.map((ceiling) => ceiling.used),
      ...funding.steps,
      ...funding.funders.map((funder) => funder.amount),
    ]),
    ...[...theme.commitments.asked, ...theme.documents.asked].map((requirement) => requirement.when),
    ...[...theme.notices, ...theme.suppositions].map((notice) => notice.when),
  ].filter((node) => node !== null);
}

// ---- facts

/** The facts by path, in order; those of a list's items are named `list[].fact`. */
class Vocabulary extends Map {
  constructor(facts) {
    super(facts);
    // For each list, the facts of its items by their path within the item.
    this.lists = new Map([...facts].filter(([, fact]) => fact.type === "list").map(([path]) => [path, new Map()]));
    for (const [path, fact] of facts) {
      const [owner, inside, name] = insideOf(path);
      if (inside) this.lists.get(owner).set(name, fact);
    }
    // The facts as a dossier nests them: under null those of the dossier, under a list those of its items.
    this.trees = new Map([[null, new Map()], ...[...this.lists.keys()].map((owner) => [owner, new Map()])]);
    for (const [path, fact] of facts) {
      const [owner, inside, name] = insideOf(path);
      const steps = (inside ? name : path).split("."), last = steps.pop();
      let tree = this.trees.get(inside ? owner : null);
      for (const step of steps) {
        if (!tree.has(step)) tree.set(step, new Map());
        tree = tree.get(step);
      }
      tree.set(last, fact);
    }
    Object.freeze(this);
  }
}

/** A path parted as `list[].name` is: the list, whether it is one of its items that has the fact, and the name. */
function insideOf(path) {
  const place = path.indexOf("[].");
  return place < 0 ? [path, false, ""] : [path.slice(0, place), true, path.slice(place + 3)];
}

/** The path of a fact as the vocabulary knows it: `list[].name` of what one item states, `list[0].name`. */
function generalPath(path) {
  return path.replace(/\[[0-9]+\]/g, "[]");
}

/** For each value of an enumeration, the finest values that it may stand for. */
function leavesByValue(fact) {
  const found = new Map();
  const of = (name) => {
    if (!found.has(name)) {
      const value = fact.values.get(name), narrower = new Set();
      for (const inner of value.includes) for (const leaf of of(inner)) narrower.add(leaf);
      if (value.includes.length === 0 || !value.complete) narrower.add(name);
      found.set(name, narrower);
    }
    return found.get(name);
  };
  for (const name of fact.values.keys()) of(name);
  return found;
}

/** Every finest value of a choice. */
function domainOf(fact) {
  if (fact.type === "boolean") return new Set(["true", "false"]);
  if (fact.type === "country") return COUNTRIES;
  return new Set([...fact.leaves.values()].flatMap((leaves) => [...leaves]));
}

/**
 * The value that each spelling names, normalised: its name, its labels, and other ways to write it. What a label adds
 * between parentheses may be left out, where that does not make it another's.
 */
function spellingsOf(fact) {
  const found = new Map(), short = new Map();
  for (const [name, value] of fact.values) {
    for (const spelling of [name, ...Object.values(value.label), ...value.also]) {
      const whole = normal(spelling), bare = normal(spelling.replace(/ \([^()]*\)$/, ""));
      if (!found.has(whole)) found.set(whole, name);
      if (!short.has(bare)) short.set(bare, new Set());
      short.get(bare).add(name);
    }
  }
  const merged = new Map();
  for (const [spelling, names] of short) if (names.size === 1) merged.set(spelling, [...names][0]);
  for (const [spelling, name] of found) merged.set(spelling, name);
  return merged;
}

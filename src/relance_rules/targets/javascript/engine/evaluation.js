// Twin of targets/python/program.py, possible.py, intervals.py, arithmetic.py, stated.py, totals.py, plan/scales.py and
// plan/sorts.py; met is that of tracing.py.

const MONEY_SCALE = 2;
// Facts that the engine states itself start with this: they are amounts.
const ENGINE = "batch.";
// The cost of all the dossiers that share a scope with this one, as far as they are known; no dossier alone has it.
const BATCH_COST = `${ENGINE}cost`;
const LAST_DAY = 3652059n;
// What is possible of a number: an interval, whose ends are whole numbers, or null where there is no end.
const ANYTHING = Object.freeze([null, null]);
const NO_NAMES = Object.freeze([]);
// An item of a list that is not stated: nothing is supposed of it.
const ANY_ITEM = new Map();

/**
 * What is possible of a node, and the facts that would settle it; none where it is known. `value` is a truth (null:
 * unknown), an interval, or a set of choices (null: any).
 */
function possible(value, names = NO_NAMES) {
  return { value, names };
}

/** Compiles nodes over the facts of a rule set, each once, to what gives all that is still possible of them. */
class Program {
  constructor(facts) {
    this.facts = facts;
    this.scales = new Map();
    this.ranges = new Map();
    this.open = new Map();
  }

  // The truth of a node, with the facts that would settle it where it is unknown.
  truth(node, facts, memo, item = null, prefix = "") {
    return this.range(node)(facts, item === null ? facts : item, memo, prefix);
  }

  // A number as an interval in units of its scale.
  interval(node, facts, memo) {
    return this.range(node)(facts, facts, memo, "");
  }

  // An amount, where there is one and it is known; what is finer than the hundredth is cut.
  amount(node, facts, memo) {
    if (node === null) return null;
    const { value } = this.interval(node, facts, memo);
    return isKnown(value) ? this.cents(node)(value[0]) : null;
  }

  // What makes amounts of the numbers of a node; what is finer than the hundredth is cut.
  cents(node) {
    const finer = this.scaleOf(node) - MONEY_SCALE;
    return (value) => new Money(floorDiv(value * tenTo(Math.max(0, -finer)), tenTo(Math.max(0, finer))));
  }

  // What gives all that is possible of a node, of the facts of the dossier, those of the item at hand, what named nodes
  // came to, and the path of the item.
  range(node) {
    let found = this.ranges.get(node);
    if (found === undefined) this.ranges.set(node, (found = RANGES.get(node.node)(node, this)));
    return found;
  }

  // How many decimals the numbers of a node have.
  scaleOf(node) {
    let found = this.scales.get(node);
    if (found === undefined) this.scales.set(node, (found = scaleWorkedOut(node, this)));
    return found;
  }

  scaleOfFact(path) {
    return path.startsWith(ENGINE) ? MONEY_SCALE : FACT_TYPES.get(this.facts.get(path).type).scale;
  }

  // How many times finer a scale is than that of a node.
  finer(scale, node) {
    return tenTo(scale - this.scaleOf(node));
  }

  // Whether a node reads facts of an item that it does not go through itself.
  readsItem(node) {
    let found = this.open.get(node);
    if (found === undefined) this.open.set(node, (found = itemIsRead(node, this)));
    return found;
  }
}

function itemIsRead(node, program) {
  if (node.node === "fact") {
    return node.path.includes("[].") || (node.absent !== null && program.readsItem(node.absent));
  }
  if (node.node === "fold") return node.absent !== null && program.readsItem(node.absent);
  return partsOf(node).some((part) => program.readsItem(part));
}

/** Whether what a named node comes to is kept for the dossier: a rule is asked for once. */
function isKept(node, program) {
  return node.id !== "" && !program.readsItem(node.of) && node.kind !== "rule" && node.of.node !== "const";
}

// ---- scales and sorts

function scaleWorkedOut(node, program) {
  const of = (part) => (part === null ? 0 : program.scaleOf(part));
  switch (node.node) {
    case "const":
      return node.scale;
    case "fact":
      return Math.max(program.scaleOfFact(node.path), of(node.absent));
    case "choose":
      return Math.max(of(node.then), of(node.otherwise));
    case "apply":
      if (node.function === "round" || node.function === "quotient") return of(node.to);
      if (node.function === "multiply") return node.parts.reduce((sum, part) => sum + of(part), 0);
      return Math.max(0, ...node.parts.map(of));
    case "fold":
      return Math.max(of(node.of), of(node.absent));
    case "named":
      return of(node.of);
    default:
      return 0;
  }
}

/**
 * The sort of a node; a yes or no that is stated is a choice of two, and what nothing compares has none. A day may pass
 * for a number: both are intervals.
 */
function sortOf(node, facts) {
  switch (node.node) {
    case "const":
      return node.sort;
    case "fact":
      return node.path.startsWith(ENGINE) ? "number" : sortOfFact(FACT_TYPES.get(facts.get(node.path).type).sort);
    case "choose": {
      // What the source does not give stands as a number, whatever it would be.
      const found = sortOf(node.then, facts);
      return found === "number" ? sortOf(node.otherwise, facts) : found;
    }
    case "apply":
      return "number";
    case "fold":
      return node.how === "add" ? "number" : "truth";
    case "named":
      return sortOf(node.of, facts);
    default:
      return "truth";
  }
}

function sortOfFact(sort) {
  if (sort === "truth" || sort === "choice") return "choice";
  if (sort === "text" || sort === "group") return null;
  return "number";
}

// ---- whole numbers

function tenTo(power) {
  return 10n ** BigInt(power);
}

/** The quotient of whole numbers, rounded down; the second is above nought. */
function floorDiv(value, over) {
  const quotient = value / over;
  return value < 0n && quotient * over !== value ? quotient - 1n : quotient;
}

/** What `round` does to a number of some scale. */
function roundingOf(node, scale) {
  const to = node.to === null ? 0 : node.to.scale;
  const up = tenTo(Math.max(0, to - scale)), down = tenTo(Math.max(0, scale - to));
  return (value) => roundedTo(value * up, down, stepOf(node), node.way || "down");
}

/** What `quotient` does to two numbers of some scales, the second of which is not nought. */
function divisionOf(node, scales) {
  const to = node.to === null ? 0 : node.to.scale;
  // one / 10**a divided by other / 10**b, in units of 10**-to
  const up = tenTo(Math.max(0, scales[1] - scales[0] + to)), down = tenTo(Math.max(0, scales[0] - scales[1] - to));
  return (one, other) => roundedTo(one * up, other * down, stepOf(node), node.way || "down");
}

/** What a function goes to multiples of, in units of its scale. */
function stepOf(node) {
  return node.to === null || !node.to.value ? 1n : node.to.value;
}

/** `value / over` to a multiple of `step`; each may be below nought. */
function roundedTo(value, over, step, way) {
  if (over < 0n) return roundedTo(-value, -over, step, way);
  over *= step;
  if (way === "down") return floorDiv(value, over) * step;
  if (way === "up") return -floorDiv(-value, over) * step;
  return floorDiv(2n * value + over, 2n * over) * step;
}

/** A day, as an ordinal, so many units later; the last day of the month where there is no such day. */
function shiftedDay(day, by, unit) {
  if (unit === "days") {
    const found = day + BigInt(by);
    return found < 1n ? 1n : found > LAST_DAY ? LAST_DAY : found;
  }
  const start = dayOf(Number(day));
  const months = start.year * 12 + start.month - 1 + by * (unit === "years" ? 12 : 1);
  const year = Math.floor(months / 12), month = months - year * 12;
  if (year < 1) return 1n;
  if (year > 9999) return LAST_DAY;
  return BigInt(dateOf(year, month + 1, Math.min(start.day, daysIn(year, month + 1))).ordinal);
}

// ---- intervals

const lesser = (one, other) => (other < one ? other : one);
const larger = (one, other) => (other > one ? other : one);

/** All that either allows. */
function hull(one, other) {
  return [
    one[0] === null || other[0] === null ? null : lesser(one[0], other[0]),
    one[1] === null || other[1] === null ? null : larger(one[1], other[1]),
  ];
}

function sumOf(parts) {
  let low = 0n, high = 0n;
  for (const part of parts) {
    low = low === null || part[0] === null ? null : low + part[0];
    high = high === null || part[1] === null ? null : high + part[1];
  }
  return [low, high];
}

function differenceOf(one, other) {
  return [
    one[0] === null || other[1] === null ? null : one[0] - other[1],
    one[1] === null || other[0] === null ? null : one[1] - other[0],
  ];
}

/** The product; nought times anything is nought. Here an end that is missing is an infinity. */
function productOf(one, other) {
  const ends = ([low, high]) => [low === null ? -Infinity : low, high === null ? Infinity : high];
  const corners = ends(one).flatMap((left) => ends(other).map((right) => timesEnds(left, right)));
  const low = corners.reduce(lesser), high = corners.reduce(larger);
  return [typeof low === "bigint" ? low : null, typeof high === "bigint" ? high : null];
}

function timesEnds(left, right) {
  if (left === 0n || right === 0n) return 0n;
  if (typeof left === "bigint" && typeof right === "bigint") return left * right;
  return left > 0 === right > 0 ? Infinity : -Infinity;
}

function leastOf(parts) {
  const lows = parts.map((part) => part[0]), highs = parts.map((part) => part[1]).filter((high) => high !== null);
  return [lows.includes(null) ? null : lows.reduce(lesser), highs.length === 0 ? null : highs.reduce(lesser)];
}

function greatestOf(parts) {
  const lows = parts.map((part) => part[0]).filter((low) => low !== null), highs = parts.map((part) => part[1]);
  return [lows.length === 0 ? null : lows.reduce(larger), highs.includes(null) ? null : highs.reduce(larger)];
}

/** Whether a part of a smallest, or of a largest, can still move it. */
const canLower = (part, result) => part[0] === null || result[1] === null || part[0] < result[1];
const canRaise = (part, result) => part[1] === null || result[0] === null || part[1] > result[0];

/** A growing function of both ends. */
function overEnds(change, [low, high]) {
  return [low === null ? null : change(low), high === null ? null : change(high)];
}

function lifted(value, up) {
  return up === 1n ? value : overEnds((end) => end * up, value);
}

/** Whether one possibility is left. */
function isKnown(value) {
  if (Array.isArray(value)) return value[0] !== null && value[0] === value[1];
  return value instanceof Set ? value.size === 1 : value !== null;
}

/** Names in order, each once. */
function joined(several) {
  const given = several.filter((names) => names.length > 0);
  return given.length < 2 ? given[0] || NO_NAMES : [...new Set(given.flat())];
}

// ---- what a dossier states

/** What reads a number or a day, in units of its scale or in finer ones, `up` decimals more. */
function numberOf(fact, up) {
  const lift = tenTo(up), kind = fact === null ? null : FACT_TYPES.get(fact.type);
  if (kind !== null && kind.sort === "day") return (value) => BigInt(value.ordinal);
  if (kind !== null && (fact.type === "percentage" || fact.type === "decimal")) {
    const unit = tenTo(kind.scale) * lift;
    return (value) => floorDiv(value.n * unit, value.d);
  }
  if (kind === null || kind.sort === "money") return (value) => value.cents * lift;
  return lift === 1n ? (value) => value : (value) => value * lift;
}

/** For each value, the finest ones that it may stand for; null where they are too many to list. */
function leavesOf(fact) {
  if (fact.type === "enumeration") return fact.leaves;
  return fact.type === "boolean" ? BOOLEAN_LEAVES : null;
}

const BOOLEAN_LEAVES = new Map([[true, new Set(["true"])], [false, new Set(["false"])]]);

/** Whether what may be is wanted: null where some of it is, and some not. */
function among(values, wanted) {
  if (values === null) return null;
  let inside = 0;
  for (const value of values) if (wanted.has(value)) inside += 1;
  return inside === values.size ? true : inside === 0 ? false : null;
}

/** Twin of plan/limits.py: the ends of what a number or a day that is not stated may be, in units of its scale. */
function unstated(fact) {
  const kind = fact === null ? null : FACT_TYPES.get(fact.type);
  if (kind === null || !["money", "number", "rate", "day"].includes(kind.sort)) return [0n, null];
  const read = (text) => limitRead(fact.type, text);
  const { type, minimum, maximum } = fact;
  const low = type === "money" || minimum === null ? (type === "date" ? null : 0n) : read(minimum);
  if (type === "percentage") return [low, maximum === null ? tenTo(kind.scale) : read(maximum)];
  return [low, maximum === null || type === "money" ? null : read(maximum)];
}

function limitRead(type, text) {
  if (type === "integer") return parseInteger(text);
  if (type === "date") return BigInt(parseDate(text).ordinal);
  const read = type === "decimal" ? parseDecimal(text) : parseRate(text, null);
  return floorDiv(read.n * tenTo(FACT_TYPES.get(type).scale), read.d);
}

// ---- nodes

const RANGES = new Map(Object.entries({
  const: rangeOfConst,
  fact: rangeOfFact,
  in: rangeOfIn,
  compare: rangeOfCompare,
  settled: rangeOfSettled,
  all: (node, program) => rangeOfGroup(node.parts.map((part) => program.range(part)), false),
  any: (node, program) => rangeOfGroup(node.parts.map((part) => program.range(part)), true),
  not: rangeOfNot,
  choose: rangeOfChoose,
  apply: rangeOfApply,
  fold: rangeOfFold,
  named: rangeOfNamed,
}));

function rangeOfConst(node) {
  const { sort, value } = node, number = sort === "number" || sort === "day";
  const found = value === null ? (number ? ANYTHING : null) : sort === "choice" ? new Set([value]) : value;
  const known = possible(number && value !== null ? [value, value] : found);
  return () => known;
}

function rangeOfFact(node, program) {
  const { path } = node, [, inside, name] = insideOf(path), own = inside ? name : path;
  const fact = path.startsWith(ENGINE) ? null : program.facts.get(path);
  const scale = program.scaleOf(node), choice = fact !== null && sortOf(node, program.facts) === "choice";
  const finer = scale - program.scaleOfFact(path);
  const leaves = choice ? leavesOf(fact) : null;
  const choices = leaves === null ? (value) => new Set([value]) : (value) => leaves.get(value);
  const read = choice ? choices : numberOf(fact, finer);
  const anything = choice ? fact.domain : lifted(unstated(fact), tenTo(finer));
  const absent = node.absent === null ? null : program.range(node.absent);
  const lift = absent === null ? 1n : program.finer(scale, node.absent);
  return (facts, item, memo, prefix) => {
    const value = (inside ? item : facts).get(own);
    const here = inside ? prefix + own : own;
    if (value !== undefined) {
      const found = read(value);
      return choice ? possible(found, found.size > 1 ? [here] : NO_NAMES) : possible([found, found]);
    }
    if (absent === null || item === ANY_ITEM) return possible(anything, [here]);
    const supposed = absent(facts, item, memo, prefix).value;
    // Stating the fact settles it, whatever is supposed where it is not stated.
    return possible(choice ? supposed : lifted(supposed, lift), isKnown(supposed) ? NO_NAMES : [here]);
  };
}

function rangeOfIn(node, program) {
  const wanted = new Set(node.values), inner = program.range(node.choice);
  return (facts, item, memo, prefix) => {
    const found = inner(facts, item, memo, prefix), truth = among(found.value, wanted);
    return possible(truth, truth === null ? found.names : NO_NAMES);
  };
}

function rangeOfCompare(node, program) {
  const left = program.range(node.left), right = program.range(node.right), { strict } = node;
  const scale = Math.max(program.scaleOf(node.left), program.scaleOf(node.right));
  const upLeft = program.finer(scale, node.left), upRight = program.finer(scale, node.right);
  return (facts, item, memo, prefix) => {
    const one = left(facts, item, memo, prefix), other = right(facts, item, memo, prefix);
    const [low, high] = lifted(one.value, upLeft), [otherLow, otherHigh] = lifted(other.value, upRight);
    const holds = high !== null && otherLow !== null && (high < otherLow || (high === otherLow && !strict));
    const fails = low !== null && otherHigh !== null && (low > otherHigh || (low === otherHigh && strict));
    return holds || fails ? possible(holds) : possible(null, joined([one.names, other.names]));
  };
}

function rangeOfSettled(node, program) {
  const inner = program.range(node.of);
  return (facts, item, memo, prefix) => {
    const found = inner(facts, item, memo, prefix);
    return found.names.length > 0 || !isKnown(found.value) ? possible(null, found.names) : possible(true);
  };
}

/** A conjunction or a disjunction: `settles` is the truth of a part that decides. */
function rangeOfGroup(parts, settles) {
  return (facts, item, memo, prefix) => groupOf(parts, settles, (part) => part(facts, item, memo, prefix));
}

function groupOf(parts, settles, ask) {
  const unknown = [];
  let open = false, place = 0;
  for (const part of parts) {
    const found = ask(part, place++);
    if (found.value === settles) return possible(settles);
    if (found.value === null) {
      open = true;
      unknown.push(found.names);
    }
  }
  return open ? possible(null, joined(unknown)) : possible(!settles);
}

function rangeOfNot(node, program) {
  const inner = program.range(node.of);
  return (facts, item, memo, prefix) => {
    const found = inner(facts, item, memo, prefix);
    return found.value === null ? found : possible(!found.value);
  };
}

function rangeOfChoose(node, program) {
  const [when, then, otherwise] = [node.when, node.then, node.otherwise].map((part) => program.range(part));
  const scale = program.scaleOf(node), sort = sortOf(node, program.facts);
  const upThen = program.finer(scale, node.then), upOtherwise = program.finer(scale, node.otherwise);
  return (facts, item, memo, prefix) => {
    const guard = when(facts, item, memo, prefix);
    if (guard.value !== null) {
      const found = (guard.value ? then : otherwise)(facts, item, memo, prefix);
      const up = guard.value ? upThen : upOtherwise;
      return up === 1n ? found : possible(lifted(found.value, up), found.names);
    }
    const one = then(facts, item, memo, prefix), other = otherwise(facts, item, memo, prefix);
    let value;
    if (sort === "truth") value = one.value === other.value ? one.value : null;
    else if (sort === "choice") {
      value = one.value === null || other.value === null ? null : new Set([...one.value, ...other.value]);
    } else value = hull(lifted(one.value, upThen), lifted(other.value, upOtherwise));
    return possible(value, isKnown(value) ? NO_NAMES : joined([guard.names, one.names, other.names]));
  };
}

function rangeOfFold(node, program) {
  const { list } = node, inner = program.range(node.of);
  const absent = node.absent === null ? null : program.range(node.absent);
  if (node.how !== "add") {
    const settles = node.how === "any";
    // Something of each item of a list; of a list that is not stated it is unknown.
    return (facts, item, memo, prefix) => {
      const items = facts.get(list);
      if (items === undefined) return absent === null ? possible(null, [list]) : absent(facts, item, memo, prefix);
      return groupOf(items, settles, (each, place) => inner(facts, each, memo, `${list}[${place}].`));
    };
  }
  const scale = program.scaleOf(node), up = program.finer(scale, node.of);
  const lift = absent === null ? 1n : program.finer(scale, node.absent);
  return (facts, item, memo, prefix) => {
    const items = facts.get(list);
    if (items === undefined) {
      if (absent === null) {
        // Any number of items, each of which may be anything.
        const [low, high] = inner(facts, ANY_ITEM, memo, `${list}[].`).value;
        const value = [low !== null && low >= 0n ? 0n : null, high !== null && high <= 0n ? 0n : null];
        return possible(value, isKnown(value) ? NO_NAMES : [list]);
      }
      const found = absent(facts, item, memo, prefix);
      return possible(lifted(found.value, lift), found.names);
    }
    const parts = items.map((each, place) => inner(facts, each, memo, `${list}[${place}].`));
    const value = lifted(sumOf(parts.map((part) => part.value)), up);
    return possible(value, isKnown(value) ? NO_NAMES : joined(parts.map((part) => part.names)));
  };
}

function rangeOfNamed(node, program) {
  const inner = program.range(node.of);
  if (!isKept(node, program)) return inner;
  // A rule and a step may have the same id.
  const key = `${node.kind}:${node.id}`;
  return (facts, item, memo) => {
    let found = memo.get(key);
    // It reads no item: it is the same whichever item is at hand.
    if (found === undefined) memo.set(key, (found = inner(facts, facts, memo, "")));
    return found;
  };
}

// ---- functions

function rangeOfApply(node, program) {
  const parts = node.parts.map((part) => program.range(part)), scales = node.parts.map((part) => program.scaleOf(part));
  const ups = scales.map((each) => tenTo(Math.max(...scales) - each));
  switch (node.function) {
    case "add":
      return (...at) => {
        const found = parts.map((part) => part(...at));
        return possible(sumOf(found.map((each, place) => lifted(each.value, ups[place]))), joined(found.map(namesOf)));
      };
    case "subtract":
      return (...at) => {
        const one = parts[0](...at), other = parts[1](...at);
        const value = differenceOf(lifted(one.value, ups[0]), lifted(other.value, ups[1]));
        return possible(value, joined([one.names, other.names]));
      };
    case "multiply":
      return (...at) => {
        const one = parts[0](...at), other = parts[1](...at), value = productOf(one.value, other.value);
        return possible(value, isKnown(value) ? NO_NAMES : joined([one.names, other.names]));
      };
    case "least":
      return rangeOfExtreme(parts, ups, leastOf, canLower);
    case "greatest":
      return rangeOfExtreme(parts, ups, greatestOf, canRaise);
    case "round":
      return rangeOfGrowing(parts[0], roundingOf(node, scales[0]));
    case "shift":
      return rangeOfGrowing(parts[0], (day) => shiftedDay(day, node.by, node.unit || "days"));
    case "quotient":
      return rangeOfQuotient(node, parts, scales, tenTo(Math.max(0, program.scaleOf(node) - scales[2])));
  }
}

const namesOf = (found) => found.names;

function rangeOfExtreme(parts, ups, of, canMove) {
  return (...at) => {
    const found = parts.map((part) => part(...at));
    const values = found.map((each, place) => lifted(each.value, ups[place])), result = of(values);
    if (isKnown(result)) return possible(result);
    return possible(result, joined(found.filter((_, place) => canMove(values[place], result)).map(namesOf)));
  };
}

function rangeOfGrowing(inner, change) {
  return (...at) => {
    const found = inner(...at), value = overEnds(change, found.value);
    return possible(value, isKnown(value) ? NO_NAMES : found.names);
  };
}

function rangeOfQuotient(node, [over, under, zero], scales, lift) {
  const divide = divisionOf(node, scales);
  return (...at) => {
    const one = over(...at), other = under(...at), [low, high] = other.value;
    if (low === null || low !== high) return possible(ANYTHING, joined([one.names, other.names]));
    if (low === 0n) {
      const found = zero(...at);
      return possible(lifted(found.value, lift), found.names);
    }
    const ends = overEnds((end) => divide(end, low), one.value), value = low > 0n ? ends : ends.reverse();
    return possible(value, isKnown(value) ? NO_NAMES : one.names);
  };
}

// ---- the total and the lines

/** Whether a fact is one that a contradiction leaves out: it is to be corrected, and it is not missing. */
function isSetAside(path, { total, lines }) {
  return (total !== null && path === total.path) || (lines !== null && path.split("[")[0] === lines.list);
}

/**
 * Compare the total with the lines; take the sum of the lines for the total where none is stated. What contradicts
 * itself is left out, so that nothing is computed from it.
 */
function settleTotal(facts, roles) {
  const lines = roles.total === null || roles.lines === null ? undefined : facts.get(roles.lines.list);
  if (lines === undefined) return { facts, contradiction: null };
  const { path } = roles.total, { amount } = roles.lines;
  const total = facts.get(path), known = lines.filter((line) => line.has(amount)).map((line) => line.get(amount).cents);
  const whole = new Money(known.reduce((sum, cents) => sum + cents, 0n)), complete = known.length === lines.length;
  if (total === undefined) return { facts: complete ? new Map([...facts, [path, whole]]) : facts, contradiction: null };
  if (whole.cents === total.cents || (!complete && whole.cents < total.cents)) return { facts, contradiction: null };
  const contradiction = M(
    "Le coût total annoncé ({total}) et la somme des dépenses ({sum}) diffèrent : corrigez l’un ou l’autre. " +
      "Rien n’est calculé à partir d’eux.",
    { total, sum: whole },
  );
  const left = [...facts].filter(([name]) => name !== path && name !== roles.lines.list);
  return { facts: new Map(left), contradiction };
}

/** The facts that a node reads and that are stated, by path. */
function met(node, facts, item, prefix, found = new Map()) {
  if (node.node === "fact") {
    const [, inside, name] = insideOf(node.path), own = inside ? name : node.path;
    const value = (inside ? item : facts).get(own);
    if (value === undefined) {
      if (node.absent !== null) met(node.absent, facts, item, prefix, found);
    } else if (!node.path.startsWith(ENGINE)) found.set(inside ? prefix + name : own, value);
  } else if (node.node === "fold") {
    const listed = facts.get(node.list);
    if (listed !== undefined) {
      listed.forEach((each, place) => met(node.of, facts, each, `${node.list}[${place}].`, found));
    } else if (node.absent !== null) met(node.absent, facts, item, prefix, found);
  } else {
    for (const part of partsOf(node)) met(part, facts, item, prefix, found);
  }
  return found;
}

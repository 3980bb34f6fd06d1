// Twin of targets/python/moving.py, checking/varying.py, checking/curve.py, and of the curves of showing/what_if.py and
// showing/what_if_plain.py.

// ---- moving.py: a number as a function of the one that moves, `valueAt`. Where `slope` is not null it is
// `slope * x + start`, and from `under` to `over` more. `way` is 1 where it never falls, -1 where it never rises, 0 where
// it stays, null where it may do either.

const NOUGHT = new Fraction(0n);
const signOf = (number) => (number > 0n ? 1 : number < 0n ? -1 : 0);
const ratioOf = (n, d) => (d < 0n ? new Fraction(-n, -d) : new Fraction(n, d));
const ratioSum = (one, other) => ratioOf(one.n * other.d + other.n * one.d, one.d * other.d);
const ratioProduct = (one, other) => ratioOf(one.n * other.n, one.d * other.d);
const ratioSame = (one, other) =>
  one === other || (one !== null && other !== null && one.n === other.n && one.d === other.d);
const powerOfTen = (power) => (power < 0 ? ratioOf(1n, tenTo(-power)) : ratioOf(tenTo(power), 1n));
const isExactLine = (line) => line.slope !== null && line.under.n === 0n && line.over.n === 0n;

function stillLine(value) {
  return { valueAt: () => value, slope: NOUGHT, start: ratioOf(value, 1n), under: NOUGHT, over: NOUGHT, way: 0 };
}

const ZERO_LINE = stillLine(0n);

// What is no line.
function bentLine(at, way) {
  return { valueAt: at, slope: null, start: NOUGHT, under: NOUGHT, over: NOUGHT, way };
}

// The shape of a line times a ratio; `valueAt` stays as it was.
function scaledLine(line, by) {
  const way = line.way === null ? null : line.way * signOf(by.n);
  if (line.slope === null) return { ...line, way };
  const ends = [ratioProduct(line.under, by), ratioProduct(line.over, by)];
  if (by.n < 0n) ends.reverse();
  const [slope, start] = [ratioProduct(line.slope, by), ratioProduct(line.start, by)];
  return { valueAt: line.valueAt, slope, start, under: ends[0], over: ends[1], way };
}

function timesLine(line, by) {
  if (by === 1n) return line;
  if (by === 0n || line.way === 0) return by === 0n ? ZERO_LINE : stillLine(line.valueAt(0n) * by);
  return { ...scaledLine(line, ratioOf(by, 1n)), valueAt: (x) => line.valueAt(x) * by };
}

// Numbers added; what stays is added once.
function sumOfLines(lines) {
  const moving = lines.filter((line) => line.way !== 0);
  const rest = lines.filter((line) => line.way === 0).reduce((sum, line) => sum + line.valueAt(0n), 0n);
  if (moving.length === 0) return stillLine(rest);
  if (moving.length === 1 && rest === 0n) return moving[0];
  const way = moving.every((line) => line.way === moving[0].way) ? moving[0].way : null;
  const at = (x) => moving.reduce((sum, line) => sum + line.valueAt(x), rest);
  if (moving.some((line) => line.slope === null)) return bentLine(at, way);
  const total = (name, first) => moving.reduce((sum, line) => ratioSum(sum, line[name]), first);
  const found = {
    valueAt: at,
    slope: total("slope", NOUGHT),
    start: total("start", ratioOf(rest, 1n)),
    under: total("under", NOUGHT),
    over: total("over", NOUGHT),
    way,
  };
  return isExactLine(found) ? { ...found, way: signOf(found.slope.n) } : found;
}

function roundedLine(node, line, scale) {
  const change = roundingOf(node, scale);
  if (line.way === 0) return stillLine(change(line.valueAt(0n)));
  const to = node.to === null ? 0 : node.to.scale;
  return steppedLine(scaledLine(line, powerOfTen(to - scale)), (x) => change(line.valueAt(x)), node);
}

// A line that goes to multiples of what a node says.
function steppedLine(line, at, node) {
  if (line.way === 0) return stillLine(at(0n));
  if (line.slope === null) return { ...line, valueAt: at };
  const step = stepOf(node);
  if (step === 1n && isExactLine(line) && line.slope.d === 1n && line.start.d === 1n) return { ...line, valueAt: at };
  const way = node.way || "down", half = ratioOf(step, 2n), whole = ratioOf(step, 1n);
  const under = way === "up" ? NOUGHT : ratioProduct(way === "down" ? whole : half, ratioOf(-1n, 1n));
  const over = way === "down" ? NOUGHT : way === "up" ? whole : half;
  return { ...line, valueAt: at, under: ratioSum(line.under, under), over: ratioSum(line.over, over) };
}

function overLines([low, high], change) {
  const first = low === null ? null : change(low);
  return low === high ? [first, first] : [first, high === null ? null : change(high)];
}

function liftedLines(ends, by) {
  return by === 1n ? ends : overLines(ends, (line) => timesLine(line, by));
}

function addedLines(parts) {
  const lows = parts.map((part) => part[0]), highs = parts.map((part) => part[1]);
  const low = lows.includes(null) ? null : sumOfLines(lows);
  if (parts.every((part) => part[0] === part[1])) return [low, low];
  return [low, highs.includes(null) ? null : sumOfLines(highs)];
}

// A conjunction or a disjunction, no further than the part that decides: `by` is its truth.
function settledTruth(truths, by) {
  let open = false;
  for (const truth of truths) {
    if (truth === by) return by;
    open = open || truth === null;
  }
  return open ? null : !by;
}

function* mapped(parts, change) {
  let place = 0;
  for (const part of parts) yield change(part, place++);
}

// A dossier as one of its numbers moves: each answer narrows `low` and `high`, between which it stays right.
class Moving {
  constructor(program, facts, moved, here, low, high) {
    Object.assign(this, { program, facts, moved, here, low, high });
    this.general = new Set([...moved.keys()].map(generalPath));
    this.memo = new Map();
    this.named = new Map();
    this.moves = new Map();
  }

  ends(node) {
    return this.of(node, this.facts, "");
  }

  // Go no further than where something holds, which changes once at most each way.
  keep(holds) {
    if (!holds(this.here)) {
      this.low = this.here;
      this.high = this.here;
      return;
    }
    for (const side of ["high", "low"]) {
      if (holds(this[side])) continue;
      let inside = this.here, outside = this[side];
      while (outside - inside > 1n || inside - outside > 1n) {
        const middle = floorDiv(inside + outside, 2n);
        if (holds(middle)) inside = middle;
        else outside = middle;
      }
      this[side] = inside;
    }
  }

  // Whether a number is less than another, or equal unless `strict`.
  less(one, other, strict) {
    const gap = sumOfLines([one, timesLine(other, -1n)]);
    const holds = (number) => number < 0n || (number === 0n && !strict);
    const here = holds(gap.valueAt(this.here));
    if (gap.way === 0) return here;
    if (gap.way !== null) {
      this.keep((x) => holds(gap.valueAt(x)) === here);
    } else if (gap.slope === null) {
      this.low = this.here;
      this.high = this.here;
    } else {
      // Whatever the roundings do.
      const start = ratioSum(gap.start, here ? gap.over : gap.under);
      this.keep((x) => holds(ratioSum(ratioProduct(gap.slope, ratioOf(x, 1n)), start).n) === here);
    }
    return here;
  }

  // Whether a number is above nought, below, or nought.
  sign(line) {
    if (this.less(line, ZERO_LINE, true)) return -1;
    return this.less(line, ZERO_LINE, false) ? 0 : 1;
  }

  least(lines) {
    return lines.reduce((found, line) => (this.less(line, found, true) ? line : found));
  }

  greatest(lines) {
    return lines.reduce((found, line) => (this.less(found, line, true) ? line : found));
  }

  // The one number that is left, if it is known.
  known([low, high]) {
    if (low === null || high === null) return null;
    return low === high || (this.less(low, high, false) && this.less(high, low, false)) ? low : null;
  }

  // Whether a node reads what moves, of any item.
  isMoved(node) {
    let found = this.moves.get(node);
    if (found === undefined) {
      found = [...walk(node)].some((each) => each.node === "fact" && this.general.has(each.path));
      this.moves.set(node, found);
    }
    return found;
  }

  // A truth, the ends of a number, or the set of what a choice may be.
  of(node, item, prefix) {
    if (!this.isMoved(node)) return this.stays(node, item, prefix);
    switch (node.node) {
      case "fact":
        return this.fact(node, item, prefix);
      case "in":
        return among(this.of(node.choice, item, prefix), new Set(node.values));
      case "compare":
        return this.compare(node, item, prefix);
      case "settled": {
        const value = this.of(node.of, item, prefix);
        const known = Array.isArray(value) ? this.known(value) : value;
        return known === null || (known instanceof Set && known.size !== 1) ? null : true;
      }
      case "all":
      case "any":
        return settledTruth(mapped(node.parts, (part) => this.of(part, item, prefix)), node.node === "any");
      case "not": {
        const truth = this.of(node.of, item, prefix);
        return truth === null ? null : !truth;
      }
      case "choose":
        return this.choose(node, item, prefix);
      case "apply":
        return this.apply(node, item, prefix);
      case "fold":
        return this.fold(node, item, prefix);
      default:
        if (this.program.readsItem(node.of)) return this.of(node.of, item, prefix);
        if (!this.named.has(node)) this.named.set(node, this.of(node.of, this.facts, ""));
        return this.named.get(node);
    }
  }

  // What a node comes to, which does not move.
  stays(node, item, prefix) {
    const { value } = this.program.range(node)(this.facts, item, this.memo, prefix);
    if (!Array.isArray(value)) return value;
    const [low, high] = value.map((end) => (end === null ? null : stillLine(end)));
    return value[0] !== null && value[0] === value[1] ? [low, low] : [low, high];
  }

  fact(node, item, prefix) {
    const [, inside, name] = insideOf(node.path), own = inside ? name : node.path;
    const shift = this.moved.get(inside ? prefix + name : node.path), { program } = this;
    if (shift !== undefined) {
      const up = tenTo(program.scaleOf(node) - program.scaleOfFact(node.path));
      const at = (x) => (x + shift) * up;
      const [slope, start] = [ratioOf(up, 1n), ratioOf(shift * up, 1n)];
      const line = { valueAt: at, slope, start, under: NOUGHT, over: NOUGHT, way: 1 };
      return [line, line];
    }
    if (node.absent !== null && !(inside ? item : this.facts).has(own) && item !== ANY_ITEM) {
      const supposed = this.of(node.absent, item, prefix);
      const up = () => program.finer(program.scaleOf(node), node.absent);
      return Array.isArray(supposed) ? liftedLines(supposed, up()) : supposed;
    }
    return this.stays(node, item, prefix);
  }

  compare(node, item, prefix) {
    const { program } = this, scale = Math.max(program.scaleOf(node.left), program.scaleOf(node.right));
    const side = (part) => liftedLines(this.of(part, item, prefix), program.finer(scale, part));
    const [low, high] = side(node.left), [otherLow, otherHigh] = side(node.right);
    if (high !== null && otherLow !== null && this.less(high, otherLow, node.strict)) return true;
    if (low !== null && otherHigh !== null && this.less(otherHigh, low, !node.strict)) return false;
    return null;
  }

  choose(node, item, prefix) {
    const guard = this.of(node.when, item, prefix), scale = this.program.scaleOf(node);
    const sides = guard === null ? [node.then, node.otherwise] : [guard ? node.then : node.otherwise];
    const found = sides.map((side) => {
      const value = this.of(side, item, prefix);
      return Array.isArray(value) ? liftedLines(value, this.program.finer(scale, side)) : value;
    });
    const one = found[0], other = found[found.length - 1];
    if (one === other) return one;
    if (Array.isArray(one)) {
      return [
        one[0] === null || other[0] === null ? null : this.least([one[0], other[0]]),
        one[1] === null || other[1] === null ? null : this.greatest([one[1], other[1]]),
      ];
    }
    return one instanceof Set && other instanceof Set ? new Set([...one, ...other]) : null;
  }

  fold(node, item, prefix) {
    const items = this.facts.get(node.list), { program } = this, scale = program.scaleOf(node);
    if (items === undefined) {
      if (node.absent !== null) {
        const value = this.of(node.absent, item, prefix);
        return node.how === "add" ? liftedLines(value, program.finer(scale, node.absent)) : value;
      }
      if (node.how !== "add") return null;
      const [low, high] = this.of(node.of, ANY_ITEM, `${node.list}[].`);
      const least = low !== null && !this.less(low, ZERO_LINE, true);
      const most = high !== null && this.less(high, ZERO_LINE, false);
      return [least ? ZERO_LINE : null, most ? ZERO_LINE : null];
    }
    const parts = mapped(items, (each, place) => this.of(node.of, each, `${node.list}[${place}].`));
    if (node.how !== "add") return settledTruth(parts, node.how === "any");
    return liftedLines(addedLines([...parts]), program.finer(scale, node.of));
  }

  apply(node, item, prefix) {
    const parts = node.parts.map((part) => this.of(part, item, prefix));
    const scales = node.parts.map((part) => this.program.scaleOf(part));
    switch (node.function) {
      case "multiply":
        return this.product(...parts);
      case "round":
        return overLines(parts[0], (line) => roundedLine(node, line, scales[0]));
      case "shift":
        return overLines(parts[0], (line) =>
          bentLine((x) => shiftedDay(line.valueAt(x), node.by, node.unit || "days"), line.way),
        );
      case "quotient":
        return this.quotient(node, parts, scales);
    }
    const scale = Math.max(...scales);
    const lifted = parts.map((part, place) => liftedLines(part, tenTo(scale - scales[place])));
    const lows = lifted.map((part) => part[0]), highs = lifted.map((part) => part[1]);
    const known = lifted.every(([low, high]) => low !== null && low === high);
    const given = (lines) => lines.filter((line) => line !== null);
    if (node.function === "add") return addedLines(lifted);
    if (node.function === "subtract") {
      const [low, high] = overLines(lifted[1], (line) => timesLine(line, -1n));
      return addedLines([lifted[0], [high, low]]);
    }
    if (node.function === "least") {
      const low = lows.includes(null) ? null : this.least(lows);
      if (known) return [low, low];
      return [low, given(highs).length > 0 ? this.least(given(highs)) : null];
    }
    const high = highs.includes(null) ? null : this.greatest(highs);
    if (known) return [high, high];
    return [given(lows).length > 0 ? this.greatest(given(lows)) : null, high];
  }

  product(one, other) {
    if (one[0] !== null && one[0] === one[1] && other[0] !== null && other[0] === other[1]) {
      const line = this.multiplied(one[0], other[0]);
      return [line, line];
    }
    const lines = [], endless = new Set();
    for (const [left, leftSign] of [[one[0], -1], [one[1], 1]]) {
      for (const [right, rightSign] of [[other[0], -1], [other[1], 1]]) {
        if (left !== null && right !== null) {
          lines.push(this.multiplied(left, right));
          continue;
        }
        const sign = (left === null ? leftSign : this.sign(left)) * (right === null ? rightSign : this.sign(right));
        if (sign === 0) lines.push(ZERO_LINE);
        else endless.add(sign);
      }
    }
    return [
      endless.has(-1) || lines.length === 0 ? null : this.least(lines),
      endless.has(1) || lines.length === 0 ? null : this.greatest(lines),
    ];
  }

  multiplied(one, other) {
    if (one.way === 0) return timesLine(other, one.valueAt(this.here));
    if (other.way === 0) return timesLine(one, other.valueAt(this.here));
    // Both move: bent, and one way only where their signs are the same all along.
    const left = this.sign(one), right = this.sign(other);
    const times = (way, sign) => (way === null ? null : way * (sign || 1));
    const first = times(one.way, right), second = times(other.way, left);
    return bentLine((x) => one.valueAt(x) * other.valueAt(x), first === second ? first : null);
  }

  quotient(node, [over, under, zero], scales) {
    const by = this.known(under);
    if (by === null) return [null, null];
    const sign = this.sign(by);
    if (sign === 0) return liftedLines(zero, tenTo(Math.max(0, this.program.scaleOf(node) - scales[2])));
    const [low, high] = overLines(over, (line) => this.divided(node, line, by, scales));
    return sign > 0 ? [low, high] : [high, low];
  }

  divided(node, one, other, scales) {
    const divide = divisionOf(node, scales), at = (x) => divide(one.valueAt(x), other.valueAt(x));
    if (other.way === 0) {
      const to = node.to === null ? 0 : node.to.scale;
      const ratio = ratioProduct(powerOfTen(scales[1] - scales[0] + to), ratioOf(1n, other.valueAt(this.here)));
      return steppedLine(scaledLine(one, ratio), at, node);
    }
    if (!isExactLine(one) || !isExactLine(other)) return bentLine(at, null);
    const turn = ratioSum(
      ratioProduct(one.slope, other.start),
      ratioProduct(ratioProduct(one.start, other.slope), ratioOf(-1n, 1n)),
    );
    return bentLine(at, signOf(turn.n) || null);
  }
}

// ---- varying.py: the number that varies

const FACT_PLACED = /^([^[\]]+)\[([0-9]{1,6})\]\.([^[\]]+)$/;
const VARYING_SORTS = new Set(["money", "number", "rate", "day"]);

// The least and the most that a fact may be, in units of its scale; null where it is neither a number nor a day.
function factSpan(fact, currency) {
  const kind = FACT_TYPES.get(fact.type);
  if (!VARYING_SORTS.has(kind.sort)) return null;
  const units = tenTo(kind.scale);
  const most = { money: MAX_AMOUNT * units, number: MAX_AMOUNT * units, rate: units, day: LAST_DAY };
  const read = (text, otherwise) => {
    if (text === null) return otherwise;
    return fact.type === "money" ? parseMoney(text, currency).cents : limitRead(fact.type, text);
  };
  return [read(fact.minimum, kind.sort === "day" ? 1n : 0n), read(fact.maximum, most[kind.sort])];
}

// A value of a fact of so many units, as reading gives it.
function valueOfUnits(fact, units) {
  if (fact.type === "money") return new Money(units);
  if (fact.type === "date") return dayOf(Number(units));
  return fact.type === "integer" ? units : new Fraction(units, tenTo(FACT_TYPES.get(fact.type).scale));
}

// A dossier that states something else of one fact, and nothing of `without`.
function withFact(dossier, path, value, without) {
  const facts = new Map([...dossier.facts].filter(([name]) => name !== without));
  const found = FACT_PLACED.exec(path);
  if (found === null) facts.set(path, value);
  else {
    const [, owner, place, name] = found;
    const items = facts.get(owner).map((item, at) => (at === Number(place) ? new Map(item).set(name, value) : item));
    facts.set(owner, Object.freeze(items));
  }
  return { ...dossier, facts };
}

function statedFact(facts, path) {
  const found = FACT_PLACED.exec(path);
  if (found === null) return orNull(facts.get(path));
  return orNull(facts.get(found[1])[Number(found[2])].get(found[3]));
}

// The facts that the rules of a theme read, with those of each item that the dossier lists, in their order.
function askedPaths(plan, theme, dossier) {
  const { roles } = plan, read = new Set();
  for (const root of rootsOf(theme)) for (const node of walk(root)) if (node.node === "fact") read.add(node.path);
  for (const role of [roles.total, roles.requested]) if (role !== null) read.add(role.path);
  if (roles.lines !== null) read.add(`${roles.lines.list}[].${roles.lines.amount}`);
  return [...plan.facts.keys()].filter((path) => read.has(path)).flatMap((path) => {
    const [owner, inside, name] = insideOf(path);
    return inside ? (dossier.facts.get(owner) || []).map((_, place) => `${owner}[${place}].${name}`) : [path];
  });
}

const canVary = (plan, path) => factSpan(plan.facts.get(generalPath(path)), plan.currency) !== null;

// A fact of a dossier, to be varied; a ParseError says why it can't be.
function variedFact(plan, theme, dossier, path) {
  const known = askedPaths(plan, theme, dossier).filter((each) => canVary(plan, each));
  if (!known.includes(path)) throw notVaried(plan, theme, dossier, path, known);
  const fact = plan.facts.get(generalPath(path)), stated = statedFact(dossier.facts, path);
  const here = stated === null ? null : numberOf(fact, 0)(stated);
  return { path, fact, here, follows: followingTotal(plan, dossier, path), span: factSpan(fact, plan.currency) };
}

function notVaried(plan, theme, dossier, path, known) {
  const found = FACT_PLACED.exec(path), general = generalPath(path), fact = cut(path, 80);
  const near = suggestion(path, known);
  if (!plan.facts.has(general) || (found === null && path.includes("["))) {
    return new ParseError("fait inconnu : « {fact} » ; {near}", { fact, near });
  }
  if (!canVary(plan, general)) {
    return new ParseError("« {fact} » ne varie pas : ce n’est ni un nombre ni un jour ; {near}", { fact, near });
  }
  const count = found === null ? 0 : (dossier.facts.get(found[1]) || []).length;
  if (found !== null && Number(found[2]) >= count) {
    return new ParseError(
      "« {fact} » : le dossier n’a que {count} éléments dans « {list} », comptés à partir de 0",
      { fact, list: found[1], count },
    );
  }
  return new ParseError(
    "« {fact} » ne change rien : le thème {theme} ne le lit pas ; {near}",
    { fact, theme: theme.code, near },
  );
}

// The total that follows a line, where it is stated and is the sum of the lines.
function followingTotal(plan, dossier, path) {
  const { total, lines } = plan.roles;
  if (total === null || lines === null || !dossier.facts.has(lines.list)) return null;
  const items = dossier.facts.get(lines.list), complete = items.every((line) => line.has(lines.amount));
  if (path === total.path && complete) {
    const named = items.map((_, place) => `${lines.list}[${place}].${lines.amount}`).slice(0, 12);
    throw new ParseError(
      "« {fact} » est la somme des dépenses : faites varier l’une d’elles : {lines}",
      { fact: path, lines: named },
    );
  }
  const isLine = generalPath(path) === `${lines.list}[].${lines.amount}`;
  if (!isLine || !complete || !dossier.facts.has(total.path)) return null;
  return settleTotal(dossier.facts, plan.roles).contradiction === null ? total.path : null;
}

// ---- curve.py: the pieces on which every decision is the same

const MAX_PIECES = 200;
const MONTH_DAYS = 31n;

function curveOf(plan, theme, dossier, varied, low, high) {
  const placed = (units) => withFact(dossier, varied.path, valueOfUnits(varied.fact, units), varied.follows);
  const checked = (units) => checkDossier(plan, theme, placed(units), new Map());
  const pieces = [];
  for (const piece of piecesOf(plan, theme, dossier, varied, low, high, checked)) {
    const before = pieces[pieces.length - 1];
    const joined = before === undefined ? null : joinedPiece(before, piece);
    if (joined === null) pieces.push(piece);
    else pieces[pieces.length - 1] = joined;
  }
  const last = pieces[pieces.length - 1].high;
  return { plan, theme, dossier, varied, low, high, pieces, stopped: last < high ? last : null };
}

// The values to follow where nobody says which: all those between which something changes, and some beyond.
function shownSpan(plan, theme, dossier, varied) {
  const [low, high] = varied.span, { fact, here } = varied;
  const { pieces } = curveOf(plan, theme, dossier, varied, low, high);
  const met = [...pieces.slice(1).map((piece) => piece.low), ...(here === null ? [] : [here])];
  if (fact.type === "date") {
    if (met.length === 0) return [low, high];
    return [larger(low, met.reduce(lesser) - MONTH_DAYS), lesser(high, met.reduce(larger) + MONTH_DAYS)];
  }
  if (fact.type === "percentage" || fact.maximum !== null) return [low, high];
  const start = low + 80n * tenTo(FACT_TYPES.get(fact.type).scale);
  const last = floorDiv([...met, start].reduce(larger) * 5n, 4n);
  const step = tenTo(Math.max(0, String(last).length - 2));
  return [low, lesser(high, -floorDiv(-last, step) * step)];
}

function* piecesOf(plan, theme, dossier, varied, low, high, checked) {
  let here = low, count = 0;
  while (here <= high && count < MAX_PIECES) {
    let first = checked(here);
    const moved = movedFacts(plan, dossier, varied, first, here);
    const moving = new Moving(plan.program, first.facts, moved, here, here, high);
    for (const root of rootsOf(theme)) moving.ends(root);
    const amounts = theme.funding === null ? [null, null] : [theme.funding.grant, theme.funding.share];
    const [grant, share] = amounts.map((node) => shapesOf(moving, node));
    const end = lesser(moving.high, settledUntil(plan, dossier, varied, here));
    while (here <= end && count < MAX_PIECES) {
      count += 1;
      let last = first, edge = end;
      if (here !== end) {
        last = checked(end);
        // What a report makes of amounts once rounded may still change, once.
        if (summaryOf(last) !== summaryOf(first)) [edge, last] = lastLike(first, here, end, checked);
      }
      yield { low: here, high: edge, first, last, grant, share };
      here = edge + 1n;
      if (here <= end) first = checked(here);
    }
  }
}

// The facts that move, with what each is more than the one that varies: the sum of the lines follows a line.
function movedFacts(plan, dossier, { path, follows }, report, here) {
  // What contradicts itself is left out.
  const moved = new Map(report.facts.has(path.split("[")[0]) ? [[path, 0n]] : []);
  const { total, lines } = plan.roles;
  if (total === null || lines === null || !path.startsWith(`${lines.list}[`)) return moved;
  if (report.facts.has(total.path) && (follows !== null || !dossier.facts.has(total.path))) {
    moved.set(total.path, report.facts.get(total.path).cents - here);
  }
  return moved;
}

// The last value up to which the total and the lines agree, or do not, as they do here.
function settledUntil(plan, dossier, { path, fact, follows, span }, here) {
  const { total, lines } = plan.roles;
  if (total === null || lines === null || follows !== null || !dossier.facts.has(lines.list)) return span[1];
  const { facts } = withFact(dossier, path, valueOfUnits(fact, here), follows);
  if (!facts.has(total.path)) return span[1];
  const stated = (line) => (line.has(lines.amount) ? line.get(lines.amount).cents : 0n);
  let gap = facts.get(total.path).cents - facts.get(lines.list).reduce((sum, line) => sum + stated(line), 0n);
  if (path === total.path) gap = -gap;
  else if (generalPath(path) !== `${lines.list}[].${lines.amount}`) return span[1];
  // They meet where the gap is closed.
  return gap < 0n ? span[1] : gap === 0n ? here : here + gap - 1n;
}

// The last value whose report is like that of the first, and that report.
function lastLike(first, low, high, checked) {
  const wanted = summaryOf(first);
  let found = first, inside = low, outside = high;
  while (outside - inside > 1n) {
    const middle = floorDiv(inside + outside, 2n), report = checked(middle);
    if (summaryOf(report) === wanted) [inside, found] = [middle, report];
    else outside = middle;
  }
  return [inside, found];
}

// All that a report says but its amounts.
function summaryOf(report) {
  const { funding } = report;
  return JSON.stringify([
    report.status,
    report.verdict,
    report.findings.map((finding) => finding.outcome),
    funding.ceilings.filter((use) => use.binding).map((use) => use.id),
    stopsAtRequest(report),
    funding.excluded.map((entry) => entry.line),
    report.missingFacts,
    funding.grant === null,
    funding.grant === null || funding.grant.cents === 0n,
  ]);
}

// Whether the grant stops at what is requested.
function stopsAtRequest({ funding: { grant, requested, beforeCeilings } }) {
  if (grant === null || requested === null || beforeCeilings === null) return false;
  return requested.cents === grant.cents && grant.cents < beforeCeilings.cents;
}

// How an amount goes along a piece, in hundredths: the least and the most that it may be.
function shapesOf(moving, node) {
  if (node === null) return [null, null];
  const power = MONEY_SCALE - moving.program.scaleOf(node), finer = powerOfTen(power);
  return moving.ends(node).map((line) => {
    if (line === null) return null;
    if (line.slope === null) return { slope: null, start: NOUGHT, under: NOUGHT, over: NOUGHT };
    // What is finer than the hundredth is cut.
    const less = power >= 0 || line.way === 0 ? 0n : -1n;
    const times = (ratio) => ratioProduct(ratio, finer);
    const under = ratioSum(times(line.under), ratioOf(less, 1n));
    return { slope: times(line.slope), start: times(line.start), under, over: times(line.over) };
  });
}

// Two pieces as one, where the second goes on as the first; a single value has no direction of its own.
function joinedPiece(one, other) {
  if (summaryOf(one.last) !== summaryOf(other.first)) return null;
  const shapes = (piece) => [...piece.grant, ...piece.share];
  const bent = shapes(one).some((shape) => shape !== null && shape.slope === null);
  let kept = one;
  if (bent || !shapes(one).every((shape, place) => sameShape(shape, shapes(other)[place]))) {
    if (other.low === other.high && fitsPiece(one, other.first, other.low)) kept = one;
    else if (one.low === one.high && fitsPiece(other, one.first, one.low)) kept = other;
    else return null;
  }
  return { low: one.low, high: other.high, first: one.first, last: other.last, grant: kept.grant, share: kept.share };
}

function sameShape(one, other) {
  if (one === null || other === null) return one === other;
  return ["slope", "start", "under", "over"].every((name) => ratioSame(one[name], other[name]));
}

// Whether the amounts of a report are on the lines of a piece.
function fitsPiece(piece, report, here) {
  return [["grant", piece.grant], ["applicantShare", piece.share]].every(([name, shapes]) => {
    const ends = endsOf(report, name);
    return shapes.every((shape, place) => {
      const end = ends[place];
      if (shape === null || end === null) return shape === end;
      if (shape.slope === null) return false;
      const line = ratioSum(ratioProduct(shape.slope, ratioOf(here, 1n)), shape.start);
      const off = ratioSum(ratioOf(end.cents, 1n), ratioOf(-line.n, line.d));
      return compared(shape.under, off) <= 0 && compared(off, shape.over) <= 0;
    });
  });
}

// The least and the most that an amount of the funding split may be; null for no end.
function endsOf(report, name) {
  const amount = report.funding[name];
  if (amount !== null) return [amount, amount];
  return report.funding.ranges.get(name === "grant" ? "grant" : "applicant_share") || [null, null];
}

// ---- what_if.py: what changes from a piece to the next, in words

const STATUS_IN_WORDS = new Map([
  ["ready", M("prêt")],
  ["incomplete", M("à compléter")],
  ["ineligible", M("non éligible")],
  ["error", M("en erreur")],
]);
const VERDICT_IN_WORDS = new Map([
  ["eligible", M("éligible")],
  ["ineligible", M("non éligible")],
  ["undetermined", M("indéterminée")],
]);

function* changesOf(before, after, curve) {
  const one = before.last, other = after.first;
  if (one.status !== other.status) {
    yield M("Le dossier est désormais {status}", { status: STATUS_IN_WORDS.get(other.status) });
  } else if (one.verdict !== other.verdict) {
    yield M("Éligibilité : {verdict}", { verdict: VERDICT_IN_WORDS.get(other.verdict) });
  }
  if (other.contradictsItself && !one.contradictsItself) yield* contradictions(other).map((notice) => notice.message);
  for (const [place, found] of other.findings.entries()) {
    const was = one.findings[place];
    if (was.outcome !== found.outcome) yield* ruleChanges(other, was, found);
  }
  yield* amountChanges(before, after, curve);
  const come = other.missingFacts.filter((path) => !one.missingFacts.includes(path));
  const gone = one.missingFacts.filter((path) => !other.missingFacts.includes(path));
  if (come.length > 0) yield M("À remplir désormais : {facts}", { facts: come });
  if (gone.length > 0) yield M("N’est plus à remplir : {facts}", { facts: gone });
}

function* ruleChanges(report, was, found) {
  const { label } = found.rule;
  if (found.outcome === "fail") yield M("Refus : {what}", { what: ruleSentence(report, found) });
  else if (was.outcome === "fail") yield M("Refus levé : {label}", { label });
  else if (found.outcome === "unknown") yield M("À déterminer : {label}", { label });
  else if (was.outcome === "unknown") yield M("Condition remplie : {label}", { label });
}

function* amountChanges(before, after, curve) {
  const one = before.last, other = after.first;
  const bindingOf = (report) => new Set(report.funding.ceilings.filter((use) => use.binding).map((use) => use.id));
  const bound = bindingOf(one), binding = bindingOf(other);
  for (const { id, ceiling } of other.funding.ceilings) {
    if (binding.has(id) && !bound.has(id)) yield M("{label}, atteint", { label: ceiling.label });
    else if (bound.has(id) && !binding.has(id)) yield M("N’est plus atteint : {label}", { label: ceiling.label });
  }
  if (stopsAtRequest(one) !== stopsAtRequest(other)) {
    if (stopsAtRequest(other)) yield M("La subvention s’arrête à ce qui est demandé");
    else yield M("La demande ne limite plus la subvention");
  }
  const lines = new Set(one.funding.excluded.map((entry) => entry.line));
  const now = new Set(other.funding.excluded.map((entry) => entry.line));
  for (const { line, exclusion } of other.funding.excluded) {
    if (!lines.has(line)) yield M("Ligne {line} exclue : {reason}", { line, reason: exclusion.label });
  }
  for (const line of lines) if (!now.has(line)) yield M("Ligne {line} : n’est plus exclue", { line });
  yield* grantChanges(before, after, curve);
}

// A jump of the grant, and the rate at which it goes on.
function* grantChanges(before, after, curve) {
  const was = before.last.funding.grant, { grant } = after.first.funding;
  if (grant === null || was === null) {
    if (was !== null) yield M("La subvention n’est plus connue");
    else if (grant !== null) yield M("La subvention est connue : {grant}", { grant });
    return;
  }
  const [slope, following] = [before.grant[0], after.grant[0]].map((shape) => (shape === null ? null : shape.slope));
  const sizes = [slope, following].filter((each) => each !== null).map(({ n, d }) => ratioOf(unsigned(n), d));
  const step = sizes.reduce((most, each) => (compared(each, most) > 0 ? each : most), NOUGHT);
  const jump = unsigned(grant.cents - was.cents);
  if (compared(ratioOf(jump, 1n), ratioSum(step, ratioOf(1n, 1n))) > 0) {
    yield M("La subvention passe de {was} à {grant}", { was, grant });
  }
  if (ratioSame(slope, following) || curve.varied.fact.type !== "money") return;
  if (following === null) yield M("La subvention ne suit plus une ligne droite");
  else if (following.n === 0n) yield M("La subvention ne change plus avec ce montant");
  else if (following.n > 0n) yield M("La subvention augmente de {rate} de ce qui s’ajoute", { rate: following });
  else yield M("La subvention baisse de {rate} de ce qui s’ajoute", { rate: ratioOf(-following.n, following.d) });
}

// What is to be known of the whole.
function* curveNotes(curve) {
  const { lines } = curve.plan.roles, { varied } = curve;
  if (varied.follows !== null) yield M("« {total} » suit : c’est la somme des dépenses", { total: varied.follows });
  if (lines !== null && curve.pieces.some((piece) => piece.first.funding.missing.includes(lines.list))) {
    yield M("La subvention n’est pas connue : détaillez les dépenses (« {list} »)", { list: lines.list });
  }
  if (curve.stopped !== null) {
    yield M("Trop de changements : rien n’est suivi au-delà de {value} ; resserrez l’intervalle", {
      value: saidUnits(varied.fact, curve.stopped),
    });
  }
}

// A value of a fact of so many units, in words.
function saidUnits(fact, units) {
  const value = valueOfUnits(fact, units);
  return fact.type === "decimal" ? exactDecimalText(value) : shownNumber(value);
}

// What a fact is called, with the item that it is of.
function variedLabel(plan, path) {
  const { label } = plan.facts.get(generalPath(path)), found = FACT_PLACED.exec(path);
  if (found === null) return label;
  const values = { list: plan.facts.get(found[1]).label, place: Number(found[2]) + 1, label };
  return M("{list}, n° {place} : {label}", values);
}

// ---- what_if_plain.py

// A curve as plain data.
function curveData(curve, language) {
  const { varied, pieces } = curve, say = (content) => language.say(content);
  const value = (units) => exact(valueOfUnits(varied.fact, units));
  return {
    fact: varied.path,
    label: say(variedLabel(curve.plan, varied.path)),
    type: varied.fact.type,
    from: value(curve.low),
    to: value(curve.high),
    now: varied.here === null ? null : value(varied.here),
    follows: varied.follows,
    segments: pieces.map((piece, place) => ({
      from: value(piece.low),
      to: value(piece.high),
      status: piece.first.status,
      verdict: piece.first.verdict,
      refused_by: piece.first.findings
        .filter((finding) => finding.outcome === "fail")
        .map(({ rule }) => ({ rule: rule.id, label: say(rule.label) })),
      ceilings: piece.first.funding.ceilings
        .filter((use) => use.binding)
        .map((use) => ({ rule: use.id, label: say(use.ceiling.label) })),
      at_request: stopsAtRequest(piece.first),
      missing: [...piece.first.missingFacts],
      grant: alongData(piece, "grant", piece.grant),
      applicant_share: alongData(piece, "applicantShare", piece.share),
      changes: place === 0 ? [] : [...changesOf(pieces[place - 1], piece, curve)].map(say),
    })),
    followed_to: curve.stopped === null ? null : value(curve.stopped),
    notes: [...curveNotes(curve)].map(say),
  };
}

function alongData(piece, name, shapes) {
  const known = shapes.filter((shape) => shape !== null);
  const straight = known.every((shape) => shape.slope !== null);
  const widths = known.map(({ under, over }) => ratioSum(over, ratioOf(-under.n, under.d)));
  const within = widths.reduce((most, each) => (compared(each, most) > 0 ? each : most), NOUGHT);
  const span = (report) => {
    const [low, high] = atLeastNothing(...endsOf(report, name));
    return { from: exact(low), to: exact(high) };
  };
  return {
    start: span(piece.first),
    end: span(piece.last),
    straight,
    within: straight ? String(new Money(-floorDiv(-within.n, within.d))) : null,
  };
}

// A curve of a dossier as plain data; `from` and `to` are values of the fact as people write them, or null.
function curveAsked(plan, theme, dossier, { fact, from = null, to = null }, language) {
  const varied = variedFact(plan, theme, dossier, String(fact));
  const end = (text) => {
    if (orNull(text) === null || isAbsent(text)) return null;
    try {
      return numberOf(varied.fact, 0)(readValue(text, varied.fact, plan.currency));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      throw new ParseError("« {fact} » : {detail}", { fact: varied.path, detail: error.message_ });
    }
  };
  let low = end(from), high = end(to);
  if (low !== null && high !== null && low > high) {
    const values = { low: valueOfUnits(varied.fact, low), high: valueOfUnits(varied.fact, high) };
    throw new ParseError("{low} est au-dessus de {high}", values);
  }
  if (low === null || high === null) {
    const [first, last] = shownSpan(plan, theme, dossier, varied);
    if (low === null) low = lesser(first, high === null ? varied.span[1] : high);
    if (high === null) high = larger(last, low);
  }
  return curveData(curveOf(plan, theme, dossier, varied, low, high), language);
}

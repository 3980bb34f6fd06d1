// What tests ask of the evaluation and of the checking, as data that Python can compare: it is read in the script.

const KINDS = new Map([
  ["money", (cents) => new Money(BigInt(cents))],
  ["ratio", ([n, d]) => new Fraction(BigInt(n), BigInt(d))],
  ["day", (ordinal) => dayOf(ordinal)],
  ["whole", (text) => BigInt(text)],
  ["items", (items) => items.map(statedFacts)],
  ["same", (value) => value],
]);

function statedFacts(pairs) {
  return new Map(pairs.map(([path, kind, value]) => [path, KINDS.get(kind)(value)]));
}

function bare(value) {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  if (value instanceof Money) return `money ${value.cents}`;
  if (value instanceof Fraction) return `ratio ${value.n}/${value.d}`;
  if (value instanceof Day) return `day ${value.ordinal}`;
  if (value instanceof Month) return `month ${value.year}-${value.month}`;
  if (value instanceof Message) return { says: bare(value.text), with: Object.entries(value.values).map(bare) };
  if (value instanceof Set) return { set: [...value].map(bare).sort() };
  if (value instanceof Map) return { map: [...value].map(bare) };
  if (Array.isArray(value)) return value.map(bare);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, bare(inner)]));
}

// What each of some nodes comes to over each of its dossiers.
function nodesOver(facts, named, asked) {
  const program = new Program(new Vocabulary(fieldRead(fieldsOf("Plan").get("facts"), facts, [])));
  const known = namedRead(named);
  return asked.map(([data, dossiers]) => {
    const node = nodeRead(data, known);
    return dossiers.map((dossier) => {
      const given = statedFacts(dossier), found = program.range(node)(given, given, new Map(), "");
      return [bare(found.value), found.names, bare(met(node, given, given, ""))];
    });
  });
}

// The report of each of some dossiers of some rule sets, and what is asked of it beside.
function reportsOf(sets) {
  return sets.map(([data, dossiers]) => {
    const plan = planOf(data, "");
    return dossiers.map(([code, dossier, known]) => {
      const given = known.length === 0 ? null : new Map(known.map(([scope, each]) => [scope, statedOthers(each)]));
      const read = { facts: statedFacts(dossier), origin: "x", notes: [M("une note")] };
      return told(checkDossier(plan, plan.themes.get(code), read, given));
    });
  });
}

function statedOthers([granted, cost]) {
  const amount = (cents) => (cents === null ? null : new Money(BigInt(cents)));
  return { granted: amount(granted), cost: amount(cost) };
}

function told(report) {
  const { plan, theme, facts, funding } = report;
  const ids = (listed) => listed.map((each) => (each === null ? null : each.id));
  const requirements = ({ known, given, missing, unsettled }) => [known, ids(given), ids(missing), unsettled];
  return bare({
    facts,
    status: report.status,
    verdict: report.verdict,
    findings: report.findings.map(({ rule, outcome, missing }) => [rule.id, outcome, missing]),
    funding: {
      ...funding,
      excluded: funding.excluded.map(({ line, amount, exclusion }) => [line, amount, exclusion.id]),
      ceilings: funding.ceilings.map(({ id, limit, alreadyUsed, binding }) => [id, limit, alreadyUsed, binding]),
    },
    commitments: requirements(report.commitments),
    documents: requirements(report.documents),
    missingFacts: report.missingFacts,
    notices: report.notices.map(({ id, message, source, readings }) => [id, message, placed(source), readings]),
    waysIn: report.waysIn.map((way) => [way.value, way.verdict, ids(way.refusals), way.grant, way.range]),
    unidentified: report.unidentified,
    reference: report.reference,
    indicative: report.indicative,
    contradicts: report.contradictsItself,
    items: report.findings.map((finding) => {
      const items = itemsOf(plan, facts, finding);
      return items.length === 0 ? [] : [items, itemsWords(plan, facts, items)];
    }),
    choices: report.findings.map((finding) => choicesOf(plan, facts, finding)),
    elsewhere: fittingThemes(report),
    windows: ids(possibleWindows(theme, plan.program, facts)),
    neighbours: ids(neighbours(plan, theme, facts)),
  });
}

function placed(source) {
  return source === null ? null : [source.by, source.place, source.document];
}

// What each of some nodes comes to as one fact of a dossier moves, and how far that holds.
function nodesMoving(facts, named, asked) {
  const program = new Program(new Vocabulary(fieldRead(fieldsOf("Plan").get("facts"), facts, [])));
  const known = namedRead(named);
  const ratio = ({ n, d }) => `${n}/${d}`;
  const line = (each, { low, high }) => [
    ...[low, high].map((units) => String(each.valueAt(units))),
    ...(each.slope === null ? [null] : [each.slope, each.start, each.under, each.over].map(ratio)),
    each.way,
  ];
  return asked.map(([data, dossier, path, ...span]) => {
    const [here, low, high] = span.map(BigInt), node = nodeRead(data, known);
    const moving = new Moving(program, statedFacts(dossier), new Map([[path, 0n]]), here, low, high);
    const found = moving.ends(node);
    const ends = Array.isArray(found) ? found.map((each) => (each === null ? null : line(each, moving))) : bare(found);
    return [String(moving.low), String(moving.high), ends];
  });
}

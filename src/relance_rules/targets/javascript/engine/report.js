// Twin of showing/plain.py, and of what it calls: sentences.py, deciding.py, advice.py, amounts.py, readings.py.

// ---- amounts.py: values of nodes as they are shown

// The least and the most that a named node may be, as they are shown; null for no end.
function boundsOf(report, named, memo) {
  const program = report.plan.program;
  const node = named.shows === null ? named : named.shows;
  const span = program.interval(node, report.facts, memo).value;
  const [low, high] = span.map((end) => measuredEnd(end, program.scaleOf(node), named.dimension));
  return named.dimension === "money" ? atLeastNothing(low, high) : [low, high];
}

// The bounds of an amount that is not known: whatever an interval says, it is no less than nothing.
function atLeastNothing(low, high) {
  return [low === null || isSame(low, high) || low.cents > 0n ? low : new Money(0n), high];
}

// A whole number of units of 10 ** -scale as it is shown; amounts are cut to the hundredth.
function measuredEnd(value, scale, dimension) {
  if (value === null) return null;
  const units = 10n ** BigInt(scale);
  if (dimension === "money") return new Money(floorDiv(value * 100n, units));
  if (dimension === "rate" || value % units !== 0n) return new Fraction(value, units);
  return value / units;
}

// The value that both bounds are, or null.
function known([low, high]) {
  return isSame(low, high) ? low : null;
}

function isSame(one, other) {
  return one === other || (one !== null && other !== null && exact(one) === exact(other));
}

// ---- sentences.py: what to tell of the outcome of a rule, and how to ask for a fact

// What the outcome of a rule means for this dossier, and which items of a list it is about.
function ruleSentence(report, finding) {
  const sentence = outcomeSentence(report, finding);
  const items = itemsOf(report.plan, report.facts, finding);
  if (!items.length) return sentence;
  return M("{sentence} ({items})", { sentence, items: itemsWords(report.plan, report.facts, items) });
}

function outcomeSentence(report, { rule, outcome }) {
  if (outcome === "unknown") return M("À déterminer : {label}", { label: rule.label });
  if (rule.kind === "size") return sizeSentence(report, outcome);
  if (rule.kind === "window") return windowSentence(report, outcome);
  if (outcome === "not_applicable") return M("Sans objet ici : {label}", { label: rule.label });
  return outcome === "pass" ? rule.label : failureOf(rule);
}

// What to tell who does not meet a condition.
function failureOf(rule) {
  return rule.failure === null ? M("Condition non remplie : {label}", { label: rule.label }) : rule.failure;
}

// The question that asks for a fact, which names the item of the list it belongs to.
//
// Where the dossier states a value that is not fine enough, the question is the one of that value.
function questionOf(path, report) {
  const facts = report.plan.facts;
  const inside = path.indexOf("[");
  if (inside < 0) return M("{question}", { question: questionAsked(facts, path, report.facts.get(path)) });
  const owner = path.slice(0, inside);
  const after = path.indexOf("].");
  const place = Number(path.slice(inside + 1, after));
  const name = path.slice(after + 2);
  const stated = report.facts.get(owner)[place].get(name);
  const question = questionAsked(facts, `${owner}[].${name}`, stated);
  return M("{list}, n° {place} : {question}", { list: facts.get(owner).label, place: place + 1, question });
}

function questionAsked(facts, path, stated) {
  const fact = facts.get(path);
  const value = typeof stated === "string" && fact.values !== null ? fact.values.get(stated) : undefined;
  return value === undefined || value.ask === null ? fact.question : value.ask;
}

function sizeSentence(report, outcome) {
  const { ranges } = report.theme;
  if (outcome === "not_applicable" || !ranges.length) return M("Aucune taille de projet n’est fixée pour ce thème");
  const size = sizeMeasured(report, ranges[0]);
  const open = openRanges(report, ranges);
  if (outcome === "pass") {
    const program = report.plan.program;
    const holds = (node) => node !== null && program.truth(node, report.facts, new Map()).value === true;
    const range = rangesWords(open.filter((each) => holds(each.within)));
    return M("{size} : {range} attendu", { size, range });
  }
  const range = rangesWords(open);
  const failure = open[0].failure;
  if (failure !== null && open.every((each) => isSameText(each.failure, failure))) {
    return M("{size} : {range} attendu. {failure}", { size, range, failure });
  }
  const values = { size, range };
  return M("{size} : {range} attendu. Revoyez le périmètre du projet, ou cherchez un thème à sa taille.", values);
}

function isSameText(one, other) {
  const languages = Object.keys(other);
  const same = (language) => one[language] === other[language];
  return one !== null && Object.keys(one).length === languages.length && languages.every(same);
}

// The size of the project, as far as it is known.
function sizeMeasured(report, range) {
  const { within } = range;
  const [low, high] = boundsOf(report, within, new Map());
  const values = { size: low === null ? high : low };
  const ofCost = within.shows !== null && within.shows.node === "named" && within.shows.kind === "total";
  if (isSame(low, high)) return ofCost ? M("Coût total de {size}", values) : M("Taille de {size}", values);
  // No cost is less than nothing: only another size may have no lower end.
  if (low === null) return M("Taille d’au plus {size}", values);
  return ofCost ? M("Coût total d’au moins {size}", values) : M("Taille d’au moins {size}", values);
}

// The ranges that may be for this dossier: up to the first whose guard surely holds.
function openRanges(report, ranges) {
  const program = report.plan.program;
  const found = [];
  for (const each of ranges) {
    const truth = each.when === null ? true : program.truth(each.when, report.facts, new Map()).value;
    if (truth !== false) found.push(each);
    if (truth === true) break;
  }
  return found;
}

function rangesWords(ranges) {
  return either(ranges.map((each) => each.says));
}

function windowSentence(report, outcome) {
  const filed = report.facts.get(report.plan.roles.filedOn);
  if (filed === undefined) return M("Aucune période d’ouverture n’est faite pour ce dossier.");
  if (outcome === "pass") {
    const holds = (each) => each.opens.ordinal <= filed.ordinal && !(each.closes?.ordinal < filed.ordinal);
    const windows = [...possibleWindows(report.theme, report.plan.program, report.facts)];
    const here = windows.find(holds);
    return M("Déposé le {filed}, dans la période « {window} »", { filed, window: here.label });
  }
  const [closed, following] = neighbours(report.plan, report.theme, report.facts);
  if (closed === null && following !== null) {
    const values = { filed, opens: following.opens };
    return M("Déposé le {filed}, avant l’ouverture du {opens} : redéposez à partir de cette date.", values);
  }
  if (closed === null) {
    return M("Déposé le {filed} : aucune période d’ouverture n’est faite pour ce dossier.", { filed });
  }
  const values = { filed, closed: closed.closes };
  if (following !== null) {
    values.opens = following.opens;
    const text = "Déposé le {filed}, après la clôture du {closed} : redéposez à la prochaine ouverture, le {opens}.";
    return M(text, values);
  }
  return M("Déposé le {filed}, après la clôture du {closed} : aucune autre ouverture n’est annoncée.", values);
}

// ---- deciding.py: the facts that were met, and the passages and readings of what applied

const CITED_KINDS = new Set(["window", "range", "choice", "parameter", "derived"]);

// The facts that a rule reads and that the dossier states, by path.
function factsMet(report, { rule, outcome }) {
  const nodes = [outcome === "not_applicable" ? null : rule.require, rule.when];
  return new Map(
    nodes.filter((node) => node !== null).flatMap((node) => [...met(node, report.facts, report.facts, "")])
  );
}

// The passage and the readings of a finding: those of the window, the range or the choice that applied come first.
//
// Where several may apply, those of the rule as a whole hold.
function decided(report, { rule, outcome }, memo) {
  if (rule.require === null || outcome === "not_applicable") return [rule.source, rule.readings];
  const applied = [];
  gatherDeciding(rule.require.of, report.plan.program, report.facts, memo, applied);
  const cited = applied.filter((named) => named.source !== null).map((named) => named.source);
  const one = cited.length > 0 && cited.every((source) => isSameSource(source, cited[0]));
  const readings = [...applied.flatMap((named) => named.readings), ...rule.readings];
  return [one ? cited[0] : rule.source, [...new Set(readings)]];
}

function isSameSource(one, other) {
  return one.document === other.document && one.by === other.by && one.place === other.place;
}

// Gather the named nodes that can be cited and that decided the truth of a node, or what it comes to.
function gatherDeciding(node, program, facts, memo, found) {
  const truth = (part) => program.truth(part, facts, memo).value;
  const gather = (part) => gatherDeciding(part, program, facts, memo, found);
  switch (node.node) {
    case "named":
      if (CITED_KINDS.has(node.kind)) found.push(node);
      gather(node.of);
      break;
    case "choose": {
      const holds = truth(node.when);
      gather(node.when);
      if (holds !== false) gather(node.then);
      if (holds !== true) gather(node.otherwise);
      break;
    }
    case "all":
    case "any": {
      const first = node.parts.find((part) => truth(part) === (node.node === "any"));
      (first === undefined ? node.parts : [first]).forEach(gather);
      break;
    }
    case "fold":
    case "fact":
      break;
    default:
      partsOf(node).forEach(gather);
  }
}

// ---- advice.py: the steps that take a dossier to ready, and to its filing

// How many of the facts of which one is enough are named; the others are counted.
const LISTED_WAYS = 3;

// Something to do: `oneOf` are ways of which one is enough, each of facts to state together.
function nextStep(kind, text, { fact = null, oneOf = [], rule = null } = {}) {
  return { kind, text, fact, oneOf, rule };
}

// The steps in the order to take them: contradictions, refusals, what is to be asked, answers, the rest.
function nextSteps(report) {
  const correction = (notice) => nextStep("lift", M("Corrigez : {what}", { what: notice.message }));
  const refusals = report.findings.filter((finding) => finding.outcome === "fail");
  const lifting = (finding) => nextStep("lift", liftingText(report, finding), { rule: finding.rule.id });
  const steps = [...contradictions(report).map(correction), ...refusals.map(lifting)];
  steps.push(...questionSteps(report), ...answerSteps(report));
  steps.push(...report.unidentified.map((path) => fillStep(report, path)));
  for (const { label, fact } of report.commitments.missing) {
    steps.push(nextStep("commit", M("Engagez-vous à : {what} (« {fact}: oui »)", { what: label, fact }), { fact }));
  }
  for (const { label, fact } of report.documents.missing) {
    steps.push(nextStep("attach", M("Ajoutez au dossier : {what} (« {fact}: oui »)", { what: label, fact }), { fact }));
  }
  for (const notice of noticesMaking(report, "incomplete")) {
    steps.push(nextStep("fill", M("Complétez : {what}", { what: notice.message })));
  }
  return [...steps, ...adjustmentSteps(report)];
}

// A refusal to lift; where it sends elsewhere, the themes to look at are named.
function liftingText(report, finding) {
  const what = ruleSentence(report, finding);
  const fitting = finding.rule.kind === "size" ? [...fittingThemes(report)] : [];
  if (fitting.length) {
    const values = { what, themes: both(fitting) };
    return M("Levez ce refus, ou renoncez : {what} Thèmes de cette taille, à voir : {themes}.", values);
  }
  const failure = finding.rule.failure === null ? "" : Object.values(finding.rule.failure)[0];
  const words = new Set(failure.match(/[\p{L}\p{N}_]+/gu));
  const named = [...words].filter((word) => word !== report.theme.code && report.plan.themes.has(word));
  if (named.length) {
    const title = (code) => M("{code}, « {title} »", { code, title: report.plan.themes.get(code).title });
    return M("Levez ce refus, ou renoncez : {what} À voir : {themes}.", { what, themes: both(named.map(title)) });
  }
  return M("Levez ce refus, ou renoncez : {what}", { what });
}

// Whether the source has lost a list of what a theme asks, which is to be asked for before filing.
function asksFirst(theme) {
  return theme.commitments.unknown !== null || theme.documents.unknown !== null;
}

// What only somebody else can tell: the lists that the source lost, what it leaves to be judged.
function questionSteps(report) {
  const { theme, funding, status } = report;
  const owner = theme.owner
    ? M("porteur du thème ({owner})", { owner: theme.owner })
    : M("porteur du thème");
  const steps = [];
  if (asksFirst(theme)) {
    const text = M("Avant de déposer, demandez au {owner} ses dispositions : le texte ne les donne pas.", { owner });
    steps.push(nextStep("ask", text));
  }
  if (status !== "incomplete") return steps;
  for (const { rule, outcome, missing } of report.findings) {
    if (outcome === "unknown" && !missing.length) {
      const values = { owner, what: rule.label };
      const text = M("Demandez au {owner} si le projet remplit cette condition : {what}", values);
      steps.push(nextStep("ask", text, { rule: rule.id }));
    }
  }
  if (theme.funding === null || funding.grant !== null || funding.missing.length) return steps;
  const unsettled = theme.scopes.some((scope) => !report.facts.has(`${ENGINE}${scope}`));
  const text = unsettled
    ? M("Demandez où en sont les dossiers antérieurs du projet : leurs subventions comptent ici.")
    : M("Demandez au {owner} le montant de la subvention : le texte ne le donne pas.", { owner });
  return [...steps, nextStep("ask", text)];
}

// The facts to state; those of which one is enough are one step.
function answerSteps(report) {
  const choices = report.findings.flatMap((finding) =>
    choicesOf(report.plan, report.facts, finding).map((choice) => [finding, choice])
  );
  const required = requiredFacts(report, choices.map(([, choice]) => choice));
  const given = new Set();
  const steps = [];
  for (const path of report.missingFacts) {
    if (required.has(path)) {
      steps.push(fillStep(report, path));
      continue;
    }
    for (const [finding, choice] of choices) {
      // What is asked anyway is not told again, where more goes with it.
      const ways = choice.map((way) => {
        const more = way.filter((name) => !required.has(name));
        return more.length ? more : way;
      });
      const told = JSON.stringify(ways);
      if (!given.has(told) && ways.some((way) => way.includes(path))) {
        given.add(told);
        steps.push(choiceStep(report, finding, ways));
      }
    }
  }
  return steps;
}

// The missing facts that nothing else makes needless.
function requiredFacts(report, choices) {
  const asked = new Set(report.findings.flatMap((finding) => finding.missing));
  const beside = [...report.funding.missing, ...report.commitments.unsettled, ...report.documents.unsettled];
  const alone = choices.filter((choice) => choice.length === 1).flatMap(([way]) => way);
  return new Set([...beside, ...alone, ...report.missingFacts.filter((path) => !asked.has(path))]);
}

function fillStep(report, fact) {
  const values = { fact, question: questionOf(fact, report) };
  return nextStep("fill", M("Remplissez « {fact} » : {question}", values), { fact });
}

// Facts of which one is enough. What is the same of several items is asked once.
function choiceStep(report, finding, ways) {
  const asked = new Set(ways.flatMap((way) => way.map(generalPath)));
  const same = asked.size === 1;
  const named = ways.slice(0, LISTED_WAYS).map((way) => both(way.map((path) => namedFact(report, path, !same))));
  const more = ways.length - LISTED_WAYS;
  if (more === 1) named.push(M("1 autre"));
  else if (more > 1) named.push(M("{count} autres", { count: more }));
  const values = { label: finding.rule.label, facts: either(named) };
  let text = M("Un seul de ces faits suffit, s’il remplit « {label} » : {facts}", values);
  if (same) {
    const question = report.plan.facts.get([...asked][0]).question;
    text = M("Un seul de ces faits suffit, s’il remplit « {label} » : {facts}. {question}", { ...values, question });
  }
  return nextStep("fill", text, { fact: ways[0][0], oneOf: ways, rule: finding.rule.id });
}

function namedFact(report, fact, asked) {
  if (!asked) return M("« {fact} »", { fact });
  return M("« {fact} » ({question})", { fact, question: questionOf(fact, report) });
}

// What to change of a dossier that is not ready: what takes its grant away, a request above what it may get.
function adjustmentSteps(report) {
  const { funding, status } = report;
  const requested = report.plan.roles.requested;
  if (status === "ready" || funding.grant === null) return [];
  const nothing = `${report.theme.code}.subvention_nulle`;
  const steps = report.notices
    .filter((notice) => notice.id === nothing && status === "incomplete")
    .map((notice) => nextStep("lift", M("Revoyez le projet ou sa demande : {what}", { what: notice.message })));
  if (requested !== null && funding.requested !== null && funding.requested.cents > funding.grant.cents) {
    const values = { grant: funding.grant, fact: requested.path };
    steps.push(nextStep("lower", M("Réduisez la demande à {grant} (« {fact} »)", values), { fact: requested.path }));
  }
  return steps;
}

// The notices that put a dossier in error: what it says can't all be true.
function contradictions(report) {
  const own = `${report.theme.code}.contradiction`;
  return [...report.notices.filter((notice) => notice.id === own), ...noticesMaking(report, "error")];
}

// The notices of the rule set that make something of the dossier.
function noticesMaking(report, makes) {
  const making = report.theme.notices.filter((notice) => notice.makes === makes);
  const ids = new Set(making.map((notice) => `${report.theme.code}.${notice.id}`));
  return report.notices.filter((notice) => ids.has(notice.id));
}

// ---- readings.py

// The codes of all the readings of a report, in the order of their first use.
function readingsUsed(report, findings) {
  const { funding } = report;
  const split = report.theme.funding;
  const cited = [
    ...(split === null ? [] : [split, ...split.steps]),
    ...funding.excluded.map((entry) => entry.exclusion),
    ...funding.ceilings.map((use) => use.ceiling),
    ...report.commitments.missing,
    ...report.documents.missing,
    ...report.notices,
  ];
  return [...new Set([...findings.flat(), ...cited.flatMap((each) => each.readings)])];
}

// ---- plain.py

// A report as plain data. Amounts are texts with two decimals, rates with six, days in ISO form.
function reportData(report, language) {
  const say = (content) => language.say(content);
  const memo = new Map();
  const findings = report.findings.map((finding) => findingData(report, finding, language, memo));
  const used = readingsUsed(report, findings.map((finding) => finding.readings));
  return {
    schema: "relance-report/1",
    dossier: report.origin,
    reference: orNull(report.reference),
    theme: report.theme.code,
    status: report.status,
    eligibility: { verdict: report.verdict, findings },
    funding: fundingData(report, language, memo),
    commitments: requirementsData(report.commitments, language),
    documents: requirementsData(report.documents, language),
    missing_facts: report.missingFacts.map((path) => ({ fact: path, question: say(questionOf(path, report)) })),
    notices: report.notices.map((n) => ({ id: n.id, message: say(n.message), ...citedData(n.source, n.readings) })),
    ways_in: report.waysIn.map((way) => wayInData(report, way, language)),
    steps: nextSteps(report).map((step) => ({
      kind: step.kind,
      text: say(step.text),
      fact: step.fact,
      one_of: step.oneOf.map((way) => [...way]),
      rule: step.rule,
    })),
    project: projectData(report),
    decided_by: decidedByData(report.plan),
    readings_used: used.map((code) => ({ code, text: say(report.plan.readings.get(code).text) })),
  };
}

// The report of a dossier that can't be read: its status is `error` and its notices say why.
function errorData(origin, problems, language) {
  const unknown = () => ({ known: false, given: [], missing: [] });
  return {
    schema: "relance-report/1",
    dossier: origin,
    reference: null,
    theme: null,
    status: "error",
    eligibility: { verdict: "undetermined", findings: [] },
    funding: {
      indicative: true,
      total_cost: null,
      excluded: [],
      base: null,
      before_ceilings: null,
      ceilings: [],
      requested: null,
      grant: null,
      applicant_share: null,
      applicant_staff: null,
      effective_rate: null,
      range: {},
      steps: [],
      funders: [],
      source: null,
    },
    commitments: unknown(),
    documents: unknown(),
    missing_facts: [],
    notices: problems.map((problem) => ({
      id: "lecture",
      message: locatedText(problem, language),
      ...citedData(null, []),
    })),
    ways_in: [],
    steps: [],
    project: { name: null, reference: null, applicants: [], filed_on: null },
    decided_by: null,
    readings_used: [],
  };
}

// A problem with its file, line and column, and the line to write instead if there is one, on one line.
function locatedText(problem, language) {
  const place = [problem.name, problem.line, problem.column].map(orNull).filter((part) => part !== null).join(":");
  const sentence = language.say(adviceOf(problem));
  return place ? `${language.say(place)}: ${sentence}` : sentence;
}

// The longest line to write instead that is told.
const MOST_ADVICE = 200;

function adviceOf({ message, proposal, excerpt }) {
  if (orNull(proposal) === null || stripped(proposal) === stripped(excerpt)) return message;
  const line = cut(stripped(proposal), MOST_ADVICE);
  return M("{message} ; à écrire plutôt : {line}", { message, line });
}

// A fact as JSON shows it: amounts and rates as exact texts, days in ISO form.
function exact(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof Fraction) return exactDecimalText(value);
  if (value instanceof Day || value instanceof Money) return String(value);
  // An object made so takes any key as its own.
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, exact(inner)]));
  return value;
}

// A rate, or an amount finer than the hundredth, as an exact decimal: their denominators divide a power of ten.
function exactDecimalText({ n, d }) {
  let rest = n < 0n ? -n : n;
  const whole = rest / d;
  let decimals = "";
  for (rest %= d; rest; rest %= d) {
    rest *= 10n;
    decimals += rest / d;
  }
  return `${n < 0n ? "-" : ""}${whole}${decimals && "."}${decimals}`;
}

// A passage, the reading that is nearest to what decided, and all of them.
function citedData(source, readings) {
  return { source: sourceData(source), reading: readings.length ? readings[0] : null, readings: [...readings] };
}

const CITED_BY = new Set(["page", "article", "section"]);

// A citation as plain data; the document is named unless it is the first of the rule set.
function sourceData(source) {
  if (source === null) return null;
  const place = { [CITED_BY.has(source.by) ? source.by : "lines"]: source.place };
  return source.document === null ? place : { document: source.document, ...place };
}

// What something may be; null where it is known.
function spanData(bounds) {
  return known(bounds) === null ? { from: exact(bounds[0]), to: exact(bounds[1]) } : null;
}

function findingData(report, finding, language, memo) {
  return {
    rule: finding.rule.id,
    label: language.say(finding.rule.label),
    outcome: finding.outcome,
    message: language.say(ruleSentence(report, finding)),
    facts: exact(factsMet(report, finding)),
    missing: [...finding.missing],
    ...citedData(...decided(report, finding, memo)),
  };
}

function fundingData(report, language, memo) {
  const { funding } = report;
  const plan = report.theme.funding;
  return {
    indicative: report.indicative,
    total_cost: exact(funding.totalCost),
    excluded: funding.excluded.map((entry) => excludedData(report, entry, language)),
    base: exact(funding.base),
    before_ceilings: exact(funding.beforeCeilings),
    ceilings: funding.ceilings.map((use) => ({
      id: use.ceiling.id,
      label: language.say(use.ceiling.label),
      limit: exact(use.limit),
      already_used: exact(use.alreadyUsed),
      binding: use.binding,
      ...citedData(use.ceiling.source, use.ceiling.readings),
    })),
    requested: exact(funding.requested),
    grant: exact(funding.grant),
    applicant_share: exact(funding.applicantShare),
    applicant_staff: exact(funding.applicantStaff),
    effective_rate: effectiveRateText(funding),
    range: rangesData(report),
    steps: plan === null ? [] : plan.steps.map((step) => fundingStepData(report, step, language, memo)),
    funders: (plan === null ? [] : plan.funders).map((funder) => ({
      id: funder.id,
      label: language.say(funder.label),
      amount: exact(known(boundsOf(report, funder.amount, memo))),
    })),
    source: plan === null ? null : sourceData(plan.source),
  };
}

// The part of the total cost that the grant pays, cut to six decimals; null where either is unknown, or nothing.
function effectiveRateText({ grant, totalCost }) {
  if (grant === null || totalCost === null || totalCost.cents === 0n) return null;
  const millionths = (grant.cents * 1000000n) / totalCost.cents;
  return `${millionths / 1000000n}.${String(millionths % 1000000n).padStart(6, "0")}`;
}

function rangesData(report) {
  const found = {};
  if (report.contradictsItself) return found;
  for (const [name, [low, high]] of report.funding.ranges) found[name] = spanData(atLeastNothing(low, high));
  return found;
}

function fundingStepData(report, step, language, memo) {
  // What is supposed where nothing is requested is no request.
  const stated = step.kind !== "request" || orNull(report.funding.requested) !== null;
  const bounds = stated ? boundsOf(report, step, memo) : [null, null];
  return {
    id: step.id,
    kind: step.kind,
    label: language.say(step.label),
    value: exact(known(bounds)),
    range: stated && !report.contradictsItself ? spanData(bounds) : null,
    ...citedData(step.source, step.readings),
  };
}

function excludedData(report, entry, language) {
  return {
    line: entry.line,
    label: lineLabel(report, entry.line) || "",
    amount: exact(entry.amount),
    rule: entry.exclusion.id,
    reason: language.say(entry.exclusion.label),
    ...citedData(entry.exclusion.source, entry.exclusion.readings),
  };
}

// What an expense line, counted from 1, is called; null where it has no label.
function lineLabel(report, line) {
  const lines = report.plan.roles.lines;
  if (lines === null || lines.label === null) return null;
  return orNull(report.facts.get(lines.list)[line - 1].get(lines.label));
}

function wayInData(report, way, language) {
  const labels = report.plan.facts.get(report.plan.roles.wayIn).values;
  return {
    value: way.value,
    label: language.say(labels.get(way.value).label),
    verdict: way.verdict,
    refused_by: way.refusals.map((rule) => rule.id),
    grant: exact(way.grant),
    range: orNull(way.range) === null ? null : spanData(atLeastNothing(...way.range)),
  };
}

function projectData(report) {
  const { roles } = report.plan;
  const stated = (path, among = report.facts) => (path === null ? null : exact(among.get(path)));
  const applicants = report.facts.get(roles.applicants);
  return {
    name: stated(roles.projectName),
    reference: stated(roles.projectReference),
    applicants: (applicants === undefined ? [] : applicants).map((each) => ({
      name: stated(roles.applicantName, each),
      siret: stated(roles.applicantIdentifier, each),
    })),
    filed_on: stated(roles.filedOn),
  };
}

function decidedByData(plan) {
  return { tool: `relance-rules ${DATA.version}`, ruleset: plan.name, version: plan.version, digest: plan.digest };
}

function requirementsData(found, language) {
  return {
    known: found.known,
    given: found.given.map((requirement) => requirement.id),
    missing: found.missing.map((requirement) => ({
      id: requirement.id,
      label: language.say(requirement.label),
      ...citedData(requirement.source, requirement.readings),
    })),
  };
}

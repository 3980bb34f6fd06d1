// Twin of checking/*.py: check.py and all that it calls, alternatives.py, elsewhere.py, items.py and windows.py.

// What checking a dossier found. `facts` are those it states, once settled, and those that the batch knows.
class Report {
  constructor(parts) {
    Object.assign(this, parts);
    Object.freeze(this);
  }

  get reference() {
    const path = this.plan.roles.reference;
    return path === null ? null : orNull(this.facts.get(path));
  }

  // Whether the funding is only indicative: the dossier is not eligible, or not known to be.
  get indicative() {
    return this.verdict !== "eligible";
  }

  // Whether the dossier says two things that can't both be true.
  get contradictsItself() {
    return this.status === "error";
  }
}

function orNull(value) {
  return value === undefined ? null : value;
}

function noticeOf(theme, id, message, source = null, readings = NO_NAMES) {
  return { id: `${theme.code}.${id}`, message, source, readings };
}

/**
 * Check a dossier against a theme. `known` says, by scope of the rule set, what a batch knows of the other dossiers of
 * the scope, {granted, cost}: Money or null; a scope that is left out is one that the dossier is alone in.
 */
function checkDossier(plan, theme, dossier, known = null) {
  const program = plan.program, memo = new Map(), { roles } = plan;
  const { facts: settled, contradiction } = settleTotal(dossier.facts, roles);
  const { facts, supposed } = withKnown(plan, theme, settled, known || new Map());
  let findings = find(theme, program, facts, memo);
  const verdict = verdictOf(findings);
  const funding = split(plan, theme.funding, program, facts, memo);
  const commitments = compareRequirements(theme.commitments, program, facts, memo);
  const documents = compareRequirements(theme.documents, program, facts, memo);

  let missing = new Set([
    ...findings.flatMap((finding) => finding.missing),
    ...funding.missing,
    ...supposed,
    ...commitments.unsettled,
    ...documents.unsettled,
  ]);
  if (theme.funding !== null && roles.requested !== null && funding.requested === null) {
    missing.delete(roles.requested.path);
    missing.add(roles.requested.path);
  }

  const ways = contradiction === null ? waysIn(plan, theme, program, facts) : [];
  const said = dossier.notes.map((note) => noticeOf(theme, "lecture", note));
  said.push(...noticesOf(plan, theme, program, facts, findings, funding, ways, memo));
  for (const scope of theme.scopes) {
    if (known !== null && known.has(scope)) said.push(...ofOthers(plan, theme, scope, dossier.facts, known.get(scope)));
  }
  if (contradiction !== null) {
    const stays = (path) => !isSetAside(path, roles);
    missing = new Set([...missing].filter(stays));
    findings = findings.map((finding) => Object.freeze({ ...finding, missing: finding.missing.filter(stays) }));
    said.unshift(noticeOf(theme, "contradiction", contradiction, null, codesOf(roles.total)));
  }
  const noGrant = theme.funding !== null && (funding.grant === null || funding.grant.cents === 0n);
  const lacks = missing.size > 0 || commitments.missing.length > 0 || documents.missing.length > 0 || noGrant;
  const found = statusOf(verdict, contradiction !== null, lacks);
  const { ruled, status } = ruledNotices(theme, program, facts, memo, found);
  said.push(...ruled.map((notice) => toldNotice(plan, theme, notice, facts, funding)));
  const unnamed = unidentified(plan, theme, facts).filter((path) => !missing.has(path));
  if (status === "ready" && unnamed.length > 0) said.push(unidentifiedNotice(plan, theme, unnamed));
  return new Report({
    plan,
    theme,
    facts,
    origin: dossier.origin,
    status,
    verdict,
    findings,
    funding,
    commitments,
    documents,
    missingFacts: [...missing],
    notices: said,
    waysIn: ways,
    unidentified: unnamed,
  });
}

function statusOf(verdict, contradicts, lacks) {
  if (contradicts) return "error";
  if (verdict === "ineligible") return "ineligible";
  return lacks || verdict !== "eligible" ? "incomplete" : "ready";
}

/**
 * The facts, with what is known of the other dossiers of each scope; and the facts that are supposed from that. A
 * dossier of a batch that does not state the earlier grants of its scope takes those that the batch knows, and is still
 * asked for them.
 */
function withKnown(plan, theme, facts, known) {
  const found = new Map(facts), supposed = [];
  for (const scope of theme.scopes) {
    const others = known.get(scope), granted = others === undefined ? new Money(0n) : others.granted;
    if (granted !== null) found.set(`${ENGINE}${scope}`, granted);
    const { earlier } = plan.scopes.get(scope);
    if (others !== undefined && granted !== null && earlier !== null && !facts.has(earlier)) {
      found.set(earlier, granted);
      supposed.push(earlier);
    }
    if (others !== undefined && others.cost !== null) found.set(BATCH_COST, others.cost);
  }
  return { facts: found, supposed };
}

/** What must be said of the grants that the other dossiers of a scope got, or that this one states. */
function ofOthers(plan, theme, scope, facts, { granted }) {
  const ceiling = theme.funding.ceilings.find((each) => each.scope === scope);
  const { key, earlier } = plan.scopes.get(scope), id = key[0][1].split(".")[0];
  const stated = earlier === null ? null : orNull(facts.get(earlier));
  const notice = (message) => [noticeOf(theme, id, message, ceiling.source, ceiling.readings)];
  if (granted === null) {
    const values = { ceilings: [ceiling.label] };
    return notice(
      scope === "project"
        ? M(
            "Un dossier antérieur du même projet n’est pas tranché : " +
              "sa subvention comptera contre le plafond du projet",
            values,
          )
        : M("Un dossier antérieur n’est pas tranché : sa subvention comptera contre « {ceilings} »", values),
    );
  }
  const values = { known: granted, stated };
  if (earlier !== null && stated === null && !granted.cents) {
    // Nobody said that there were none: no amount is told.
    return notice(
      M("Subventions antérieures non indiquées, et aucune n’est connue ici : le calcul n’en compte pas"),
    );
  }
  if (earlier !== null && stated === null) {
    return notice(
      M("Subventions antérieures non indiquées : le calcul retient {known}, ce que l’on en connaît ici", values),
    );
  }
  if (stated !== null && stated.cents > granted.cents && !granted.cents) {
    return notice(
      M(
        "Subventions antérieures indiquées : {stated}, alors qu’aucune n’est connue ici ; ce montant est retenu",
        values,
      ),
    );
  }
  if (stated !== null && stated.cents > granted.cents) {
    return notice(
      M(
        "Subventions antérieures indiquées : {stated}, alors que {known} sont connues ici ; le plus grand montant " +
          "est retenu",
        values,
      ),
    );
  }
  if (stated !== null && stated.cents < granted.cents) {
    return notice(
      M(
        "Subventions antérieures indiquées : {stated}, alors que {known} ont été proposées ou accordées ; c’est ce " +
          "dernier montant qui est retenu",
        values,
      ),
    );
  }
  return [];
}

/** The notices that the rule set makes itself, and what they make of the dossier. */
function ruledNotices(theme, program, facts, memo, before) {
  const found = theme.notices.filter(({ when }) => when === null || program.truth(when, facts, memo).value === true);
  let status = before;
  if (found.some((notice) => notice.makes === "error")) status = "error";
  else if (found.some((notice) => notice.makes === "incomplete") && status === "ready") status = "incomplete";
  return {
    ruled: found.filter(({ statuses }) => statuses.length === 0 || statuses.includes(status)),
    status,
  };
}

/** A notice of the rule set, with its places filled by facts and by steps of the funding split. */
function toldNotice(plan, theme, notice, facts, funding) {
  let message = notice.text;
  const places = new Set(Object.values(notice.text).flatMap((text) => placesOf(text)));
  if (places.size > 0) {
    const steps = new Map([
      ["total", funding.totalCost],
      ["base", funding.base],
      ["grant", funding.grant],
      ["share", funding.applicantShare],
    ]);
    const values = Object.create(null);
    for (const name of places) {
      const step = steps.get(name), fact = facts.get(name);
      if (step !== undefined && step !== null) values[name] = step;
      else values[name] = fact === undefined ? M("à déterminer") : fact;
    }
    message = new Message(notice.text, values);
  }
  if (notice.makes !== "nothing" && notice.when !== null) {
    // What is wrong is told with the items that it is wrong of.
    const items = decidingItems(plan, facts, notice.when, true);
    if (items.length > 0) {
      message = M("{sentence} ({items})", { sentence: message, items: itemsWords(plan, facts, items) });
    }
  }
  return noticeOf(theme, notice.id, message, notice.source, notice.readings);
}

// ---- eligibility

/** The finding of each rule, in the order of the theme. */
function find(theme, program, facts, memo) {
  return theme.rules.map((rule) => findingOf(rule, program, facts, memo));
}

/** The outcome of one rule: its guard first, then what it requires. */
function findingOf(rule, program, facts, memo) {
  const finding = (outcome, missing = NO_NAMES) => Object.freeze({ rule, outcome, missing });
  if (rule.require === null) return finding("not_applicable");
  const guard = rule.when === null ? null : program.truth(rule.when, facts, memo);
  if (guard !== null && guard.value === false) return finding("not_applicable");
  const truth = program.truth(rule.require, facts, memo);
  if (truth.value === true) return finding("pass");
  if (truth.value === false && (guard === null || guard.value === true)) return finding("fail");
  const required = truth.value === null ? truth.names : NO_NAMES;
  return finding("unknown", joined([guard === null ? NO_NAMES : guard.names, required]));
}

/** One failed rule decides; then one unknown rule leaves the verdict open. */
function verdictOf(findings) {
  if (findings.some((finding) => finding.outcome === "fail")) return "ineligible";
  return findings.some((finding) => finding.outcome === "unknown") ? "undetermined" : "eligible";
}

// ---- the funding split

const NO_FUNDING = Object.freeze({
  totalCost: null,
  excluded: [],
  base: null,
  beforeCeilings: null,
  ceilings: [],
  requested: null,
  grant: null,
  applicantShare: null,
  applicantStaff: null,
  effectiveRate: null,
  ranges: new Map(),
  missing: [],
});

/** The funding split of a theme over the facts of a dossier, whose total and lines agree. */
function split(plan, funding, program, facts, memo) {
  if (funding === null || funding.grant === null) return NO_FUNDING;
  const amount = (node) => program.amount(node, facts, memo);
  const base = amount(funding.base), beforeCeilings = amount(funding.rate);
  const grant = amount(funding.grant), applicantShare = amount(funding.share), totalCost = amount(funding.total);
  const known = [base, beforeCeilings, grant, applicantShare].every((each) => each !== null);
  // A ceiling binds if it is what the grant comes to, and less than what the rates give.
  const cut = beforeCeilings !== null && grant !== null && grant.cents < beforeCeilings.cents;
  const binds = (room) => room !== null && room.cents === grant.cents;
  const ceilings = funding.ceilings
    .map((ceiling) => ({
      id: ceiling.id,
      ceiling,
      limit: amount(ceiling.limit),
      alreadyUsed: ceiling.used === null ? new Money(0n) : amount(ceiling.used),
      binding: cut && binds(amount(ceiling.room)),
    }))
    .filter((use) => use.limit !== null || !use.ceiling.staff);
  const { lines, requested } = plan.roles, stated = lines !== null && facts.has(lines.list);
  const rated = grant !== null && totalCost !== null && totalCost.cents !== 0n;
  return Object.freeze({
    totalCost,
    excluded: stated ? excludedLines(lines, funding, program, facts, memo) : [],
    base,
    beforeCeilings,
    ceilings,
    requested: requested === null ? null : orNull(facts.get(requested.path)),
    grant,
    applicantShare,
    // What staff costs come to; nothing where the lines don't say, or where there are none.
    applicantStaff: stated ? amount(funding.staffAmount) : null,
    // The part of the total cost that the grant pays, exact.
    effectiveRate: rated ? new Fraction(grant.cents, totalCost.cents) : null,
    ranges: known ? new Map() : fundingRanges(funding, program, facts, memo),
    missing: grant === null ? grantMissing(funding.grant, program, facts, memo) : [],
  });
}

/** What the amounts that are not known may be. */
function fundingRanges(funding, program, facts, memo) {
  const found = new Map(), { base, rate, grant, share } = funding;
  const amounts = { base, before_ceilings: rate, grant, applicant_share: share };
  for (const [name, node] of Object.entries(amounts)) {
    if (node === null) continue;
    const { value } = program.interval(node, facts, memo);
    if (!isKnown(value)) found.set(name, overEnds(program.cents(node), value));
  }
  return found;
}

/** The facts that would settle a grant which is not known. */
function grantMissing(grant, program, facts, memo) {
  return program.interval(grant, facts, memo).names.filter((name) => !name.startsWith(ENGINE));
}

/** The lines that surely leave the base, each with the first reason that holds. */
function excludedLines(lines, funding, program, facts, memo) {
  const found = [];
  facts.get(lines.list).forEach((line, place) => {
    if (!line.has(lines.amount)) return;
    const exclusion = funding.exclusions.find(
      ({ when }) => when !== null && program.truth(when, facts, memo, line).value === true,
    );
    if (exclusion !== undefined) found.push({ line: place + 1, amount: line.get(lines.amount), exclusion });
  });
  return found;
}

// ---- commitments and documents

/**
 * What is given, and what is missing. A requirement whose condition is not known to hold is not missing: the fact that
 * decides it is asked first.
 */
function compareRequirements(asked, program, facts, memo) {
  if (asked.unknown !== null) return { known: false, given: [], missing: [], unsettled: [] };
  const given = asked.asked.filter((requirement) => facts.get(requirement.fact) === true);
  const missing = [], unsettled = [];
  for (const requirement of asked.asked) {
    if (facts.get(requirement.fact) === true) continue;
    const applies = requirement.when === null ? possible(true) : program.truth(requirement.when, facts, memo);
    if (applies.value === true) missing.push(requirement);
    else if (applies.value === null) unsettled.push(applies.names);
  }
  return { known: true, given, missing, unsettled: joined(unsettled) };
}

// ---- notices

/** What the reader must know beside the findings, in a fixed order. */
function noticesOf(plan, theme, program, facts, findings, funding, ways, memo) {
  const lost = theme.unknownRules, { commitments } = theme;
  return [
    ...(lost === null ? [] : [noticeOf(theme, "texte_manquant", lost.text, lost.source, lost.readings)]),
    ...(commitments.unknown === null
      ? []
      : [noticeOf(theme, "texte_manquant", commitments.unknown, commitments.source, commitments.readings)]),
    ...windowNotices(plan, theme, program, facts, findings, memo),
    ...unusedWayIn(plan, theme, facts),
    ...juryNotices(plan, theme, facts),
    ...(ways.length > 0 ? [waysNotice(plan, theme, ways)] : []),
    ...requestNotices(plan, theme, funding),
    ...staffNotices(plan, theme, facts, funding),
    ...exceededNotices(theme, funding),
    ...nothingNotices(plan, theme, funding),
    ...suppositionNotices(theme, facts),
  ];
}

function codesOf(role) {
  return role === null || role.reading === null ? NO_NAMES : [role.reading];
}

/** What must be said of a window: to the dossiers filed in it, and to those that its days refuse. */
function windowNotices(plan, theme, program, facts, findings, memo) {
  const refused = findings.some(({ outcome, rule }) => outcome === "fail" && rule.kind === "window");
  const told = refused ? neighbours(plan, theme, facts) : [];
  return theme.windows
    .filter((window) => window.notice !== null && window.within !== null)
    .filter((window) => told.includes(window) || program.truth(window.within, facts, memo).value === true)
    .map((window) => noticeOf(theme, window.id, window.notice, window.source, window.readings));
}

/** A way in that the theme does not have: it plays no part, and the reader should know. */
function unusedWayIn(plan, theme, facts) {
  const fact = plan.roles.wayIn;
  if (fact === null || theme.kind.length === 0 || theme.waysIn.length > 0) return [];
  const stated = facts.get(fact);
  if (stated === undefined || theme.kind.includes(stated)) return [];
  const message = M("« {fact} » ne joue aucun rôle ici : ce thème n’a qu’une façon de déposer", { fact });
  return [noticeOf(theme, fact, message, theme.windows.length > 0 ? theme.windows[0].source : null)];
}

function juryNotices(plan, theme, facts) {
  const { filedOn } = plan.roles, filed = filedOn === null ? undefined : facts.get(filedOn);
  if (theme.juries === null || filed === undefined) return [];
  const { beforeDay, source, readings } = theme.juries;
  const message = M("Passage devant le jury : {month} (un dépôt à partir du {day} passe le mois suivant)", {
    month: juryMonth(filed, beforeDay),
    day: beforeDay,
  });
  return [noticeOf(theme, "jury", message, source, readings)];
}

/** The month whose jury sees a dossier filed that day. */
function juryMonth(filed, beforeDay) {
  if (filed.day < beforeDay) return new Month(filed.year, filed.month);
  return filed.month === 12 ? new Month(filed.year + 1, 1) : new Month(filed.year, filed.month + 1);
}

function requestNotices(plan, theme, funding) {
  const role = plan.roles.requested;
  if (role === null || theme.funding === null) return [];
  const { requested, grant } = funding, { source } = theme.funding;
  if (requested === null) {
    const message =
      grant === null
        ? M("La subvention demandée n’est pas indiquée")
        : M("La subvention demandée n’est pas indiquée : le montant proposé est le maximum possible");
    return [noticeOf(theme, role.path.split(".").pop(), message, source, codesOf(role))];
  }
  if (grant === null || requested.cents <= grant.cents) return [];
  const message = M("Demande de {requested} ramenée à {grant}, le maximum possible", { requested, grant });
  return [noticeOf(theme, "demande_ramenee", message, source, codesOf(role))];
}

/** A grant computed from a total alone supposes that staff costs do not exceed the applicant's share. */
function staffNotices(plan, theme, facts, funding) {
  const { staff: role, lines } = plan.roles, split_ = theme.funding;
  if (role === null || lines === null || split_ === null || split_.staff === "counted") return [];
  if (facts.has(lines.list) || funding.grant === null || funding.applicantShare === null) return [];
  // Where other lines leave the base too, a dossier without lines has no known base: nothing is supposed.
  if (!split_.exclusions.every((exclusion) => exclusion.staff)) return [];
  const staff = split_.staffAmount.label;
  const message =
    split_.staff === "valued"
      ? M("Dépenses non détaillées : le calcul suppose que le montant de « {staff} » ne dépasse pas {share}", {
          share: funding.applicantShare,
          staff,
        })
      : M("Dépenses non détaillées : le calcul suppose que le coût total ne comprend aucun montant de « {staff} »", {
          staff,
        });
  return [noticeOf(theme, role.path, message, split_.source, codesOf(role))];
}

/** The ceilings that were exceeded before this dossier: nobody may take that for an ordinary nought. */
function exceededNotices(theme, funding) {
  return funding.ceilings
    .filter(({ limit, alreadyUsed }) => limit !== null && alreadyUsed !== null && alreadyUsed.cents > limit.cents)
    .map(({ ceiling, limit, alreadyUsed }) => {
      const over = new Money(alreadyUsed.cents - limit.cents);
      const message = M(
        "« {ceiling} » est déjà dépassé de {over} avant ce dossier : {used} y comptent, pour {limit}",
        { ceiling: ceiling.label, over, used: alreadyUsed, limit },
      );
      return noticeOf(theme, "plafond_depasse", message, ceiling.source, ceiling.readings);
    });
}

/** Why a grant is nought: such a dossier is never ready. */
function nothingNotices(plan, theme, funding) {
  if (funding.grant === null || funding.grant.cents !== 0n || theme.funding === null) return [];
  const nought = (amount) => amount !== null && amount.cents === 0n;
  const notice = (message, { source, readings }) => [noticeOf(theme, "subvention_nulle", message, source, readings)];
  const usual = { source: theme.funding.source, readings: codesOf(plan.roles.requested) };
  const spent = funding.ceilings.find(
    ({ limit, alreadyUsed }) => limit !== null && alreadyUsed !== null && limit.cents <= alreadyUsed.cents,
  );
  if (nought(funding.totalCost) || nought(funding.base)) {
    return notice(M("La subvention est nulle : aucune dépense n’entre dans la base financée"), usual);
  }
  if (nought(funding.requested)) return notice(M("La subvention est nulle : aucun montant n’est demandé"), usual);
  if (spent !== undefined && !spent.ceiling.staff) {
    const values = { ceiling: spent.ceiling.label };
    return notice(M("La subvention est nulle : rien ne reste sous « {ceiling} »", values), spent.ceiling);
  }
  return notice(M("La subvention est nulle, aux conditions de ce thème"), usual);
}

/** What is supposed where facts or lists are not stated, said by the theme itself. */
function suppositionNotices(theme, facts) {
  return theme.suppositions
    .filter((notice) => {
      const [owner, inside, name] = insideOf(theme.supposed.get(notice.id) || "");
      return owner !== "" && (inside ? (facts.get(owner) || []).some((item) => !item.has(name)) : !facts.has(owner));
    })
    .map((notice) => noticeOf(theme, notice.id, notice.text, notice.source, notice.readings));
}

// ---- ways in

/** What a dossier that names no way in comes to by each of those of its theme. */
function waysIn(plan, theme, program, facts) {
  const fact = plan.roles.wayIn;
  if (fact === null || facts.has(fact)) return [];
  return theme.waysIn.map((value) => {
    const chosen = new Map([...facts, [fact, value]]);
    const findings = find(theme, program, chosen, new Map());
    const refusals = findings.filter((finding) => finding.outcome === "fail").map((finding) => finding.rule);
    const { grant, ranges } = split(plan, theme.funding, program, chosen, new Map());
    return { value, verdict: verdictOf(findings), refusals, grant, range: orNull(ranges.get("grant")) };
  });
}

/** The same in words. */
function waysNotice(plan, theme, ways) {
  const fact = plan.roles.wayIn, labels = plan.facts.get(fact).values;
  const said = ways.map((way) => wayWords(labels.get(way.value).label, way, theme.funding !== null));
  const values = { fact, ways: both(said) };
  const message = ways.some((way) => way.verdict !== "ineligible")
    ? M("« {fact} » n’est pas choisi. Ce que donnerait chaque façon de déposer : {ways}", values)
    : M("« {fact} » n’est pas choisi, et aucune façon de déposer ne conviendrait : {ways}", values);
  const readings = [...new Set((theme.ranges || []).flatMap((size) => size.readings))];
  return noticeOf(theme, fact, message, theme.size.source, readings);
}

function wayWords(label, way, funded) {
  const values = { way: label, rules: way.refusals.map((rule) => rule.label), amount: wayAmount(way) };
  if (way.verdict === "ineligible") return M("{way} (non éligible, condition non remplie : {rules})", values);
  if (way.verdict === "eligible") {
    return funded ? M("{way} (éligible, subvention {amount})", values) : M("{way} (éligible)", values);
  }
  return funded ? M("{way} (à déterminer, subvention {amount})", values) : M("{way} (à déterminer)", values);
}

function wayAmount({ grant, range }) {
  if (grant !== null) return M("de {grant}", { grant });
  if (range === null || range[1] === null) return M("à déterminer");
  // No grant is less than nothing.
  return M("de {low} à {high}", { low: range[0], high: range[1] });
}

// ---- what tells one dossier from others

/** The names, references and identifiers that the theme asks and that the dossier does not state. */
function unidentified(plan, theme, facts) {
  const { reference, projectName, projectReference, applicants: owner, applicantIdentifier: name } = plan.roles;
  const found = [reference, projectName, projectReference].filter(
    (path) => path !== null && theme.asked.includes(path) && !facts.has(path),
  );
  if (owner === null || name === null || !theme.asked.includes(`${owner}[].${name}`)) return found;
  if (!facts.has(owner)) return [...found, owner];
  facts.get(owner).forEach((applicant, place) => {
    if (!applicant.has(name)) found.push(`${owner}[${place}].${name}`);
  });
  return found;
}

/** What a dossier that is ready otherwise must still state. */
function unidentifiedNotice(plan, theme, paths) {
  const labels = new Map();
  for (const path of paths) {
    const { label } = plan.facts.get(generalPath(path)), same = JSON.stringify(Object.entries(label).sort());
    if (!labels.has(same)) labels.set(same, label);
  }
  const message = M("À renseigner avant de déposer : {facts}", { facts: [...labels.values()] });
  return noticeOf(theme, "identification", message);
}

// ---- windows

/** The windows that may be for a dossier, whenever it is filed. */
function possibleWindows(theme, program, facts) {
  return theme.windows.filter(({ when }) => when === null || program.truth(when, facts, new Map()).value !== false);
}

/** For a dossier filed in no window: the last one that closed before it, and the next to open, if any. */
function neighbours(plan, theme, facts) {
  const { filedOn } = plan.roles, filed = filedOn === null ? undefined : facts.get(filedOn);
  if (filed === undefined) return [null, null];
  const windows = possibleWindows(theme, plan.program, facts), day = filed.ordinal;
  const closed = windows.filter(({ closes }) => closes !== null && closes.ordinal < day);
  const following = windows.filter(({ opens }) => opens.ordinal > day);
  return [
    closed.reduce((last, each) => (last === null || each.closes.ordinal > last.closes.ordinal ? each : last), null),
    following.reduce((next, each) => (next === null || each.opens.ordinal < next.opens.ordinal ? each : next), null),
  ];
}

// ---- the other themes

/** The codes of the themes whose size the project has, and that nothing it states rules out. */
function fittingThemes({ plan, theme: own, facts }) {
  return [...plan.themes.values()]
    .filter((theme) => theme.code !== own.code)
    .filter((theme) => {
      const findings = find(theme, plan.program, facts, new Map());
      const sized = findings.some(({ rule, outcome }) => rule.kind === "size" && outcome === "pass");
      return sized && findings.every(({ outcome }) => outcome !== "fail");
    })
    .map((theme) => theme.code);
}

// ---- items

// How many items are named; the others are counted.
const NAMED_ITEMS = 3;
const ITEM_PATH = /^([^[]+)\[([0-9]+)\]\./;

function itemsOnce(items) {
  return [...new Map(items.map(([list, place]) => [`${list}[${place}]`, [list, place]])).values()];
}

/** The items, [list, place from 0], that make a rule fail, or whose facts would settle it where it is unknown. */
function itemsOf(plan, facts, finding) {
  if (finding.outcome === "unknown") {
    const asked = finding.missing.map((path) => ITEM_PATH.exec(path)).filter((found) => found !== null);
    return itemsOnce(asked.map(([, list, place]) => [list, Number(place)]));
  }
  return finding.outcome === "fail" ? decidingItems(plan, facts, finding.rule.require, false) : [];
}

/** The items because of which a condition that has a truth has it; none where all of them together do. */
function decidingItems(plan, facts, node, value) {
  return itemsOnce(decidingOf(plan.program, facts, new Map(), node, value));
}

function decidingOf(program, facts, memo, node, value) {
  const truth = (part) => program.truth(part, facts, memo).value;
  const of = (part, wanted) => decidingOf(program, facts, memo, part, wanted);
  switch (node.node) {
    case "named":
      return of(node.of, value);
    case "not":
      return of(node.of, !value);
    case "all":
    case "any":
      return node.parts.flatMap((part) => (truth(part) === value ? of(part, value) : []));
    case "choose": {
      const holds = truth(node.when);
      return holds === null ? [] : of(holds ? node.then : node.otherwise, value);
    }
    case "fold": {
      if (node.how !== (value ? "any" : "all")) return [];
      const at = (item, place) => program.truth(node.of, facts, memo, item, `${node.list}[${place}].`).value;
      const items = facts.get(node.list);
      return items.flatMap((item, place) => (at(item, place) === value ? [[node.list, place]] : []));
    }
    default:
      return [];
  }
}

/** Items by their names; past the first ones, only how many. */
function itemsWords(plan, facts, items) {
  const words = items.slice(0, NAMED_ITEMS).map(([list, place]) => itemWords(plan, facts, list, place));
  const more = items.length - NAMED_ITEMS;
  if (more === 1) words.push(M("1 autre"));
  else if (more > 1) words.push(M("{count} autres", { count: more }));
  return both(words);
}

/** An item by its number, from 1, and what the dossier calls it. */
function itemWords(plan, facts, owner, place) {
  const { applicants, applicantName, lines } = plan.roles, isLine = lines !== null && owner === lines.list;
  const text = () => [...plan.facts.lists.get(owner)].find(([, each]) => each.type === "text");
  const fact = owner === applicants ? applicantName : isLine ? lines.label : orNull((text() || [])[0]);
  const item = facts.get(owner)[place];
  const name = fact === null || item === undefined ? null : orNull(item.get(fact));
  const values = { place: place + 1, name, list: plan.facts.get(owner).label };
  if (owner === applicants) return name ? M("porteur n° {place} « {name} »", values) : M("porteur n° {place}", values);
  if (isLine) return name ? M("ligne {place} « {name} »", values) : M("ligne {place}", values);
  return name ? M("{list} n° {place} « {name} »", values) : M("{list} n° {place}", values);
}

// ---- what would settle a condition

/**
 * What an unknown finding asks: each choice is to be made, one of several ways, each of them facts to state together;
 * one of a single way is no choice. Together they name every fact that the finding lacks.
 */
function choicesOf(plan, facts, finding) {
  const { rule } = finding;
  if (finding.missing.length === 0 || rule.require === null) return [];
  const asking = new Asking(plan.program, facts);
  const required = { node: rule.require, wanted: true, item: facts, prefix: "" };
  const found = rule.when === null ? [] : allOf(asking.names({ ...required, node: rule.when }));
  if (asking.truth(required) === null) found.push(...asking.choices(required));
  // What contradicts itself is to be corrected, and is not missing.
  const lacking = new Set(finding.missing);
  const kept = found.map((choice) => choice.filter((way) => way.every((name) => lacking.has(name))));
  return listsOnce(kept.filter((choice) => choice.length > 0));
}

function allOf(names) {
  return names.map((name) => [[name]]);
}

/** Lists of texts, or of such lists, each once. */
function listsOnce(lists) {
  return [...new Map(lists.map((each) => [JSON.stringify(each), each])).values()];
}

/**
 * Goes through the conditions of one dossier that are not settled. A part is a condition, the truth that is wanted of
 * it, and the item that it is asked of, with its path.
 */
class Asking {
  constructor(program, facts) {
    this.program = program;
    this.facts = facts;
    this.memo = new Map();
  }

  possible({ node, item, prefix }) {
    return this.program.truth(node, this.facts, this.memo, item, prefix);
  }

  truth(part) {
    return this.possible(part).value;
  }

  names(part) {
    return this.possible(part).names;
  }

  // What makes an unknown condition come to the truth that is wanted.
  choices(part) {
    const [enough, parts] = this.split(part);
    if (parts.length === 0) return allOf(this.names(part));
    if (parts.length === 1 || !enough) return parts.flatMap((each) => this.choices(each));
    return chosenWays(listsOnce(this.ways(parts)));
  }

  // The facts of each part, those of a part of which one is enough too being so many ways.
  ways(parts) {
    return parts.flatMap((part) => {
      const [enough, inner] = this.split(part), names = this.names(part);
      if (enough && inner.length > 0) return this.ways(inner);
      return names.length > 0 ? [names] : [];
    });
  }

  // The parts of a condition that are unknown, and whether one of them is enough; none where it has no parts.
  split(part) {
    const { node, wanted } = part;
    const open = (parts) => parts.filter((each) => this.truth(each) === null);
    switch (node.node) {
      case "named":
        return this.split({ ...part, node: node.of });
      case "not":
        return this.split({ ...part, node: node.of, wanted: !wanted });
      case "all":
      case "any":
        return [wanted === (node.node === "any"), open(node.parts.map((each) => ({ ...part, node: each })))];
      case "choose": {
        const holds = this.truth({ ...part, node: node.when });
        return holds === null ? [false, []] : this.split({ ...part, node: holds ? node.then : node.otherwise });
      }
      case "fold": {
        const items = this.facts.get(node.list);
        if (node.how === "add" || items === undefined) return [false, []];
        const parts = items.map((item, place) => ({ node: node.of, wanted, item, prefix: `${node.list}[${place}].` }));
        return [wanted === (node.how === "any"), open(parts)];
      }
      default:
        return [false, []];
    }
  }
}

/** Ways as a choice; where one of them is a part of another, there is none. */
function chosenWays(ways) {
  const sets = ways.map((way) => new Set(way));
  const within = (one, other) => ways[one].every((name) => sets[other].has(name));
  const nested = ways.some((_, one) => ways.some((__, other) => one !== other && within(one, other)));
  return nested ? allOf([...new Set(ways.flat())]) : [ways];
}

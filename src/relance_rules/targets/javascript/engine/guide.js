// Twin of checking/ (themes, questions) and of showing/ (beside_plain).

// ---- a dossier beside every theme

/** The facts of a dossier that is to stand beside every theme: `{dossier}`, which may name one, or `{problems}`. */
function dossierBeside(document, plan) {
  if (document.problems !== undefined) return { problems: document.problems };
  const { theme: own = null, problem } = themeIn(document, plan);
  if (own === null && problem.code !== "missing_theme") return { problems: [problem] };
  const { facts, faults } = readFacts(factsStated(document.data, plan), plan, answersBeside(plan, own));
  if (faults.length) return { problems: problemsOf(document, faults) };
  return { dossier: { facts, origin: document.name, notes: document.notes } };
}

/** What a dossier may answer for each fact of type "flags": what any theme asks, or anything where it is `own`'s lost. */
function answersBeside(plan, own) {
  const answers = new Map();
  for (const theme of plan.themes.values()) {
    for (const [path, known] of answersOf(plan, theme)) {
      const others = answers.has(path) ? answers.get(path) : [];
      const lost = others === null || (known === null && theme === own);
      answers.set(path, lost ? null : [...new Set([...others, ...(known ?? [])])]);
    }
  }
  return answers;
}

/** A dossier beside every theme: its report by each, the most fitting first, and the facts to ask next. */
function besideThemes(plan, dossier) {
  const reports = checkThemes(plan, dossier);
  const started = openedDossier(plan, dossier);
  return { reports, questions: askedNext(plan, started === dossier ? reports : checkThemes(plan, started)) };
}

function checkThemes(plan, dossier) {
  const reports = [...plan.themes.values()].map((theme) => checkDossier(plan, theme, namedDossier(plan, theme, dossier)));
  return sortedBy(reports, themePlace);
}

function namedDossier(plan, theme, dossier) {
  const role = plan.roles.theme;
  return plan.facts.has(role) ? { ...dossier, facts: new Map([...dossier.facts, [role, theme.code]]) } : dossier;
}

/** What is sorted by lists of numbers; among equals, their order stays. */
function sortedBy(things, placeOf) {
  const places = new Map(things.map((each, at) => [each, [...placeOf(each), at]]));
  const compare = (one, other) => {
    const [left, right] = [places.get(one), places.get(other)];
    const at = left.findIndex((number, place) => number !== right[place]);
    return at < 0 ? 0 : left[at] - right[at];
  };
  return [...things].sort(compare);
}

function themePlace(report) {
  if (report.status === "ready") return [0, 0, 0];
  const refusals = refusalsOf(report).length;
  return [refusals ? 2 : 1, refusals, lackingIn(report)];
}

/** Whether a theme takes a dossier: "open" is for what answers or a judge have yet to tell. */
function fitOf({ status, verdict }) {
  if (status === "ready") return "fits";
  if (status === "ineligible") return "refused";
  if (status === "error") return "error";
  return verdict === "eligible" ? "fits" : "open";
}

function refusalsOf(report) {
  return report.findings.filter(({ outcome }) => outcome === "fail");
}

function lackingIn({ missingFacts, commitments, documents }) {
  return missingFacts.length + commitments.missing.length + documents.missing.length;
}

/** The rules that no answer of the applicant settles, of a dossier that nothing refuses. */
function toJudge({ verdict, findings }) {
  if (verdict !== "undetermined") return [];
  return findings.filter(({ outcome, missing }) => outcome === "unknown" && !missing.length);
}

/** A dossier beside every theme as JSON data. */
function besideData(plan, dossier, language) {
  const say = (content) => language.say(content);
  const { reports, questions } = besideThemes(plan, dossier);
  const { reference } = plan.roles;
  return {
    schema: "relance-themes/1",
    dossier: dossier.origin,
    reference: reference === null ? null : orNull(dossier.facts.get(reference)),
    themes: reports.map((report) => ({
      theme: report.theme.code,
      title: say(report.theme.title),
      fit: fitOf(report),
      status: report.status,
      verdict: report.verdict,
      grant: report.funding.grant === null ? null : String(report.funding.grant),
      range: orNull(rangesData(report).grant),
      refusals: refusalsOf(report).map((finding) => ({
        rule: finding.rule.id,
        label: say(finding.rule.label),
        message: say(ruleSentence(report, finding)),
      })),
      to_judge: toJudge(report).map(({ rule }) => rule.id),
      missing: {
        facts: report.missingFacts.length,
        commitments: report.commitments.missing.length,
        documents: report.documents.missing.length,
      },
      missing_facts: report.missingFacts.map((path) => ({ fact: path, question: say(questionOf(path, report)) })),
    })),
    questions: questions.map(({ path, weight }) => {
      const { label, question } = plan.facts.get(path);
      return { fact: path, label: say(label), question: say(question), conditions: weight };
    }),
    notices: dossier.notes.map((note) => ({ id: "lecture", message: say(note), ...citedData(null, []) })),
    decided_by: decidedByData(plan),
  };
}

// ---- what to ask next

/** The facts that the themes still open lack for their verdict, those that may settle the most conditions first. */
function askedNext(plan, reports) {
  const weights = new Map();
  for (const { verdict, findings } of reports) {
    if (verdict === "ineligible") continue;
    for (const { missing } of findings) {
      for (const path of new Set(missing.map(generalPath))) weights.set(path, (weights.get(path) ?? 0) + 1);
    }
  }
  const asked = [...plan.facts.keys()].filter((path) => weights.has(path));
  return sortedBy(asked.map((path) => ({ path, weight: weights.get(path) })), ({ weight }) => [-weight]);
}

/** A dossier that names no applicant, with one of whom nothing is known: its questions can then be asked. */
function openedDossier(plan, dossier) {
  const { applicants } = plan.roles;
  if (applicants === null || dossier.facts.has(applicants)) return dossier;
  return { ...dossier, facts: new Map([...dossier.facts, [applicants, [new Map()]]]) };
}

/** The subject to take next and the facts of it to ask, `{subject, paths}`; null where nothing is left. */
function nextOf(plan, report, passed) {
  const bySubject = new Map();
  for (const path of askable(plan, report)) {
    if (passed.has(path)) continue;
    const subject = subjectOf(plan, path);
    if (!bySubject.has(subject)) bySubject.set(subject, []);
    bySubject.get(subject).push(path);
  }
  if (!bySubject.size) return null;
  const weights = new Map([...bySubject.keys()].map((subject) => [subject, 0]));
  for (const { path, weight } of askedNext(plan, [report])) {
    const subject = subjectOf(plan, path);
    if (weights.has(subject)) weights.set(subject, weights.get(subject) + weight);
  }
  const order = [...plan.subjects.keys()];
  const placeOf = (subject) => (order.includes(subject) ? order.indexOf(subject) : order.length);
  const known = [...bySubject.keys()].sort(byCodePoints);
  const [subject] = sortedBy(known, (name) => [-weights.get(name), name === "" ? 1 : 0, placeOf(name)]);
  return { subject, paths: bySubject.get(subject) };
}

/** The fact at a path, or that of type "flags" that holds the answer at it. */
function factAt(plan, path) {
  const general = generalPath(path);
  return plan.facts.get(general) ?? plan.facts.get(general.slice(0, general.lastIndexOf(".")));
}

function subjectOf(plan, path) {
  return orNull(factAt(plan, path).subject) ?? "";
}

/** The facts that the theme of a report asks and that matter still; a list comes after the facts of its items. */
function* askable(plan, report) {
  const { theme, facts } = report;
  const { roles } = plan;
  const [missing, read, asked] = [new Set(report.missingFacts), factsRead(theme), new Set(theme.asked)];
  for (const [path, fact] of plan.facts) {
    if (!asked.has(path) || path === roles.theme || path.includes("[]")) continue;
    if (fact.type === "list") {
      const names = [...plan.facts.lists.get(path).keys()].filter((name) => asked.has(`${path}[].${name}`));
      for (const [place, item] of (facts.get(path) ?? []).entries()) {
        for (const name of names) {
          const here = `${path}[${place}].${name}`;
          if (missing.has(here) || (!item.has(name) && !read.has(`${path}[].${name}`))) yield here;
        }
      }
      yield path;
    } else if (fact.type === "flags") {
      const listed = path === roles.commitments ? report.commitments : report.documents;
      for (const requirement of listed.missing) if (!facts.has(requirement.fact)) yield requirement.fact;
    } else if (missing.has(path) || (!facts.has(path) && !read.has(path))) {
      yield path;
    }
  }
}

/** The facts that the rules of a theme read. */
function factsRead(theme) {
  const found = new Set();
  for (const root of rootsOf(theme)) {
    for (const node of walk(root)) {
      if (node.node === "fact") found.add(node.path);
      if (node.node === "fold") found.add(node.list);
    }
  }
  return found;
}

/** What to ask next by a theme as data: the subject, and its facts with their questions. */
function nextData(plan, report, passed, language) {
  const say = (content) => language.say(content);
  const found = nextOf(plan, report, passed);
  if (found === null) return { subject: null, facts: [] };
  const weights = new Map(askedNext(plan, [report]).map(({ path, weight }) => [path, weight]));
  const required = [...report.theme.commitments.asked, ...report.theme.documents.asked];
  const label = plan.subjects.get(found.subject);
  return {
    subject: { id: found.subject, label: label === undefined ? null : say(label) },
    facts: found.paths.map((path) => {
      const flag = required.find(({ fact }) => fact === path);
      return {
        fact: path,
        label: say(flag === undefined ? factAt(plan, path).label : flag.label),
        question: say(flag === undefined ? questionOf(path, report) : flag.label),
        conditions: weights.get(generalPath(path)) ?? 0,
      };
    }),
  };
}

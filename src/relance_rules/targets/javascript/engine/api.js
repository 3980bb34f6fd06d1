// Twin of __init__.py and of the command `check`: what a page or a program asks of the engine.

const PLAN = planOf(unshared(DATA.plan), DATA.digest);

/** How a language shows what is said; `lang` is "fr" or "en". */
function spoken(lang) {
  if (lang !== "fr" && lang !== "en") throw new TypeError(`no such language: ${lang}; known: fr, en`);
  return localization(lang, PLAN.currency);
}

/** The theme of a code, however it is spelled. */
function themeNamed(text) {
  const code = named(String(text), PLAN.themes.keys());
  if (code === null) throw new TypeError(`no such theme: ${text}; known: ${[...PLAN.themes.keys()].join(", ")}`);
  return PLAN.themes.get(code);
}

/** The document of a file, given as text or as bytes. */
function documentHeld(given, name) {
  return typeof given === "string" ? readDocument(given, name) : readDocumentBytes(given, name);
}

/** The report of a dossier that was read, `found`; one that can't be is in error. */
function reportOf(found, origin, language, grantedToProject = null) {
  if (found.problems !== undefined) return errorData(origin, found.problems, language);
  const { theme, dossier } = found;
  let others;
  try {
    others = knownOfOthers(theme, grantedToProject);
  } catch (error) {
    if (error instanceof ParseError) return errorData(origin, [fault(error.message_)], language);
    throw error;
  }
  return reportData(checkDossier(PLAN, theme, dossier, others), language);
}

/** What is known of the other dossiers of each scope: of all of them alike, or scope by scope. */
function knownOfOthers(theme, granted) {
  if (orNull(granted) === null) return new Map();
  const scoped = mapsOf(granted);
  const amounts = scoped instanceof Map ? [...scoped] : theme.scopes.map((scope) => [scope, granted]);
  return new Map(amounts.map(([scope, amount]) => [scope, { granted: grantedAmount(amount), cost: null }]));
}

/** An amount as an answer gives it; null where one of the grants is not settled. */
function grantedAmount(amount) {
  if (amount === "unknown" || amount === null) return null;
  return readValue(amount, { type: "money", minimum: null, maximum: null, values: null }, PLAN.currency);
}

/** One answer as its fact reads it, and the value that was understood in words. */
function parsed(path, text, language) {
  const general = generalPath(path);
  const [group, ...name] = general.split(".");
  const fact = PLAN.facts.get(general);
  // Which answers of yes or no are asked is for the check to say: those to another theme are kept beside.
  const flags = name.join("") !== "" && PLAN.facts.has(group) && PLAN.facts.get(group).type === "flags";
  const read = fact !== undefined && FACT_TYPES.get(fact.type).sort !== "group";
  if (!flags && !read) throw new TypeError(`no such fact: ${path}`);
  if (isAbsent(text)) return { value: null, said: "" };
  try {
    const value = flags ? readBoolean(text) : readValue(text, fact, PLAN.currency);
    const label = fact !== undefined && fact.values !== null ? fact.values.get(value).label : value;
    return { value: exact(value), said: language.say(label) };
  } catch (error) {
    if (error instanceof ParseError) return { fault: language.say(error.message_) };
    throw error;
  }
}

// ---- what a form asks

/** What a theme asks, by subject: those of the rule set in their order, then what is of none of them. */
function formData(theme, language) {
  const say = (content) => (orNull(content) === null ? null : language.say(content));
  const subjects = PLAN.subjects;
  const bySubject = new Map([...subjects.keys(), null].map((id) => [id, []]));
  for (const path of theme.asked) {
    if (path === PLAN.roles.theme) continue;
    const subject = PLAN.facts.get(path).subject;
    bySubject.get(subjects.has(subject) ? subject : null).push(factData(path, theme, say));
  }
  const told = [...bySubject].filter(([, facts]) => facts.length);
  return { subjects: told.map(([id, facts]) => ({ id, label: say(subjects.get(id)), facts })), roles: rolesData() };
}

/** The facts that play a part in every dossier, by their paths; null where the rule set does without. */
function rolesData() {
  const { roles } = PLAN;
  const pathOf = (role) => (role === null ? null : role.path);
  return {
    theme: roles.theme,
    reference: roles.reference,
    filedOn: roles.filedOn,
    total: pathOf(roles.total),
    requested: pathOf(roles.requested),
    wayIn: roles.wayIn,
    lines: roles.lines === null ? null : { list: roles.lines.list, amount: roles.lines.amount, label: roles.lines.label },
    applicants: roles.applicants,
    applicantName: roles.applicantName,
    projectName: roles.projectName,
    commitments: roles.commitments,
    documents: roles.documents,
  };
}

/** The passage and the readings of a statement of a report, in words; empty where it has none. */
function cited({ source, readings }, language) {
  const [by, place] = source === null ? [null, null] : Object.entries(source).find(([key]) => key !== "document");
  const told = citationOf(PLAN, source === null ? null : { by, place, document: source.document || null }, readings);
  return told === null ? "" : language.say(told);
}

function factData(path, theme, say) {
  const fact = PLAN.facts.get(path);
  const [owner, inside] = insideOf(path);
  const listed = new Map([
    [PLAN.roles.commitments, theme.commitments],
    [PLAN.roles.documents, theme.documents],
  ]).get(path);
  return {
    path,
    type: fact.type,
    label: say(fact.label),
    question: say(fact.question),
    hint: say(hintOf(fact, PLAN)),
    help: say(fact.help),
    example: fact.example,
    unit: fact.unit,
    list: inside ? owner : null,
    values: fact.values === null ? null : [...fact.values].map(([name, value]) => [name, say(value.label)]),
    asked: listed === undefined ? null : listed.asked.map((each) => requirementData(each, say)),
    unknown: listed === undefined ? null : say(listed.unknown),
  };
}

function requirementData(requirement, say) {
  return {
    path: requirement.fact,
    label: say(requirement.label),
    condition: say(requirement.whenSays),
    ...citedData(requirement.source, requirement.readings),
  };
}

const relance = Object.freeze({
  version: DATA.version,

  rules: Object.freeze({ name: PLAN.name, version: PLAN.version, digest: PLAN.digest, title: PLAN.title }),

  /** The themes, in the order of their codes. */
  themes(lang = "fr") {
    const language = spoken(lang);
    return [...PLAN.themes.values()].map(({ code, title, summary, owner }) => ({
      code,
      title: language.say(title),
      summary: language.say(summary),
      owner,
    }));
  },

  /**
   * The report of a dossier given as plain data or as Maps: amounts and days as texts, whole numbers, never decimals.
   *
   * `grantedToProject` is what the other dossiers of its project were granted before it, an amount or "unknown";
   * without it, the dossier is checked alone. Where the theme shares ceilings in several scopes, an object by scope.
   */
  check: (dossier, { lang = "fr", grantedToProject = null } = {}) =>
    reportOf(dossierFrom(dossier, PLAN), null, spoken(lang), grantedToProject),

  /** The report of a file of that name with that text (or those bytes); without a name, JSON if it starts so. */
  checkText: (text, { name = null, lang = "fr" } = {}) =>
    reportOf(dossierOf(documentHeld(text, name), PLAN), name, spoken(lang)),

  /** A report as `relance check --format json` prints it. */
  json: (report) => `${jsonText(report)}\n`,

  /** The data of a dossier file, as it states them: `{dossier, notes}`, or `{problems}`. */
  read(text, { name = null, lang = "fr" } = {}) {
    const language = spoken(lang);
    const found = documentHeld(text, name);
    if (found.problems === undefined) return { dossier: found.data, notes: found.notes.map((note) => language.say(note)) };
    return {
      problems: found.problems.map((problem) => ({
        message: language.say(problem.message),
        line: problem.line,
        column: problem.column,
        excerpt: problem.excerpt,
        proposal: problem.proposal,
        path: problem.path,
        code: problem.code,
      })),
    };
  },

  /** A dossier as the file to save: that of `relance new`, with its answers. */
  write: (dossier, theme, { format = "yaml", lang = "fr" } = {}) =>
    dossierWritten(PLAN, themeNamed(theme), dossier, format, spoken(lang)),

  /** One answer: `{value, said}`, both empty where it says nothing, or `{fault}`. */
  parse: (path, text, theme, { lang = "fr" } = {}) => themeNamed(theme) && parsed(path, text, spoken(lang)),

  /** An amount of a report, such as "1200.00", as people write it. */
  amount: (text, { lang = "fr" } = {}) => spoken(lang).say(parseMoney(text, PLAN.currency)),

  /** Where a statement of a report comes from: its passage and its readings, in words. */
  cite: (statement, { lang = "fr" } = {}) => cited(statement, spoken(lang)),

  /**
   * A dossier beside every theme, relance-themes/1: it need name none, and answers what any asks. One that can't be
   * read is a report in error.
   */
  fit(dossier, { lang = "fr" } = {}) {
    const { dossier: found, problems } = dossierBeside(documentFrom(dossier), PLAN);
    return problems === undefined ? besideData(PLAN, found, spoken(lang)) : errorData(null, problems, spoken(lang));
  },

  /**
   * What to ask next of a dossier by a theme: `{subject: {id, label}, facts: [{fact, label, question, conditions}]}`, a
   * list for one more item of it after those that it has; `subject` is null where nothing is left. `passed` are the
   * facts not to ask again. A dossier that can't be read is a report in error.
   */
  next(dossier, theme, { lang = "fr", passed = [] } = {}) {
    const [chosen, language] = [themeNamed(theme), spoken(lang)];
    const { dossier: found, problems } = dossierBeside(documentFrom(dossier), PLAN);
    if (problems !== undefined) return errorData(null, problems, language);
    const dossierNamed = namedDossier(PLAN, chosen, openedDossier(PLAN, found));
    return nextData(PLAN, checkDossier(PLAN, chosen, dossierNamed), new Set(passed), language);
  },

  /**
   * What a dossier comes to by a theme as one of its facts varies, the curve of relance-what-if/1; `from` and `to` as
   * people write them, where not from and to where something changes. What can't be read or can't vary: `{problems}`.
   */
  curve(dossier, theme, { fact, from = null, to = null, lang = "fr" }) {
    const [chosen, language] = [themeNamed(theme), spoken(lang)];
    const { dossier: found, problems } = dossierBeside(documentFrom(dossier), PLAN);
    if (problems !== undefined) return { problems: problems.map(({ message }) => ({ message: language.say(message) })) };
    try {
      return curveAsked(PLAN, chosen, namedDossier(PLAN, chosen, found), { fact, from, to }, language);
    } catch (error) {
      if (error instanceof ParseError) return { problems: [{ message: language.say(error.message_) }] };
      throw error;
    }
  },

  /** What a theme asks, subject by subject, and the facts that play a part in every dossier. */
  form: (theme, { lang = "fr" } = {}) => formData(themeNamed(theme), spoken(lang)),
});

globalThis.relance = relance;

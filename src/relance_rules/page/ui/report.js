// S7: the answers to check, then the report, in the order of `relance check`: on screen, on paper, and as a text.

const STATUS_TITLES = {
  ready: ["good", "✓", () => t("PRÊT À DÉPOSER")],
  incomplete: ["warn", "?", () => t("À COMPLÉTER")],
  ineligible: ["bad", "✗", () => t("NON ÉLIGIBLE")],
  error: ["bad", "✗", () => t("DOSSIER CONTRADICTOIRE")],
};
const NOT_YET = ["good", "✓", () => t("PRÊT, UNE DÉMARCHE AVANT DE DÉPOSER")];
const OUTCOMES = {
  pass: ["✓", "good", () => t("rempli")],
  fail: ["✗", "bad", () => t("refus")],
  unknown: ["?", "warn", () => t("à déterminer")],
  not_applicable: ["–", "faint", () => t("sans objet")],
};
const VERDICTS = {
  eligible: () => t("éligible"),
  ineligible: () => t("non éligible"),
  undetermined: () => t("indéterminée"),
};

/** The status of a report: its tone, its mark, and its title. A dossier may be ready with a step to take before. */
function statusOf(report) {
  const waits = report.status === "ready" && report.steps.some((step) => step.kind === "ask" || step.kind === "fill");
  const [tone, mark, title] = waits ? NOT_YET : STATUS_TITLES[report.status];
  return { tone, mark, title: title() };
}

screen("report", () => {
  if (STATE.theme === null) return { title: t("Rapport"), content: withoutTheme() };
  const report = currentReport();
  return {
    title: t("Rapport du dossier"),
    content: [
      statusBanner(report),
      h("div", { class: "actions no-print" },
        button(t("Imprimer ou enregistrer en PDF"), () => window.print(), { class: "primary", id: "print" }),
        button(t("Enregistrer le dossier"), () => saveDossier(), { id: "save-here" }),
        button(t("Copier le rapport"), copyReport, { id: "copy" }),
        h("a", { class: "button", href: "#/curve" }, t("Et si le montant changeait ?"))),
      h("div", { id: "copied" }),
      h("div", { class: "sheet" },
        h("section", { class: "answers-part", "aria-labelledby": "your-answers" },
          h("h2", { id: "your-answers" }, t("Vos réponses")),
          answersTold()),
        h("section", { class: "report-part", "aria-labelledby": "the-report" },
          h("h2", { id: "the-report" }, t("Ce que disent les règles")),
          reportBlocks(report).map(blockElement),
          readingsPart(report))),
      printFooter(),
    ],
  };
});

/** The verdict and the figures: what stands first, on paper too. */
function statusBanner(report) {
  const { tone, mark, title } = statusOf(report);
  const { code, title: theme } = ENGINE.themes(LANG).find((each) => each.code === STATE.theme);
  const dossier = report.reference === null ? null : t("dossier {reference}", { reference: report.reference });
  const identity = [report.project.name, dossier].filter((part) => part !== null);
  return h("div", { class: `banner ${tone}` },
    h("p", { class: "faint" }, t("{code} · {title}", { code, title: theme })),
    identity.length > 0 && h("p", { class: "faint" }, identity.join(" · ")),
    h("p", { class: "status" }, h("span", { class: "mark", "aria-hidden": "true" }, mark), " ", title),
    h("p", null, t("Éligibilité : {verdict}", { verdict: VERDICTS[report.eligibility.verdict]() })),
    h("div", { class: "funding" }, fundingFigures(report)),
    faultsOfState().length > 0 && h("p", { class: "fault" },
      t("Des réponses ne se lisent pas : elles comptent comme absentes dans ce rapport.")));
}

// ---- the answers

const WIDE = 1100; // pixels from which the answers stand beside the report

/** Every answer by subject, with a way to change it; what is not answered is said so. */
function answersTold() {
  return subjectsOf().map((subject) => {
    const rows = answerRows(subject);
    return h("details", { class: "answers-of", open: window.innerWidth >= WIDE },
      h("summary", null, h("h3", null, subject.label)),
      rows.length === 0 ? h("p", { class: "answers none" }, t("Pas de réponse")) : h("dl", { class: "answers" }, rows));
  });
}

/** The answers of a subject in the order of its questions; each item of a list is one. */
function answerRows(subject) {
  const lists = new Set();
  return subject.facts.flatMap((fact) => {
    if (fact.asked !== null) return fact.asked.map(({ path, label }) => answerRow(path, label, answerTold(null, path)));
    if (fact.type === "list" || lists.has(fact.list)) return [];
    if (fact.list === null) return [answerRow(fact.path, fact.label, answerTold(fact, fact.path))];
    lists.add(fact.list);
    const inside = subject.facts.filter((each) => each.list === fact.list);
    return itemsOfList(fact.list).map((_, place) => itemRow(inside, place));
  });
}

function answerRow(path, label, told, kind = null) {
  return h("div", { class: kind },
    h("dt", null, label),
    h("dd", null, told || h("span", { class: "none" }, t("Pas de réponse"))),
    h("dd", { class: "change no-print" }, fieldLink(path, [
      told === null ? t("Répondre") : t("Modifier"), h("span", { class: "unseen" }, ` : ${label}`)])));
}

/** An answer in words, or null. */
function answerTold(fact, path) {
  const typed = answerAt(path);
  return typed === "" ? null : answerWords(fact, path, typed);
}

/** The answers of an item of a list; those that it lacks are named at its end. */
function itemRow(facts, place) {
  const told = facts.map((fact) => {
    const path = fact.path.replace("[]", `[${place}]`);
    return { fact, path, words: answerTold(fact, path) };
  });
  const lacking = told.filter(({ words }) => words === null).map(({ fact }) => fact.label);
  const [first] = facts;
  const label = t("{label}, n° {number}", { label: listLabel(first), number: place + 1 });
  return answerRow(first.path.replace("[]", `[${place}]`), label, [
    told.filter(({ words }) => words !== null).map(({ fact, words }) => h("span", { class: "part-of" },
      h("span", { class: "faint" }, fact.label), " ", words)),
    lacking.length > 0 &&
      h("span", { class: "part-of none" }, t("Pas de réponse : {labels}", { labels: lacking.join(", ") })),
  ], "of-item");
}

/** What the list of a fact is called. */
function listLabel(fact) {
  const list = factsAsked(STATE.theme).find((each) => each.path === fact.list);
  return list === undefined ? fact.list : list.label;
}

// ---- the report, as blocks that the screen and the text share

/** A line of a list: `word` is what its mark means, to those who hear it; `path` is the answer that it leads to. */
function itemBlock(mark, { text, cited = "", tone = "plain", word = "", path = null }) {
  return { kind: "item", mark, text, cited, tone, word, path };
}

/** What a report says, in the order a person reads it. */
function reportBlocks(report) {
  const blocks = [];
  const heading = (text) => blocks.push({ kind: "heading", text });
  const item = (mark, text, cited, tone, word) => blocks.push(itemBlock(mark, { text, cited, tone, word }));
  const cite = (each) => ENGINE.cite(each, { lang: LANG });

  heading(t("Éligibilité : {verdict}", { verdict: VERDICTS[report.eligibility.verdict]() }));
  const order = ["fail", "unknown", "pass", "not_applicable"];
  for (const outcome of order) {
    for (const finding of report.eligibility.findings.filter((each) => each.outcome === outcome)) {
      const [mark, tone, word] = OUTCOMES[outcome];
      item(mark, finding.message, cite(finding), tone, word());
    }
  }
  if (report.funding.steps.length) {
    heading(report.funding.indicative ? t("Financement (indicatif)") : t("Financement"));
    blocks.push({ kind: "amounts", rows: amountRows(report) });
    const cited = cite({ source: report.funding.source, readings: [] });
    if (cited !== "") blocks.push({ kind: "note", text: `(${cited})` });
  }
  for (const [title, found] of [[t("Engagements"), report.commitments], [t("Contenu du dossier"), report.documents]]) {
    if (!found.known) heading(t("{title} : liste inconnue, le texte est incomplet", { title }));
    else if (found.given.length || found.missing.length) {
      heading(t("{title} : {count}", { title, count: requirementWords(found) }));
    }
    for (const missing of found.known ? found.missing : []) {
      item("✗", missing.label, cite(missing), "warn", t("manque"));
    }
  }
  if (report.notices.length) {
    heading(t("À savoir"));
    for (const notice of report.notices) item("•", notice.message, cite(notice));
  }
  if (report.steps.length) {
    heading(t("Prochaines étapes"));
    report.steps.forEach((step, place) => blocks.push(itemBlock(`${place + 1}.`, stepTold(step))));
  }
  return blocks;
}

/** The readings that the report rests on, as blocks. */
function readingBlocks({ readings_used: used }) {
  return used.map(({ code, text }) => itemBlock("•", { text: t("{code} : {text}", { code, text }) }));
}

/** The readings, folded: what is not the source's own word but ours. */
function readingsPart(report) {
  const blocks = readingBlocks(report);
  return blocks.length > 0 && h("details", { class: "readings" },
    h("summary", null,
      h("h3", null, t("Lectures du texte")), " ", h("span", { class: "faint" }, String(blocks.length))),
    blocks.map(blockElement));
}

/** A step as the page tells it: a question, not the name of its answer in a file; `path` is where to answer. */
function stepTold({ kind, text, fact, one_of: ways }) {
  if (fact === null || ways.length) return { text };
  const path = shownPath(fact);
  const label = labelOf(fact);
  if (kind === "fill") {
    const missing = currentReport().missing_facts.find((each) => each.fact === fact);
    return { text: missing === undefined ? label : missing.question, path };
  }
  if (kind === "commit") return { text: t("Engagez-vous à : {what}", { what: label }), path };
  if (kind === "attach") return { text: t("Ajoutez au dossier : {what}", { what: label }), path };
  return { text, path };
}

function requirementWords({ given, missing }) {
  return t("donnés : {given}, manquants : {missing}", { given: given.length, missing: missing.length });
}

/** An amount of a report, or what it may be. */
function amountOrRange(value, range) {
  const said = (amount) => ENGINE.amount(amount, { lang: LANG });
  if (value !== null && value !== undefined) return said(value);
  if (range === null || range === undefined) return t("à déterminer");
  const least = range.from === null || centsOf(range.from) === 0n ? null : range.from;
  if (least === null && range.to === null) return t("à déterminer");
  if (range.to === null) return t("au moins {from}", { from: said(range.from) });
  if (least === null) return t("au plus {to}", { to: said(range.to) });
  return t("de {from} à {to}", { from: said(range.from), to: said(range.to) });
}

/** The funding split step by step, as the rule set names its steps; what leaves the base stands before it. */
function amountRows({ funding }) {
  const rows = [];
  const add = (label, amount, tone = "plain") => rows.push({ label, amount, tone });
  const ceilings = new Map(funding.ceilings.map((ceiling) => [ceiling.id, ceiling]));
  for (const step of funding.steps) {
    const label = step.label === null ? step.id : step.label;
    if (step.kind === "excluded") continue;
    if (step.kind === "base") {
      for (const { line, label: name, amount, reason } of funding.excluded) {
        add(name === "" ? t("Exclu, ligne {line} : {reason}", { line, reason })
          : t("Exclu, ligne {line} « {label} » : {reason}", { line, label: name, reason }),
        t("− {amount}", { amount: amountOrRange(amount, null) }));
      }
      add(label, amountOrRange(step.value, step.range));
    } else if (step.kind === "ceiling") {
      const ceiling = ceilings.get(step.id);
      if (ceiling === undefined) continue;
      add(ceilingWords(ceiling), amountOrRange(ceiling.limit, null), ceiling.binding ? "warn" : "plain");
    } else if (step.kind === "request") {
      add(label, funding.requested === null ? t("non indiquée") : amountOrRange(funding.requested, null));
    } else if (step.kind === "bonus") {
      add(label, rateWords(step));
    } else {
      add(label, amountOrRange(step.value, step.range), step.kind === "grant" ? "strong" : "plain");
    }
  }
  if (funding.applicant_staff !== null && centsOf(funding.applicant_staff) > 0n) {
    add(t("dont dépenses de personnel"), amountOrRange(funding.applicant_staff, null));
  }
  for (const { label, amount } of funding.funders) {
    add(t("payé par {funder}", { funder: label }), amountOrRange(amount, null));
  }
  if (funding.effective_rate !== null) add(t("Part financée du coût total"), shareWords(funding.effective_rate));
  return rows;
}

/** A bonus as the points that it adds, in percent. */
function rateWords({ value, range }) {
  if (value !== null) return shareWords(String(value));
  if (range === null || range.to === null) return t("à déterminer");
  return t("au plus {to}", { to: shareWords(String(range.to)) });
}

/** A ratio of the report, an exact decimal, in percent: the point moves by two places. */
function shareWords(ratio) {
  const [whole, decimals = ""] = ratio.split(".");
  const digits = `${whole}${decimals.padEnd(2, "0").slice(0, 2)}`.replace(/^0+(?=[0-9])/, "");
  const rest = decimals.slice(2, 4).replace(/0+$/, "");
  const sign = LANG === "fr" ? "," : ".";
  return `${digits}${rest === "" ? "" : sign + rest}${LANG === "fr" ? "\u00a0%" : "%"}`;
}

function ceilingWords({ label, already_used: used, binding }) {
  const said = used === null ? t("{label} (déjà accordé ou proposé : à déterminer)", { label })
    : centsOf(used) > 0n ? t("{label} (déjà accordé ou proposé : {used})", { label, used: amountOrRange(used, null) }) : label;
  return binding ? t("{label}, atteint", { label: said }) : said;
}

function blockElement(block) {
  switch (block.kind) {
    case "heading":
      return h("h3", null, block.text);
    case "note":
      return h("p", { class: "faint" }, block.text);
    case "amounts":
      return h("table", { class: "amounts" }, h("caption", { class: "unseen" }, t("Le financement, étape par étape")),
        h("tbody", null, block.rows.map(({ label, amount, tone }) => h("tr", { class: tone },
          h("th", { scope: "row" }, label), h("td", null, amount)))));
    default:
      return h("div", { class: `line ${block.tone}` },
        h("span", { class: "mark", "aria-hidden": block.word === "" ? null : "true" }, block.mark),
        h("p", null, block.word !== "" && h("span", { class: "unseen" }, `${block.word} : `),
          block.path === null ? block.text : fieldLink(block.path, block.text),
          block.cited !== "" && [" ", h("span", { class: "passage" }, `(${block.cited})`)]));
  }
}

function blockText(block) {
  switch (block.kind) {
    case "heading":
      return `\n${block.text}`;
    case "note":
      return block.text;
    case "amounts":
      return block.rows.map(({ label, amount }) => `  ${label} : ${amount}`).join("\n");
    default:
      return `  ${block.mark} ${block.text}${block.cited === "" ? "" : ` (${block.cited})`}`;
  }
}

/** The report as a text to paste elsewhere. */
function reportText(report) {
  const theme = ENGINE.themes(LANG).find((each) => each.code === report.theme);
  const dossier = report.reference === null ? null : t("dossier {reference}", { reference: report.reference });
  const identity = [dossier, report.project.name];
  return [
    t("{code} · {title}", { code: theme.code, title: theme.title }),
    identity.filter((part) => part !== null).join(" · "),
    statusOf(report).title,
    ...reportBlocks(report).map(blockText),
    ...(report.readings_used.length ? [`\n${t("Lectures du texte")}`, ...readingBlocks(report).map(blockText)] : []),
    `\n${preparedWith()}`,
  ].filter((line) => line !== "").join("\n") + "\n";
}

/** Copy the report; where the browser does not let it, it stands in a field to be copied by hand. */
async function copyReport() {
  const text = reportText(currentReport());
  const place = document.getElementById("copied");
  try {
    await navigator.clipboard.writeText(text);
    fill(place, h("p", { class: "done" }, t("Le rapport est copié.")));
    announce(t("Le rapport est copié."));
  } catch {
    const area = h("textarea", { id: "copy-text", rows: "12", readonly: true, value: text });
    const why = t("Votre navigateur ne laisse pas copier : copiez ce texte vous-même.");
    fill(place, h("label", { for: "copy-text" }, why), area);
    area.focus();
    area.select();
  }
}

function preparedWith() {
  const values = { version: ENGINE.version, digest: ENGINE.rules.digest };
  return t("Préparé avec relance {version}, règles {digest} ; ne vaut pas décision.", values);
}

function printFooter() {
  return h("p", { class: "only-print prepared" }, preparedWith());
}

/** On paper everything is open; on screen it is then as it was. */
let openedToPrint = [];
window.addEventListener("beforeprint", () => {
  openedToPrint = [...document.querySelectorAll("details:not([open])")];
  for (const each of openedToPrint) each.open = true;
});
window.addEventListener("afterprint", () => {
  for (const each of openedToPrint) each.open = false;
  openedToPrint = [];
});

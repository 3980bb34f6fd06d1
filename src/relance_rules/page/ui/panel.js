// S4: where the dossier stands, beside the questions: the verdict, the money, what is missing, and what refuses it.

/** The words and the mark of a state of a dossier. */
function statusWords(report) {
  switch (report.status) {
    case "ready":
      return ["✓", t("Prêt à déposer")];
    case "ineligible":
      return ["✗", t("Non éligible")];
    case "error":
      return ["✗", t("Se contredit")];
    default:
      return ["?", t("À compléter")];
  }
}

/** The words and the mark of a verdict. */
function verdictWords(verdict) {
  switch (verdict) {
    case "eligible":
      return ["✓", t("Éligible")];
    case "ineligible":
      return ["✗", t("Non éligible")];
    default:
      return ["?", t("À déterminer")];
  }
}

/** The place of an item as the page shows it: a report leaves out the items that say nothing. */
function shownPath(path) {
  const inside = inItem(path);
  if (inside === null) return path;
  const { list, place, name } = inside;
  const told = itemsOfList(list)
    .map((item, at) => [item, at])
    .filter(([item]) => toldOf(list, item).size > 0);
  const found = told[place];
  return found === undefined ? path : `${list}[${found[1]}].${name}`;
}

/** What is missing of these paths: `[{path, label, count}]`; an answer that several items lack is told once. */
function missingOf(paths) {
  const facts = new Map(factsAsked(STATE.theme).map((fact) => [fact.path, fact]));
  const found = new Map();
  for (const fact of paths) {
    const key = general(fact);
    if (!found.has(key))
      found.set(key, { path: shownPath(fact), label: facts.has(key) ? facts.get(key).label : key, count: 0 });
    found.get(key).count += 1;
  }
  return [...found.values()];
}

/** The commitments and documents that the dossier lacks: `[{fact, path, label, refused}]`; others are to be answered. */
function requirementsLacking() {
  const report = currentReport();
  const lacking = new Set([...report.commitments.missing, ...report.documents.missing].map((each) => each.id));
  return factsAsked(STATE.theme).flatMap((fact) =>
    (fact.asked || [])
      .filter(({ path }) => lacking.has(path.slice(fact.path.length + 1)))
      .map(({ path, label }) => ({ fact, path, label, refused: parsedAnswer(path, answerAt(path)).value === false })),
  );
}

/** The commitments and documents that a question still asks. */
const requirementsLeft = () => requirementsLacking().filter(({ refused }) => !refused);

let wanted = null; // the path of the field that takes the focus once its screen is shown

/** Go to the field of an answer. */
function goToField(path) {
  wanted = path;
  if (focusWanted()) return;
  const key = general(path);
  const subject = subjectsOf().find(({ facts }) =>
    facts.some((fact) => fact.path === key || (fact.asked || []).some((asked) => asked.path === key)),
  );
  if (subject !== undefined) go("dossier", subject.id);
}

/** Give the focus to the field that was asked for; whether it is there. */
function focusWanted() {
  if (wanted === null) return false;
  const found = document.getElementById(idOf(wanted));
  if (found === null) return false;
  wanted = null;
  for (let box = found.parentElement; box !== null; box = box.parentElement)
    if (box.nodeName === "DETAILS") box.open = true;
  focusOn(found.matches("input, select, textarea") ? found : found.querySelector("input, select, textarea") || found);
  return true;
}

/** A link to the field of an answer. */
function fieldLink(path, label) {
  return h(
    "a",
    {
      href: "#/dossier",
      onclick: (event) => {
        event.preventDefault();
        goToField(path);
      },
    },
    label,
  );
}

const said = (amount) => ENGINE.amount(amount, { lang: LANG });

/** What the grant comes to, never without what it still hangs on. */
function grantHope(report) {
  const { grant, range } = report.funding;
  const most = grant !== null ? grant : range.grant !== undefined ? range.grant.to : null;
  const left = report.missing_facts.length + requirementsLeft().length;
  if (report.status === "error") return t("Rien n’est calculé tant que le dossier se contredit.");
  if (most === null) return t("Subvention : à déterminer.");
  if (report.eligibility.verdict === "ineligible") return t("Aucune subvention tant que le dossier est refusé.");
  if (report.status === "ready") return t("Subvention : {amount}", { amount: said(most) });
  if (left === 1) return t("Jusqu’à {amount}, si la réponse qui manque convient.", { amount: said(most) });
  if (left > 1)
    return t("Jusqu’à {amount}, si les {count} réponses qui manquent conviennent.", {
      amount: said(most),
      count: left,
    });
  return t("Jusqu’à {amount}, si le dossier est complété.", { amount: said(most) });
}

/** Where it is a bar that was opened over the questions, it leaves them when the focus does. */
function closePanel() {
  if (!PANEL.classList.contains("open")) return;
  PANEL.classList.remove("open");
  refreshPanel();
}

function refreshPanel() {
  const report = currentReport();
  if (report === null) {
    fill(PANEL);
    return;
  }
  const [mark, words] = statusWords(report);
  const opened = PANEL.classList.contains("open");
  const held =
    document.activeElement !== null && PANEL.contains(document.activeElement) ? document.activeElement.id : "";
  const lacking = report.missing_facts.map(({ fact }) => fact);
  const missing = missingOf(lacking);
  const names = missingOf([...lackingFacts(report)].filter((path) => !lacking.includes(path)));
  const asked = requirementsLeft();
  const left = missing.reduce((count, each) => count + each.count, 0) + asked.length;
  const grant = grantHope(report);
  fill(
    PANEL,
    h(
      "div",
      { class: "panel-head" },
      h("h2", null, t("Où en est le dossier")),
      h("p", { class: `status ${report.status}` }, h("span", { "aria-hidden": "true" }, mark, " "), words),
      h("p", { class: "grant" }, grant),
      h(
        "button",
        {
          type: "button",
          class: "panel-toggle",
          id: "panel-toggle",
          "aria-expanded": String(opened),
          "aria-controls": "panel-body",
          onclick: () => {
            PANEL.classList.toggle("open");
            refreshPanel();
          },
        },
        opened ? t("Fermer le détail") : t("Voir le détail"),
      ),
    ),
    h(
      "div",
      { id: "panel-body" },
      refusalsPart(report),
      missingPart(missing, asked, left),
      refusedPart(),
      namesPart(names),
      fundingPart(report),
      h("p", null, h("a", { href: "#/report" }, t("Voir tout le rapport"))),
    ),
  );
  if (held !== "") focusOn(document.getElementById(held));
  announce(
    [
      words,
      grant,
      left === 0 ? "" : left === 1 ? t("Il manque 1 réponse.") : t("Il manque {count} réponses.", { count: left }),
    ]
      .filter(Boolean)
      .join(". ")
      .replace(/\.\. /g, ". "),
  );
}

/** What refuses the dossier or contradicts itself, first, with what to do and the passage. */
function refusalsPart(report) {
  const refused = report.eligibility.findings.filter((finding) => finding.outcome === "fail");
  const wrong = report.steps.filter((step) => step.kind === "lift" && step.rule === null);
  const faults = faultsOfState();
  return [
    (refused.length > 0 || wrong.length > 0) &&
      h(
        "section",
        { class: "refusals" },
        h("h3", null, t("Ce qui bloque")),
        h(
          "ul",
          null,
          wrong.map((step) => h("li", null, step.text)),
          refused.map((finding) => {
            const cited = ENGINE.cite(finding, { lang: LANG });
            const [path] = Object.keys(finding.facts);
            return h(
              "li",
              null,
              h("strong", null, finding.label),
              h("br"),
              finding.message,
              path !== undefined && [" ", fieldLink(shownPath(path), t("Voir la réponse"))],
              cited !== "" && h("span", { class: "passage" }, cited),
            );
          }),
        ),
      ),
    faults.length > 0 &&
      h(
        "section",
        null,
        h(
          "h3",
          null,
          faults.length === 1 ? t("1 réponse à corriger") : t("{count} réponses à corriger", { count: faults.length }),
        ),
        h(
          "ul",
          null,
          faults.slice(0, 10).map(({ path }) => h("li", null, fieldLink(path, labelOf(path)))),
        ),
      ),
  ];
}

/** The label of an answer, with the number of its item. */
function labelOf(path) {
  const key = general(path);
  for (const fact of factsAsked(STATE.theme)) {
    if (fact.path === key) {
      const inside = inItem(path);
      return inside === null
        ? fact.label
        : t("{label}, n° {number}", { label: fact.label, number: inside.place + 1 });
    }
    for (const asked of fact.asked || []) if (asked.path === key) return asked.label;
  }
  return path;
}

function missingPart(missing, asked, left) {
  if (left === 0) return h("p", null, h("span", { "aria-hidden": "true" }, "✓ "), t("Aucune réponse ne manque."));
  const groups = new Map();
  for (const { fact, path } of asked) groups.set(fact, [...(groups.get(fact) || []), path]);
  return h(
    "section",
    { class: "missing" },
    h("h3", null, left === 1 ? t("Il manque 1 réponse") : t("Il manque {count} réponses", { count: left })),
    h(
      "ul",
      null,
      missing.map(({ path, label, count }) => h("li", null, fieldLink(path, label), count > 1 && ` (${count})`)),
      [...groups].map(([fact, paths]) =>
        h("li", null, fieldLink(paths[0], fact.label), paths.length > 1 && ` (${paths.length})`),
      ),
    ),
  );
}

/** The commitments and documents without which the dossier can't be complete, answered by no. */
function refusedPart() {
  const refused = requirementsLacking().filter((each) => each.refused);
  return (
    refused.length > 0 &&
    h(
      "section",
      { class: "lacking" },
      h("h3", null, t("Répondu « non », et demandé")),
      h(
        "ul",
        null,
        refused.map(({ path, label }) => h("li", null, fieldLink(path, label))),
      ),
    )
  );
}

/** What would tell the dossier from others. */
function namesPart(names) {
  return (
    names.length > 0 &&
    h(
      "section",
      { class: "names" },
      h("h3", null, t("Utile pour reconnaître le dossier")),
      h(
        "ul",
        null,
        names.map(({ path, label, count }) => h("li", null, fieldLink(path, label), count > 1 && ` (${count})`)),
      ),
    )
  );
}

/** The split of the total as a bar, and the same figures as text. */
function fundingPart(report) {
  const figures = fundingFigures(report);
  return figures === null ? null : h("section", { class: "funding" }, h("h3", null, t("Qui paie quoi")), figures);
}

/** The bar and the figures of the split, without a title; null where nothing is to be shown. */
function fundingFigures(report) {
  const { funding } = report;
  if (funding.total_cost === null || report.status === "error" || report.eligibility.verdict === "ineligible")
    return null;
  const total = centsOf(funding.total_cost);
  const known = funding.grant !== null;
  const most = known ? funding.grant : funding.range.grant !== undefined ? funding.range.grant.to : null;
  const excluded = funding.excluded.reduce(
    (sum, each) => (each.amount === null ? sum : sum + centsOf(each.amount)),
    0n,
  );
  const figure = (name, label, amount) => ({ name, label, amount });
  const share = known ? funding.applicant_share : most === null ? null : textOfCents(total - centsOf(most));
  const settled = report.status === "ready";
  const figures = [
    figure("", t("Coût total"), said(funding.total_cost)),
    most !== null && figure("grant", settled ? t("Subvention") : t("Subvention, au plus"), said(most)),
    share !== null && figure("share", settled ? t("À votre charge") : t("À votre charge, au moins"), said(share)),
    funding.applicant_staff !== null &&
      centsOf(funding.applicant_staff) > 0n &&
      figure("staff", t("dont personnel"), said(funding.applicant_staff)),
    excluded > 0n && figure("out", t("dont dépenses exclues"), said(textOfCents(excluded))),
  ].filter(Boolean);
  return [
    total > 0n &&
      most !== null &&
      fundingBar(
        total,
        centsOf(most),
        funding.applicant_staff === null ? 0n : centsOf(funding.applicant_staff),
        excluded,
        settled,
      ),
    h(
      "dl",
      null,
      figures.map(({ name, label, amount }) =>
        h(
          "div",
          null,
          h("dt", null, name !== "" && h("span", { class: `key ${name}`, "aria-hidden": "true" }), label),
          h("dd", null, amount),
        ),
      ),
    ),
    !settled && h("p", { class: "faint" }, t("Ces montants supposent que les réponses qui manquent conviennent.")),
  ];
}

/** The bar of the split: its parts side by side, the rest of what the applicant pays last. */
function fundingBar(total, grant, staff, excluded, settled) {
  const rest = total - grant;
  const out = excluded < rest ? excluded : rest;
  const own = staff < rest - out ? staff : rest - out;
  const parts = [
    [grant, settled ? "grant" : "grant hoped"],
    [rest - out - own, "share"],
    [own, "staff"],
    [out, "out"],
  ];
  return h(
    "div",
    { class: "bar", "aria-hidden": "true" },
    parts
      .filter(([cents]) => cents > 0n)
      .map(([cents, name]) => {
        const part = h("span", { class: `part ${name}` });
        part.style.width = `${Number((cents * 10000n) / total) / 100}%`;
        return part;
      }),
  );
}

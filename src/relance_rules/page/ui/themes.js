// S5: all the themes side by side, for what is known of the dossier: none is hidden, and each says why.

const ONE_REFUSAL = 1;

const FIT_MARKS = new Map([
  ["fits", ["✓", "good"]],
  ["open", ["?", "warn"]],
  ["refused", ["✗", "bad"]],
  ["error", ["✗", "bad"]],
]);

screen("themes", () => {
  const beside = besideThemes();
  const more = oneMoreQuestion(beside);
  return {
    title: t("Tous les thèmes"),
    content: [
      h("p", { class: "lead" }, summaryOfFits(beside.themes)),
      answersFound(),
      more !== null && h("div", { class: "more" },
        h("p", null, t("La réponse qui départage le plus de thèmes maintenant :"), " ",
          h("strong", null, more.fact.question)),
        button(t("Répondre à cette question"), () => go("find", more.fact.path), { class: "primary", id: "one-more" })),
      h("div", { class: "wide", role: "region", tabindex: "0", "aria-labelledby": "fits-name" },
        fitTable(beside.themes)),
    ],
  };
});

/** How many themes there are of each fit, as a sentence. */
function summaryOfFits(themes) {
  const count = (...fits) => themes.filter(({ fit }) => fits.includes(fit)).length;
  return t("Possibles : {fits}. À vérifier : {open}. Non : {refused}.", {
    fits: count("fits"),
    open: count("open"),
    refused: count("refused", "error"),
  });
}

/** What was answered to tell the themes apart, with a way to change it. */
function answersFound() {
  const asked = firstQuestions();
  return h("dl", { class: "answers short" }, asked.map(({ fact, place }) => {
    const typed = answerAt(place);
    return h("div", null,
      h("dt", null, fact.label),
      h("dd", null, typed === "" ? h("span", { class: "none" }, t("Pas de réponse")) : answerWords(fact, place, typed)),
      h("dd", { class: "change" }, h("a", { href: hashOf("find", fact.path) },
        typed === "" ? t("Répondre") : t("Modifier"), h("span", { class: "unseen" }, ` : ${fact.label}`))));
  }));
}

/** An answer in words; one that can't be read stands as it was typed, and is told so. */
function answerWords(fact, path, typed) {
  const read = parsedAnswer(path, typed);
  if (read.fault !== undefined) return [`« ${typed} » `, h("span", { class: "fault" }, t("à corriger"))];
  if (read.value === true || read.value === false) return read.value ? t("Oui") : t("Non");
  const words = read.said || typed;
  return fact !== null && fact.unit && fact.type !== "money" ? `${words} ${fact.unit}` : words;
}

function fitTable(themes) {
  const names = [t("Thème"), t("Réponse"), t("Pourquoi"), t("Subvention"), t("Il manque"), t("Choix")];
  const cell = (place, attributes, ...children) =>
    h("td", { role: "cell", "data-name": names[place], ...attributes }, ...children);
  return h("table", { class: "fits side-by-side", role: "table" },
    h("caption", { id: "fits-name", class: "unseen" }, t("Les thèmes, du plus proche au plus éloigné")),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" },
      names.map((name) => h("th", { scope: "col", role: "columnheader" }, name)))),
    h("tbody", { role: "rowgroup" }, themes.map((each) => {
      const [mark, tone] = FIT_MARKS.get(each.fit);
      return h("tr", { role: "row", class: `fit-${each.fit}`, id: `fit-${each.theme}` },
        h("th", { scope: "row", role: "rowheader" },
          h("span", { class: "code" }, each.theme), " ", h("span", { class: "title" }, each.title)),
        cell(1, { class: tone }, h("span", { class: "mark", "aria-hidden": "true" }, mark), " ", fitWords(each)),
        cell(2, null, whyWords(each)),
        cell(3, null, fitGrantWords(each)),
        cell(4, null, fitMissingWords(each.missing)),
        cell(5, null, button([t("Choisir"), h("span", { class: "unseen" }, ` ${each.theme}`)],
          () => chooseTheme(each.theme), { id: `choose-${each.theme}`, class: isOut(each) ? null : "primary" })));
    })));
}

/** Whether a theme takes the dossier in no case, as it is. */
const isOut = ({ fit }) => fit === "refused" || fit === "error";

function fitWords({ fit, refusals }) {
  if (fit === "fits") return t("Possible");
  if (fit === "open") return t("À vérifier");
  if (fit === "error") return t("Réponses contradictoires");
  return refusals.length === ONE_REFUSAL ? t("Presque : un seul refus") : t("Non");
}

/** Why: what refuses, or what is still to be answered or judged, in the words of the rules. */
function whyWords({ fit, refusals, to_judge, missing_facts: missing }) {
  if (refusals.length) {
    const [first, ...others] = refusals.map((refusal) => refusal.message);
    const count = others.length;
    return withOthers(first, others, count === 1 ? t("1 autre refus") : t("{count} autres refus", { count }));
  }
  if (fit === "fits") return h("p", null, t("Les conditions connues sont toutes remplies."));
  if (missing.length) {
    const [first, ...others] = missing.map(({ question }) => question);
    const count = others.length;
    return withOthers(first, others, count === 1 ? t("1 autre question") : t("{count} autres questions", { count }));
  }
  return to_judge.length > 0 && h("p", null, t("Une condition reste à juger par qui porte le thème."));
}

function withOthers(first, others, title) {
  return [
    h("p", null, first),
    others.length > 0 && h("details", null,
      h("summary", null, title), h("ul", null, others.map((other) => h("li", null, other)))),
  ];
}

/** What the grant may be, and on what it depends: an amount never stands alone unless all is settled. */
function fitGrantWords({ fit, status, grant, range, refusals }) {
  const most = grant !== null ? grant : range === null ? null : range.to;
  if (most === null) return t("À déterminer");
  if (centsOf(most) === 0n) return t("Aucune");
  const amount = h("strong", { class: "amount" }, ENGINE.amount(most, { lang: LANG }));
  if (status === "ready") return amount;
  const condition = {
    fits: t("si ce qui manque est donné"),
    open: t("si tout ce qui reste à vérifier convient"),
    refused: refusals.length === ONE_REFUSAL ? t("si ce refus est levé") : t("si ces refus sont levés"),
    error: t("si la contradiction est corrigée"),
  }[fit];
  return [t("jusqu’à"), " ", amount, h("span", { class: "faint" }, condition)];
}

/** How many answers, commitments and documents a theme still asks for. */
function fitMissingWords({ facts, commitments, documents }) {
  const counted = (count, one, many) => (count === 0 ? null : count === 1 ? one : many);
  const parts = [
    counted(facts, t("1 réponse"), t("{count} réponses", { count: facts })),
    counted(commitments, t("1 engagement"), t("{count} engagements", { count: commitments })),
    counted(documents, t("1 pièce"), t("{count} pièces", { count: documents })),
  ].filter((part) => part !== null);
  return parts.length ? parts.join(", ") : t("Rien");
}

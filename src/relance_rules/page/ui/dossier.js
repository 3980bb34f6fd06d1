// S2: the dossier, subject by subject or all on one page; what is missing can be left, and is told.

/** The facts that a report still asks: what settles it, and what tells the dossier from others. */
function lackingFacts(report) {
  const asked = report.steps.filter((step) => step.kind === "fill" && step.fact !== null).map((step) => step.fact);
  return new Set([...report.missing_facts.map((missing) => missing.fact), ...asked]);
}

/** Where a subject stands: its answers given, those that it lacks, and those to correct. */
function subjectState(subject) {
  const paths = new Set(subject.facts.flatMap((fact) => [fact.path, ...(fact.asked || []).map((asked) => asked.path)]));
  const inside = (path) => paths.has(general(path));
  const missing =
    [...lackingFacts(currentReport())].filter(inside).length +
    requirementsLeft().filter(({ path }) => inside(path)).length;
  const faults = faultsOfState().filter(({ path }) => inside(path));
  const lists = subject.facts.filter((fact) => fact.type === "list").map((fact) => fact.path);
  const given =
    [...STATE.answers.keys()].some(inside) ||
    lists.some((list) => (STATE.lists.get(list) || []).some((item) => item.facts.size));
  return { missing, faults, given };
}

/** The state of a subject in words, with its mark. */
function subjectWords({ missing, faults, given }) {
  if (faults.length === 1) return ["✗", t("1 réponse à corriger")];
  if (faults.length > 1) return ["✗", t("{count} réponses à corriger", { count: faults.length })];
  if (missing === 0) return given ? ["✓", t("Complet")] : ["✓", t("Rien d’obligatoire")];
  if (!given) return ["○", t("À remplir")];
  return [
    "…",
    missing === 1 ? t("En cours : 1 réponse manque") : t("En cours : {count} réponses manquent", { count: missing }),
  ];
}

const isDone = (subject) => {
  const { missing, faults } = subjectState(subject);
  return missing === 0 && faults.length === 0;
};

/** The subject after one, in turn, with something missing; null where none has. */
function nextSubject(id) {
  const subjects = subjectsOf();
  const place = subjects.findIndex((subject) => subject.id === id);
  return [...subjects.slice(place + 1), ...subjects.slice(0, place)].find((subject) => !isDone(subject)) || null;
}

/** The subject whose missing answers may settle the most conditions; null where nothing is missing. */
function firstSubject() {
  const unsettled = currentReport().eligibility.findings.map((finding) => new Set(finding.missing.map(general)));
  const weight = (subject) =>
    unsettled.filter((missing) => subject.facts.some((fact) => missing.has(fact.path))).length;
  const open = subjectsOf().filter((subject) => !isDone(subject));
  return open.reduce((best, subject) => (best === null || weight(subject) > weight(best) ? subject : best), null);
}

const ALL = "all";

screen("dossier", (rest) => {
  if (STATE.theme === null) return { title: t("Mon dossier"), content: withoutTheme() };
  if (rest === ALL)
    return {
      title: t("Tout le dossier"),
      panel: true,
      content: [wayBack(), subjectsOf().map((subject) => section(subject)), endOf(null)],
    };
  const subject = subjectsOf().find(({ id }) => id === rest);
  if (subject !== undefined)
    return { title: subject.label, panel: true, content: [wayBack(), questionsOf(subject), endOf(subject)] };
  return { title: t("Mon dossier"), panel: true, content: tasks() };
});

function withoutTheme() {
  return [
    h("p", null, t("Choisissez d’abord un thème : il dit ce que le dossier doit contenir.")),
    h("div", { class: "actions" }, h("a", { href: "#/start" }, t("Choisir un thème"))),
  ];
}

/** The list of subjects, with their state. */
function tasks() {
  const theme = ENGINE.themes(LANG).find(({ code }) => code === STATE.theme);
  const first = firstSubject();
  return [
    h("p", { class: "lead" }, h("strong", null, theme.code), " · ", theme.title),
    h("p", { class: "faint" }, theme.summary, " ", h("a", { href: "#/themes" }, t("Changer de thème"))),
    STATE.name !== null && h("p", null, t("Fichier ouvert : {name}", { name: STATE.name })),
    STATE.notes.length > 0 &&
      h(
        "div",
        { class: "problems", role: "note" },
        h("p", null, h("strong", null, t("À la lecture de ce fichier :"))),
        h(
          "ul",
          null,
          STATE.notes.map((note) => h("li", null, note)),
        ),
      ),
    h(
      "ol",
      { class: "tasks" },
      subjectsOf().map((subject) => {
        const [mark, words] = subjectWords(subjectState(subject));
        return h(
          "li",
          null,
          h("a", { href: `#/dossier/${subject.id}`, id: `task-${subject.id}` }, subject.label),
          h("span", { class: "state" }, h("span", { "aria-hidden": "true" }, mark, " "), words),
        );
      }),
    ),
    h(
      "div",
      { class: "actions" },
      first === null
        ? button(t("Voir le rapport"), () => go("report"), { class: "primary", id: "continue" })
        : button(
            STATE.answers.size + STATE.lists.size === 0
              ? t("Commencer : {label}", { label: first.label })
              : t("Continuer : {label}", { label: first.label }),
            () => go("dossier", first.id),
            { class: "primary", id: "continue" },
          ),
      button(t("Tout sur une page"), () => go("dossier", ALL), { id: "all" }),
      button(t("Enregistrer en JSON"), () => saveDossier("json"), { id: "save-json" }),
    ),
    keptPart(),
  ];
}

/** What the dossier holds that its theme does not ask: kept, and written back when it is saved. */
function keptPart() {
  const asked = new Set(
    factsAsked(STATE.theme).flatMap((fact) => [fact.path, ...(fact.asked || []).map((each) => each.path)]),
  );
  const found = new Map();
  for (const [path, text] of STATE.answers) if (!asked.has(path)) found.set(path, text);
  for (const [list, items] of STATE.lists) {
    for (const item of items) {
      for (const [name, text] of item.facts) if (!asked.has(`${list}[].${name}`)) found.set(`${list} · ${name}`, text);
      for (const name of item.extra.keys()) found.set(`${list} · ${name}`, "");
    }
  }
  for (const [path, value] of STATE.extra) found.set(path, isSingle(value) ? textOf(value) : "");
  if (found.size === 0) return null;
  return h(
    "details",
    { class: "kept" },
    h(
      "summary",
      null,
      found.size === 1
        ? t("1 réponse sans effet pour ce thème")
        : t("{count} réponses sans effet pour ce thème", { count: found.size }),
    ),
    h("p", null, t("Ce thème ne les demande pas. Elles restent dans le dossier, et dans le fichier enregistré.")),
    h(
      "ul",
      null,
      [...found].map(([path, text]) => h("li", null, h("code", null, path), text !== "" && t(" : {text}", { text }))),
    ),
  );
}

function wayBack() {
  return h(
    "p",
    { class: "way-back" },
    h("a", { href: "#/dossier" }, t("← Tous les sujets")),
    h("span", { class: "faint" }, STATE.theme),
  );
}

function section(subject) {
  return h(
    "section",
    { "aria-labelledby": `subject-${subject.id}` },
    h("h2", { id: `subject-${subject.id}` }, subject.label),
    questionsOf(subject),
  );
}

/** The questions of a subject, in their order. */
function questionsOf(subject) {
  return subject.facts
    .filter((fact) => fact.list === null)
    .map((fact) => {
      if (fact.type === "list") {
        return [
          h("p", { class: "list-question" }, fact.question),
          listField(
            fact,
            subject.facts.filter((each) => each.list === fact.path),
          ),
        ];
      }
      return fact.asked !== null ? requirementsField(fact) : field(fact, fact.path);
    });
}

/** What goes on from a subject, or from all of them: the faults are told once, and never stop anybody. */
function endOf(subject) {
  const summary = h("div", { id: "summary" });
  let told = "";
  const next = () => {
    const faults = subject === null ? faultsOfState() : subjectState(subject).faults;
    const key = JSON.stringify(faults);
    if (faults.length && key !== told) {
      told = key;
      fill(
        summary,
        h(
          "div",
          { class: "problems", role: "group", tabindex: "-1", id: "problems", "aria-labelledby": "problems-title" },
          h("h2", { id: "problems-title" }, t("À corriger")),
          h(
            "ul",
            null,
            faults.map(({ path, fault }) => h("li", null, fieldLink(path, labelOf(path)), t(" : {fault}", { fault }))),
          ),
          h("p", null, t("Vous pouvez aussi continuer, et corriger plus tard : « Suivant » vous y mène.")),
        ),
      );
      document.getElementById("title").after(summary);
      document.title = t("Erreur : {title}", {
        title: document.title.replace(t("Erreur : {title}", { title: "" }), ""),
      });
      focusOn(document.getElementById("problems"));
      return;
    }
    const after = subject === null ? null : nextSubject(subject.id);
    if (after === null) go("report");
    else go("dossier", after.id);
  };
  const onward = h("button", { type: "button", class: "primary", id: "next", onclick: next });
  following(onward, () => {
    const after = subject === null ? null : nextSubject(subject.id);
    onward.textContent = after === null ? t("Suivant : le rapport") : t("Suivant : {label}", { label: after.label });
  });
  return h("div", { class: "actions" }, onward, button(t("Enregistrer le dossier"), saveDossier));
}

// S1: the questions that tell most themes apart, one a page, before any theme is chosen.

const FIRST_QUESTIONS = 3;
const PASSED = new Set(); // the questions left for later, by general path

/** A dossier beside every theme: its report by each in short, the most fitting first, and what to ask next. */
function besideThemes(dossier = dossierOfState()) {
  return ENGINE.fit(dossier, { lang: LANG });
}

/** The fact that a general path is of, and the path that its answer has here: that of the first item of a list. */
function askedAt(path) {
  for (const { code } of ENGINE.themes(LANG)) {
    const fact = formOf(code).subjects.flatMap((subject) => subject.facts).find((each) => each.path === path);
    if (fact !== undefined) return { fact, place: path.replace("[]", "[0]") };
  }
  return null;
}

/** The questions that can be asked by themselves, of those that the engine would ask next. */
function questionsAmong({ questions }) {
  return questions.map((question) => askedAt(question.fact))
    .filter((asked) => asked !== null && asked.fact.type !== "list");
}

const FIRST = new Map();

/** The questions of this screen, in the reader's language: those that tell most themes apart while nothing is known. */
function firstQuestions() {
  if (!FIRST.has(LANG)) FIRST.set(LANG, questionsAmong(besideThemes(new Map())).slice(0, FIRST_QUESTIONS));
  return FIRST.get(LANG);
}

/** The question that would tell most of the themes left apart; null where none would. */
function oneMoreQuestion(beside) {
  const open = questionsAmong(beside).find(({ fact, place }) => answerAt(place) === "" && !PASSED.has(fact.path));
  return open === undefined ? null : open;
}

screen("find", (rest) => {
  const first = firstQuestions();
  const at = first.findIndex(({ fact }) => fact.path === rest);
  const asked = at < 0 && rest !== "" ? askedAt(rest) || first[0] : first[Math.max(0, at)];
  const place = Math.max(0, first.indexOf(asked));
  const before = first.indexOf(asked) > 0 ? first[place - 1] : null;
  const following = first.includes(asked) ? first[place + 1] : undefined;
  const onwards = () => (following === undefined ? go("themes") : go("find", following.fact.path));
  const again = answerAt(asked.place) !== "";
  return {
    title: asked.fact.question,
    content: [
      h("p", { class: "faint" }, first.includes(asked)
        ? t("Trouver mon thème, question {number} sur {count}", { number: place + 1, count: first.length })
        : t("Trouver mon thème, une question de plus")),
      h("form", { class: "one-question", novalidate: true, onsubmit: (event) => {
        event.preventDefault();
        if (isInFault(asked)) return;
        PASSED.delete(asked.fact.path);
        onwards();
      } },
        foundField(asked),
        h("div", { class: "actions" },
          h("button", { type: "submit", class: "primary", id: "find-next" }, t("Continuer")),
          button(t("Je ne sais pas encore"), () => {
            startItem(asked.place);
            answer(asked.place, "");
            PASSED.add(asked.fact.path);
            onwards();
          }, { id: "find-pass" }))),
      h("p", null,
        before !== null && [h("a", { href: hashOf("find", before.fact.path) }, t("Question précédente")), " · "],
        h("a", { href: "#/themes" }, again ? t("Voir tous les thèmes") : t("Passer, et voir tous les thèmes"))),
    ],
  };
});

/** Where a list has no item yet, its first one: an answer about it needs a place. */
function startItem(place) {
  const inside = /^([^[]+)\[0\]\./.exec(place);
  if (inside !== null && itemsOfList(inside[1]).length === 0) itemsOfList(inside[1]).push(newItem());
}

/** The field of the question, which the title of the screen names; a choice is made among buttons. */
function foundField({ fact, place }) {
  startItem(place);
  const id = idOf(place);
  const told = [
    fact.help !== null && h("p", { class: "help", id: `${id}-help` }, fact.help),
    fact.hint !== null && h("p", { class: "hint", id: `${id}-hint` }, fact.hint),
  ];
  const described = [fact.help !== null && `${id}-help`, fact.hint !== null && `${id}-hint`].filter(Boolean);
  const options = choicesOf(fact);
  if (options === null) {
    const { control, says } = controlOf(fact, place, { described, labelledby: "title" });
    return [told, says, control];
  }
  const { value } = parsedAnswer(place, answerAt(place));
  return h("fieldset", { class: "radios", "aria-describedby": described.join(" ") || null },
    h("legend", { class: "unseen" }, fact.question),
    told,
    options.filter(([name]) => name !== "").map(([name, label]) => h("label", { class: "choice" },
      h("input", { type: "radio", name: id, value: name, id: `${id}-${name}`, checked: nameOf(value) === name,
        onchange: () => answer(place, name) }),
      h("span", null, label))));
}

/** Whether the answer can't be read; its fault is told, and its field takes the focus. */
function isInFault({ place }) {
  if (parsedAnswer(place, answerAt(place)).fault === undefined) return false;
  const field = document.getElementById(idOf(place));
  field.dispatchEvent(new Event("change"));
  focusOn(field);
  return true;
}

// One question: what is asked, how to write the answer, what was understood of it, and what is wrong with it.

const FORMS = new Map();

/** What the theme of the dossier asks, in the reader's language: `{subjects, roles}`. */
function formOf(theme = STATE.theme) {
  const key = `${LANG} ${theme}`;
  if (!FORMS.has(key)) FORMS.set(key, ENGINE.form(theme, { lang: LANG }));
  return FORMS.get(key);
}

/** The subjects of a theme; one without a name is the last. */
function subjectsOf(theme = STATE.theme) {
  return formOf(theme).subjects.map((subject) => ({
    id: subject.id || "other",
    label: subject.label || t("Autres questions"),
    facts: subject.facts,
  }));
}

/** The facts that a theme asks, one after the other. */
function factsAsked(theme) {
  return formOf(theme).subjects.flatMap((subject) => subject.facts);
}

// ---- parts of the screen that follow the answers

let SHOWN_PARTS = []; // [element, what brings it up to date]

/** Bring an element up to date now, and after each change for as long as it is in the page. */
function following(element, update) {
  update();
  SHOWN_PARTS.push([element, update]);
  return element;
}

onChange(() => {
  SHOWN_PARTS = SHOWN_PARTS.filter(([element]) => element.isConnected);
  for (const [, update] of SHOWN_PARTS) update();
});

// ---- what an answer is needed for

const BLANK = new Map();

/** The report of a theme of which nothing is known but that each of its lists has an item. */
function blankReport() {
  const key = `${LANG} ${STATE.theme}`;
  if (!BLANK.has(key)) {
    const data = new Map();
    put(data, formOf().roles.theme, STATE.theme);
    for (const fact of factsAsked(STATE.theme)) {
      if (fact.list !== null && fact.type === "text" && !data.has(fact.list)) {
        data.set(fact.list, [new Map()]);
        put(data.get(fact.list)[0], nameIn(fact), "?");
      }
    }
    BLANK.set(key, ENGINE.check(data, { lang: LANG }));
  }
  return BLANK.get(key);
}

/** What a fact is called within its list. */
const nameIn = (fact) => fact.path.slice(fact.list.length + 3);

let needed = null;
onChange(() => {
  needed = null;
});

/** What the answers are needed for: "verdict", "grant" or "identity", by general path; the others are optional. */
function needs() {
  if (needed !== null && needed.report === currentReport()) return needed.by;
  const by = new Map();
  const report = currentReport();
  const blank = blankReport();
  const take = (paths, need) => {
    for (const path of paths) if (!by.has(general(path))) by.set(general(path), need);
  };
  const unsettled = (each) => each.eligibility.findings.flatMap((finding) => finding.missing);
  const lacking = (each) => {
    const settles = new Set(unsettled(each));
    return each.missing_facts.map((missing) => missing.fact).filter((path) => !settles.has(path));
  };
  const inEmptyList = (path) =>
    path.includes("[") && (STATE.lists.get(path.split("[")[0]) || []).every((item) => item.facts.size === 0);
  take(unsettled(report), "verdict");
  take(
    report.eligibility.findings.flatMap((finding) => Object.keys(finding.facts)),
    "verdict",
  );
  take(unsettled(blank).filter(inEmptyList), "verdict");
  for (const each of [report, blank]) take(lacking(each), "grant");
  for (const each of [report, blank])
    take(
      each.steps
        .filter((step) => step.kind === "fill" && !unsettled(each).includes(step.fact))
        .map((step) => step.fact),
      "identity",
    );
  needed = { report: currentReport(), by };
  return by;
}

/** What a question is needed for, in words. */
function needWords(path) {
  switch (needs().get(general(path))) {
    case "verdict":
      return t("Nécessaire pour le verdict");
    case "grant":
      return t("Nécessaire pour la subvention");
    case "identity":
      return t("Utile pour reconnaître le dossier");
    default:
      return t("Facultatif");
  }
}

// ---- a field

const KEYBOARDS = new Map([
  ["money", "decimal"],
  ["percentage", "decimal"],
  ["decimal", "decimal"],
  ["integer", "numeric"],
  ["siret", "numeric"],
]);

/** How to write an answer; null where a field leaves no choice, or a file alone would. */
const hintFor = (fact) => (choicesOf(fact) !== null || fact.type === "siret" ? null : fact.hint);

/** A question, with its field: the answer of that path. */
function field(fact, path) {
  const id = idOf(path);
  const need = h("span", { class: "need", id: `${id}-need` });
  following(need, () => {
    const words = needWords(path);
    if (need.textContent !== words) need.textContent = words;
  });
  const hint = hintFor(fact);
  const told = [
    fact.help !== null && h("p", { class: "help", id: `${id}-help` }, fact.help),
    hint !== null && h("p", { class: "hint", id: `${id}-hint` }, hint),
  ];
  const described = [`${id}-need`, fact.help !== null && `${id}-help`, hint !== null && `${id}-hint`];
  if (fact.type === "boolean") {
    return h(
      "div",
      { class: "field", id: `${id}-box` },
      yesNo(path, fact.question, [need, told], described.filter(Boolean)),
    );
  }
  const { control, says } = controlOf(fact, path, { described });
  return h(
    "div",
    { class: "field", id: `${id}-box` },
    h("p", { class: "question" }, h("label", { for: id }, fact.question), " ", need),
    told,
    says,
    control,
  );
}

/**
 * What takes the answer of a path, and the place where what is understood of it, or wrong with it, is said. What was
 * typed stays; a fault is told once the field is left, and goes as soon as the answer reads.
 */
function controlOf(fact, path, { described = [], labelledby = null } = {}) {
  const id = idOf(path);
  const fault = h("p", { class: "fault", id: `${id}-fault`, "aria-live": "polite" });
  const said = h("p", { class: "said", id: `${id}-said` });
  const attributes = {
    id,
    "aria-describedby": [...described, `${id}-fault`, `${id}-said`].filter(Boolean).join(" "),
    "aria-labelledby": labelledby,
  };
  const look = (left) => {
    const text = control.value;
    const read = parsedAnswer(path, text);
    said.textContent = control.nodeName === "SELECT" ? "" : understood(path, text);
    if (read.fault === undefined) {
      control.removeAttribute("aria-invalid");
      fill(fault);
    } else if (left) {
      control.setAttribute("aria-invalid", "true");
      fill(
        fault,
        h("strong", null, t("À corriger :")),
        " ",
        read.fault,
        h("span", { class: "faint" }, t("Tant qu’elle n’est pas lue, cette réponse compte comme absente.")),
        bothReadings(fact, path, text).map(([each, one]) =>
          button(
            one.said,
            () => {
              control.value = each;
              answer(path, each);
              look(true);
              control.focus();
            },
            { class: "reading" },
          ),
        ),
      );
    }
  };
  const events = {
    oninput: () => {
      answer(path, control.value);
      look(false);
    },
    onchange: () => {
      answer(path, control.value);
      afterPress(() => look(true));
    },
  };
  const options = choicesOf(fact);
  let control;
  if (options !== null) {
    const typed = answerAt(path);
    const read = parsedAnswer(path, typed);
    const chosen = read.fault === undefined ? nameOf(read.value) : typed;
    const shown = options.some(([name]) => name === chosen)
      ? options
      : [...options, [chosen, t("« {text} », à corriger", { text: chosen })]];
    control = h(
      "select",
      { ...attributes, ...events },
      shown.map(([name, label]) => h("option", { value: name, selected: name === chosen }, label)),
    );
  } else {
    control = h("input", {
      ...attributes,
      ...events,
      type: "text",
      autocomplete: "off",
      spellcheck: fact.type === "text" ? null : "false",
      inputmode: KEYBOARDS.get(fact.type) || null,
      class: `of-${fact.type}`,
      value: answerAt(path),
    });
  }
  look(true);
  return { control, says: [fault, said] };
}

/** What a field offers to choose from, by the text of the answer; null where the answer is typed. */
function choicesOf(fact) {
  const none = ["", t("Choisir…")];
  if (fact.values !== null) return [none, ...fact.values];
  return fact.type === "boolean" ? [none, ["oui", t("Oui")], ["non", t("Non")]] : null;
}

/** The text of the answer that a value is. */
const nameOf = (value) =>
  value === null || value === undefined ? "" : value === true ? "oui" : value === false ? "non" : String(value);

const UNSURE = new Set(); // the questions answered by « I don't know »

/** A question answered by yes, by no, or by « I don't know », which is no answer. */
function yesNo(path, question, told, described) {
  const id = idOf(path);
  const place = placeKey(path);
  const typed = answerAt(path);
  const { value, fault } = parsedAnswer(path, typed);
  const chosen = fault !== undefined ? null : value === null ? (UNSURE.has(place) ? "" : null) : nameOf(value);
  const says = h(
    "p",
    { class: "fault", id: `${id}-fault` },
    fault !== undefined && [h("strong", null, t("À corriger :")), " ", fault],
  );
  const choice = (text, label, suffix) =>
    h(
      "label",
      { class: "choice" },
      h("input", {
        type: "radio",
        name: id,
        id: `${id}${suffix}`,
        value: text,
        checked: chosen === text,
        onchange: () => {
          fill(says);
          if (text === "") UNSURE.add(place);
          else UNSURE.delete(place);
          answer(path, text);
        },
      }),
      " ",
      label,
    );
  return h(
    "fieldset",
    { class: "yes-no", "aria-describedby": [...described, `${id}-fault`].join(" ") },
    h("legend", null, question),
    told,
    says,
    h(
      "div",
      { class: "choices" },
      choice("oui", t("Oui"), ""),
      choice("non", t("Non"), "-no"),
      choice("", t("Je ne sais pas"), "-unsure"),
    ),
  );
}

/** What stays of a path when the items of its list move. */
function placeKey(path) {
  const inside = inItem(path);
  return inside === null ? path : `${inside.list}#${itemsOfList(inside.list)[inside.place].id}.${inside.name}`;
}

/** How an answer was understood, in words; empty where it says no more than what was typed. */
function understood(path, text) {
  const { said, fault } = parsedAnswer(path, text);
  const bare = (shown) =>
    shown
      .replace(/[\s\u00a0\u202f]/g, "")
      .replace(/[,.]00(?![0-9])/, "")
      .toLowerCase();
  return fault !== undefined || !said || bare(said) === bare(text) ? "" : `= ${said}`;
}

/** The two amounts that an ambiguous one may be: texts that leave no doubt, and what each is. */
function bothReadings(fact, path, text) {
  const parts = /^(.*[0-9])[.,]([0-9]{3})([^0-9]*)$/.exec(text.trim());
  if (fact.type !== "money" || parts === null) return [];
  const [, whole, digits, unit] = parts;
  const texts = [`${whole}${digits}${unit}`, `${whole},${digits.replace(/0$/, "")}${unit}`];
  return texts
    .map((each) => [each, parsedAnswer(path, each)])
    .filter(([, read]) => read.fault === undefined && read.said);
}

/** What the dossier must hold or promise: a question of yes or no each, with its passage. */
function requirementsField(fact) {
  return [
    h("p", { class: "list-question" }, fact.question),
    fact.unknown !== null && h("p", { class: "notice" }, fact.unknown),
    fact.asked.map((asked) => {
      const id = idOf(asked.path);
      const cited = ENGINE.cite(asked, { lang: LANG });
      return h(
        "div",
        { class: "field", id: `${id}-box` },
        yesNo(
          asked.path,
          asked.label,
          [
            asked.condition !== null &&
              h("p", { class: "hint", id: `${id}-hint` }, t("Si {condition}", { condition: asked.condition })),
            cited !== "" && h("p", { class: "passage", id: `${id}-cited` }, cited),
          ],
          [asked.condition !== null && `${id}-hint`, cited !== "" && `${id}-cited`].filter(Boolean),
        ),
      );
    }),
    fact.asked.length === 0 && fact.unknown === null && h("p", null, t("Ce thème n’en demande aucun.")),
  ];
}

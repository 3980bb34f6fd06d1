// Lists: who carries the project, as blocks; what it spends, as a table with its sum. Items are added, copied, removed,
// and put back.

/** The list of a dossier, with what it takes to change it. */
function listField(list, facts) {
  const { lines, applicants, applicantName } = formOf().roles;
  const box = h("div", { class: "list", id: idOf(list.path) });
  const names = listWords(list);
  const show = (focused = null) => {
    if (itemsOfList(list.path).length === 0) itemsOfList(list.path).push(newItem());
    const table = lines !== null && lines.list === list.path;
    fill(
      box,
      removedOf(list, names, show),
      table ? tableOf(list, facts, names, show) : blocksOf(list, facts, names, show),
      h(
        "div",
        { class: "actions" },
        button(
          names.add,
          () => {
            itemsOfList(list.path).push(newItem());
            changed();
            show(firstOf(list, facts, itemsOfList(list.path).length - 1));
          },
          { id: `${idOf(list.path)}-add` },
        ),
      ),
      table && sumOf(list, lines),
      table && pasteField(list, facts, show),
    );
    if (focused !== null) focusOn(document.getElementById(focused));
  };
  const nameFact =
    applicants === list.path ? applicantName : lines !== null && lines.list === list.path ? lines.label : null;
  names.called = (item) => (nameFact === null ? "" : item.facts.get(nameFact) || "");
  show();
  return box;
}

/** What the items of a list are called; a list that plays no part is called by its label. */
function listWords(list) {
  const { lines, applicants } = formOf().roles;
  if (applicants === list.path) {
    return {
      add: t("Ajouter un porteur"),
      one: (number) => t("Porteur n° {number}", { number }),
      copy: (number) => t("Dupliquer le porteur n° {number}", { number }),
      remove: (number) => t("Supprimer le porteur n° {number}", { number }),
      removed: (number) => t("Le porteur n° {number} est supprimé.", { number }),
    };
  }
  if (lines !== null && lines.list === list.path) {
    return {
      add: t("Ajouter une dépense"),
      one: (number) => t("Dépense n° {number}", { number }),
      copy: (number) => t("Dupliquer la dépense n° {number}", { number }),
      remove: (number) => t("Supprimer la dépense n° {number}", { number }),
      removed: (number) => t("La dépense n° {number} est supprimée.", { number }),
    };
  }
  const { label } = list;
  return {
    add: t("Ajouter : {label}", { label }),
    one: (number) => t("{label}, n° {number}", { label, number }),
    copy: (number) => t("Dupliquer : {label}, n° {number}", { label, number }),
    remove: (number) => t("Supprimer : {label}, n° {number}", { label, number }),
    removed: (number) => t("Supprimé : {label}, n° {number}.", { label, number }),
  };
}

/** The id of the first field of an item. */
const firstOf = (list, facts, place) => idOf(`${list.path}[${place}].${nameIn(facts[0])}`);

/** The buttons of an item. */
function itemButtons(list, facts, names, place, show) {
  const items = itemsOfList(list.path);
  const number = place + 1;
  return h(
    "div",
    { class: "item-buttons" },
    button(
      t("Dupliquer"),
      () => {
        items.splice(place + 1, 0, newItem(new Map(items[place].facts)));
        changed();
        show(firstOf(list, facts, place + 1));
      },
      { class: "quiet", id: `${idOf(`${list.path}[${place}]`)}-copy`, "aria-label": names.copy(number) },
    ),
    button(
      t("Supprimer"),
      () => {
        const [item] = items.splice(place, 1);
        STATE.undo = { list: list.path, place, item };
        changed();
        const next = Math.min(place, items.length - 1);
        show(next < 0 ? `${idOf(list.path)}-add` : firstOf(list, facts, next));
        announce(names.removed(number));
      },
      { class: "quiet", id: `${idOf(`${list.path}[${place}]`)}-remove`, "aria-label": names.remove(number) },
    ),
  );
}

/** What was removed last, to be put back. */
function removedOf(list, names, show) {
  const { undo } = STATE;
  if (undo === null || undo.list !== list.path || undo.item.facts.size === 0) return null;
  return h(
    "p",
    { class: "removed" },
    names.removed(undo.place + 1),
    " ",
    button(
      t("Annuler"),
      () => {
        const items = itemsOfList(list.path);
        if (items.length === 1 && items[0].facts.size === 0) items.pop();
        const place = Math.min(undo.place, items.length);
        items.splice(place, 0, undo.item);
        STATE.undo = null;
        changed();
        show(`${idOf(`${list.path}[${place}]`)}-remove`);
      },
      { id: `${idOf(list.path)}-undo`, "aria-label": t("Annuler la suppression") },
    ),
  );
}

function blocksOf(list, facts, names, show) {
  return itemsOfList(list.path).map((item, place) => {
    const called = h("span");
    following(called, () => {
      const name = names.called(item);
      called.textContent = name === "" ? "" : t(" : {name}", { name });
    });
    return h(
      "fieldset",
      { class: "item" },
      h("legend", null, names.one(place + 1), called),
      facts.map((fact) => field(fact, `${list.path}[${place}].${nameIn(fact)}`)),
      itemButtons(list, facts, names, place, show),
    );
  });
}

function tableOf(list, facts, names, show) {
  const id = idOf(list.path);
  const needOf = (fact) => {
    const need = h("span", { class: "need" });
    return following(need, () => {
      need.textContent = needWords(fact.path);
    });
  };
  const told = (fact) => [fact.question, hintFor(fact), fact.help].filter((text) => text !== null);
  return [
    h(
      "details",
      { class: "columns-told" },
      h("summary", null, t("Ce que demande chaque colonne")),
      h(
        "dl",
        null,
        facts.map((fact) => [
          h("dt", null, fact.label),
          h("dd", { id: `${id}-${nameIn(fact)}-told` }, told(fact).join(" · ")),
        ]),
      ),
    ),
    h(
      "div",
      { class: "scroll", role: "region", tabindex: "0", "aria-label": list.label },
      h(
        "table",
        { class: "lines" },
        h("caption", { class: "unseen" }, list.label),
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            h("th", { scope: "col" }, t("N°")),
            facts.map((fact) => h("th", { scope: "col", id: `${id}-${nameIn(fact)}-head` }, fact.label, needOf(fact))),
          ),
        ),
        h(
          "tbody",
          null,
          itemsOfList(list.path).map((item, place) =>
            h(
              "tr",
              null,
              h(
                "th",
                { scope: "row" },
                h(
                  "span",
                  { id: `${id}-${place}-row` },
                  h("span", { class: "one" }, names.one(place + 1).replace(/[0-9]+$/, "")),
                  place + 1,
                ),
                itemButtons(list, facts, names, place, show),
              ),
              facts.map((fact) => {
                const { control, says } = controlOf(fact, `${list.path}[${place}].${nameIn(fact)}`, {
                  labelledby: `${id}-${nameIn(fact)}-head ${id}-${place}-row`,
                  described: [`${id}-${nameIn(fact)}-told`],
                });
                control.addEventListener("paste", (event) => pastedIn(list, event));
                return h("td", { "data-label": fact.label }, control, says);
              }),
            ),
          ),
        ),
      ),
    ),
  ];
}

// ---- the sum beside the total

const centsOf = (text) => BigInt(text.replace(".", ""));
const textOfCents = (cents) => {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** The sum of the lines beside the total that is stated, and their difference. */
function sumOf(list, lines) {
  const { total } = formOf().roles;
  const says = h("div", { class: "sum" });
  return following(says, () => {
    let sum = 0n;
    let missing = 0;
    for (const item of itemsOfList(list.path)) {
      if (item.facts.size === 0) continue;
      const { value, fault } = parsedAnswer(`${list.path}[0].${lines.amount}`, item.facts.get(lines.amount) || "");
      if (fault === undefined && value !== null) sum += centsOf(value);
      else missing += 1;
    }
    const amount = (cents) => ENGINE.amount(textOfCents(cents), { lang: LANG });
    const stated = total === null ? null : parsedAnswer(total, answerAt(total));
    const known = stated !== null && stated.fault === undefined && stated.value !== null ? centsOf(stated.value) : null;
    const gap = known === null ? null : known - sum;
    const held = document.activeElement && document.activeElement.id === "take-sum";
    fill(
      says,
      h("p", null, h("strong", null, t("Somme des dépenses : {amount}", { amount: amount(sum) }))),
      missing > 0 &&
        h("p", null, missing === 1 ? t("1 montant manque.") : t("{count} montants manquent.", { count: missing })),
      known !== null &&
        h(
          "p",
          null,
          t("Coût total indiqué : {amount}", { amount: amount(known) }),
          gap === 0n && h("span", null, " ", t("✓ égal à la somme")),
        ),
      gap !== null &&
        gap !== 0n &&
        missing === 0 &&
        h(
          "p",
          { class: "gap" },
          gap > 0n
            ? t("Les dépenses font {gap} de moins que le coût total.", { gap: amount(gap) })
            : t("Les dépenses font {gap} de plus que le coût total.", { gap: amount(-gap) }),
        ),
      total !== null &&
        missing === 0 &&
        sum > 0n &&
        gap !== 0n &&
        button(
          t("Prendre la somme comme coût total"),
          () => {
            answer(total, ENGINE.amount(textOfCents(sum), { lang: "fr" }).replace(/[\u00a0\u202f]/g, " "));
            showAgain(`${idOf(list.path)}-add`);
          },
          { id: "take-sum" },
        ),
    );
    if (held) focusOn(document.getElementById("take-sum") || document.getElementById(`${idOf(list.path)}-add`));
  });
}

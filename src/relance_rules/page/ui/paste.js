// Lines pasted from a spreadsheet: read, shown with what is not understood of them, and only then added.

/** The cells of a pasted text: between tabs if there is one, else between semicolons; a cell may stand in quotes. */
function cellsOf(text) {
  const mark = text.includes("\t") ? "\t" : ";";
  const rows = [[""]];
  let quoted = false;
  const ended = text.replace(/\r\n?/g, "\n");
  for (let place = 0; place < ended.length; place += 1) {
    const sign = ended[place];
    const row = rows[rows.length - 1];
    const last = row.length - 1;
    if (quoted) {
      if (sign !== '"') row[last] += sign === "\n" ? " " : sign;
      else if (ended[place + 1] === '"') {
        row[last] += sign;
        place += 1;
      } else quoted = false;
    } else if (sign === '"' && row[last] === "") quoted = true;
    else if (sign === mark) row.push("");
    else if (sign === "\n") rows.push([""]);
    else row[last] += sign;
  }
  return rows.map((row) => row.map((cell) => cell.trim())).filter((row) => row.some((cell) => cell !== ""));
}

/** The facts that the columns of a pasted table are: by their headers, or else in the order in which they are asked. */
function columnsOf(rows, facts) {
  const byName = new Map();
  for (const fact of facts) {
    const name = nameIn(fact);
    for (const known of [fact.label, name, name.split(".").pop(), fact.path, `${fact.list}.${name}`]) {
      if (!byName.has(plain(known))) byName.set(plain(known), fact);
    }
  }
  const found = rows[0].map((cell) => byName.get(plain(cell)) || null);
  const known = found.filter((fact) => fact !== null).length;
  if (known > 0 && known * 2 >= rows[0].filter((cell) => cell !== "").length) {
    return { header: rows[0], columns: found.map((fact, place) => (found.indexOf(fact) === place ? fact : null)) };
  }
  const most = rows.reduce((found, row) => Math.max(found, row.length), 0);
  return { header: null, columns: Array.from({ length: most }, (_, place) => facts[place] || null) };
}

const MOST_LINES = 10_000;
const SHOWN_LINES = 10;

/** Where lines are pasted, and what they come to. */
function pasteField(list, facts, show) {
  const id = idOf(list.path);
  const preview = h("div", { id: `${id}-preview` });
  const area = h("textarea", {
    id: `${id}-paste`,
    rows: "4",
    "aria-describedby": `${id}-paste-hint`,
    spellcheck: "false",
    oninput: () => showPreview(),
  });
  const showPreview = () => {
    const rows = cellsOf(area.value);
    if (rows.length === 0) fill(preview);
    else {
      const { header, columns } = columnsOf(rows, facts);
      fillPreview(header, columns, header === null ? rows : rows.slice(1));
    }
  };
  const fillPreview = (header, columns, rows, focused = null) => {
    const faults = [];
    const shown = rows.slice(0, SHOWN_LINES).map(() => []);
    rows.forEach((row, line) =>
      columns.forEach((fact, place) => {
        const text = row[place] || "";
        const fault = fact === null || text === "" ? undefined : parsedAnswer(fact.path, text).fault;
        if (fault !== undefined) faults.push([line + 1, fact.label, fault]);
        if (line < SHOWN_LINES) shown[line].push({ text, fault, taken: fact !== null });
      }),
    );
    const choose = (place) =>
      h(
        "select",
        {
          id: `${id}-column-${place}`,
          "aria-label": t("Colonne {place}", { place: place + 1 }),
          onchange: (event) => {
            const chosen = facts.find((fact) => fact.path === event.target.value) || null;
            fillPreview(
              header,
              columns.map((fact, each) => (each === place ? chosen : fact === chosen ? null : fact)),
              rows,
              event.target.id,
            );
          },
        },
        h("option", { value: "" }, t("Ne pas prendre")),
        facts.map((fact) => h("option", { value: fact.path, selected: fact === columns[place] }, fact.label)),
      );
    const left = columns.map((fact, place) => [fact, place]).filter(([fact]) => fact === null);
    const tooMany = rows.length > MOST_LINES;
    fill(
      preview,
      h("p", { id: `${id}-preview-title`, tabindex: "-1" }, h("strong", null, t("Ce qui sera ajouté"))),
      h(
        "p",
        null,
        header === null
          ? t("La première ligne ne porte pas les titres des colonnes : vérifiez ce que chacune contient.")
          : t("Les colonnes sont reconnues à leurs titres."),
      ),
      left.length > 0 &&
        h(
          "p",
          { class: "gap" },
          left.length === 1
            ? t("1 colonne ne sera pas prise.")
            : t("{count} colonnes ne seront pas prises.", { count: left.length }),
          " ",
          header !== null && left.map(([, place]) => t("« {text} »", { text: header[place] })).join(", "),
        ),
      h(
        "div",
        { class: "scroll", role: "region", tabindex: "0", "aria-label": t("Aperçu des lignes collées") },
        h(
          "table",
          { class: "preview" },
          h(
            "thead",
            null,
            h(
              "tr",
              null,
              columns.map((fact, place) =>
                h(
                  "th",
                  { scope: "col" },
                  header !== null && h("span", { class: "faint" }, header[place]),
                  choose(place),
                ),
              ),
            ),
          ),
          h(
            "tbody",
            null,
            shown.map((row) =>
              h(
                "tr",
                null,
                row.map(({ text, fault, taken }) =>
                  h(
                    "td",
                    { class: fault !== undefined ? "wrong" : taken ? null : "left" },
                    fault !== undefined && h("strong", null, "✗ "),
                    text,
                  ),
                ),
              ),
            ),
          ),
        ),
      ),
      rows.length > SHOWN_LINES &&
        h("p", { class: "faint" }, t("… et {count} autres lignes.", { count: rows.length - SHOWN_LINES })),
      faults.length > 0 &&
        h(
          "div",
          { class: "problems" },
          h(
            "p",
            null,
            h(
              "strong",
              null,
              faults.length === 1
                ? t("1 case n’est pas comprise.")
                : t("{count} cases ne sont pas comprises.", { count: faults.length }),
            ),
            " ",
            t("Le texte sera ajouté tel quel, à corriger."),
          ),
          h(
            "ul",
            null,
            faults
              .slice(0, SHOWN_LINES)
              .map(([line, label, fault]) =>
                h("li", null, t("Ligne {line}, {label} : {fault}", { line, label, fault })),
              ),
          ),
        ),
      tooMany && h("p", { class: "fault" }, t("C’est trop de lignes : {count} au plus.", { count: MOST_LINES })),
      h(
        "div",
        { class: "actions" },
        !tooMany &&
          rows.length > 0 &&
          button(
            rows.length === 1 ? t("Ajouter 1 ligne") : t("Ajouter {count} lignes", { count: rows.length }),
            () => add(columns, rows),
            { class: "primary", id: `${id}-take` },
          ),
        button(t("Abandonner"), () => {
          area.value = "";
          fill(preview);
          area.focus();
        }),
      ),
    );
    if (focused !== null) focusOn(document.getElementById(focused));
  };
  const add = (columns, rows) => {
    const items = itemsOfList(list.path);
    while (items.length && items[items.length - 1].facts.size === 0) items.pop();
    const first = items.length;
    for (const row of rows) {
      const told = new Map();
      columns.forEach((fact, place) => {
        if (fact !== null && row[place]) told.set(nameIn(fact), row[place]);
      });
      if (told.size) items.push(newItem(told));
    }
    changed();
    show(firstOf(list, facts, first));
    const count = items.length - first;
    announce(count === 1 ? t("1 ligne ajoutée.") : t("{count} lignes ajoutées.", { count }));
  };
  return h(
    "details",
    { class: "paste", id: `${id}-paste-box` },
    h("summary", null, t("Coller depuis un tableur")),
    h("p", null, h("label", { for: `${id}-paste` }, t("Lignes copiées d’un tableur"))),
    h(
      "p",
      { class: "hint", id: `${id}-paste-hint` },
      t("Avec ou sans la ligne des titres. Rien n’est ajouté avant que vous l’ayez vérifié."),
    ),
    area,
    preview,
  );
}

/** A table that is pasted in a cell is previewed; a single value goes where it is pasted. */
function pastedIn(list, event) {
  const text = event.clipboardData === null ? "" : event.clipboardData.getData("text/plain");
  if (!/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const id = idOf(list.path);
  document.getElementById(`${id}-paste-box`).open = true;
  const area = document.getElementById(`${id}-paste`);
  area.value = text;
  area.dispatchEvent(new Event("input"));
  focusOn(document.getElementById(`${id}-preview-title`));
}

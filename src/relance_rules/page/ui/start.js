// S0: what the page is for, and the three ways in.

screen("start", () => ({
  title: t("Vérifier un dossier de financement"),
  content: [
    h(
      "p",
      { class: "lead" },
      t(
        "Préparez un dossier de « {title} » : quels thèmes conviennent, ce que vous obtiendriez, " +
          "et ce qui manque encore.",
        { title: ENGINE.rules.title[LANG] || Object.values(ENGINE.rules.title)[0] },
      ),
    ),
    h(
      "div",
      { class: "ways" },
      wayIn("find", t("Trouver mon thème"), t("Trois questions, puis les thèmes qui peuvent convenir."), () =>
        go("find"),
      ),
      wayIn("known", t("Je connais mon thème"), t("Choisissez-le dans la liste, et remplissez le dossier."), () =>
        focusOn(document.getElementById("filter")),
      ),
      wayIn("resume", t("Reprendre un dossier enregistré"), t("Un fichier YAML ou JSON de votre ordinateur."), () =>
        document.getElementById("file").click(),
      ),
    ),
    fileChooser(),
    h(
      "section",
      { "aria-labelledby": "known-themes" },
      h("h2", { id: "known-themes" }, t("Les thèmes")),
      themeFilter(),
    ),
    h(
      "section",
      { class: "note", "aria-labelledby": "what" },
      h("h2", { id: "what" }, t("Ce que fait cette page")),
      h(
        "ul",
        null,
        h("li", null, t("Elle aide à préparer un dossier. Elle ne le dépose pas, et ne vaut pas décision.")),
        h("li", null, t("Rien ne quitte votre ordinateur : elle n’envoie rien, et ne garde rien une fois fermée.")),
        h(
          "li",
          null,
          t("Enregistrez votre dossier pour le reprendre : le fichier se lit aussi avec « relance check »."),
        ),
      ),
    ),
  ],
}));

function wayIn(id, label, says, does) {
  return h(
    "button",
    { type: "button", class: "way", id: `way-${id}`, onclick: does },
    h("strong", null, label),
    h("span", null, says),
  );
}

/** The themes by code, title and summary, and a field that leaves those that hold what is typed. */
function themeFilter() {
  const list = h("ul", { class: "themes", id: "theme-list" });
  const count = h("p", { class: "faint", role: "status" });
  const all = ENGINE.themes(LANG);
  const look = (typed) => {
    const words = plain(typed).split(" ").filter(Boolean);
    const found = all.filter((theme) => {
      const text = plain(`${theme.code} ${theme.title} ${theme.summary}`);
      return words.every((word) => text.includes(word));
    });
    fill(
      list,
      found.map((theme) =>
        h(
          "li",
          null,
          h(
            "button",
            { type: "button", class: "theme", id: `theme-${theme.code}`, onclick: () => chooseTheme(theme.code) },
            h("span", { class: "code" }, theme.code),
            h("strong", null, theme.title),
            h("span", { class: "faint" }, theme.summary),
          ),
        ),
      ),
    );
    count.textContent =
      typed === "" ? "" : found.length === 1 ? t("1 thème") : t("{count} thèmes", { count: found.length });
  };
  look("");
  return [
    h(
      "p",
      { class: "field" },
      h("label", { for: "filter" }, t("Chercher un thème")),
      h("input", { id: "filter", type: "search", autocomplete: "off", oninput: (event) => look(event.target.value) }),
    ),
    count,
    list,
  ];
}

/** Take a theme for the dossier, whose answers stay, and go to its first subject. */
function chooseTheme(code) {
  STATE.theme = code;
  changed();
  go("dossier");
}

// Dossiers as files: opened from the person's computer, saved to it, and nothing else.

const LARGEST = 2_000_000; // bytes

/** A file field that no one sees, for the buttons and for what is dropped on the page. */
function fileChooser() {
  return h(
    "div",
    null,
    h("label", { class: "unseen", for: "file" }, t("Fichier d’un dossier (YAML ou JSON)")),
    h("input", {
      type: "file",
      id: "file",
      class: "unseen",
      tabindex: "-1",
      accept: ".yaml,.yml,.json",
      onchange: (event) => {
        const [file] = event.target.files;
        event.target.value = "";
        if (file) openDossier(file);
      },
    }),
    h("div", { id: "opened" }),
  );
}

/** Open the file of a dossier; what can't be read of it is told, and nothing of the page changes then. */
async function openDossier(file) {
  const told = (lines) => {
    const place = document.getElementById("opened");
    if (place === null) return;
    fill(
      place,
      h(
        "div",
        { class: "problems", role: "alert", tabindex: "-1", id: "problems" },
        h("h2", null, t("Ce fichier n’est pas ouvert : {name}", { name: file.name })),
        h(
          "ul",
          null,
          lines.map((line) => h("li", null, line)),
        ),
      ),
    );
    focusOn(document.getElementById("problems"));
  };
  if (file.size > LARGEST) {
    told([t("Il est trop grand : 2 Mo au plus.")]);
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { name } = file;
  const found = ENGINE.read(bytes, { name, lang: LANG });
  if (found.problems !== undefined) {
    told(
      found.problems.map((problem) => [
        problem.line
          ? h("strong", null, t("Ligne {line}, colonne {column} : ", { line: problem.line, column: problem.column }))
          : null,
        problem.message,
        problem.excerpt ? h("pre", null, problem.excerpt) : null,
      ]),
    );
    return;
  }
  if (STATE.dirty && STATE.theme !== null && !replaced(told)) return;
  take(found.dossier, name);
  const report = ENGINE.checkText(bytes, { name, lang: LANG });
  const unread =
    report.status === "error" && report.theme === null ? report.notices.map((notice) => notice.message) : [];
  STATE.notes = [...found.notes, ...unread];
  go(STATE.theme === null ? "themes" : "dossier");
}

/** Whether what was not saved may go: the first time the person is told, and chooses again. */
let warned = false;
onChange(() => {
  warned = false;
});
function replaced(told) {
  if (warned) return true;
  warned = true;
  told([
    t(
      "Votre dossier a des modifications non enregistrées, qui seraient perdues. Enregistrez-le, ou ouvrez le fichier " +
        "une seconde fois pour le remplacer.",
    ),
  ]);
  return false;
}

/** A path whose steps are spelled alike, as files may spell them. */
const spelled = (path) => path.split(".").map(plain).join(".");

/** The answers of the data of a file: texts as they stand in it; what the page does not ask is kept apart. */
function take(data, name) {
  startAgain();
  STATE.name = name;
  const themes = ENGINE.themes(LANG).map((each) => each.code);
  const role = spelled(formOf(themes[0]).roles.theme);
  const known = new Map(); // spelling of a path -> its fact
  for (const fact of themes.flatMap(factsAsked)) {
    known.set(spelled(fact.path), fact);
    for (const { path } of fact.asked || []) known.set(spelled(path), { path, type: "boolean", list: null });
  }
  for (const [path, value] of leavesOf(data)) {
    const fact = known.get(spelled(path));
    const [group, ...inside] = path.split(".");
    const flags = known.get(spelled(group));
    if (spelled(path) === role) {
      STATE.theme = themes.find((code) => plain(code) === plain(String(value))) || null;
      if (STATE.theme === null) STATE.extra.set(path, value);
    } else if (
      fact !== undefined &&
      fact.type === "list" &&
      Array.isArray(value) &&
      value.every((item) => item instanceof Map)
    ) {
      STATE.lists.set(
        fact.path,
        value.map((item) => itemOf(fact.path, item, known)),
      );
    } else if (
      fact !== undefined &&
      fact.list === null &&
      fact.type !== "list" &&
      fact.type !== "flags" &&
      isSingle(value)
    ) {
      STATE.answers.set(fact.path, textOf(value));
    } else if (flags !== undefined && flags.type === "flags" && inside.length && isSingle(value)) {
      STATE.answers.set(`${flags.path}.${inside.join(".")}`, textOf(value));
    } else STATE.extra.set(path, value);
  }
  changed();
  STATE.dirty = false;
  showUnsaved();
}

/** An item of a list of a file. */
function itemOf(list, item, known) {
  const found = newItem();
  for (const [name, value] of leavesOf(item)) {
    const fact = known.get(spelled(`${list}.${name}`));
    if (fact !== undefined && fact.list === list && isSingle(value)) found.facts.set(nameIn(fact), textOf(value));
    else found.extra.set(name, value);
  }
  return found;
}

/** The values of nested Maps that are none themselves, by path; what says nothing is left out. */
function leavesOf(data, prefix = "") {
  const found = [];
  for (const [key, value] of data) {
    if (value instanceof Map && value.size) found.push(...leavesOf(value, `${prefix}${key}.`));
    else if (value !== null && value !== undefined && value !== "" && !(value instanceof Map))
      found.push([`${prefix}${key}`, value]);
  }
  return found;
}

/** Whether a value is a single one, that can be typed in a field. */
const isSingle = (value) => !Array.isArray(value) && !(value instanceof Map);

/** A value of a file as one would type it. */
function textOf(value) {
  if (value === true) return "oui";
  if (value === false) return "non";
  return value !== null && typeof value === "object" && "text" in value ? value.text : String(value);
}

/** The name that a dossier is saved under: its theme and its reference, of letters, digits and dashes. */
function nameToSave(extension) {
  const reference = answerAt(formOf().roles.reference || "")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return `dossier-${STATE.theme}${reference === "" ? "" : `-${reference}`}.${extension}`;
}

/** Save the dossier as a file: that of `relance new`, with its answers. */
function saveDossier(format = "yaml") {
  const kind = typeof format === "string" ? format : "yaml";
  const text = ENGINE.write(dossierOfState({ sound: false }), STATE.theme, { format: kind, lang: LANG });
  const name = nameToSave(kind === "json" ? "json" : "yaml");
  download(name, text, kind === "json" ? "application/json" : "application/yaml");
  STATE.dirty = false;
  warned = false;
  showUnsaved();
  announce(t("Dossier enregistré : {name}", { name }));
}

function download(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A file that is dropped anywhere on the page is opened. */
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (!file) return;
  if (document.getElementById("opened") === null) go("start");
  openDossier(file);
});

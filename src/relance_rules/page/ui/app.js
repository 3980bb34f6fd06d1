// The page: its header, and the screen of the address.

const MAIN = h("main", { id: "main" });
const PANEL = h("aside", { id: "panel" });
const COLUMNS = h("div", { class: "columns" }, MAIN, PANEL);
const HEADER = h("header", { class: "top" });
const UNSAVED = h("span", { id: "unsaved", class: "unsaved" });

/** Show the screen of the address; its title takes the focus, unless the page has just been opened. */
function show({ first = false } = {}) {
  const heading = fillScreen();
  if (!first) {
    window.scrollTo(0, 0);
    if (!focusWanted()) heading.focus();
  }
}

/** Show the screen again where something of it changed, and give the focus back by the id of what had it. */
function showAgain(focused = null) {
  const id = focused || (document.activeElement && document.activeElement.id);
  const heading = fillScreen();
  if (id) focusOn(document.getElementById(id) || heading);
}

/** Fill the page with the screen of the address; its title. */
function fillScreen() {
  const [name, rest] = route();
  const { title, content, panel = false } = SCREENS.get(name)(rest);
  const heading = h("h1", { tabindex: "-1", id: "title" }, title);
  document.documentElement.lang = LANG;
  document.title = `${title} · ${t("Vérifier un dossier de financement")}`;
  document.body.dataset.screen = name;
  fill(MAIN, heading, content);
  showPanel(panel);
  fillHeader();
  return heading;
}

function showPanel(panel) {
  PANEL.hidden = !panel;
  COLUMNS.className = panel ? "columns with-panel" : "columns";
  if (panel) refreshPanel();
}

function fillHeader() {
  const other = LANG === "fr" ? ["English", "en"] : ["Français", "fr"];
  fill(
    HEADER,
    h("a", { class: "skip", href: "#main", onclick: skip }, t("Aller au contenu")),
    h("div", { class: "bar-top" },
      h("a", { class: "brand", href: "#/start" }, t("Vérifier un dossier de financement")),
      h("nav", { "aria-label": t("Actions sur le dossier") },
        STATE.theme !== null && button(t("Enregistrer le dossier"), saveDossier, { class: "primary", id: "save" }),
        UNSAVED,
        h("a", { href: "#/themes" }, t("Tous les thèmes")),
        STATE.theme !== null && h("a", { href: "#/dossier" }, t("Mon dossier")),
        STATE.theme !== null && h("a", { href: "#/report" }, t("Rapport")),
        h("button", { type: "button", class: "quiet", id: "language", lang: other[1], onclick: () => speak(other[1]) }, other[0]),
      ),
    ),
  );
  showUnsaved();
}

function skip(event) {
  event.preventDefault();
  focusOn(document.getElementById("title"));
}

function showUnsaved() {
  UNSAVED.textContent = STATE.dirty && STATE.theme !== null ? t("Modifications non enregistrées") : "";
}

/** Speak another language: the answers stay as they are. */
function speak(lang) {
  LANG = lang;
  reported = null;
  FOOTER.replaceWith((FOOTER = footer()));
  MAIN.setAttribute("aria-label", "");
  MAIN.removeAttribute("aria-label");
  PANEL.setAttribute("aria-label", t("Où en est le dossier"));
  showAgain("language");
}

function footer() {
  const { rules } = ENGINE;
  return h("footer", null,
    h("p", null, t("Aide à la préparation d’un dossier : ne vaut ni dépôt, ni décision. Rien de ce que vous écrivez ne " +
      "quitte votre ordinateur.")),
    h("p", { class: "faint" }, t("relance {version}, règles {digest}", { version: ENGINE.version, digest: rules.digest })),
  );
}

let FOOTER = null;

function start() {
  LANG = DATA.lang;
  FOOTER = footer();
  PANEL.setAttribute("aria-label", t("Où en est le dossier"));
  document.body.replaceChildren(HEADER, COLUMNS, FOOTER, LIVE);
  MAIN.addEventListener("focusin", ({ target }) => {
    closePanel();
    // A table that is wider than the screen moves on to the whole of its field.
    if (target.closest(".scroll td, .scroll th")) afterPress(() => target.scrollIntoView({ block: "nearest", inline: "nearest" }));
  });
  window.addEventListener("hashchange", () => show());
  window.addEventListener("beforeunload", (event) => {
    if (STATE.dirty && STATE.theme !== null) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
  onChange(() => {
    showUnsaved();
    if (!PANEL.hidden) refreshPanel();
    const report = currentReport();
    if (report !== null) {
      document.dispatchEvent(new CustomEvent("relance:change", { detail: report }));
    }
  });
  show({ first: true });
}

// S6: what the grant would be if an amount were another: the exact curve, its breakpoints as a table, a value to try.

const CURVE = { fact: null, from: "", to: "", tried: "" }; // what is looked at: texts as typed

screen("curve", () => {
  const title = t("Et si le montant changeait ?");
  if (STATE.theme === null) return { title, content: withoutTheme() };
  const choices = amountsThatVary();
  if (!choices.some(([path]) => path === CURVE.fact)) lookAt(choices.length ? choices[0][0] : null);
  if (CURVE.fact === null) return { title, content: h("p", null, t("Ce thème ne lit aucun montant qui varie.")) };
  const ends = curveOf();
  const place = h("div", { id: "curve" });
  following(place, () => fill(place, curveTold()));
  return {
    title,
    panel: true,
    content: [
      h("p", null, h("a", { href: "#/dossier" }, t("Retour au dossier"))),
      h("p", { class: "lead" },
        t("Tout le reste de votre dossier restant le même, voici ce que deviendrait la subvention.")),
      choices[0][0] !== formOf().roles.total && h("p", null, t("Le coût total suit les dépenses.")),
      h("div", { class: "curve-choice" },
        h("div", null,
          h("label", { for: "varied" }, t("Montant qui varie")),
          h("select", { id: "varied", onchange: (event) => {
            lookAt(event.target.value);
            showAgain("varied");
          } }, choices.map(([path, label]) => h("option", { value: path, selected: path === CURVE.fact }, label)))),
        boundField("from", t("À partir de"), place, ends),
        boundField("to", t("Jusqu’à"), place, ends)),
      place,
    ],
  };
});

/** Look at another amount, from its start. */
function lookAt(fact) {
  Object.assign(CURVE, { fact, from: "", to: "", tried: "" });
}

/** The amounts that may vary, by path, with what each is now: the lines, or the total where there is none. */
function amountsThatVary() {
  const { roles, subjects } = formOf();
  if (roles.lines !== null) {
    const { list, amount, label } = roles.lines;
    const nameAt = (place) => (label === null ? "" : answerAt(`${list}[${place}].${label}`));
    const lines = itemsOfList(list)
      .map((_, place) => [`${list}[${place}].${amount}`, nameAt(place), place + 1])
      .filter(([path]) => isRead(path));
    if (lines.length) {
      return lines.map(([path, name, place]) => [path, nowWords(name === "" ? t("Dépense n° {place}", { place })
        : t("Dépense n° {place}, « {name} »", { place, name }), path)]);
    }
  }
  const total = subjects.flatMap((subject) => subject.facts).find((fact) => fact.path === roles.total);
  return total === undefined ? [] : [[total.path, nowWords(total.label, total.path)]];
}

/** Whether there is an answer in a place, and it reads. */
function isRead(path) {
  const { value } = parsedAnswer(path, answerAt(path));
  return value !== null && value !== undefined;
}

/** The path by which the engine knows an answer, which is not told the items that say nothing: from `shownPath`. */
function toldPath(path) {
  const inside = inItem(path);
  if (inside === null) return path;
  const { list, place, name } = inside;
  const before = itemsOfList(list).slice(0, place).filter((item) => toldOf(list, item).size > 0);
  return `${list}[${before.length}].${name}`;
}

/** An amount that may vary, with what it is now. */
function nowWords(label, path) {
  const { said: words, value } = parsedAnswer(path, answerAt(path));
  return value === null || value === undefined ? label : t("{label} : {amount} aujourd’hui", { label, amount: words });
}

/** An end of the curve, to be typed in place of the one that the engine takes. */
function boundField(name, label, place, ends) {
  const id = `curve-${name}`;
  const fault = h("p", { class: "fault", id: `${id}-fault` });
  return h("div", null,
    h("label", { for: id }, label),
    h("input", { id, type: "text", inputmode: "decimal", autocomplete: "off", class: "of-money",
      value: CURVE[name] || (ends.problems === undefined ? said(ends[name]) : ""),
      "aria-describedby": `${id}-fault`, onchange: (event) => {
        const read = parsedAnswer(CURVE.fact, event.target.value);
        fill(fault, read.fault === undefined ? null : read.fault);
        if (read.fault !== undefined) event.target.setAttribute("aria-invalid", "true");
        else {
          event.target.removeAttribute("aria-invalid");
          CURVE[name] = event.target.value;
          fill(place, curveTold());
        }
      } }),
    fault);
}

/** The curve of what varies from one value to another, as the engine follows it. */
function curveBetween(from, to) {
  return ENGINE.curve(dossierOfState(), STATE.theme, { fact: toldPath(CURVE.fact), from, to, lang: LANG });
}

/** The curve between the ends that are chosen. */
function curveOf() {
  const read = (text) => {
    const { value } = parsedAnswer(CURVE.fact, text);
    return value === undefined ? null : value;
  };
  return curveBetween(read(CURVE.from), read(CURVE.to));
}

function curveTold() {
  const curve = curveOf();
  if (curve.problems !== undefined) return curve.problems.map((problem) => h("p", { class: "fault" }, problem.message));
  const none = curve.segments.every(({ grant }) => grant.start.to === null && grant.end.to === null);
  return [
    none ? nothingWithoutLines() : [
      h("div", { class: "curve-figure" },
        h("p", { class: "curve-ends", "aria-hidden": "true" }, h("span", null, said(textOfCents(highest(curve))))),
        curveFigure(curve),
        h("p", { class: "curve-ends", "aria-hidden": "true" },
          h("span", null, said(curve.from)), h("span", null, said(curve.to))),
        curveLegend(curve)),
      triedPart(curve),
    ],
    h("h2", { id: "breakpoints" }, t("Ce qui change, et où")),
    h("div", { class: "wide", role: "region", tabindex: "0", "aria-labelledby": "breakpoints" },
      breakpointTable(curve)),
    curve.notes.map((note) => h("p", null, note)),
  ];
}

/** A theme that counts nothing but lines gives no grant without them: an empty curve would say nothing. */
function nothingWithoutLines() {
  const { lines } = formOf().roles;
  const asksLines = lines !== null && itemsOfList(lines.list).length === 0;
  return h("div", { class: "notice" }, asksLines
    ? [h("p", null, t("La subvention ne se calcule pas sans le détail des dépenses.")),
      h("p", null, fieldLink(lines.list, t("Détaillez les dépenses")))]
    : h("p", null, t("La subvention ne se calcule pas encore : des réponses manquent.")));
}

// ---- the figure

const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 8;
const FOOT = 8;

/** What the drawing shows along a piece: the most that the grant may be, the least that is left to the applicant. */
const grantAlong = ({ grant }) => [grant.start.to, grant.end.to];
const shareAlong = ({ applicant_share: share }) => [share.start.from, share.end.from];

/** The highest amount that the drawing shows, in hundredths. */
function highest(curve) {
  return curve.segments.flatMap((piece) => [...grantAlong(piece), ...shareAlong(piece)])
    .filter((amount) => amount !== null).map(centsOf).reduce((best, amount) => (amount > best ? amount : best), 1n);
}

/** The curve as a drawing; all that it shows is in the table too. */
function curveFigure(curve) {
  const low = centsOf(curve.from);
  const high = centsOf(curve.to);
  const most = highest(curve);
  const span = high > low ? high - low : 1n;
  const x = (amount) => LEFT + Number(((centsOf(amount) - low) * 100000n) / span) / 100000 * (WIDTH - 2 * LEFT);
  const y = (amount) => 8 + (1 - Number((centsOf(amount) * 100000n) / most) / 100000) * (HEIGHT - FOOT - 8);
  const stroke = (kind, from, start, to, end) =>
    h("line", { class: kind, x1: x(from), y1: y(start), x2: x(to), y2: y(end) });
  // Where an amount does not go straight, its ends alone are known.
  const line = (name, along, kind) => curve.segments.map((piece) => [piece, ...along(piece)])
    .filter(([, start, end]) => start !== null && end !== null)
    .map(([piece, start, end]) => piece[name].straight ? stroke(kind, piece.from, start, piece.to, end)
      : [stroke(kind, piece.from, start, piece.from, start), stroke(kind, piece.to, end, piece.to, end)]);
  const base = HEIGHT - FOOT;
  const hatch = { id: "hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  const flat = (kind, height) => h("line", { class: kind, x1: LEFT, x2: WIDTH - LEFT, y1: height, y2: height });
  const frame = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", focusable: "false" };
  return h("svg", { ...frame, "aria-hidden": "true", class: "curve" },
    h("defs", null, h("pattern", hatch,
      h("rect", { width: 8, height: 8, class: "hatch-ground" }),
      h("line", { x1: 0, y1: 0, x2: 0, y2: 8, class: "hatch-line" }))),
    [0.25, 0.5, 0.75].map((part) => flat("rule", 8 + part * (base - 8))),
    curve.segments.filter(isRefused).map(({ from, to }) => h("rect", { fill: "url(#hatch)", class: "refused",
      x: x(from), y: 8, width: Math.max(1.5, x(to) - x(from)), height: base - 8 })),
    flat("axis", base),
    line("applicant_share", shareAlong, "share-line"),
    line("grant", grantAlong, "grant-line"),
    isWithin(curve, curve.now) && h("line", { class: "here", x1: x(curve.now), x2: x(curve.now), y1: 8, y2: base }));
}

const isRefused = (piece) => piece.verdict === "ineligible" || piece.status === "error";

const isWithin = ({ from, to }, amount) =>
  amount !== null && centsOf(amount) >= centsOf(from) && centsOf(amount) <= centsOf(to);

function curveLegend(curve) {
  const key = (kind, words) => h("li", null, h("span", { class: `curve-key ${kind}`, "aria-hidden": "true" }), words);
  return h("ul", { class: "legend" },
    key("grant-key", t("Subvention, au plus")),
    key("share-key", t("À votre charge, au moins")),
    curve.segments.some(isRefused) && key("hatch-key", t("Montants refusés")),
    isWithin(curve, curve.now) && key("here-key", t("Aujourd’hui : {amount}", { amount: said(curve.now) })));
}

// ---- the breakpoints

function breakpointTable(curve) {
  const names = [
    t("Si le montant est"), t("Réponse"), t("Subvention, au plus"), t("À votre charge, au moins"),
    t("Ce qui change ici"),
  ];
  const cell = (place, ...children) => h("td", { role: "cell", "data-name": names[place] }, ...children);
  return h("table", { class: "fits breakpoints", role: "table" },
    h("caption", { class: "unseen" }, t("La subvention selon le montant, d’un changement à l’autre")),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" },
      names.map((name) => h("th", { scope: "col", role: "columnheader" }, name)))),
    h("tbody", { role: "rowgroup" }, curve.segments.map((piece) => {
      const [mark, words] = statusWords(piece);
      return h("tr", { role: "row", class: isRefused(piece) ? "fit-refused" : null },
        h("th", { scope: "row", role: "rowheader" }, fromTo(piece.from, piece.to)),
        cell(1, h("span", { "aria-hidden": "true" }, mark), " ", words),
        cell(2, fromTo(...grantAlong(piece))),
        cell(3, fromTo(...shareAlong(piece))),
        cell(4, piece.changes.length > 0 ? piece.changes.map((change) => h("p", null, change))
          : piece.refused_by.map(({ label }) => h("p", null, label))));
    })));
}

/** Two amounts as a span, or one where they are the same. */
function fromTo(from, to) {
  if (from === null || to === null) return t("à déterminer");
  return from === to ? said(from) : t("de {from} à {to}", { from: said(from), to: said(to) });
}

// ---- a value to try

/** A value of the amount, what the dossier would come to with it, and a button that makes it the answer. */
function triedPart(curve) {
  const told = h("p", { id: "tried-told", role: "status" });
  const apply = button(t("Appliquer cette valeur"), () => {
    const { value } = parsedAnswer(CURVE.fact, CURVE.tried);
    if (value === null || value === undefined) return;
    answer(CURVE.fact, CURVE.tried);
    if (curve.follows !== null) followSum(curve.follows);
    announce(t("{amount} est maintenant la réponse.", { amount: said(value) }));
    showAgain("varied");
  }, { class: "primary", id: "apply" });
  const look = () => {
    const read = parsedAnswer(CURVE.fact, CURVE.tried);
    const usable = read.fault === undefined && read.value !== null;
    apply.disabled = !usable;
    fill(told, CURVE.tried === "" ? null : read.fault !== undefined ? read.fault : triedWords(read.value));
  };
  const field = h("div", { class: "tried" },
    h("label", { for: "tried" }, t("Essayer une valeur")),
    h("div", { class: "tried-line" },
      h("input", { id: "tried", type: "text", inputmode: "decimal", autocomplete: "off", class: "of-money",
        value: CURVE.tried, "aria-describedby": "tried-told", oninput: (event) => {
          CURVE.tried = event.target.value;
          look();
        } }),
      apply),
    told);
  look();
  return field;
}

/** Make the total the sum of the lines again, one of which has changed. */
function followSum(total) {
  answer(total, "");
  const sum = currentReport().funding.total_cost;
  if (sum !== null) answer(total, ENGINE.amount(sum, { lang: "fr" }).replace(/[\u00a0\u202f]/g, " "));
}

/** What the dossier would come to if the amount were this one: the curve from it to itself. */
function triedWords(value) {
  const curve = curveBetween(value, value);
  if (curve.problems !== undefined) return curve.problems.map((problem) => problem.message);
  const [piece] = curve.segments;
  const [, words] = statusWords(piece);
  const [grant] = grantAlong(piece);
  const [share] = shareAlong(piece);
  if (grant === null) return words;
  return [h("strong", null, words), " : ", t("subvention de {grant} au plus, {share} au moins à votre charge.", {
    grant: said(grant),
    share: share === null ? t("à déterminer") : said(share),
  })];
}

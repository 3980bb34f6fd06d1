"use strict";
(() => {
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/gu, " ").trim();
  // A number is the same with its groups apart or not: an amount, or a SIRET by threes or as one company and its place.
  const together = (text) =>
    text.replace(/(?<![\d,.])\d{1,3}(?: \d{3})+(?: \d{5})?(?!\d)|(?<!\d)\d{9} \d{5}(?!\d)/g, (found) => found.replaceAll(" ", ""));
  const said = (cell) => [cell, ...cell.querySelectorAll(".more")].map((each) => fold(each.textContent));
  const texts = new Map(rows.map((row) => [row, Array.from(row.cells)
    .flatMap((cell) => [...said(cell), fold(cell.dataset.sort ?? "")]).flatMap((text) => [text, together(text)]).join("\n")]));
  const count = document.getElementById("count");
  const search = document.getElementById("search");
  const lists = Array.from(document.querySelectorAll("#filters select"));

  const filter = () => {
    const words = together(fold(search.value)).split(" ").filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const keep = lists.every((list) => !list.value || row.dataset[list.id] === list.value)
        && words.every((word) => texts.get(row).includes(word));
      row.hidden = !keep;
      if (keep) shown += 1;
    }
    count.textContent = count.dataset.sentence.replace("{shown}", shown).replace("{total}", rows.length);
  };
  // Some tools that fill forms tell only one of the two.
  for (const field of [search, ...lists]) for (const kind of ["input", "change"]) field.addEventListener(kind, filter);
  document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());

  // What is not known comes last, whichever way the column is sorted.
  const key = (row, place) => row.cells[place].dataset.sort ?? row.cells[place].textContent.trim();
  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, place) => {
    head.querySelector("button").addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sign = down ? -1 : 1;
      const amount = head.classList.contains("amount");
      rows.sort((a, b) => {
        const [x, y] = [key(a, place), key(b, place)];
        if (!x || !y) return Boolean(y) - Boolean(x);
        return sign * (amount ? Number(x) - Number(y) : collator.compare(x, y));
      });
      body.append(...rows);
    });
  });

  const open = () => {
    const details = document.getElementById(location.hash.slice(1))?.querySelector("details");
    if (details) details.open = true;
  };
  addEventListener("hashchange", open);
  // What is open is what is printed: hundreds of dossiers in full are hundreds of sheets.
  document.getElementById("unfold").addEventListener("click", () => {
    const folds = rows.filter((row) => !row.hidden)
      .map((row) => document.getElementById(row.querySelector("a").hash.slice(1)).querySelector("details"));
    const unfold = folds.some((details) => !details.open);
    for (const details of folds) details.open = unfold;
  });
  filter();
  open();
})();

"use strict";
(() => {
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map(rows.map((row) => [row, fold(row.textContent)]));
  const count = document.getElementById("count");
  const fields = ["search", "status", "theme"].map((id) => document.getElementById(id));

  const filter = () => {
    const [search, status, theme] = fields.map((field) => field.value);
    const words = fold(search).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const keep = (!status || row.dataset.status === status) && (!theme || row.dataset.theme === theme)
        && words.every((word) => texts.get(row).includes(word));
      row.hidden = !keep;
      if (keep) shown += 1;
    }
    count.textContent = count.dataset.sentence.replace("{shown}", shown).replace("{total}", rows.length);
  };
  // Some tools that fill forms tell only one of the two.
  for (const field of fields) for (const kind of ["input", "change"]) field.addEventListener(kind, filter);
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
  filter();
  open();
})();

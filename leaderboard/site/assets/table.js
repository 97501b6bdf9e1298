// SPDX-License-Identifier: MIT
// Tables that sort, and the first page's filters, which the address keeps.
(() => {
  "use strict";

  // ---- Sorting ----------------------------------------------------------------------

  const NUMBER = /-?[\d.]+(?:e[-+]?\d+)?/i;

  function valueOf(row, column, kind) {
    const text = row.cells[column].textContent.trim();
    if (kind === "text") return text;
    const found = text.replace(/,/g, "").match(NUMBER);
    return found ? Number(found[0]) : NaN;
  }

  const isEmpty = (value) => value === "" || Number.isNaN(value);

  function compare(first, second, sign) {
    // What is not told comes last, whichever way round.
    if (isEmpty(first) || isEmpty(second)) return isEmpty(first) - isEmpty(second);
    const order =
      typeof first === "number"
        ? first - second
        : first.localeCompare(second, "en", { numeric: true, sensitivity: "base" });
    return sign * order;
  }

  function sort(table, heading, direction) {
    const column = heading.cellIndex;
    const sign = direction === "descending" ? -1 : 1;
    const body = table.tBodies[0];
    const keyed = [...body.rows].map((row) => [valueOf(row, column, heading.dataset.sort), row]);
    keyed.sort(([first], [second]) => compare(first, second, sign)); // stable
    body.append(...keyed.map(([, row]) => row));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", direction);
  }

  function nextDirection(heading) {
    const now = heading.getAttribute("aria-sort");
    if (now) return now === "ascending" ? "descending" : "ascending";
    const smallFirst = heading.dataset.sort === "text" || /^(rank|ms)/i.test(heading.textContent);
    return smallFirst ? "ascending" : "descending";
  }

  function makeSortable(table, changed) {
    for (const heading of table.querySelectorAll("th[data-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        sort(table, heading, nextDirection(heading));
        changed();
      });
    }
  }

  // ---- Filters, and the part of the address after # ----------------------------------

  function columnsOf(table) {
    const headings = table.querySelectorAll("th[data-facet]");
    return [...headings].map((heading) => [heading.dataset.facet, heading.cellIndex]);
  }

  function matches(row, columns, wanted) {
    const text = (column) => row.cells[column].textContent.trim();
    return (
      (!wanted.dataset || row.dataset.dataset === wanted.dataset) &&
      columns.every(([name, i]) => !wanted[name] || text(i) === wanted[name]) &&
      wanted.q
        .toLowerCase()
        .split(/\s+/)
        .every((word) => row.textContent.toLowerCase().includes(word))
    );
  }

  function filtersOf(form, table) {
    const fields = form.elements;
    const names = ["q", "dataset", "edition", "track", "backbone"];
    const columns = columnsOf(table);
    const count = document.getElementById("count");

    function apply() {
      const wanted = Object.fromEntries(names.map((name) => [name, fields[name].value]));
      const rows = [...table.tBodies[0].rows];
      for (const row of rows) row.hidden = !matches(row, columns, wanted);
      table.classList.toggle("with-more", fields.more.checked);
      const shown = rows.filter((row) => !row.hidden).length;
      count.textContent = `${shown} of ${rows.length} rows`;
    }

    function keep() {
      const state = new URLSearchParams();
      for (const name of names) if (fields[name].value) state.set(name, fields[name].value);
      if (fields.more.checked) state.set("more", "1");
      const sorted = table.querySelector("th[aria-sort]");
      if (sorted) state.set("sort", `${sorted.cellIndex} ${sorted.getAttribute("aria-sort")}`);
      history.replaceState(null, "", `#${state}`);
    }

    function restore() {
      const state = new URLSearchParams(location.hash.slice(1));
      for (const name of names) fields[name].value = state.get(name) ?? "";
      for (const name of names) if (fields[name].selectedIndex === -1) fields[name].value = "";
      fields.more.checked = state.has("more");
      const [column, direction] = (state.get("sort") ?? "").split(" ");
      const heading = table.tHead.rows[0].cells[Number(column)];
      if (heading?.dataset.sort && /^(a|de)scending$/.test(direction)) {
        sort(table, heading, direction);
      }
      apply();
    }

    const changed = () => {
      apply();
      keep();
    };
    form.addEventListener("input", changed);
    form.addEventListener("change", changed); // all that some tools send of a choice
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(changed));
    addEventListener("hashchange", restore);
    form.hidden = false;
    return { keep, restore };
  }

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    makeSortable(table, () => {});
  }
  const form = document.getElementById("filters");
  if (form) {
    // Not form.dataset, which is the field of that name.
    const table = document.getElementById(form.getAttribute("data-table"));
    const filters = filtersOf(form, table);
    makeSortable(table, filters.keep);
    filters.restore();
  }
})();

// SPDX-License-Identifier: MIT
// Two entries side by side. Their numbers come as scripts (data/*.js) which call
// lriBoard.register, since a page that was opened from a file may not read others.
(() => {
  "use strict";

  const numbers = new Map();
  globalThis.lriBoard = { register: (entry, content) => numbers.set(entry, content) };

  const section = document.getElementById("comparison");
  if (!section) return;
  const choice = document.getElementById("other");
  const place = document.getElementById("compared");
  const viewer = document.querySelector("cloud-viewer");
  const own = section.dataset.entry;

  const files = new Map([...choice.options].map((option) => [option.value, option.dataset.file]));
  files.set(own, section.dataset.file);

  function load(entry) {
    if (numbers.has(entry)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${section.dataset.root}data/${files.get(entry)}.js`;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`the numbers of ${entry} are not beside this page`));
      document.head.append(script);
    });
  }

  function make(name, content = "", attributes = {}) {
    const element = document.createElement(name);
    element.append(...[content].flat());
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  const fixed = (value) => (value == null ? "" : value.toFixed(3));
  const interval = (low, high) => (low == null ? "" : ` ${fixed(low)} to ${fixed(high)}`);

  function cell(score) {
    if (!score) return make("td", "", { class: "number" });
    const [value, low, high] = score;
    const range = make("span", interval(low, high), { class: "soft" });
    return make("td", [make("b", fixed(value)), range], { class: "number" });
  }

  function rowsOf(first, second) {
    const titles = new Set([...Object.keys(first.scores), ...Object.keys(second.scores)]);
    return [...titles].map((title) =>
      make("tr", [
        make("th", title, { scope: "row" }),
        cell(first.scores[title]),
        cell(second.scores[title]),
      ]),
    );
  }

  function difference(edition, one, two) {
    const forward = one.content.editions[edition].pairs[two.entry];
    const backward = two.content.editions[edition].pairs[one.entry];
    if (!forward && !backward) return "";
    const [d, low, high, p, win] = forward ?? [
      -backward[0], -backward[2], -backward[1], backward[3], 1 - backward[4],
    ];
    const better = d >= 0 ? one.content.name : two.content.name;
    const share = Math.round(100 * (d >= 0 ? win : 1 - win));
    const verdict = p < 0.05 ? "can be told apart" : "cannot be told apart";
    // Pairs with a reference are not among those that Holm's method corrects for.
    const corrected = one.content.ranked && two.content.ranked ? "corrected p" : "p";
    const chance = p < 1e-4 ? "< 0.0001" : `= ${p.toPrecision(2)}`;
    return (
      `${better} is ahead by ${fixed(Math.abs(d))}` +
      ` (${fixed(d >= 0 ? low : -high)} to ${fixed(d >= 0 ? high : -low)}), in ${share} of 100` +
      ` resamplings; ${corrected} ${chance}: the two ${verdict}.`
    );
  }

  function tableOf(edition, one, two) {
    const [first, second] = [one, two].map(({ content }) => content.editions[edition]);
    const heads = ["Metric", one.content.name, two.content.name];
    const table = make("table", "", { class: "rows" });
    table.append(
      make("caption", edition),
      make("thead", make("tr", heads.map((head) => make("th", head, { scope: "col" })))),
      make("tbody", rowsOf(first, second)),
    );
    const region = { class: "scroll", role: "group", tabindex: "0" };
    const label = `${one.content.name} and ${two.content.name} on ${edition}`;
    return [
      make("p", difference(edition, one, two)),
      make("div", table, { ...region, "aria-label": label }),
    ];
  }

  function show(other) {
    const [one, two] = [own, other].map((entry) => ({ entry, content: numbers.get(entry) }));
    const shared = Object.keys(one.content.editions).filter((e) => e in two.content.editions);
    place.replaceChildren(...shared.flatMap((edition) => tableOf(edition, one, two)));
  }

  async function chosen() {
    const other = choice.value;
    viewer?.[other ? "setAttribute" : "removeAttribute"]("beside", other);
    history.replaceState(null, "", other ? `#beside=${encodeURIComponent(other)}` : "#");
    if (!other) return place.replaceChildren();
    try {
      await Promise.all([load(own), load(other)]);
      if (choice.value === other) show(other);
    } catch (error) {
      place.replaceChildren(make("p", error.message));
    }
  }

  // The viewer has a choice of its own; both say the same.
  viewer?.addEventListener("cloudchange", ({ detail }) => {
    if (detail.beside && detail.beside !== choice.value && files.has(detail.beside)) {
      choice.value = detail.beside;
      chosen();
    }
  });
  section.hidden = false;
  choice.addEventListener("change", chosen);
  const wanted = new URLSearchParams(location.hash.slice(1)).get("beside");
  if (wanted && [...choice.options].some((option) => option.value === wanted)) {
    choice.value = wanted;
    chosen();
  }
})();

// SPDX-License-Identifier: MIT
/**
 * <cloud-viewer>: clouds coloured by importance, beside their truth.
 *
 * Load viewer.css and this file, then write
 *   <cloud-viewer base="clouds/" edition="synmol@mini" entry="few-bonds"></cloud-viewer>
 *
 * Attributes are the state: set them at any time; they may all be left out.
 *   base     folder of index.js; without it nothing is loaded, all is registered already
 *   edition  dataset@edition           cloud   name of a cloud
 *   entry    id of an entry, "" for the truth alone     beside  id of a second entry
 *   open     shows the table of points from the start
 * After each change the event "cloudchange" bubbles; its `detail` has edition, entry,
 * beside and cloud. Colours are custom properties, see viewer.css.
 *
 * Data are scripts, for a page that was opened from a file can load nothing else. They
 * call lriClouds.register(value), a value being one of
 *   {kind: "index", editions: [{name, title, file, cloud, point, unit, axes, shown, why,
 *     entries: [{id, file, name, examples: {best, median, worst}}]}]}
 *   {kind: "scenes", edition, scenes: […]}, a scene as lri_bench/scenes/content.py says
 *   {kind: "ranks", edition, entry, clouds: [{id, auc, rank}]}, rank uint16 in base64
 */
(() => {
  "use strict";

  // ---- Data ------------------------------------------------------------------------

  const editions = new Map(); // by name
  const scenes = new Map(); // by edition, then by cloud
  const ranks = new Map(); // by edition and entry, then by cloud
  const viewers = new Set();
  const loading = new Map(); // by address

  const byId = (items) => new Map(items.map((item) => [item.id, item]));
  const key = (facts, entry) => `${facts.name} ${entry.id}`;

  function register(value) {
    if (value.kind === "index") value.editions.forEach((facts) => editions.set(facts.name, facts));
    else if (value.kind === "scenes") scenes.set(value.edition, byId(value.scenes));
    else ranks.set(`${value.edition} ${value.entry}`, byId(value.clouds));
    viewers.forEach((viewer) => viewer.update());
  }

  function load(url) {
    if (!loading.has(url)) {
      loading.set(url, new Promise((resolve, reject) => {
        const script = make("script", { src: url, onload: resolve });
        script.onerror = () => {
          loading.delete(url); // so that it can be tried again
          reject(new Error(`Could not load ${url}.`));
        };
        document.head.append(script);
      }));
    }
    return loading.get(url);
  }

  function numbers(base64, Type) {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    return Array.from(new Type(bytes.buffer));
  }

  /** Rows of numbers, with a third one, 0, where there are two. */
  function vectors(flat, size, unit) {
    return Array.from({ length: flat.length / size }, (_, row) =>
      [0, 1, 2].map((axis) => (axis < size ? flat[row * size + axis] * unit : 0)));
  }

  /** Lay out a scene; places are relative to its centre. */
  function decode(scene) {
    const size = scene.centre.length;
    const places = vectors(numbers(scene.places, Int16Array), size, scene.step);
    const truth = Array.from(scene.truth, (digit) => digit === "1");
    const pieces = (scene.lines ?? []).flatMap(([kind, rows, packed]) => {
      const tangents = packed && vectors(numbers(packed, Int8Array), size, 1 / 127);
      const important = rows.some((row) => truth[row]);
      return rows.slice(1).map((row, i) => {
        const [from, to] = [places[rows[i]], places[row]];
        const third = Math.hypot(...minus(to, from)) / 3; // a cubic Bézier's handles
        const handles = tangents
          ? [plus(from, tangents[i], third), plus(to, tangents[i + 1], -third)] : [];
        return { kind, important, beside: row >= truth.length, ends: [from, ...handles, to] };
      });
    });
    const view = size === 2 ? IDENTITY : scene.view;
    return {
      id: scene.id, class: scene.class, centre: scene.centre, view, flat: size === 2,
      half: [0, 1].map((axis) => Math.max(...places.map((place) => Math.abs(dot(view[axis], place))), 1e-9)),
      places, truth, pieces,
      letters: scene.letters ?? [],
      tilt: scene.tilt && numbers(scene.tilt, Int8Array).map((value) => value / 127),
      captions: [...scene.captions, ...(scene.beside ?? [])],
      important: truth.filter(Boolean).length,
      reach: Math.max(...places.map((place) => Math.hypot(...place)), 1e-9),
    };
  }

  // ---- Geometry, colours, words ------------------------------------------------------

  const IDENTITY = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
  const plus = (a, b, share) => a.map((value, axis) => value + b[axis] * share);
  const minus = (a, b) => plus(a, b, -1);
  const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  /** Turn two axes of a view towards each other. */
  function mixed(a, b, angle) {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [a.map((value, i) => value * cos + b[i] * sin), b.map((value, i) => value * cos - a[i] * sin)];
  }

  // Cividis, even in lightness for all eyes (doi:10.1371/journal.pone.0199239).
  const CIVIDIS = [[0, 34, 78], [26, 56, 111], [67, 78, 108], [97, 101, 111], [125, 124, 120],
    [155, 148, 118], [188, 174, 108], [222, 201, 88], [254, 232, 56]];

  /** Colour of a share from 0 to 1; what is high stands out from the background. */
  function colourOf(share, dark) {
    const at = (dark ? share : 1 - share) * (CIVIDIS.length - 1);
    const low = Math.min(Math.floor(at), CIVIDIS.length - 2);
    return CIVIDIS[low].map((value, i) => Math.round(value + (CIVIDIS[low + 1][i] - value) * (at - low)));
  }

  /** The largest of 1, 2, 5, 10, 20, … and 0.5, 0.2, … that is not above a limit. */
  function roundBelow(limit) {
    const power = 10 ** Math.floor(Math.log10(limit));
    return [5, 2, 1].find((factor) => factor * power <= limit) * power;
  }

  /** Rank of a point, 1 for the highest; "=" where others share it. */
  function rankOf(values, point) {
    const above = values.filter((value) => value > values[point]).length;
    return `${above + 1}${values.filter((value) => value === values[point]).length > 1 ? "=" : ""}`;
  }

  /** What shows a cloud that this page does not have. */
  function commandsFor({ name }, entry) {
    const file = entry && ` \\\n  --submission submissions/${entry.id}/submission.npz`;
    const cloud = entry?.examples?.median ?? "CLOUD_ID";
    return `lri-bench build ${name}\nlri-bench show ${name} ${cloud}${file ?? ""} \\\n  --output cloud.html`;
  }

  const number = (value) => Number(value.toPrecision(3)).toString().replace("-", "−");

  /** An element; text of strangers goes in as text alone. */
  function make(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties ?? {})) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  // ---- The element ---------------------------------------------------------------------

  const STATE = ["edition", "entry", "beside", "cloud"];
  const EXAMPLES = ["best", "median", "worst"];
  const TABLE_ROWS = 12;
  const TURN = Math.PI / 12;
  const STRIP = 32; // pixels below a grid
  const FONT = "system-ui, sans-serif";
  const COLOURS = ["ink", "grey", "line", "back", "truth", "beside", "hot"];

  const PARTS = `
    <div class="cv-bar">
      <label>Data set <select name="edition"></select></label>
      <label>Entry <select name="entry"></select></label>
      <label>Beside <select name="beside"></select></label>
    </div>
    <div class="cv-bar">
      <label>Cloud <select name="cloud"></select></label>
      <span class="cv-group" data-part="steps">
        <button type="button" data-do="previous" aria-label="Previous cloud">‹</button>
        <button type="button" data-do="next" aria-label="Next cloud">›</button>
      </span>
      <span class="cv-group" data-part="examples" role="group" aria-label="Examples, by ROC AUC">
        ${EXAMPLES.map((name) => `<button type="button" data-do="${name}">${name}</button>`).join("")}
      </span>
    </div>
    <p class="cv-status" data-part="status" role="status"></p>
    <div data-part="commands"></div>
    <div data-part="body">
      <div class="cv-panels"><figure><figcaption></figcaption><div class="cv-frame">
        <canvas tabindex="0" role="application" aria-roledescription="point cloud"></canvas>
        <div class="cv-tip" hidden></div></div></figure></div>
      <div class="cv-bar">
        <span class="cv-group" data-part="turns" role="group" aria-label="Turn">
          <button type="button" data-do="left" aria-label="Turn left">←</button>
          <button type="button" data-do="right" aria-label="Turn right">→</button>
          <button type="button" data-do="up" aria-label="Turn up">↑</button>
          <button type="button" data-do="down" aria-label="Turn down">↓</button>
        </span>
        <span class="cv-group" role="group" aria-label="Zoom">
          <button type="button" data-do="in" aria-label="Zoom in">+</button>
          <button type="button" data-do="out" aria-label="Zoom out">−</button>
        </span>
        <button type="button" data-do="near">Zoom to truth</button>
        <button type="button" data-do="reset">Reset</button>
      </div>
      <p class="cv-legend" data-part="legend"></p>
      <p class="cv-hint" data-part="hint"></p>
      <details data-part="details"><summary data-part="summary"></summary>
        <div class="cv-scroll" tabindex="0" role="region" aria-label="Points as a table">
          <table data-part="table"></table></div></details>
    </div>`;

  class CloudViewer extends HTMLElement {
    static observedAttributes = STATE;

    connectedCallback() {
      viewers.add(this);
      if (!this.parts) this.build();
      this.watching = new AbortController();
      const { signal } = this.watching;
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint(), { signal });
      this.resized = new ResizeObserver(() => this.paint());
      this.panels.forEach(({ canvas }) => this.resized.observe(canvas));
      this.rethemed = new MutationObserver(() => this.paint());
      this.rethemed.observe(document.documentElement, { attributes: true });
      this.update();
    }

    disconnectedCallback() {
      viewers.delete(this);
      this.watching.abort();
      this.resized.disconnect();
      this.rethemed.disconnect();
    }

    attributeChangedCallback() {
      if (this.parts) this.update();
    }

    build() {
      this.innerHTML = PARTS; // the project's own; all else is set as text
      const all = (selector) => [...this.querySelectorAll(selector)];
      const named = (name) => Object.fromEntries(all(`[data-${name}]`).map((part) => [part.dataset[name], part]));
      this.parts = named("part");
      this.buttons = named("do");
      this.selects = Object.fromEntries(all("select").map((select) => [select.name, select]));
      const [figure] = all("figure");
      figure.after(figure.cloneNode(true), figure.cloneNode(true));
      this.panels = all("figure").map((panel) => ({
        figure: panel,
        title: panel.querySelector("figcaption"),
        canvas: panel.querySelector("canvas"),
        tip: panel.querySelector(".cv-tip"),
      }));
      this.parts.details.open = this.hasAttribute("open");
      this.addEventListener("change", ({ target }) => this.setAttribute(target.name, target.value));
      this.addEventListener("click", ({ target }) => this.act(target.closest("button")?.dataset ?? {}));
      this.panels.forEach((panel) => this.listen(panel));
    }

    act({ do: what, point }) {
      const turn = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[what];
      if (turn) this.turn(turn[0] * TURN, turn[1] * TURN);
      else if (what === "in" || what === "out") this.zoomBy(what === "in" ? 1.3 : 1 / 1.3);
      else if (what === "near") this.zoomToTruth();
      else if (what === "reset") this.reset();
      else if (what === "next" || what === "previous") this.step(what === "next" ? 1 : -1);
      else if (EXAMPLES.includes(what)) this.setAttribute("cloud", this.entry.examples[what]);
      else if (point) this.mark(this.hot === Number(point) ? null : Number(point));
    }

    step(by) {
      const { options, selectedIndex } = this.selects.cloud;
      this.setAttribute("cloud", options[(selectedIndex + by + options.length) % options.length].value);
    }

    // ---- What is chosen, and what that takes ---------------------------------------------

    get facts() {
      const all = [...editions.values()];
      return editions.get(this.getAttribute("edition")) ?? all.find(({ shown }) => shown) ?? all[0];
    }

    get entry() {
      const id = this.getAttribute("entry");
      return this.named(id) ?? (id === "" ? undefined : this.facts?.entries[0]);
    }

    get other() {
      return this.named(this.getAttribute("beside"));
    }

    named(id) {
      return this.facts?.entries.find((entry) => entry.id === id);
    }

    /** Load what is missing, then show; of several calls the last one counts. */
    async update() {
      const call = (this.call = {});
      await null; // attributes that change together are one change
      if (this.call !== call) return;
      try {
        await this.fetch();
        if (this.call === call) this.show();
      } catch (error) {
        if (this.call === call) this.tell(error.message);
      }
    }

    async fetch() {
      const base = this.getAttribute("base");
      const get = (there, path) => (there || base === null ? null : load(base + path));
      await get(editions.size, "index.js");
      const { facts } = this;
      if (!facts?.shown) return;
      await Promise.all([
        get(scenes.has(facts.name), `${facts.file}.js`),
        ...[this.entry, this.other].filter(Boolean).map((entry) =>
          get(ranks.has(key(facts, entry)), `${facts.file}/${entry.file}.js`)),
      ]);
    }

    show() {
      const { facts, entry, other } = this;
      if (!facts) throw new Error("There are no clouds to show.");
      const clouds = scenes.get(facts.name) ?? new Map();
      const content = clouds.get(this.getAttribute("cloud")) ?? clouds.get(entry?.examples?.median)
        ?? clouds.values().next().value;
      this.offer(facts, entry, other, clouds, content);
      if (!content) {
        this.tell(facts.why ?? `No clouds of ${facts.name} were registered.`);
        if (facts.why) this.parts.commands.append(make("pre", { tabIndex: 0 }, commandsFor(facts, entry)));
        return;
      }
      this.parts.body.hidden = false;
      this.parts.commands.replaceChildren();
      if (this.content !== content) {
        this.content = content;
        this.scene = decode(content);
        this.mark(null);
        this.reset();
      }
      this.describe(facts, [entry, other]);
      this.paint();
      this.announce({ edition: facts.name, entry: entry?.id ?? "", beside: other?.id ?? "", cloud: content.id });
    }

    announce(detail) {
      const text = JSON.stringify(detail);
      if (text !== this.announced) this.dispatchEvent(new CustomEvent("cloudchange", { bubbles: true, detail }));
      this.announced = text;
    }

    tell(text) {
      this.parts.body.hidden = true;
      this.parts.status.textContent = text;
      this.parts.commands.replaceChildren();
    }

    /** Fill the lists; one that leaves no choice is not shown. */
    offer(facts, entry, other, clouds, content) {
      const fill = (name, pairs, chosen) => {
        const select = this.selects[name];
        select.replaceChildren(...pairs.map(([value, text]) => make("option", { value }, text)));
        select.value = chosen ?? "";
        select.parentElement.hidden = pairs.length < 2;
      };
      const aucs = entry && ranks.get(key(facts, entry));
      const cloudText = (id) => (aucs?.get(id)?.auc == null ? id : `${id} (${aucs.get(id).auc.toFixed(2)})`);
      const entries = facts.entries.map(({ id, name }) => [id, name]);
      fill("edition", [...editions.values()].map(({ name, title }) => [name, title]), facts.name);
      fill("entry", entries.length ? [["", "truth alone"], ...entries] : [], entry?.id);
      fill("beside", [["", "nothing"], ...entries.filter(([id]) => id !== entry?.id)], other?.id);
      fill("cloud", [...clouds.keys()].map((id) => [id, cloudText(id)]), content?.id);
      this.parts.steps.hidden = clouds.size < 2;
      this.parts.examples.hidden = !content || !entry?.examples;
      EXAMPLES.forEach((name) =>
        this.buttons[name].setAttribute("aria-pressed", entry?.examples?.[name] === content?.id));
    }

    describe(facts, entries) {
      const { scene, panels, parts } = this;
      const rows = entries.map((entry) => {
        const found = entry && ranks.get(key(facts, entry))?.get(scene.id);
        return found && { name: entry.name, auc: found.auc, values: numbers(found.rank, Uint16Array) };
      });
      this.shown = [null, ...rows];
      const given = rows.filter(Boolean);
      const counts = `${scene.important} of ${scene.truth.length} ${facts.point}s important`;
      const scores = given.map(({ name, auc }) => `${name}: ${auc === null ? "no" : auc.toFixed(3)} ROC AUC in this cloud.`);
      parts.status.textContent = [`${facts.cloud} ${scene.id}, ${scene.class}: ${counts}.`, ...scores].join(" ");
      panels.forEach(({ figure, title, canvas }, i) => {
        figure.hidden = i > 0 && !this.shown[i];
        title.textContent = i ? this.shown[i]?.name : "Truth";
        canvas.setAttribute("aria-label", `${facts.cloud} ${scene.id}, ${title.textContent}: ${counts}. `
          + `Arrow keys ${scene.flat ? "move" : "turn"}, plus and minus zoom, 0 resets.`);
      });
      parts.turns.hidden = scene.flat;
      this.buttons.near.hidden = !scene.important;
      parts.hint.textContent = `Drag, or use arrow keys, to ${scene.flat ? "move" : "turn (with Shift: to move)"}. `
        + "Pinch, + and −, or the wheel after a click, zoom; 0 resets. "
        + `Point at a ${facts.point}, or tap it, to name it.`;
      this.writeLegend(facts, given);
      this.writeTable(facts, given);
    }

    writeLegend(facts, given) {
      const { pieces, tilt } = this.scene;
      const sign = (kind) => make("i", { className: `cv-${kind}` });
      const entry = (...parts) => make("span", { className: "cv-key" }, ...parts);
      const items = [entry(sign("ring"), `important ${facts.point}, larger and ringed`)];
      if (given.length) items.push(entry("least", sign("ramp"), "most important, by rank"));
      const kinds = new Set(pieces.filter(({ beside }) => !beside).map(({ kind }) => kind));
      kinds.forEach((kind) => items.push(entry(sign("line"), kind)));
      if (pieces.some(({ beside }) => beside)) items.push(entry(sign("beside"), "ligand, no hydrogens"));
      if (tilt) items.push(entry(sign("tick"), "bend: upright 0, flat ±50"));
      this.parts.legend.replaceChildren(...items);
    }

    writeTable(facts, given) {
      const { truth, captions } = this.scene;
      const by = given[0]?.values ?? truth.map(Number);
      const order = [...by.keys()].sort((a, b) => by[b] - by[a] || a - b).slice(0, TABLE_ROWS);
      const cells = (tag, texts) => texts.map((text) => make(tag, tag === "th" ? { scope: "col" } : {}, text));
      const rows = order.map((point) => {
        const button = make("button", { type: "button" }, `${point}: ${captions[point]}`);
        button.dataset.point = point;
        button.setAttribute("aria-pressed", point === this.hot);
        return make("tr", {}, make("th", { scope: "row" }, button), ...cells("td",
          [truth[point] ? "● important" : "–", ...given.map(({ values }) => rankOf(values, point))]));
      });
      const head = cells("th", [facts.point, "truth", ...given.map(({ name }) => `rank, ${name}`)]);
      this.parts.table.replaceChildren(make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
      this.parts.summary.textContent = given.length
        ? `The first ${order.length} ${facts.point}s of ${given[0].name}, as a table`
        : `${order.length} ${facts.point}s, important ones first, as a table`;
    }

    /** Show one point in all panels; name it in one of them, where that is asked for. */
    mark(point, panel, at) {
      this.hot = point;
      this.parts.table.querySelectorAll("button").forEach((button) =>
        button.setAttribute("aria-pressed", Number(button.dataset.point) === point));
      this.panels.forEach(({ tip }) => { tip.hidden = true; });
      this.paint();
      if (point === null || !panel) return;
      const { captions, truth } = this.scene;
      const lines = [captions[point]];
      if (point < truth.length) {
        lines[0] = `${this.facts.point} ${point}: ${lines[0]}`;
        lines.push(truth[point] ? "● important" : "not important", ...this.shown.filter(Boolean)
          .map(({ name, values }) => `${name}: rank ${rankOf(values, point)} of ${truth.length}`));
      }
      const { tip, canvas } = panel;
      tip.replaceChildren(...lines.map((line) => make("div", {}, line)));
      tip.hidden = false;
      tip.style.left = `${clamp(at[0] + 14, 0, Math.max(canvas.clientWidth - tip.offsetWidth, 0))}px`;
      tip.style.top = `${at[1] > tip.offsetHeight + 14 ? at[1] - tip.offsetHeight - 12 : at[1] + 16}px`;
    }

    // ---- Views -------------------------------------------------------------------------------

    reset() {
      this.view = this.scene.view;
      this.pivot = [0, 0, 0];
      this.zoom = 1;
      this.shift = [0, 0]; // of the picture, in shares of its size
      this.paint();
    }

    turn(across, down) {
      if (this.scene.flat) return;
      const [right, near] = mixed(this.view[0], this.view[2], across);
      const [up, towards] = mixed(this.view[1], near, -down);
      this.view = [right, up, towards];
      this.paint();
    }

    move(x, y) {
      this.shift = [this.shift[0] + x, this.shift[1] + y];
      this.paint();
    }

    zoomBy(factor, at = [0, 0]) {
      const zoom = clamp(this.zoom * factor, 0.5, 60);
      this.shift = this.shift.map((value, i) => at[i] + ((value - at[i]) * zoom) / this.zoom);
      this.zoom = zoom;
      this.paint();
    }

    zoomToTruth() {
      const chosen = this.scene.places.filter((_, point) => this.scene.truth[point]);
      this.pivot = IDENTITY.map((_, axis) => {
        const values = chosen.map((place) => place[axis]);
        return (Math.min(...values) + Math.max(...values)) / 2;
      });
      const reach = Math.max(...chosen.map((place) => Math.hypot(...minus(place, this.pivot))));
      this.zoom = clamp((0.85 * Math.min(...this.scene.half)) / Math.max(reach, 1e-9), 1, 30);
      this.shift = [0, 0];
      this.paint();
    }

    /** Return what takes places to x and y on a canvas, and nearness to the eye. */
    projection(canvas) {
      const { clientWidth: width, clientHeight: height } = canvas;
      const { flat, half } = this.scene;
      const size = Math.min(width, height);
      const below = flat ? STRIP : 0; // for what is written there
      const scale = this.zoom * Math.min((0.45 * width) / half[0], (0.43 * height - below) / half[1]);
      const [x, y] = [width / 2 + this.shift[0] * size, (height - below) / 2 + this.shift[1] * size];
      const [right, up, towards] = this.view;
      const at = (place) => {
        const from = minus(place, this.pivot);
        return [x + dot(right, from) * scale, y - dot(up, from) * scale, dot(towards, from)];
      };
      return { at, scale, size };
    }

    // ---- Hands -------------------------------------------------------------------------------

    listen(panel) {
      const { canvas } = panel;
      const pointers = new Map();
      const on = (names, act) => names.split(" ").forEach((name) => canvas.addEventListener(name, act, { passive: false }));
      const where = (event) => [event.offsetX, event.offsetY];
      const share = ([x, y]) => {
        const { size } = this.projection(canvas);
        return [(x - canvas.clientWidth / 2) / size, (y - canvas.clientHeight / 2) / size];
      };
      const point = (event) => {
        const at = where(event);
        this.mark(this.pick(canvas, at, event.pointerType === "touch" ? 24 : 12), panel, at);
      };
      let travelled = 0;
      on("pointerdown", (event) => {
        canvas.focus({ preventScroll: true });
        canvas.setPointerCapture(event.pointerId);
        pointers.set(event.pointerId, where(event));
        travelled = 0;
      });
      on("pointermove", (event) => {
        const before = pointers.get(event.pointerId);
        if (!before) {
          point(event);
          return;
        }
        const now = where(event);
        const [x, y] = [now[0] - before[0], now[1] - before[1]];
        travelled += Math.hypot(x, y);
        pointers.set(event.pointerId, now);
        const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
        const { size } = this.projection(canvas);
        if (other) {
          const apart = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]);
          this.zoomBy(apart(now) / Math.max(apart(before), 1), share(other));
        } else if (this.scene.flat || event.shiftKey) this.move(x / size, y / size);
        else this.turn(x / 120, y / 120);
      });
      on("pointerup", (event) => { if (travelled < 6) point(event); });
      on("pointerup pointercancel", (event) => pointers.delete(event.pointerId));
      on("pointerleave", (event) => { if (event.pointerType === "mouse") this.mark(null); });
      on("wheel", (event) => {
        // A reader who scrolls by must not get stuck here.
        if (document.activeElement !== canvas && !event.ctrlKey) return;
        event.preventDefault();
        this.zoomBy(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), share(where(event)));
      });
      on("keydown", (event) => this.press(event));
    }

    press(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      const what = { "+": "in", "=": "in", "-": "out", 0: "reset" }[event.key];
      if (arrow && (this.scene.flat || event.shiftKey)) this.move(arrow[0] * 0.06, arrow[1] * 0.06);
      else if (arrow) this.turn(arrow[0] * TURN, arrow[1] * TURN);
      else if (what) this.act({ do: what });
      else if (event.key === "Escape") this.mark(null);
      else return;
      event.preventDefault();
    }

    /** Return the point nearest to a place on a canvas, or null. */
    pick(canvas, [x, y], reach) {
      const { at } = this.projection(canvas);
      const far = this.scene.places.map((place) => Math.hypot(at(place)[0] - x, at(place)[1] - y));
      const least = Math.min(...far);
      return least < reach ? far.indexOf(least) : null;
    }

    // ---- Paint -------------------------------------------------------------------------------

    paint() {
      if (this.painting || !this.scene) return;
      this.painting = requestAnimationFrame(() => {
        this.painting = 0;
        const style = getComputedStyle(this);
        const css = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--cv-${name}`).trim()]));
        css.dark = style.getPropertyValue("--cv-dark").trim() === "1";
        this.panels.forEach(({ figure, canvas }, i) => {
          if (!figure.hidden && canvas.clientWidth) this.paintPanel(canvas, this.shown?.[i]?.values, css);
        });
      });
    }

    paintPanel(canvas, values, css) {
      const ratio = window.devicePixelRatio || 1;
      const [width, height] = [canvas.clientWidth, canvas.clientHeight];
      canvas.width = Math.round(width * ratio); // which clears it, too
      canvas.height = Math.round(height * ratio);
      const pen = canvas.getContext("2d");
      pen.scale(ratio, ratio);
      const view = this.projection(canvas);
      if (this.scene.flat) this.paintGrid(pen, view, width, height, css);
      const items = [...this.lines(pen, view, css), ...this.points(pen, view, values, css)];
      items.sort((a, b) => a.depth - b.depth).forEach((item) => item.draw());
      if (!this.scene.flat) this.paintScale(pen, view, width, height, css);
    }

    lines(pen, { at }, css) {
      return this.scene.pieces.map(({ kind, important, beside, ends }) => {
        const path = ends.map(at);
        const strong = important && kind === "track";
        return {
          depth: Math.min(path[0][2], path.at(-1)[2]), // never over its own points
          draw: () => {
            pen.beginPath();
            pen.moveTo(path[0][0], path[0][1]);
            const rest = path.slice(1).flatMap(([x, y]) => [x, y]);
            if (rest.length === 6) pen.bezierCurveTo(...rest);
            else pen.lineTo(...rest);
            pen.lineCap = "round";
            stroke(pen, beside ? css.beside : strong ? css.ink : css.line, beside || strong || kind === "bond" ? 2.2 : 1.2);
          },
        };
      });
    }

    points(pen, { at, size }, values, css) {
      const { places, truth, letters, tilt, reach } = this.scene;
      const usual = clamp(size / (7 * Math.sqrt(truth.length)), 2.6, tilt ? 4 : 9) * clamp(this.zoom, 1, 4) ** 0.4;
      return places.map((place, point) => {
        const [x, y, depth] = at(place);
        const beside = point >= truth.length;
        const important = truth[point];
        const radius = usual * (beside ? 0.75 : important ? 1.25 : 1) * (1 + (0.25 * depth) / reach);
        const share = values && !beside ? colourOf(values[point] / 65535, css.dark) : null;
        const plain = beside ? css.beside : important ? css.truth : css.grey;
        const circle = (r) => { pen.beginPath(); pen.arc(x, y, r, 0, 2 * Math.PI); };
        const draw = () => {
          if (tilt) paintTick(pen, x, y, tilt[point], important ? css.ink : css.line);
          circle(radius);
          pen.fillStyle = share ? `rgb(${share})` : plain;
          pen.fill();
          if (!beside) stroke(pen, important ? css.back : css.line, important ? 1 : 0.8);
          if (important) {
            const gap = Math.min(radius / 3, 1.6);
            circle(radius + gap);
            stroke(pen, css.ink, gap);
          }
          if (radius > 5.5 && letters[point] && letters[point] !== "C") {
            const light = share ? dot(share, [0.3, 0.59, 0.11]) > 140 : css.dark === important;
            write(pen, letters[point], x, y + 0.5, light ? "#111" : "#fff", `bold ${Math.round(radius * 1.25)}px`);
          }
          if (point === this.hot) {
            circle(radius + 6);
            stroke(pen, css.hot, 3);
          }
        };
        return { depth, draw };
      });
    }

    /** A bar of a round length and, where coordinates mean something, their axes. */
    paintScale(pen, { scale }, width, height, css) {
      const { unit, axes } = this.facts;
      const length = roundBelow((width * 0.3) / scale);
      segment(pen, [10, height - 10], [10 + length * scale, height - 10]);
      stroke(pen, css.ink, 1.5);
      write(pen, `${number(length)} ${unit}`, 10, height - 21, css.ink, "12px", "left");
      axes.forEach((name, axis) => {
        const [x, y] = [this.view[0][axis], -this.view[1][axis]];
        segment(pen, [width - 38, height - 38], [width - 38 + x * 22, height - 38 + y * 22]);
        stroke(pen, css.ink, 1.2);
        write(pen, name, width - 38 + x * 30, height - 38 + y * 30, css.ink, "12px");
      });
    }

    /** Lines of equal coordinates, labelled. */
    paintGrid(pen, { at, scale }, width, height, css) {
      const [left, top] = at([0, 0, 0]);
      const [x0, y0] = this.scene.centre;
      const step = roundBelow(120 / scale);
      const between = (low, high) => {
        const first = Math.ceil(low / step);
        return Array.from({ length: Math.max(Math.floor(high / step) - first + 1, 0) }, (_, i) => (first + i) * step);
      };
      between(x0 - left / scale, x0 + (width - left) / scale).forEach((value) => {
        const x = left + (value - x0) * scale;
        segment(pen, [x, 0], [x, height - STRIP]);
        stroke(pen, css.grey, 0.7);
        write(pen, number(value), x, height - 24, css.ink, "12px");
      });
      between(y0 + (top - height + STRIP) / scale, y0 + top / scale).forEach((value) => {
        const y = top - (value - y0) * scale;
        segment(pen, [0, y], [width, y]);
        stroke(pen, css.grey, 0.7);
        if (y > 36) write(pen, number(value), 3, y - 8, css.ink, "12px", "left");
      });
      write(pen, `${this.facts.axes[0]} →`, width - 6, height - 8, css.ink, "12px", "right");
      write(pen, `↑ ${this.facts.axes[1]}`, 4, 10, css.ink, "12px", "left");
    }
  }

  function segment(pen, from, to) {
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
  }

  function stroke(pen, colour, width) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
  }

  function write(pen, text, x, y, colour, font, align = "center") {
    pen.fillStyle = colour;
    pen.font = `${font} ${FONT}`;
    pen.textAlign = align;
    pen.textBaseline = "middle";
    pen.fillText(text, x, y);
  }

  /** A line through a hit: upright for no bend, flat for the largest. */
  function paintTick(pen, x, y, tilt, colour) {
    const [right, up] = [12 * Math.sin((tilt * Math.PI) / 2), 12 * Math.cos((tilt * Math.PI) / 2)];
    segment(pen, [x - right, y + up], [x + right, y - up]);
    stroke(pen, colour, 1.4);
  }

  window.lriClouds = Object.freeze({ register });
  customElements.define("cloud-viewer", CloudViewer);
})();

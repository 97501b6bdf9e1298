// SPDX-License-Identifier: MIT
/**
 * <cloud-viewer>: clouds coloured by importance, beside their truth.
 *
 * Load viewer.css, then clouds.js, painter.js and this file, and write
 *   <cloud-viewer base="clouds/" edition="synmol@mini" entry="few-bonds"></cloud-viewer>
 *
 * Attributes are the state: set them at any time; they may all be left out.
 *   base     folder of index.js; without it nothing is loaded, all is registered already
 *   edition  dataset@edition           cloud   name of a cloud
 *   entry    id of an entry, "" for the truth alone     beside  id of a second entry
 *   open     shows the table of points from the start
 * After each change the event "cloudchange" bubbles; its `detail` has edition, entry,
 * beside and cloud. Colours are custom properties, see viewer.css. Nothing moves by
 * itself, so there is no motion to reduce.
 */
(() => {
  "use strict";

  const { Camera, clamp, decode, editions, load, marks, paint, ranks, scenes } = window.lriClouds;

  const STATE = ["edition", "entry", "beside", "cloud"];
  const EXAMPLES = ["best", "median", "worst"];
  const COLOURS = ["ink", "grey", "line", "back", "truth", "beside", "hot"];
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const TURNS = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };
  const KEYS = { "+": "in", "=": "in", "-": "out", 0: "reset" };
  const TABLE_ROWS = 12;
  const TURN = Math.PI / 12; // of a key or a button
  const MOVE = 0.06; // of a key, in shares of the picture

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
    <div data-part="body" hidden>
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

  /** An element; text of strangers goes in as text alone. */
  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
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

  class CloudViewer extends HTMLElement {
    static observedAttributes = STATE;

    connectedCallback() {
      if (!this.parts) this.build();
      this.watching = new AbortController();
      const { signal } = this.watching;
      document.addEventListener("cloudsregistered", () => this.update(), { signal });
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint(), { signal });
      this.resized = new ResizeObserver(() => this.paint());
      this.panels.forEach(({ canvas }) => this.resized.observe(canvas));
      this.rethemed = new MutationObserver(() => this.paint());
      this.rethemed.observe(document.documentElement, { attributes: true });
      this.update();
    }

    disconnectedCallback() {
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
      const turn = TURNS[what];
      if (turn) this.look((camera) => camera.turn(turn[0] * TURN, turn[1] * TURN));
      else if (what === "in") this.look((camera) => camera.zoomBy(1.3));
      else if (what === "out") this.look((camera) => camera.zoomBy(1 / 1.3));
      else if (what === "near") this.look((camera) => camera.zoomToTruth());
      else if (what === "reset") this.look((camera) => camera.reset());
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
        get(scenes(facts.name).size, `${facts.file}.js`),
        ...[this.entry, this.other].filter(Boolean).map((entry) =>
          get(ranks(facts.name, entry), `${facts.file}/${entry.file}.js`)),
      ]);
    }

    show() {
      const { facts, entry, other } = this;
      if (!facts) throw new Error("There are no clouds to show.");
      const clouds = scenes(facts.name);
      // What was asked for, else what is there already, else what says most of the entry.
      const content = [this.getAttribute("cloud"), this.content?.id, entry?.examples?.median]
        .map((id) => clouds.get(id)).find(Boolean) ?? clouds.values().next().value;
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
        this.camera = new Camera(decode(content));
        this.mark(null);
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
      const aucs = entry && ranks(facts.name, entry);
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
      const { panels, parts, camera: { scene } } = this;
      const rows = entries.map((entry) => marks(facts.name, entry, scene.id));
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
      const { pieces, tilt } = this.camera.scene;
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
      const { truth, captions } = this.camera.scene;
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
      const { captions, truth } = this.camera.scene;
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

    // ---- Hands -------------------------------------------------------------------------------

    listen(panel) {
      const { canvas } = panel;
      const pointers = new Map();
      const on = (names, act) => names.split(" ").forEach((name) => canvas.addEventListener(name, act, { passive: false }));
      const where = (event) => [event.offsetX, event.offsetY];
      const share = ([x, y]) => {
        const { size, middle } = this.camera.projection(canvas);
        return [(x - middle[0]) / size, (y - middle[1]) / size];
      };
      const point = (event) => {
        const at = where(event);
        this.mark(this.camera.pick(canvas, at, event.pointerType === "touch" ? 24 : 12), panel, at);
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
        this.look((camera) => {
          const { size } = camera.projection(canvas);
          const apart = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]);
          if (other) camera.zoomBy(apart(now) / Math.max(apart(before), 1), share(other));
          else if (camera.scene.flat || event.shiftKey) camera.move(x / size, y / size);
          else camera.turn(x / 120, y / 120);
        });
      });
      on("pointerup", (event) => { if (travelled < 6) point(event); });
      on("pointerup pointercancel", (event) => pointers.delete(event.pointerId));
      on("pointerleave", (event) => { if (event.pointerType === "mouse") this.mark(null); });
      on("wheel", (event) => {
        // A reader who scrolls by must not get stuck here.
        if (document.activeElement !== canvas && !event.ctrlKey) return;
        event.preventDefault();
        const factor = Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015));
        this.look((camera) => camera.zoomBy(factor, share(where(event))));
      });
      on("keydown", (event) => this.press(event));
    }

    press(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const arrow = ARROWS[event.key];
      if (arrow) {
        this.look((camera) => {
          if (camera.scene.flat || event.shiftKey) camera.move(arrow[0] * MOVE, arrow[1] * MOVE);
          else camera.turn(arrow[0] * TURN, arrow[1] * TURN);
        });
      } else if (KEYS[event.key]) this.act({ do: KEYS[event.key] });
      else if (event.key === "Escape") this.mark(null);
      else return;
      event.preventDefault();
    }

    // ---- Paint -------------------------------------------------------------------------

    /** Change the view, and show it. */
    look(change) {
      if (!this.camera) return;
      change(this.camera);
      this.paint();
    }

    paint() {
      if (this.painting || !this.camera) return;
      this.painting = requestAnimationFrame(() => {
        this.painting = 0;
        const style = getComputedStyle(this);
        const value = (name) => style.getPropertyValue(`--cv-${name}`).trim();
        const css = Object.fromEntries(COLOURS.map((name) => [name, value(name)]));
        css.dark = value("dark") === "1";
        this.panels.forEach(({ figure, canvas }, i) => {
          if (figure.hidden || !canvas.clientWidth) return;
          paint(canvas, this.camera, { facts: this.facts, values: this.shown[i]?.values, css, hot: this.hot });
        });
      });
    }
  }

  customElements.define("cloud-viewer", CloudViewer);
})();

// SPDX-License-Identifier: MIT
/**
 * What <cloud-viewer> shows: clouds, and what entries say of them.
 *
 * Data are scripts, for a page that was opened from a file can load nothing else. They
 * call lriClouds.register(value), a value being one of
 *   {kind: "index", editions: [{name, title, file, cloud, point, unit, axes, shown, why,
 *     entries: [{id, file, name, examples: {best, median, worst}}]}]}
 *   {kind: "scenes", edition, scenes: […]}, a scene as lri_bench/scenes/content.py says
 *   {kind: "ranks", edition, entry, clouds: [{id, auc, rank}]}, rank uint16 in base64
 * and "cloudsregistered" is sent to the document. Names are never keys of objects.
 */
(() => {
  "use strict";

  const editions = new Map(); // by name
  const scenes = new Map(); // by edition, then by cloud
  const ranks = new Map(); // by edition and entry, then by cloud
  const loading = new Map(); // by address

  const byId = (items) => new Map(items.map((item) => [item.id, item]));
  const key = (edition, entry) => JSON.stringify([edition, entry]);

  function register(value) {
    if (value.kind === "index") value.editions.forEach((facts) => editions.set(facts.name, facts));
    else if (value.kind === "scenes") scenes.set(value.edition, byId(value.scenes));
    else ranks.set(key(value.edition, value.entry), byId(value.clouds));
    document.dispatchEvent(new Event("cloudsregistered"));
  }

  function load(url) {
    if (!loading.has(url)) {
      loading.set(url, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = url;
        script.onload = resolve;
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

  const plus = (a, b, share) => a.map((value, axis) => value + b[axis] * share);

  /** Cut a line into pieces: two ends, and in a curve a cubic Bézier's handles between. */
  function pieces([kind, rows, packed], places, truth, size) {
    const tangents = packed && vectors(numbers(packed, Int8Array), size, 1 / 127);
    const important = rows.some((row) => truth[row]);
    return rows.slice(1).map((row, i) => {
      const [from, to] = [places[rows[i]], places[row]];
      const third = Math.hypot(...plus(to, from, -1)) / 3;
      const handles = tangents
        ? [plus(from, tangents[i], third), plus(to, tangents[i + 1], -third)] : [];
      return { kind, important, beside: row >= truth.length, ends: [from, ...handles, to] };
    });
  }

  /** Lay out a registered scene; places are relative to its centre. */
  function decode(scene) {
    const size = scene.centre.length;
    const flat = size === 2;
    const places = vectors(numbers(scene.places, Int16Array), size, scene.step);
    const truth = Array.from(scene.truth, (digit) => digit === "1");
    return {
      id: scene.id,
      class: scene.class,
      centre: scene.centre,
      flat,
      view: flat ? [[1, 0, 0], [0, 1, 0], [0, 0, 1]] : scene.view,
      places,
      truth,
      important: truth.filter(Boolean).length,
      pieces: (scene.lines ?? []).flatMap((line) => pieces(line, places, truth, size)),
      letters: scene.letters ?? [],
      tilt: scene.tilt && numbers(scene.tilt, Int8Array).map((value) => value / 127),
      captions: [...scene.captions, ...(scene.beside ?? [])],
    };
  }

  /** What an entry says of a cloud, if it is there. */
  function marks(edition, entry, cloud) {
    const found = entry && ranks.get(key(edition, entry.id))?.get(cloud);
    return found && { name: entry.name, auc: found.auc, values: numbers(found.rank, Uint16Array) };
  }

  window.lriClouds = {
    register,
    load,
    decode,
    marks,
    editions,
    scenes: (edition) => scenes.get(edition) ?? new Map(),
    ranks: (edition, entry) => ranks.get(key(edition, entry.id)),
  };
})();

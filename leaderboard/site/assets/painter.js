// SPDX-License-Identifier: MIT
/**
 * How <cloud-viewer> looks at a cloud, and paints it.
 *
 *   const camera = new lriClouds.Camera(scene);      // from lriClouds.decode
 *   lriClouds.paint(canvas, camera, {facts, values, css, hot});
 *
 * Projections are parallel, so that one bar of length holds for the whole picture and a
 * cubic Bézier curve in space is one on the screen.
 */
(() => {
  "use strict";

  const STRIP = 32; // pixels below a grid, for its numbers
  const TICK = 12; // pixels to both sides of a hit

  const minus = (a, b) => a.map((value, axis) => value - b[axis]);
  const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const largest = (values) => Math.max(...values) || 1; // a single point has no extent

  /** Turn two axes towards each other. */
  function turned(a, b, angle) {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [a.map((value, i) => value * cos + b[i] * sin), b.map((value, i) => value * cos - a[i] * sin)];
  }

  /** From where a scene is seen; shared by all panels. */
  class Camera {
    constructor(scene) {
      this.scene = scene;
      this.reach = largest(scene.places.map((place) => Math.hypot(...place)));
      this.half = [0, 1].map((axis) =>
        largest(scene.places.map((place) => Math.abs(dot(scene.view[axis], place)))));
      this.reset();
    }

    reset() {
      this.view = this.scene.view;
      this.pivot = [0, 0, 0];
      this.zoom = 1;
      this.shift = [0, 0]; // of the picture, in shares of its size
    }

    turn(across, down) {
      if (this.scene.flat) return;
      const [right, near] = turned(this.view[0], this.view[2], across);
      const [up, towards] = turned(this.view[1], near, -down);
      this.view = [right, up, towards];
    }

    move(x, y) {
      this.shift = [this.shift[0] + x, this.shift[1] + y];
    }

    zoomBy(factor, at = [0, 0]) {
      const zoom = clamp(this.zoom * factor, 0.5, 60);
      this.shift = this.shift.map((value, i) => at[i] + ((value - at[i]) * zoom) / this.zoom);
      this.zoom = zoom;
    }

    /** Fill the picture with the important points. */
    zoomToTruth() {
      const chosen = this.scene.places.filter((_, point) => this.scene.truth[point]);
      this.pivot = [0, 1, 2].map((axis) => {
        const values = chosen.map((place) => place[axis]);
        return (Math.min(...values) + Math.max(...values)) / 2;
      });
      const reach = largest(chosen.map((place) => Math.hypot(...minus(place, this.pivot))));
      this.zoom = clamp((0.85 * Math.min(...this.half)) / reach, 1, 30);
      this.shift = [0, 0];
    }

    /** What takes places to x and y on a canvas, and nearness to the eye. */
    projection(canvas) {
      const { clientWidth: width, clientHeight: height } = canvas;
      const below = this.scene.flat ? STRIP : 0;
      const size = Math.min(width, height);
      const scale = this.zoom
        * Math.min((0.45 * width) / this.half[0], (0.43 * height - below) / this.half[1]);
      const middle = [width / 2, (height - below) / 2];
      const [x, y] = middle.map((value, axis) => value + this.shift[axis] * size);
      const [right, up, towards] = this.view;
      const at = (place) => {
        const from = minus(place, this.pivot);
        return [x + dot(right, from) * scale, y - dot(up, from) * scale, dot(towards, from)];
      };
      return { at, scale, size, width, height, middle };
    }

    /** The point nearest to a place on a canvas, or null. */
    pick(canvas, [x, y], reach) {
      const { at } = this.projection(canvas);
      const far = this.scene.places.map((place) => Math.hypot(at(place)[0] - x, at(place)[1] - y));
      const least = Math.min(...far);
      return least < reach ? far.indexOf(least) : null;
    }
  }

  // ---- Colours, pens and numbers -----------------------------------------------------

  // Cividis, even in lightness for all eyes (doi:10.1371/journal.pone.0199239).
  const CIVIDIS = [[0, 34, 78], [26, 56, 111], [67, 78, 108], [97, 101, 111], [125, 124, 120],
    [155, 148, 118], [188, 174, 108], [222, 201, 88], [254, 232, 56]];

  /** Colour of a share from 0 to 1; what is high stands out from the background. */
  function colourOf(share, dark) {
    const at = (dark ? share : 1 - share) * (CIVIDIS.length - 1);
    const low = Math.min(Math.floor(at), CIVIDIS.length - 2);
    return CIVIDIS[low].map((value, i) => Math.round(value + (CIVIDIS[low + 1][i] - value) * (at - low)));
  }

  const isLight = (colour) => dot(colour, [0.3, 0.59, 0.11]) > 140;
  const number = (value) => Number(value.toPrecision(3)).toString().replace("-", "−");

  /** The largest of …, 0.5, 1, 2, 5, 10, 20, … that is not above a limit. */
  function roundBelow(limit) {
    const power = 10 ** Math.floor(Math.log10(limit));
    return [5, 2, 1].find((factor) => factor * power <= limit) * power;
  }

  function stroke(pen, colour, width) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
  }

  function segment(pen, from, to, colour, width) {
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    stroke(pen, colour, width);
  }

  function write(pen, text, x, y, colour, align = "center", font = "12px") {
    pen.fillStyle = colour;
    pen.font = `${font} system-ui, sans-serif`;
    pen.textAlign = align;
    pen.textBaseline = "middle";
    pen.fillText(text, x, y);
  }

  // ---- Paint ---------------------------------------------------------------------------

  /**
   * Paint a cloud: by `values` (0 to 65535 a point) or, without, by the truth. `css` has
   * the colours of viewer.css by name, `facts` are the edition's, `hot` is one point.
   */
  function paint(canvas, camera, { facts, values, css, hot }) {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * ratio); // which clears it, too
    canvas.height = Math.round(canvas.clientHeight * ratio);
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const { scene } = camera;
    const seen = camera.projection(canvas);
    if (scene.flat) paintGrid(pen, scene, seen, facts, css);
    const items = [
      ...scene.pieces.map((piece) => paintedPiece(pen, piece, seen, css)),
      ...scene.places.map((place, point) => paintedPoint(pen, camera, seen, point, values, css)),
    ];
    items.sort((a, b) => a.depth - b.depth).forEach((item) => item.draw());
    if (hot !== null) {
      const [x, y] = seen.at(scene.places[hot]);
      pen.beginPath();
      pen.arc(x, y, 14, 0, 2 * Math.PI);
      stroke(pen, css.hot, 3);
    }
    if (!scene.flat) paintScale(pen, camera, seen, facts, css);
  }

  function paintedPiece(pen, { kind, important, beside, ends }, { at }, css) {
    const path = ends.map(at);
    const track = important && kind === "track";
    const width = beside || track || kind === "bond" ? 2.2 : 1.2;
    const draw = () => {
      pen.beginPath();
      pen.moveTo(path[0][0], path[0][1]);
      const rest = path.slice(1).flatMap(([x, y]) => [x, y]);
      if (rest.length === 6) pen.bezierCurveTo(...rest);
      else pen.lineTo(...rest);
      pen.lineCap = "round";
      stroke(pen, beside ? css.beside : track ? css.ink : css.line, width);
    };
    return { depth: Math.min(path[0][2], path.at(-1)[2]), draw }; // below its own points
  }

  function paintedPoint(pen, { scene, zoom, reach }, { at, size }, point, values, css) {
    const { truth, tilt } = scene;
    const [x, y, depth] = at(scene.places[point]);
    const beside = point >= truth.length;
    const important = truth[point];
    const usual = clamp(size / (7 * Math.sqrt(truth.length)), 2.6, tilt ? 4 : 9);
    const radius = usual * clamp(zoom, 1, 4) ** 0.4 * (1 + (0.25 * depth) / reach)
      * (beside ? 0.75 : important ? 1.25 : 1);
    const colour = values && !beside && colourOf(values[point] / 65535, css.dark);
    const plain = beside ? css.beside : important ? css.truth : css.grey;
    const circle = (r) => { pen.beginPath(); pen.arc(x, y, r, 0, 2 * Math.PI); };
    const draw = () => {
      if (tilt) paintTick(pen, x, y, tilt[point], important ? css.ink : css.line);
      circle(radius);
      pen.fillStyle = colour ? `rgb(${colour})` : plain;
      pen.fill();
      if (!beside) stroke(pen, important ? css.back : css.line, important ? 1 : 0.8);
      if (important) { // told by size and by a ring, not by colour alone
        const gap = Math.min(radius / 3, 1.6);
        circle(radius + gap);
        stroke(pen, css.ink, gap);
      }
      const letter = scene.letters[point];
      if (radius > 5.5 && letter && letter !== "C") {
        const light = colour ? isLight(colour) : css.dark === important;
        write(pen, letter, x, y + 0.5, light ? "#111" : "#fff", "center", `bold ${Math.round(radius * 1.25)}px`);
      }
    };
    return { depth, draw };
  }

  /** A line through a hit: upright for no bend, flat for the largest. */
  function paintTick(pen, x, y, tilt, colour) {
    const angle = (tilt * Math.PI) / 2;
    const [right, up] = [TICK * Math.sin(angle), TICK * Math.cos(angle)];
    segment(pen, [x - right, y + up], [x + right, y - up], colour, 1.4);
  }

  /** A bar of a round length and, where coordinates mean something, their axes. */
  function paintScale(pen, { view }, { scale, width, height }, { unit, axes }, { ink }) {
    const length = roundBelow((width * 0.3) / scale);
    segment(pen, [10, height - 10], [10 + length * scale, height - 10], ink, 1.5);
    write(pen, `${number(length)} ${unit}`, 10, height - 21, ink, "left");
    const [x, y] = [width - 38, height - 38];
    axes.forEach((name, axis) => {
      const [right, down] = [view[0][axis], -view[1][axis]];
      segment(pen, [x, y], [x + right * 22, y + down * 22], ink, 1.2);
      write(pen, name, x + right * 30, y + down * 30, ink);
    });
  }

  /** Lines of equal coordinates, labelled. */
  function paintGrid(pen, scene, { at, scale, width, height }, { axes }, { ink, grey }) {
    const [left, top] = at([0, 0, 0]);
    const [x0, y0] = scene.centre;
    const floor = height - STRIP;
    const step = roundBelow(120 / scale);
    const between = (low, high) => {
      const first = Math.ceil(low / step);
      const count = Math.max(Math.floor(high / step) - first + 1, 0);
      return Array.from({ length: count }, (_, i) => (first + i) * step);
    };
    for (const value of between(x0 - left / scale, x0 + (width - left) / scale)) {
      const x = left + (value - x0) * scale;
      segment(pen, [x, 0], [x, floor], grey, 0.7);
      write(pen, number(value), x, height - 24, ink);
    }
    for (const value of between(y0 + (top - floor) / scale, y0 + top / scale)) {
      const y = top - (value - y0) * scale;
      segment(pen, [0, y], [width, y], grey, 0.7);
      if (y > 36) write(pen, number(value), 3, y - 8, ink, "left");
    }
    write(pen, `${axes[0]} →`, width - 6, height - 8, ink, "right");
    write(pen, `↑ ${axes[1]}`, 4, 10, ink, "left");
  }

  Object.assign(window.lriClouds, { Camera, paint, clamp });
})();

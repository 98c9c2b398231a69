// A small line chart: shares from 0 to 100 % over the months. Colour and dash tell the lines apart.

import { svg } from "./dom.js";
import { percent } from "./text.js";

const WIDTH = 380;
const HEIGHT = 190;
const LEFT = 40;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 24;
// The lines of every chart of a page, in the order of their series.
export const STROKES = [
  { color: "#0b5d5e", dash: "", shape: "circle" },
  { color: "#b26b00", dash: "7 3", shape: "square" },
  { color: "#4f3f7d", dash: "2 3", shape: "diamond" },
];

// `months` are names for the axis; `series` are {name, values}, a value being a share or null.
export function lineChart(label, months, series) {
  const x = (i) => LEFT + (months.length > 1 ? (i / (months.length - 1)) * (WIDTH - LEFT - RIGHT) : 0);
  const y = (share) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  return svg(
    "svg",
    { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    axis(months, x, y),
    series.map((line, number) => drawLine(line, STROKES[number], months, x, y)),
  );
}

function axis(months, x, y) {
  const levels = [0, 0.25, 0.5, 0.75, 1].map((share) => [
    svg("line", { class: "chart-grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(share), y2: y(share) }),
    svg("text", { class: "chart-text", x: LEFT - 6, y: y(share) + 4, "text-anchor": "end" }, `${share * 100}%`),
  ]);
  const every = Math.max(1, Math.ceil((months.length - 1) / 4));
  const names = months.map((month, i) => (i % every ? null : svg(
    "text", { class: "chart-text", x: x(i), y: HEIGHT - 6, "text-anchor": i === months.length - 1 ? "end" : "middle" }, month,
  )));
  return [levels, names];
}

function drawLine(line, stroke, months, x, y) {
  const known = line.values.map((share, i) => [share, i]).filter(([share]) => share !== null && share !== undefined);
  let path = "";
  for (const [share, i] of known) {
    const joined = i > 0 && path && known.some(([, j]) => j === i - 1);
    path += `${joined ? "L" : "M"}${x(i).toFixed(1)} ${y(share).toFixed(1)}`;
  }
  return svg(
    "g",
    { fill: "none", stroke: stroke.color, "stroke-width": 2 },
    path && svg("path", { d: path, "stroke-dasharray": stroke.dash || null }),
    known.map(([share, i]) => svg(
      "g", {}, marker(stroke, x(i), y(share)), svg("title", {}, `${line.name} · ${months[i]} · ${percent(share)}`),
    )),
  );
}

function marker({ shape, color }, x, y) {
  const style = { fill: color, stroke: "none" };
  if (shape === "circle") return svg("circle", { cx: x, cy: y, r: 3, ...style });
  if (shape === "square") return svg("rect", { x: x - 2.6, y: y - 2.6, width: 5.2, height: 5.2, ...style });
  return svg("path", { d: `M${x} ${y - 3.8}l3.8 3.8l-3.8 3.8l-3.8 -3.8z`, ...style });
}

// The line of a series as it stands in a key.
export function lineSample(number) {
  const stroke = STROKES[number];
  return svg(
    "svg", { class: "swatch", width: 28, height: 12, viewBox: "0 0 28 12", "aria-hidden": "true" },
    svg("line", { x1: 1, y1: 6, x2: 27, y2: 6, stroke: stroke.color, "stroke-width": 2, "stroke-dasharray": stroke.dash || null }),
    marker(stroke, 14, 6),
  );
}

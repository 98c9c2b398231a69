// The legend: the entries of every layer that is switched on, with the number of features.

import { el, replace, svg } from "./dom.js";
import { countsOf } from "./drawing.js";
import { number, t } from "./text.js";

export function drawLegend(node, layers) {
  const blocks = layers.map((layer) => block(layer));
  replace(node, blocks.length ? blocks : el("p", { class: "soft" }, t("noLegend")));
}

function block(layer) {
  const { definition, drawing, features } = layer;
  const counts = countsOf(drawing, features, definition.amount?.property);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const entries = [...drawing.entries];
  if (drawing.none && counts.get(drawing.none)) entries.push(drawing.none);
  const title = definition.titles[layer.drawingKey] ?? definition.title;
  if (drawing.kind === "one") {
    const single = line(definition.shape, drawing.base, entries[0], written(definition, total), mark(features));
    return el("ul", { class: "legend-block", "data-layer": definition.id }, single);
  }
  return el(
    "section",
    { class: "legend-block", "data-layer": definition.id },
    el("h3", {}, title, mark(features)),
    el("ul", {}, entries.map((entry) => line(definition.shape, drawing.base, entry, written(definition, counts.get(entry) ?? 0)))),
  );
}

// How many features, or the sum that the layer says instead, with its unit.
function written({ amount }, count) {
  return amount ? `${number(count / amount.divisor, amount.decimals)} ${amount.unit}` : number(count);
}

function mark(features) {
  const illustrative = features.some(isIllustrative);
  return illustrative ? el("span", { class: "mark mark-illustrative" }, t("illustrative")) : null;
}

export function isIllustrative(feature) {
  return feature.properties.quality === "illustrative" || feature.properties.illustrative === true;
}

function line(shape, base, entry, count, note = null) {
  return el(
    "li",
    {},
    swatch(shape, { ...base, ...entry.style }),
    el("span", { class: "legend-label" }, entry.label),
    note,
    el("span", { class: "number legend-count" }, count),
  );
}

export function swatch(shape, style) {
  const draw = { area: rectangle, line: stroke, point: circle }[shape];
  return svg("svg", { class: "swatch", width: 28, height: 16, viewBox: "0 0 28 16", "aria-hidden": "true" }, draw(style));
}

function rectangle(style) {
  return svg("rect", {
    x: 1, y: 1, width: 26, height: 14, fill: style.fillColor ?? "none", "fill-opacity": style.fillOpacity ?? 1,
    stroke: style.color ?? "none", "stroke-width": Math.min(style.weight ?? 1, 2), "stroke-dasharray": style.dashArray || null,
  });
}

function stroke(style) {
  return svg("line", {
    x1: 1, y1: 8, x2: 27, y2: 8, stroke: style.color, "stroke-width": Math.min(style.weight, 10),
    "stroke-opacity": style.opacity ?? 1, "stroke-dasharray": style.dashArray || null,
  });
}

function circle(style) {
  return svg("circle", {
    cx: 14, cy: 8, r: Math.min(style.radius, 6), fill: style.fillColor, stroke: style.color, "stroke-width": 1.5,
  });
}

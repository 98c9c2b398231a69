// The trend: a small chart a layer, and the numbers behind the charts as a table.

import { address, getJson } from "./api.js";
import { lineChart, lineSample } from "./chart.js";
import { byId, el, replace } from "./dom.js";
import { percent, t } from "./text.js";

const LAYERS = ["pairing", "service", "recency", "patrol", "chiefs"];
// Of waters the length says more than the area of the villages they lie in.
const MEASURES = ["villages", "people", "extent"];
const EXTENT = { patrol: "length_m", chiefs: "length_m" };
const charts = byId("charts");
const { from, to, subdistrict } = charts.dataset;

function share(row, layer, measure) {
  const member = measure === "extent" ? EXTENT[layer] ?? "area_m2" : measure;
  return row.layers[layer]?.[member]?.share ?? null;
}

function nameOf(layer, measure) {
  if (measure !== "extent") return t(`measure.${measure}`);
  return t(layer in EXTENT ? "measure.length" : "measure.area");
}

function chart(layer, rows) {
  const series = MEASURES.map((measure) => ({ name: nameOf(layer, measure), values: rows.map((row) => share(row, layer, measure)) }));
  const label = `${t(`layer.${layer}`)}, ${from} – ${to}: ${series.map(({ name, values }) => `${name} ${percent(values.at(-1))}`).join(", ")}`;
  return el(
    "figure", { class: "chart-figure" },
    el("figcaption", {}, el("strong", {}, t(`layer.${layer}`)), series.map(({ name, values }, number) => el("span", { class: "chart-key" }, lineSample(number), `${name} `, el("b", { class: "number" }, percent(values.at(-1)))))),
    lineChart(label, rows.map((row) => row.month), series),
  );
}

function table(rows) {
  const head = [
    el("tr", {}, el("th", { scope: "col", rowspan: 2 }, t("month")), LAYERS.map((layer) => el("th", { scope: "colgroup", colspan: MEASURES.length, class: "trend-group" }, t(`layer.${layer}`)))),
    el("tr", {}, LAYERS.flatMap((layer) => MEASURES.map((measure) => el("th", { scope: "col", class: "number" }, nameOf(layer, measure))))),
  ];
  const body = [...rows].reverse().map((row) => el(
    "tr", { "data-month": row.month },
    el("th", { scope: "row" }, el("a", { href: address("/", { date: row.date }) }, row.date)),
    LAYERS.flatMap((layer) => MEASURES.map((measure) => el("td", { class: "number" }, percent(share(row, layer, measure))))),
  ));
  return el("table", { class: "trend-table" }, el("thead", {}, head), el("tbody", {}, body));
}

async function start() {
  const status = byId("trend-status");
  try {
    const { months: rows } = await getJson(address("/api/coverage/trend", { from, to, subdistrict }));
    replace(charts, LAYERS.map((layer) => chart(layer, rows)));
    replace(byId("trend-table"), table(rows));
    status.hidden = true;
  } catch (error) {
    replace(status, t("failed", { what: t("trendWord"), why: error.message }));
  }
  document.documentElement.dataset.ready = "true";
}

byId("print").addEventListener("click", () => print());
start();

// The figures beside the map, as the API gives them; each leads to its list and to the map.

import { el, replace } from "./dom.js";
import { number, percent, t } from "./text.js";

const km2 = (value) => number(value === null ? null : value / 1e6, 2);
const km = (value) => number(value === null ? null : value / 1e3, 2);

// What a coverage layer counts: the member of the answer, its words, how it is written, and the
// lists behind the covered part and the gap.
const LAYERS = [
  {
    id: "pairing", title: "pairingLayer", show: { by: "pairing", layers: ["villages"] },
    rows: [
      { member: "villages", label: "byVillages", unit: "", write: number, covered: "/villages/?paired=yes", gap: "/villages/?paired=no" },
      { member: "people", label: "byPeople", unit: "", write: number, covered: "/villages/?paired=yes", gap: "/villages/?paired=no" },
      { member: "area_m2", label: "byArea", unit: "km²", write: km2, covered: "/villages/?paired=yes", gap: "/villages/?paired=no" },
    ],
  },
  {
    id: "service", title: "serviceLayer", show: { by: "reached", layers: ["villages", "service", "gap-service"] },
    rows: [
      { member: "villages", label: "byVillages", unit: "", write: number, covered: "/villages/?reached=yes", gap: "/villages/?reached=no" },
      { member: "people", label: "byPeople", unit: "", write: number, covered: "/villages/?reached=yes", gap: "/villages/?reached=no" },
      { member: "people_by_area", label: "byPeopleSpread", unit: "", write: number, covered: "/stations/", gap: "/gaps/?layer=service" },
      { member: "area_m2", label: "byArea", unit: "km²", write: km2, covered: "/stations/", gap: "/gaps/?layer=service" },
    ],
  },
  {
    id: "chiefs", title: "chiefsLayer", show: { by: "chiefless", layers: ["segments", "gap-chiefs"] },
    rows: [
      { member: "segments", label: "bySegments", unit: "", write: number, covered: "/segments/?chiefs=any", gap: "/segments/?chiefs=none" },
      { member: "length_m", label: "byLength", unit: "km", write: km, covered: "/segments/?chiefs=any", gap: "/segments/?chiefs=none" },
    ],
  },
];

export function drawOverview(node, overview, carry, show) {
  replace(node, totals(overview, carry), reportedNote(overview.reported), LAYERS.map((layer) => coverage(layer, overview, carry, show)));
}

function totals(overview, carry) {
  const lines = [
    ["villages", overview.villages, (value) => number(value), ""],
    ["area", overview.area_km2, (value) => number(value, 2), "km²"],
    ["population", overview.population, (value) => number(value), ""],
  ];
  return el(
    "table",
    { class: "totals" },
    el("thead", {}, el("tr", {}, el("td", {}), el("th", { class: "number", scope: "col" }, t("reported")), el("th", { class: "number", scope: "col" }, t("loaded")))),
    el("tbody", {}, lines.map(([name, total, write, unit]) => el(
      "tr",
      { "data-total": name },
      el("th", { scope: "row" }, t(`total.${name}`), unit && el("span", { class: "soft" }, ` ${unit}`)),
      el("td", { class: "number" }, write(total.reported)),
      el("td", { class: "number" }, el("a", { href: carry("/villages/"), "data-figure": `${name}-loaded` }, write(total.loaded))),
    ))),
  );
}

function reportedNote(reported) {
  if (!reported?.source) return null;
  return el("details", { class: "reported soft" }, el("summary", {}, t("reportedOn", { date: reported.as_of })), reported.source);
}

function coverage(layer, overview, carry, show) {
  const figures = overview.layers[layer.id];
  const main = figures[layer.rows[0].member];
  const heading = el(
    "div",
    { class: "coverage-head" },
    el("h3", {}, t(layer.title)),
    el("strong", { class: "number", "data-figure": `${layer.id}-share` }, percent(main.share)),
    el("button", { class: "button-quiet small", type: "button", onclick: () => show(layer.show) }, t("onMap")),
  );
  const rows = layer.rows.filter((row) => figures[row.member]).map((row) => figureRow(layer, row, figures[row.member], carry));
  const head = el("tr", {}, el("td", {}), ["covered", "gap", "share"].map((name) => el("th", { class: "number", scope: "col" }, t(`column.${name}`))));
  return el("section", { class: "coverage" }, heading, bar(main.share), el("table", {}, el("thead", {}, head), el("tbody", {}, rows)));
}

function bar(share) {
  // A progress element needs no inline style, which the page's policy would refuse.
  return el("progress", { max: 1, value: share ?? 0, "aria-hidden": "true" });
}

function figureRow(layer, row, amounts, carry) {
  const cell = (part) => el(
    "td",
    { class: "number" },
    el("a", { href: carry(row[part]), "data-figure": `${layer.id}-${row.member}-${part}` }, row.write(amounts[part])),
  );
  const unknown = amounts.unknown ? el("span", { class: "soft" }, ` (${t("unknown")} ${row.write(amounts.unknown)})`) : null;
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, t(row.label), row.unit && el("span", { class: "soft" }, ` ${row.unit}`), unknown),
    cell("covered"),
    cell("gap"),
    el("td", { class: "number" }, percent(amounts.share)),
  );
}

// The figures beside the map, as the API gives them; each leads to its list and to the map.

import { el, replace, svg } from "./dom.js";
import { number, percent, t } from "./text.js";

const km2 = (value) => number(value === null ? null : value / 1e6, 2);
const km = (value) => number(value === null ? null : value / 1e3, 2);
const STATES = ["covered", "due", "gap", "unknown"];
const BAR = { covered: "#0b5d5e", due: "#e0a63a", gap: "#c98a80", unknown: "#dde1de" };
const villages = (layer) => (state) => `/villages/?${layer}=${state}`;
const segments = (layer) => (state) => `/segments/?${layer}=${state}`;
const stretches = { patrol: "stretch", supervision: "supervised" };
const lengths = (layer) => (state) => `/segments/?${stretches[layer] ?? layer}=${state}`;
const waters = (layer) => (state) => `/waters/?${layer}=${state}`;
// The areas of the service layer are not those of whole villages.
const reachedAreas = (state) => (state === "gap" ? "/gaps/?layer=service" : "/stations/");

// The layers side by side: what each shows on the map.
const LAYERS = [
  { id: "pairing", show: { by: "pairing", layers: ["villages", "gap-pairing"] } },
  { id: "service", show: { by: "service", layers: ["villages", "service", "gap-service"] } },
  { id: "recency", show: { by: "recency", layers: ["villages", "gap-recency"] } },
  { id: "patrol", show: { by: "patrol", segments: "patrol", layers: ["segments", "gap-patrol"] } },
  { id: "supervision", show: { segments: "supervision", layers: ["segments"] } },
  { id: "chiefs", show: { by: "chiefs", segments: "levels", layers: ["segments", "gap-chiefs"] } },
];

// What is counted; `lists` gives the address of the list behind a state's number.
const MEASURES = [
  { id: "villages", rows: [{ member: "villages", write: number, lists: villages }] },
  {
    id: "people", rows: [
      { member: "people", write: number, lists: villages },
      { member: "people_by_area", note: "spread", write: number, lists: () => reachedAreas },
    ],
  },
  {
    id: "area", unit: "km²", rows: [
      { member: "area_m2", write: km2, lists: (layer) => (layer === "service" ? reachedAreas : villages(layer)) },
    ],
  },
  {
    id: "segments", rows: [
      { member: "segments", write: number, lists: segments },
      { member: "waters", note: "pondsAndDitches", write: number, lists: waters },
    ],
  },
  { id: "length", unit: "km", rows: [{ member: "length_m", write: km, lists: lengths }] },
];

let chosen = MEASURES[0].id;

export function drawOverview(node, overview, carry, show) {
  overview.layers.supervision = overview.supervision;
  const sections = MEASURES.map((measure) => section(measure, overview, carry, show)).filter(Boolean);
  replace(node, totals(overview, carry), reportedNote(overview.reported), choice(sections), sections.map(([, table]) => table));
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

// One measure is seen at a time; on paper all of them are.
function choice(sections) {
  const buttons = sections.map(([measure]) => el("button", {
    type: "button", "data-measure": measure.id, "aria-pressed": String(measure.id === chosen), onclick: () => choose(measure.id),
  }, t(`measure.${measure.id}`)));
  const choose = (id) => {
    chosen = id;
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.measure === id)));
    sections.forEach(([measure, table]) => { table.hidden = measure.id !== id; });
  };
  return el("div", { class: "measures", role: "group", "aria-label": t("measures") }, buttons);
}

function section(measure, overview, carry, show) {
  const lines = LAYERS.flatMap((layer) => measure.rows
    .filter((row) => overview.layers[layer.id]?.[row.member])
    .map((row) => line(layer, row, overview.layers[layer.id][row.member], carry, show)));
  if (!lines.length) return null;
  const head = el("tr", {}, el("th", { scope: "col" }, t(`measure.${measure.id}`), measure.unit && el("span", { class: "soft" }, ` ${measure.unit}`)), STATES.map((state) => el("th", { class: "number", scope: "col" }, t(`column.${state}`))));
  return [measure, el(
    "table", { class: "coverage", "data-section": measure.id, hidden: measure.id !== chosen },
    el("thead", {}, head), el("tbody", {}, lines),
  )];
}

function line(layer, row, amounts, carry, show) {
  const address = row.lists(layer.id);
  const name = el("button", { class: "coverage-name", type: "button", title: t("onMap"), onclick: () => show(layer.show) }, t(`layer.${layer.id}`));
  const cells = STATES.map((state) => el(
    "td",
    { class: "number" },
    amounts[state]
      ? el("a", { href: carry(address(state)), "data-figure": `${layer.id}-${row.member}-${state}` }, row.write(amounts[state]))
      : el("span", { class: "soft", "data-figure": `${layer.id}-${row.member}-${state}` }, "0"),
  ));
  return [
    el("tr", {}, el("th", { scope: "row" }, name, row.note && el("span", { class: "soft" }, t(row.note)), " ", el("strong", { class: "number", "data-figure": `${layer.id}-${row.member}-share` }, percent(amounts.share))), cells),
    el("tr", { class: "coverage-bar", "aria-hidden": "true" }, el("td", { colspan: 5 }, bar(amounts))),
  ];
}

// Presentation attributes, because the page's policy refuses inline styles.
function bar(amounts) {
  const total = STATES.reduce((sum, state) => sum + amounts[state], 0) || 1;
  let x = 0;
  const parts = STATES.map((state) => {
    const width = (amounts[state] / total) * 100;
    const part = svg("rect", { x, y: 0, width, height: 4, fill: BAR[state] });
    x += width;
    return part;
  });
  return svg("svg", { viewBox: "0 0 100 4", preserveAspectRatio: "none", width: "100%", height: 4 }, parts);
}

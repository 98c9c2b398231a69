// What changed between two days: the sums, the map of one layer, and the places with their reasons.

import { address, getJson } from "./api.js";
import { byId, el, replace } from "./dom.js";
import { codeOf, FeatureLayer } from "./feature_layer.js";
import { Labels } from "./labels.js";
import { drawLegend } from "./legend.js";
import { present } from "./page_map.js";
import { number, t } from "./text.js";

const LAYERS = ["pairing", "service", "recency", "patrol", "chiefs"];
const LINEAR = ["patrol", "chiefs"];
const CHANGES = ["gained", "lost"];
const SORTS = ["village", "segment", "water"];
const FOLDERS = { village: "villages", segment: "segments" };
const map = window.changes_map;
const options = map.shizilu;
const { from, to, subdistrict, layer: chosen } = byId("changes").dataset;
const labels = new Labels(map);

// One row a place, layer and change.
function flat({ layers }) {
  return Object.entries(layers).flatMap(([layer, changes]) => CHANGES.flatMap((change) => (
    changes[change].map((row) => ({ ...row, layer, change }))
  )));
}

// Segments are told from ponds and ditches by their kind; whatever else there is are villages.
function sortOf({ layer, kind }) {
  if (!LINEAR.includes(layer)) return "village";
  return kind === "segment" ? "segment" : "water";
}

function pageOf(row) {
  const folder = FOLDERS[sortOf(row)];
  return folder && address(`/${folder}/${encodeURIComponent(row.code)}/`, { date: to });
}

function sums(rows) {
  const line = (layer) => el(
    "tr", {}, el("th", { scope: "row" }, t(`layer.${layer}`)),
    SORTS.flatMap((sort) => CHANGES.map((change) => {
      const count = rows.filter((row) => row.layer === layer && sortOf(row) === sort && row.change === change).length;
      return el("td", { class: "number" }, count ? el("a", { href: `#${layer}-${change}`, "data-figure": `${layer}-${sort}-${change}` }, number(count)) : "–");
    })),
  );
  const head = [
    el("tr", {}, el("td", {}), SORTS.map((sort) => el("th", { class: "number", scope: "colgroup", colspan: 2 }, t(`changed.${sort}`)))),
    el("tr", {}, el("th", { scope: "col" }, t("layerWord")), SORTS.flatMap(() => CHANGES.map((change) => el("th", { class: "number", scope: "col" }, t(`change.${change}`))))),
  ];
  replace(byId("changes-sums"), el("table", {}, el("thead", {}, head), el("tbody", {}, LAYERS.map(line))));
}

function lists(rows) {
  const parts = LAYERS.flatMap((layer) => CHANGES.map((change) => {
    const found = rows.filter((row) => row.layer === layer && row.change === change);
    if (!found.length) return null;
    return el(
      "section", { class: "block", id: `${layer}-${change}` },
      el("h2", {}, t(`layer.${layer}`), " · ", el("span", { class: `mark mark-${change === "gained" ? "covered" : "gap"}` }, t(`change.${change}`)), ` ${number(found.length)}`),
      el("div", { class: "table-frame" }, el("table", {},
        el("thead", {}, el("tr", {}, [t("nameWord"), `${t("before")} ${from}`, `${t("after")} ${to}`].map((name) => el("th", { scope: "col" }, name)))),
        el("tbody", {}, found.map((row) => el(
          "tr", { "data-code": row.code },
          el("td", {}, pageOf(row) ? el("a", { href: pageOf(row) }, row.name) : row.name),
          stateCell(row.from_state, row[t("beforeMember")]),
          stateCell(row.to_state, row[t("reasonMember")]),
        ))),
      )),
    );
  })).filter(Boolean);
  replace(byId("changes"), parts.length ? parts : el("p", { class: "soft" }, t("nothingChanged", { from, to })));
}

// A place that was not there yet, or is there no more, has no state.
function stateCell(state, reason) {
  return el("td", { class: "reason" }, state && el("span", { class: `mark mark-${state}` }, t(`column.${state}`)), " ", reason);
}

async function drawMap(rows) {
  map.fitBounds(options.bounds, { animate: false });
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  L.control.zoom({ position: "topright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  const shown = await Promise.all(options.layers.map((definition) => drawLayer(definition, rows)));
  drawLegend(byId("legend"), shown.filter(Boolean));
}

async function drawLayer(definition, rows) {
  if (!(chosen in definition.drawings)) return null;
  const layer = new FeatureLayer(map, definition, { date: to, subdistrict }, (picked, feature) => {
    location.assign(address(picked.definition.page.replace("{code}", encodeURIComponent(codeOf(feature))), { date: to }));
  });
  layer.useDrawing(chosen);
  await layer.load();
  const changes = new Map(rows.filter((row) => row.layer === chosen).map((row) => [row.code, row.change]));
  for (const { properties } of layer.features) properties.change = { [chosen]: changes.get(properties.code) };
  layer.draw();
  if (definition.label) labels.show(layer);
  return layer;
}

async function start() {
  const rows = flat(await getJson(address("/api/coverage/changes", { from, to, subdistrict })));
  sums(rows);
  lists(rows);
  await drawMap(rows);
}

present(map, "changesWord", start);

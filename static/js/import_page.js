// The map of an import: the first rows as they are read, or what becomes of each row.

import { byId, el, replace } from "./dom.js";
import { FeatureLayer } from "./feature_layer.js";
import { Labels } from "./labels.js";
import { drawLegend } from "./legend.js";
import { t } from "./text.js";

const map = window.import_map;
const options = map.shizilu;
const MOST = 1000;
const LOWEST = 440;

// A member of the import's own answer has no day to be asked for.
function questionOf(definition) {
  const isGround = definition.group === "ground";
  return isGround ? { date: options.day, subdistrict: options.subdistrict } : { date: "", subdistrict: "" };
}

function describe(layer, feature, position) {
  const { row, code, name, reasons, fault } = feature.properties;
  const lines = [`${t("row")} ${row ?? "–"}`, `${name ?? ""} ${code ?? ""}`.trim(), layer.definition.title];
  const why = fault ? [fault] : (reasons ?? []).map((one) => one.text);
  const body = el("div", {}, [...lines, ...why].filter(Boolean).map((text) => el("p", {}, text)));
  L.popup().setLatLng(position).setContent(body).openOn(map);
}

async function show(layer, labels) {
  const { kind } = layer.definition;
  if (kind === "preview") fillTable(await load(layer));
  else if (layer.definition.group === "import") layer.ask({ action: kind, limit: MOST });
  await layer.load();
  layer.draw();
  if (layer.definition.label) labels.show(layer);
}

async function load(layer) {
  await layer.load();
  return layer.features;
}

function fillTable(features) {
  const columns = Object.keys(features[0]?.properties.values ?? {});
  const head = el("tr", {}, [t("row"), ...columns].map((name) => el("th", { scope: "col" }, name)));
  const rows = features.map(({ geometry, properties }) => {
    const wrong = properties.fault ?? (geometry ? null : t("noPlace"));
    const cells = columns.map((name) => el("td", {}, properties.values[name] ?? "–"));
    const first = el("td", wrong ? { class: "number is-wrong", title: wrong } : { class: "number" }, properties.row);
    return el("tr", {}, [first, ...cells]);
  });
  replace(byId("preview"), el("thead", {}, head), el("tbody", {}, rows));
}

function frame(own) {
  const drawn = own.map((layer) => layer.drawn).filter((one) => one?.getLayers().length);
  const bounds = drawn.map((one) => one.getBounds()).filter((one) => one.isValid());
  if (!bounds.length) return map.fitBounds(options.bounds, { animate: false });
  const whole = bounds.reduce((sum, one) => sum.extend(one));
  return map.fitBounds(whole, { animate: false, padding: [16, 16], maxZoom: 16 });
}

async function start() {
  map.fitBounds(options.bounds, { animate: false });
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  L.control.zoom({ position: "topright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  const layers = options.layers.map((one) => new FeatureLayer(map, one, questionOf(one), describe));
  const own = layers.filter((layer) => layer.definition.group === "import");
  own.forEach((layer, number) => (map.getPane(`pane-${layer.id}`).style.zIndex = LOWEST + number));
  const labels = new Labels(map);
  await Promise.all(layers.map((layer) => show(layer, labels)));
  frame(own);
  drawLegend(byId("legend"), own.filter((layer) => layer.features.length));
}

const status = byId("map-status");
byId("print")?.addEventListener("click", () => print());
start()
  .then(() => (status.hidden = true))
  .catch((error) => replace(status, t("failed", { what: t("importMap"), why: error.message })))
  .finally(() => (document.documentElement.dataset.ready = "true"));

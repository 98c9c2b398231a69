// The map of a scenario: how it is on the left of the divider, how it would be on the right.

import { byId, el } from "./dom.js";
import { FeatureLayer } from "./feature_layer.js";
import { Labels } from "./labels.js";
import { drawLegend } from "./legend.js";
import { present } from "./page_map.js";
import { Swipe } from "./swipe.js";
import { t } from "./text.js";

const map = window.scenario_map;
const options = map.shizilu;
// Panes of one side from below to above.
const ORDER = ["village", "gap-before", "gap-after", "pair", "station", "new-station"];
const LOWEST = 400;
const ABOVE_NAMES = 480;

function rise(layer) {
  const part = ORDER.findIndex((name) => layer.id.endsWith(`-${name}`) && !(name === "station" && layer.id.endsWith("-new-station")));
  map.getPane(`pane-${layer.id}`).style.zIndex = ORDER[part] === "new-station" ? ABOVE_NAMES : LOWEST + part;
}

function open(layer, feature) {
  const { part, code, village } = feature.properties;
  const place = part === "village" ? code : village;
  if (place) location.assign(`/villages/${encodeURIComponent(place)}/`);
}

function panesOf(layers, side) {
  return layers.filter((layer) => layer.definition.group === side).map((layer) => `pane-${layer.id}`);
}

// The number of the table; in its layer's own pane the divider cuts it with its point.
function numberStations(layer) {
  layer.drawn.eachLayer((dot) => {
    dot.bindTooltip(() => el("span", {}, dot.feature.properties.code), {
      permanent: true, direction: "center", className: "station-number", pane: `pane-${layer.id}`,
    });
  });
}

async function show(layer, labels) {
  await layer.load();
  layer.draw();
  if (layer.id.endsWith("-new-station")) numberStations(layer);
  // The names of villages and stations are the same on both sides.
  if (layer.definition.label && layer.definition.group === "right") labels.show(layer);
}

async function start() {
  map.fitBounds(options.bounds, { animate: false });
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  L.control.zoom({ position: "bottomright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  const layers = options.layers.map((one) => new FeatureLayer(map, one, { date: "", subdistrict: "" }, open));
  layers.forEach(rise);
  new Swipe(map, byId("swipe"), { left: panesOf(layers, "left"), right: panesOf(layers, "right") });
  const labels = new Labels(map);
  for (const layer of layers) await show(layer, labels);
  drawLegend(byId("legend"), layers.filter((layer) => layer.definition.group === "right" && layer.features.length));
}

present(map, "mapWord", start);

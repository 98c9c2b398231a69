// The map of one patrol: the ground, then covered stretches, gaps, the track, and what was dropped.

import { byId } from "./dom.js";
import { FeatureLayer } from "./feature_layer.js";
import { Labels } from "./labels.js";
import { drawLegend } from "./legend.js";
import { present } from "./page_map.js";
import { t } from "./text.js";

const map = window.patrol_map;
const options = map.shizilu;
const LOWEST = 440;

// A member of the patrol's own answer has no day to be asked for.
function questionOf(definition) {
  const isGround = definition.group === "ground";
  return isGround ? { date: options.day, subdistrict: options.subdistrict } : { date: "", subdistrict: "" };
}

function open(layer, feature) {
  const page = layer.definition.page.replace("{code}", encodeURIComponent(feature.properties.code ?? ""));
  if (page) location.assign(page);
}

async function show(layer, labels) {
  await layer.load();
  layer.draw();
  if (layer.definition.label) labels.show(layer);
}

async function start() {
  map.fitBounds(options.bounds, { animate: false });
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  L.control.zoom({ position: "topright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  const layers = options.layers.map((one) => new FeatureLayer(map, one, questionOf(one), open));
  const own = layers.filter((layer) => layer.definition.group === "patrol");
  own.forEach((layer, number) => (map.getPane(`pane-${layer.id}`).style.zIndex = LOWEST + number));
  const labels = new Labels(map);
  await Promise.all(layers.map((layer) => show(layer, labels)));
  drawLegend(byId("legend"), own.filter((layer) => layer.features.length));
}

present(map, "mapWord", start);

// The small map of a page: the place in bold, its neighbours around it.

import { codeOf, FeatureLayer } from "./feature_layer.js";
import { Labels } from "./labels.js";
import { present } from "./page_map.js";
import { t } from "./text.js";

const map = window.place_map;
const options = map.shizilu;
const [focusLayer, focusCode] = options.focus.split(":");
const question = { date: new URLSearchParams(location.search).get("date") ?? "", subdistrict: options.subdistrict };
const NEIGHBOUR = { fillColor: "#e6e9e5", fillOpacity: 0.9 };
const FOCUS = { color: "#0b5d5e", weight: 3, fillColor: "#9ecbc6", fillOpacity: 0.6, dashArray: "6 3" };

function open(layer, feature) {
  const page = layer.definition.page.replace("{code}", encodeURIComponent(codeOf(feature)));
  if (page) location.assign(page + location.search);
}

function paint(layer, feature) {
  const isFocus = layer.id === focusLayer && codeOf(feature) === focusCode;
  if (layer.id === "villages") feature.drawn.setStyle(isFocus ? FOCUS : NEIGHBOUR);
  if (!isFocus) return;
  if (layer.id === "segments") feature.drawn.setStyle({ weight: 8 });
  if (["stations", "boards", "issues"].includes(layer.id)) feature.drawn.setStyle({ radius: 10 });
  feature.drawn.bringToFront();
}

async function show(definition, labels) {
  const layer = new FeatureLayer(map, definition, question, open);
  const [[south, west], [north, east]] = options.bounds;
  const wide = (east - west) / 2;
  const high = (north - south) / 2;
  await layer.load([west - wide, south - high, east + wide, north + high].join(","));
  layer.draw();
  layer.features.filter((feature) => feature.drawn).forEach((feature) => paint(layer, feature));
  if (definition.label) labels.show(layer);
}

async function start() {
  map.fitBounds(options.bounds, { animate: false });
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  L.control.zoom({ position: "topright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  const labels = new Labels(map);
  await Promise.all(options.layers.map((definition) => show(definition, labels)));
}

present(map, "mapWord", start);

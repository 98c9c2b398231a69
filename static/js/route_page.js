// The map of an inspection route: ways by round, stops with their numbers, what was covered.

import { byId, el } from "./dom.js";
import { FeatureLayer } from "./feature_layer.js";
import { Labels } from "./labels.js";
import { drawLegend } from "./legend.js";
import { present } from "./page_map.js";
import { t } from "./text.js";

const map = window.route_map;
const options = map.shizilu;
// Panes from below to above.
const ORDER = ["villages", "rivers", "route-stop", "route-way", "route-walked", "route-start", "route-mark"];
const LOWEST = 400;
const ABOVE_NAMES = 480;
const GROUND = ["villages", "rivers"];
const PAGES = { segment: "segments", village: "villages", board: "boards" };

function rise(layer) {
  const z = layer.id === "route-mark" ? ABOVE_NAMES : LOWEST + ORDER.indexOf(layer.id) * 5;
  map.getPane(`pane-${layer.id}`).style.zIndex = z;
}

function open(layer, feature) {
  const { kind, code, part, round } = feature.properties;
  if (part === "way") byId(`round-${round}`)?.scrollIntoView({ behavior: "smooth" });
  else if (PAGES[kind]) location.assign(`/${PAGES[kind]}/${encodeURIComponent(code)}/`);
}

// The number of the stops table; with several rounds that of the round comes before it.
function numberStops(layer) {
  const rounds = new Set(layer.features.map((feature) => feature.properties.round));
  layer.drawn.eachLayer((dot) => {
    const { order, round } = dot.feature.properties;
    dot.bindTooltip(() => el("span", {}, rounds.size > 1 ? `${round}-${order}` : order), {
      permanent: true, direction: "center", className: "station-number stop-number", pane: `pane-${layer.id}`,
    });
  });
}

async function show(layer, labels) {
  await layer.load();
  layer.draw();
  if (layer.id === "route-mark") numberStops(layer);
  if (layer.definition.label) labels.show(layer);
}

function fit(layers) {
  const bounds = L.latLngBounds([]);
  for (const layer of layers) {
    if (layer.id.startsWith("route-") && layer.features.length) bounds.extend(layer.drawn.getBounds());
  }
  map.fitBounds(bounds.isValid() ? bounds.pad(0.05) : options.bounds, { animate: false });
}

async function start() {
  map.fitBounds(options.bounds, { animate: false });
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  L.control.zoom({ position: "bottomright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  const layers = options.layers.map((one) => new FeatureLayer(map, one, { date: "", subdistrict: "" }, open));
  layers.forEach(rise);
  const labels = new Labels(map);
  for (const layer of layers) await show(layer, labels);
  fit(layers);
  addEventListener("beforeprint", () => fit(layers));
  drawLegend(byId("legend"), layers.filter((layer) => !GROUND.includes(layer.id) && layer.features.length && layer.id !== "route-mark"));
}

present(map, "mapWord", start);

// The form of an issue: a click on the map says where it is, typed degrees move the mark.

import { byId, replace } from "./dom.js";
import { FeatureLayer } from "./feature_layer.js";
import { t } from "./text.js";

const map = window.report_map;
const [lon, lat] = [byId("lon"), byId("lat")];
const MARK = { radius: 9, color: "#ffffff", weight: 2, fillColor: "#a33a2a", fillOpacity: 1 };
const GROUND = { fillColor: "#e6e9e5", fillOpacity: 0.7 };
const DECIMALS = 6;
let mark = null;

function place(latlng) {
  lon.value = latlng.lng.toFixed(DECIMALS);
  lat.value = latlng.lat.toFixed(DECIMALS);
  show();
}

function show() {
  mark?.remove();
  mark = null;
  const [x, y] = [lon, lat].map((field) => (field.value.trim() ? Number(field.value) : NaN));
  if (Math.abs(x) <= 180 && Math.abs(y) <= 90) mark = L.circleMarker([y, x], MARK).addTo(map);
}

async function draw(definition) {
  const layer = new FeatureLayer(map, definition, { date: "", subdistrict: "" }, (_layer, _feature, latlng) => place(latlng));
  await layer.load();
  layer.draw();
  if (layer.id === "villages") layer.drawn.setStyle(GROUND);
}

async function start() {
  map.fitBounds(map.shizilu.bounds, { animate: false });
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  L.control.zoom({ position: "topright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  map.on("click", (event) => place(event.latlng));
  lon.addEventListener("input", show);
  lat.addEventListener("input", show);
  show();
  const status = byId("map-status");
  try {
    await Promise.all(map.shizilu.layers.map(draw));
    status.hidden = true;
  } catch (error) {
    replace(status, t("failed", { what: t("mapWord"), why: error.message }));
  }
  document.documentElement.dataset.ready = "true";
}

start();

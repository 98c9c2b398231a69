// The map of a survey or a trace-back: its layers with a legend; on the latter a click chooses.

import { byId } from "./dom.js";
import { codeOf, FeatureLayer } from "./feature_layer.js";
import { Labels } from "./labels.js";
import { drawLegend } from "./legend.js";
import { present } from "./page_map.js";
import { t } from "./text.js";

const DECIMALS = 6;
const MARK = { radius: 7, color: "#ffffff", weight: 2, fillColor: "#8b2f1f", fillOpacity: 1 };
const map = window.survey_map ?? window.trace_map;
const options = map.shizilu;
const form = byId("trace-form");
const question = { date: byId("duty-map").dataset.date, subdistrict: options.subdistrict };
const labels = new Labels(map);
let chosen = null;

function open(layer, feature) {
  const page = layer.definition.page.replace("{code}", encodeURIComponent(codeOf(feature)));
  if (page) location.assign(page + location.search);
}

async function show(definition) {
  // An address with a query of its own says the day and the place already.
  const isWhole = definition.source.features.includes("?");
  const layer = new FeatureLayer(map, definition, isWhole ? { date: "", subdistrict: "" } : question, open);
  await layer.load();
  layer.draw();
  if (definition.label) labels.show(layer);
  return layer;
}

function mark(lat, lon) {
  chosen?.remove();
  chosen = L.circleMarker([lat, lon], MARK).addTo(map);
}

// The click fills the form in; the day is given there, and then it is asked.
function choose({ latlng }) {
  form.elements.lon.value = latlng.lng.toFixed(DECIMALS);
  form.elements.lat.value = latlng.lat.toFixed(DECIMALS);
  mark(latlng.lat, latlng.lng);
}

function typed() {
  const [lon, lat] = [Number(form.elements.lon.value), Number(form.elements.lat.value)];
  if (form.elements.lon.value && form.elements.lat.value && Math.abs(lat) <= 90) mark(lat, lon);
}

async function start() {
  map.fitBounds(options.bounds, { animate: false });
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  L.control.zoom({ position: "topright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  if (form) {
    map.on("click", choose);
    form.addEventListener("change", typed);
  }
  const shown = await Promise.all(options.layers.map(show));
  drawLegend(byId("legend"), shown);
}

present(map, "mapWord", start);

// The form of a scenario: only the fields of the chosen question, and points on a map.

import { byId, el } from "./dom.js";
import { allFeatures } from "./api.js";
import { t } from "./text.js";

const form = byId("scenario-form");
const text = byId("points");
const live = byId("points-live");
const part = byId("points-part");
const map = window.point_map;
const POINT = { radius: 8, color: "#ffffff", weight: 2, fillColor: "#b26b00", fillOpacity: 1 };
const GROUND = { color: "#5d6b68", weight: 1, dashArray: "5 3", fillColor: "#e6e9e5", fillOpacity: 0.7 };
const DECIMALS = 6;
const drawn = L.layerGroup().addTo(map);

const chosen = (name) => form.querySelector(`input[name=${name}]:checked`)?.value;

// -- Fields of the question -----------------------------------------------------------------

function showFields() {
  const kind = chosen("kind");
  for (const field of form.querySelectorAll("[data-kinds]")) {
    const fits = field.dataset.kinds.split(" ").includes(kind);
    field.hidden = !fits;
    for (const control of field.querySelectorAll("input, textarea")) control.disabled = !fits;
  }
  const given = chosen("candidates") === "points" && kind !== "pairing";
  part.hidden = !given;
  text.disabled = !given;
  if (given) map.invalidateSize({ animate: false });
  readPoints();
}

// -- Points: the text is what counts, the map shows and writes it -----------------------------

function parsed(line) {
  const parts = line.replaceAll("，", ",").split(",").map((word) => word.trim());
  if (parts.length < 2) return null;
  const [lon, lat] = parts.slice(-2).map((word) => (word === "" ? NaN : Number(word)));
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return null;
  return { name: parts.slice(0, -2).join(", "), lon, lat };
}

function lines() {
  return text.value.split("\n");
}

function readPoints() {
  drawn.clearLayers();
  let wrong = "";
  let count = 0;
  lines().forEach((line, number) => {
    if (!line.trim()) return;
    const point = parsed(line);
    count += 1;
    if (point) mark(point, number);
    else wrong ||= text.dataset.wrong.replace("{n}", number + 1);
  });
  if (!count) wrong = text.dataset.none;
  text.setCustomValidity(text.disabled ? "" : wrong);
  live.textContent = count ? wrong : "";
}

function mark(point, number) {
  const dot = L.circleMarker([point.lat, point.lon], POINT).addTo(drawn);
  dot.bindTooltip(() => el("span", {}, point.name || `${number + 1}`), { className: "map-tip" });
  dot.on("click", (event) => {
    L.DomEvent.stopPropagation(event);
    text.value = lines().filter((_line, other) => other !== number).join("\n");
    readPoints();
  });
}

function addPoint({ latlng }) {
  const filled = lines().filter((line) => line.trim());
  const name = text.dataset.name.replace("{n}", filled.length + 1);
  filled.push(`${name}, ${latlng.lng.toFixed(DECIMALS)}, ${latlng.lat.toFixed(DECIMALS)}`);
  text.value = filled.join("\n");
  readPoints();
}

async function showGround() {
  const villages = await allFeatures("/api/collections/villages/items", {});
  const features = (villages.features ?? villages).filter((feature) => feature.geometry);
  L.geoJSON(features, { style: GROUND, interactive: false }).addTo(map).bringToBack();
}

async function start() {
  map.fitBounds(map.shizilu.bounds, { animate: false });
  L.control.zoom({ position: "bottomright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  map.on("click", addPoint);
  form.addEventListener("change", showFields);
  text.addEventListener("input", readPoints);
  showFields();
  await showGround();
  document.documentElement.dataset.ready = "true";
}

start();

// The map page: puts the view's state, the layers, the figures and the lists together.

import { address, getJson } from "./api.js";
import { prepareBases } from "./base_maps.js";
import { closeCard, showCard } from "./card.js";
import { byId } from "./dom.js";
import { codeOf, FeatureLayer } from "./feature_layer.js";
import { contains } from "./geometry.js";
import { Labels } from "./labels.js";
import { drawLegend } from "./legend.js";
import { drawOverview } from "./overview.js";
import { closeSheets, isPhone, preparePanels } from "./panels.js";
import { preparePrint } from "./print.js";
import { Ranking } from "./ranking.js";
import { Search } from "./search.js";
import { Status } from "./status.js";
import { t } from "./text.js";
import { ViewState } from "./view_state.js";

const PLACE_ZOOM = 14;
const TYPING_PAUSE_MS = 900;
const map = window.map;
const options = map.shizilu;
const state = new ViewState({
  by: Object.keys(options.layers.find((layer) => layer.id === "villages").drawings)[0],
  layers: options.layers.filter((layer) => layer.on).map((layer) => layer.id),
});
const question = { date: state.date, subdistrict: state.subdistrict || options.subdistrict };
const carried = { date: state.date, subdistrict: state.subdistrict };
const status = new Status(byId("map-status"));
const layers = new Map(options.layers.map((layer) => [layer.id, new FeatureLayer(map, layer, question, pick)]));
const labels = new Labels(map);
const ranking = new Ranking(pickGap);
let picked = null;

function carry(path) {
  const [plain, query] = path.split("?");
  return address(plain, { ...Object.fromEntries(new URLSearchParams(query ?? "")), ...carried });
}

// -- Layers ---------------------------------------------------------------------------------

async function showLayer(layer) {
  await status.during(layer.definition.title, async () => {
    layer.loaded ??= layer.load().catch((error) => {
      layer.loaded = null;
      throw error;
    });
    await layer.loaded;
    if (!state.layers.has(layer.id)) return;
    layer.draw();
    if (layer.definition.label) labels.show(layer);
    if (layer.id === "villages" && !layer.features.length) status.tell(t("empty", { date: state.date }));
  }, () => showLayer(layer));
  legend();
}

function hideLayer(layer) {
  layer.remove();
  if (layer.definition.label) labels.hide(layer);
  legend();
}

function setLayer(id, on) {
  const layer = layers.get(id);
  if (!layer) return null;
  byId(`layer-${id}`).checked = on;
  state.layers[on ? "add" : "delete"](id);
  state.write();
  if (on) return showLayer(layer);
  return hideLayer(layer);
}

function setIndicator(by) {
  state.by = by;
  byId("indicator").value = by;
  const villages = layers.get("villages");
  villages.drawingKey = by;
  villages.useDrawing(by);
  state.write();
  legend();
}

function legend() {
  const shown = [...layers.values()].filter((layer) => state.layers.has(layer.id) && layer.drawn);
  drawLegend(byId("legend"), shown);
}

// -- Picking a place ------------------------------------------------------------------------

function pick(layer, feature, position) {
  choose(layer, feature);
  const code = codeOf(feature);
  const gaps = layers.get("gap-service").loadedGaps ?? [];
  const here = position
    ? gaps.filter((gap) => gap.properties.layer === "service" && contains(gap.geometry, position.lng, position.lat))
    : [];
  ranking.mark([
    ...gaps.filter((gap) => gap.properties.code === code).map((gap) => gap.properties.id),
    ...here.map((gap) => gap.properties.id),
  ]);
}

function choose(layer, feature) {
  highlight(feature);
  state.place = `${layer.definition.kind === "gap" ? "gap" : layer.id}:${codeOf(feature)}`;
  state.write();
  closeSheets();
  const { page, source } = layer.definition;
  const isCollection = source.features.startsWith("/api/collections/");
  showCard(layer, feature, {
    carry,
    page: page ? carry(page.replace("{code}", encodeURIComponent(codeOf(feature)))) : null,
    data: isCollection ? `${source.features}/${encodeURIComponent(feature.id)}?f=json` : null,
  }, unpick);
}

function unpick() {
  highlight(null);
  state.place = "";
  state.write();
  closeCard();
  ranking.mark([]);
}

function highlight(feature) {
  picked?.remove();
  picked = null;
  if (!feature?.geometry) return;
  const ring = { color: "#12191b", weight: 3, opacity: 1, fill: false };
  picked = L.geoJSON(feature.geometry, {
    pane: "pane-picked", interactive: false, style: ring,
    pointToLayer: (_point, position) => L.circleMarker(position, { ...ring, pane: "pane-picked", radius: 12 }),
  }).addTo(map);
}

// Room for the card: on the right on a desk, below on a phone.
function besideCard() {
  return isPhone() ? [48, Math.round(map.getSize().y * 0.62)] : [376, 48];
}

function flyTo(feature) {
  if (!feature.geometry) return;
  const bounds = L.geoJSON(feature.geometry).getBounds();
  map.fitBounds(bounds, { maxZoom: PLACE_ZOOM, animate: false, paddingTopLeft: [48, 48], paddingBottomRight: besideCard() });
}

async function pickPlace(place, fly = true) {
  const [kind, code] = place.split(":");
  if (kind === "gap") return pickGap({ id: code }, fly);
  const layer = layers.get(kind);
  if (!layer) return null;
  await setLayer(kind, true);
  const feature = layer.find(code);
  if (!feature) return null;
  if (fly) flyTo(feature);
  return pick(layer, feature, null);
}

async function pickGap(gap, fly = true) {
  const kind = gap.id.split("-")[0];
  const layer = layers.get(`gap-${kind}`);
  if (!layer) return;
  await setLayer(`gap-${kind}`, true);
  const feature = layer.find(gap.id);
  if (!feature) return;
  if (fly) flyTo(feature);
  choose(layer, feature);
  ranking.mark([gap.id]);
}

// -- Figures --------------------------------------------------------------------------------

async function showFigures() {
  await status.during(t("figures"), async () => {
    const overview = await getJson(address("/api/coverage/overview", question));
    drawOverview(byId("figures"), overview, carry, (view) => {
      setIndicator(view.by);
      view.layers.forEach((id) => setLayer(id, true));
      closeSheets();
    });
    ranking.fill(overview.gaps, overview.date);
  }, showFigures);
}

async function knowGaps() {
  const { features } = await getJson(address("/api/coverage/gaps", question));
  layers.get("gap-service").loadedGaps = features;
}

// -- Start ----------------------------------------------------------------------------------

// A date that is typed changes with every digit: wait until the typing stops.
function prepareDate(field) {
  let timer = 0;
  const go = () => {
    clearTimeout(timer);
    if (!field.value || !field.checkValidity() || field.value === field.defaultValue) return;
    state.date = field.value;
    location.assign(location.pathname + state.query());
  };
  field.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(go, TYPING_PAUSE_MS);
  });
  field.addEventListener("blur", go);
}

function prepareControls() {
  L.control.zoom({ position: "bottomright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomright", maxWidth: 120 }).addTo(map);
  map.createPane("pane-picked").style.zIndex = 445;
  map.getPane("pane-picked").style.pointerEvents = "none";
  for (const box of document.querySelectorAll(".layer-switch")) {
    box.addEventListener("change", () => setLayer(box.value, box.checked));
  }
  byId("indicator").addEventListener("change", (event) => setIndicator(event.target.value));
  prepareDate(byId("date"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("card").hidden) unpick();
  });
  document.querySelector(".language").addEventListener("submit", (event) => {
    event.target.elements.next.value = location.pathname + location.search;
  });
}

function place() {
  if (state.at) map.setView([state.at[1], state.at[2]], state.at[0], { animate: false });
  else map.fitBounds(options.bounds, { animate: false, padding: [8, 8] });
  map.on("moveend", () => {
    if (document.documentElement.classList.contains("is-printing")) return;
    const { lat, lng } = map.getCenter();
    state.at = [Number(map.getZoom().toFixed(2)), lat.toFixed(5), lng.toFixed(5)];
    state.write();
  });
}

async function start() {
  prepareControls();
  prepareBases(map, options.bases);
  preparePanels(() => map.invalidateSize({ animate: false, pan: false }));
  preparePrint(map, byId("print"), () => status.settled());
  new Search(carried, (found) => pickPlace(found));
  place();
  layers.get("villages").drawingKey = state.by;
  layers.get("villages").useDrawing(state.by);
  const shown = [...state.layers].map((id) => layers.get(id)).filter(Boolean);
  await Promise.allSettled([showFigures(), knowGaps(), ...shown.map(showLayer)]);
  if (state.place) await pickPlace(state.place, !state.at);
  document.documentElement.dataset.ready = "true";
}

start();

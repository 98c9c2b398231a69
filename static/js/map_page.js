// The map page: puts the view's state, the layers, the figures and the lists together.

import { address, getJson } from "./api.js";
import { prepareBases } from "./base_maps.js";
import { prepareCombination } from "./combination.js";
import { byId } from "./dom.js";
import { Months } from "./months.js";
import { drawOverview } from "./overview.js";
import { closeSheets, preparePanels } from "./panels.js";
import { knowGaps, pickAgain, pickPlace, preparePicking, ranking } from "./picking.js";
import { preparePrint } from "./print.js";
import { Search } from "./search.js";
import { prepareSwitches, reloadLayers, setIndicator, setLayer, setSegments } from "./switches.js";
import { t } from "./text.js";
import { carried, carry, layers, map, options, question, setDay, state, status, today } from "./view.js";

const TYPING_PAUSE_MS = 900;
const months = new Months(changeDay);
let turn = 0;

// -- Figures --------------------------------------------------------------------------------

async function showFigures() {
  await status.during(t("figures"), async () => {
    const overview = await getJson(address("/api/coverage/overview", question));
    drawOverview(byId("figures"), overview, carry, showView);
  }, showFigures);
}

async function showRanking() {
  await status.during(t("gapsWord"), async () => {
    ranking.fill(await getJson(address("/api/coverage/ranking", question)));
  }, showRanking);
}

function showView(view) {
  if (view.by) setIndicator(view.by);
  if (view.segments) setSegments(view.segments);
  view.layers.forEach((id) => setLayer(id, true));
  closeSheets();
}

// -- The day --------------------------------------------------------------------------------

async function changeDay(day) {
  if (day === state.date) return;
  setDay(day);
  writeDay();
  await showDay();
  await pickAgain();
}

async function showDay() {
  const mine = ++turn;
  const root = document.documentElement.dataset;
  root.ready = "false";
  await Promise.allSettled([showFigures(), showRanking(), knowGaps(), reloadLayers()]);
  if (mine === turn) root.ready = "true";
}

// The day as it stands in the field, at the slider, in the notes and in the links of the page.
function writeDay() {
  const day = state.date || today;
  byId("date").value = day;
  months.show(state.date);
  for (const node of document.querySelectorAll("[data-day]")) {
    node.textContent = day;
    if (node.dateTime) node.dateTime = day;
  }
  for (const link of document.querySelectorAll("[data-carry]")) {
    link.setAttribute("href", carry(link.dataset.carry));
  }
}

// A date that is typed changes with every digit: wait until the typing stops.
function prepareDate(field) {
  let timer = 0;
  const go = () => {
    clearTimeout(timer);
    if (field.value && field.checkValidity()) changeDay(field.value);
  };
  field.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(go, TYPING_PAUSE_MS);
  });
  field.addEventListener("blur", () => {
    if (field.value !== (state.date || today)) go();
  });
}

// -- Start ----------------------------------------------------------------------------------

function prepareControls() {
  L.control.zoom({ position: "bottomright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomright", maxWidth: 120 }).addTo(map);
  preparePicking();
  prepareSwitches();
  prepareDate(byId("date"));
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
  writeDay();
  layers.get("villages").useDrawing(state.by);
  layers.get("segments").useDrawing(state.segments);
  prepareCombination();
  const { at } = state;
  await Promise.allSettled([showFigures(), showRanking(), knowGaps(), reloadLayers()]);
  if (state.place) await pickPlace(state.place, !at);
  document.documentElement.dataset.ready = "true";
}

start();

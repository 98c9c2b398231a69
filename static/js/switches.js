// Layers switched on and off, the indicators they are coloured by, and their legend.

import { byId } from "./dom.js";
import { drawLegend } from "./legend.js";
import { t } from "./text.js";
import { labels, layers, state, status } from "./view.js";

export async function showLayer(layer) {
  await status.during(layer.definition.title, async () => {
    layer.loaded ??= layer.load().catch((error) => {
      layer.loaded = null;
      throw error;
    });
    await layer.loaded;
    if (!state.layers.has(layer.id)) return;
    layer.draw();
    if (layer.definition.label) labels.show(layer);
    if (layer.id === "villages") status.tell(layer.features.length ? "" : t("empty", { date: state.date }));
  }, () => showLayer(layer));
  legend();
}

function hideLayer(layer) {
  layer.remove();
  if (layer.definition.label) labels.hide(layer);
  legend();
}

export function setLayer(id, on) {
  const layer = layers.get(id);
  if (!layer) return null;
  byId(`layer-${id}`).checked = on;
  state.layers[on ? "add" : "delete"](id);
  state.write();
  if (on) return showLayer(layer);
  return hideLayer(layer);
}

export function setIndicator(by) {
  state.by = by;
  byId("indicator").value = by;
  layers.get("villages").useDrawing(by);
  state.write();
  legend();
}

export function setSegments(by) {
  state.segments = by;
  byId("segments-by").value = by;
  layers.get("segments").useDrawing(by);
  state.write();
  legend();
}

function legend() {
  const shown = [...layers.values()].filter((layer) => state.layers.has(layer.id) && layer.drawn);
  drawLegend(byId("legend"), shown);
}

export function shownLayers() {
  return [...state.layers].map((id) => layers.get(id)).filter(Boolean);
}

// The same layers on another day.
export async function reloadLayers() {
  for (const layer of layers.values()) layer.forget();
  await Promise.allSettled(shownLayers().map(showLayer));
}

export function prepareSwitches() {
  for (const box of document.querySelectorAll(".layer-switch")) {
    box.addEventListener("change", () => setLayer(box.value, box.checked));
  }
  byId("indicator").addEventListener("change", (event) => setIndicator(event.target.value));
  byId("segments-by").addEventListener("change", (event) => setSegments(event.target.value));
}

// What the parts of the map page share: the map, the question asked, the layers, the view's state.

import { address } from "./api.js";
import { byId } from "./dom.js";
import { FeatureLayer } from "./feature_layer.js";
import { Labels } from "./labels.js";
import { Status } from "./status.js";
import { ViewState } from "./view_state.js";

export const map = window.map;
export const options = map.shizilu;
// The last stop of the slider is today, by the service's clock.
export const today = byId("months-range").dataset.days.split(" ").at(-1);
export const state = new ViewState({
  by: firstDrawing("villages"),
  segments: firstDrawing("segments"),
  together: "pairing,service,recency:2",
  layers: options.layers.filter((layer) => layer.on).map((layer) => layer.id),
});
// What is asked of the API. The day changes while the page lives, so everybody reads it from here.
export const question = { date: state.date, subdistrict: state.subdistrict || options.subdistrict };
export const status = new Status(byId("map-status"));
export const layers = new Map(options.layers.map((layer) => [layer.id, new FeatureLayer(map, layer, question)]));
export const labels = new Labels(map);

function firstDrawing(id) {
  return Object.keys(options.layers.find((layer) => layer.id === id).drawings)[0];
}

export function setDay(day) {
  state.date = day;
  question.date = day;
  state.write();
}

// What links take along: only what the address of this page says.
export function carried() {
  return { date: state.date, subdistrict: state.subdistrict };
}

export function carry(path) {
  const [plain, query] = path.split("?");
  return address(plain, { ...Object.fromEntries(new URLSearchParams(query ?? "")), ...carried() });
}

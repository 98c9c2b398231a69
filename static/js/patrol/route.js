// The round that was given for today: map, stops and turns.

import { byId, el, replace } from "../dom.js";
import { number, t } from "../text.js";
import { GroundMap, linesOf, placeOf } from "./ground.js";
import { km } from "./units.js";

let map = null;
const minutes = (seconds) => number(seconds / 60);

export function drawRoute(data) {
  const round = data?.rounds[0] ?? null;
  byId("begin-route").hidden = !round;
  map ??= new GroundMap(byId("route-map"), data?.ground);
  map.clear();
  if (!round) {
    replace(byId("route-body"), el("p", { class: "row-empty soft" }, t("noRoute")));
    if (data) map.fit(data.ground.outline);
    return null;
  }
  map.line(linesOf(round.geometry), "rest");
  round.stops.forEach((stop) => { if (placeOf(stop.geometry)) map.place(placeOf(stop.geometry), "stop"); });
  map.fit(linesOf(round.geometry));
  replace(
    byId("route-body"),
    el("p", { class: "counts" }, t("routeFacts", { km: km(round.length_m), minutes: minutes(round.time_s) })),
    el("h2", {}, t("stops")),
    el("ol", { class: "stops" }, round.stops.map((stop) => el("li", {}, stop.name, " ", el("span", { class: "soft number" }, t("stopAt", { minutes: minutes(stop.arrive_s) }))))),
    round.turns.length ? el("h2", {}, t("turns")) : null,
    el("ol", { class: "stops" }, round.turns.map((turn) => el("li", {}, turn[t("turnMember")]))),
  );
  return round;
}

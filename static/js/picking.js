// Picking a place or a gap: on the map, in the ranking, by search or from the address.

import { address, getJson } from "./api.js";
import { closeCard, showCard } from "./card.js";
import { codeOf } from "./feature_layer.js";
import { contains } from "./geometry.js";
import { closeSheets, isPhone } from "./panels.js";
import { Ranking } from "./ranking.js";
import { setLayer } from "./switches.js";
import { carry, layers, map, question, state } from "./view.js";

const PLACE_ZOOM = 14;
const RING = { color: "#12191b", weight: 3, opacity: 1, fill: false };
export const ranking = new Ranking((gap) => pickGap(gap.id));
let gaps = [];
let picked = null;

// The gaps of the day, whichever are drawn: a click on a village marks those it lies in.
export async function knowGaps() {
  gaps = (await getJson(address("/api/coverage/gaps", question))).features;
}

export function pick(layer, feature, position) {
  choose(layer, feature);
  const code = codeOf(feature);
  const about = gaps.filter((gap) => gap.properties.code === code);
  const here = position ? gaps.filter((gap) => !gap.properties.code && contains(gap.geometry, position.lng, position.lat)) : [];
  ranking.mark([...about, ...here].map((gap) => gap.properties.id));
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

export function unpick() {
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
  picked = L.geoJSON(feature.geometry, {
    pane: "pane-picked", interactive: false, style: RING,
    pointToLayer: (_point, position) => L.circleMarker(position, { ...RING, pane: "pane-picked", radius: 12 }),
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

export async function pickPlace(place, fly = true) {
  const [kind, code] = place.split(":");
  if (kind === "gap") return pickGap(code, fly);
  const layer = layers.get(kind);
  if (!layer) return null;
  await setLayer(kind, true);
  const feature = layer.find(code);
  if (!feature) return null;
  if (fly) flyTo(feature);
  return pick(layer, feature, null);
}

async function pickGap(id, fly = true) {
  const layer = layers.get(`gap-${id.split("-")[0]}`);
  if (!layer) return;
  await setLayer(layer.id, true);
  const feature = layer.find(id);
  if (!feature) return;
  if (fly) flyTo(feature);
  choose(layer, feature);
  ranking.mark([id]);
}

// On another day: the same place again, if it is there.
export async function pickAgain() {
  const { place } = state;
  if (!place) return;
  unpick();
  await pickPlace(place, false);
}

export function preparePicking() {
  map.createPane("pane-picked").style.zIndex = 445;
  map.getPane("pane-picked").style.pointerEvents = "none";
  for (const layer of layers.values()) layer.onPick = pick;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.place) unpick();
  });
}

// The form of an inspection route: rows of people, places picked on the map, and the question as
// the API takes it. What is wrong is told by the API and shown here.

import { byId, el, replace } from "./dom.js";
import { FeatureLayer } from "./feature_layer.js";
import { Labels } from "./labels.js";
import { t } from "./text.js";

const form = byId("route-form");
const people = byId("people");
const codes = byId("codes");
const map = window.question_map;
const KINDS = { segments: "segment", ponds: "pond", ditches: "ditch", boards: "board" };
const CHOSEN = { color: "#b26b00", weight: 5, fillColor: "#b26b00", fillOpacity: 0.8, dashArray: null };
const OWN = { radius: 8, color: "#ffffff", weight: 2, fillColor: "#4f3f7d", fillOpacity: 1 };
const DECIMALS = 6;
const layers = options().map((one) => new FeatureLayer(map, one, { date: byId("date").value, subdistrict: form.dataset.subdistrict }, toggle));
const owns = L.layerGroup().addTo(map);
let picking = null;

function options() {
  return map.shizilu.layers;
}

const words = (node) => node.value.split(/[\s,，]+/).filter(Boolean);

// -- People -----------------------------------------------------------------------------------

function part(row, name) {
  return row.querySelector(`[data-part=${name}]`);
}

function addPerson(person) {
  const row = byId("person-row").content.firstElementChild.cloneNode(true);
  people.append(row);
  part(row, "who").value = person.chief ? `chief:${person.chief}` : person.deputy ? `deputy:${person.deputy}` : "";
  setPlace(row, "start", person.start);
  const same = JSON.stringify(person.start) === JSON.stringify(person.end);
  setPlace(row, "end", same ? null : person.end);
  part(row, "limit").value = person.limit_min;
  part(row, "remove").addEventListener("click", () => { row.remove(); number(); });
  for (const name of ["start", "end"]) {
    part(row, name).addEventListener("change", () => pick(row, name));
    row.querySelector(`[data-place=${name}]`).addEventListener("focus", () => { picking = row.querySelector(`[data-place=${name}]`); });
    row.querySelector(`[data-place=${name}]`).addEventListener("input", drawOwn);
  }
  number();
}

function setPlace(row, name, place) {
  const own = place && !place.station;
  if (place) part(row, name).value = own ? "own" : place.station;
  const input = row.querySelector(`[data-place=${name}]`);
  if (own) input.value = `${place.lon}, ${place.lat}`;
  input.hidden = !own;
}

function pick(row, name) {
  const input = row.querySelector(`[data-place=${name}]`);
  input.hidden = part(row, name).value !== "own";
  picking = input.hidden ? null : input;
  drawOwn();
}

function number() {
  const rows = [...people.children];
  rows.forEach((row, at) => {
    row.querySelector(".person-number").textContent = at + 1;
    part(row, "remove").hidden = rows.length === 1;
  });
  byId("add-person").hidden = rows.length >= Number(form.dataset.mostPeople);
  drawOwn();
}

function position(text) {
  const [lon, lat, ...more] = text.replaceAll("，", ",").split(",").map((word) => (word.trim() === "" ? NaN : Number(word)));
  return more.length ? { lon: null, lat: null } : { lon: lon ?? null, lat: lat ?? null };
}

function drawOwn() {
  owns.clearLayers();
  for (const input of people.querySelectorAll("[data-place]")) {
    const { lon, lat } = position(input.value);
    if (!input.hidden && Number.isFinite(lon) && Number.isFinite(lat)) L.circleMarker([lat, lon], OWN).addTo(owns);
  }
}

// -- Places -----------------------------------------------------------------------------------

function keyOf(layer, feature) {
  return `${KINDS[layer.id]}:${feature.properties.code}`;
}

function toggle(layer, feature, place) {
  if (!KINDS[layer.id]) return setOwn(place);
  const key = keyOf(layer, feature);
  const known = words(codes);
  codes.value = (known.includes(key) ? known.filter((one) => one !== key) : [...known, key]).join("\n");
  paint();
}

function paint() {
  const known = words(codes);
  for (const layer of layers) {
    if (!KINDS[layer.id]) continue;
    for (const feature of layer.features) {
      if (!feature.drawn) continue;
      const chosen = known.includes(keyOf(layer, feature)) || known.includes(feature.properties.code);
      feature.drawn.setStyle({ dashArray: null, ...layer.style(feature), ...(chosen ? CHOSEN : {}) });
    }
  }
}

function setOwn({ lat, lng }) {
  if (!picking) return;
  picking.value = `${lng.toFixed(DECIMALS)}, ${lat.toFixed(DECIMALS)}`;
  drawOwn();
}

// -- The question -----------------------------------------------------------------------------

function place(row, name) {
  const value = part(row, name).value;
  return value === "own" ? position(row.querySelector(`[data-place=${name}]`).value) : value;
}

function person(row) {
  const [kind, code] = part(row, "who").value.split(":");
  const asked = { start: place(row, "start"), limit_min: part(row, "limit").valueAsNumber };
  if (code) asked[kind] = code;
  if (part(row, "end").value) asked.end = place(row, "end");
  return asked;
}

function question() {
  const lines = byId("locked").value.split("\n").map((line) => line.trim().split(/\s+/)).filter(([first]) => first);
  return {
    subdistrict: form.dataset.subdistrict,
    date: byId("date").value,
    name: byId("name").value,
    start_time: byId("start_time").value,
    mode: byId("mode").value,
    duty: byId("duty").value,
    due_of: byId("due_of").value,
    visit: [...form.querySelectorAll("[name=visit]:checked")].map((box) => box.value),
    codes: words(codes),
    people: [...people.children].map(person),
    locked: lines.map(([word, who]) => ({ place: word, person: Number(who) })),
    excluded_roads: words(byId("excluded_roads")),
    flooded: { roads: words(byId("flooded_roads")), places: words(byId("flooded_places")), note: byId("flooded_note").value },
    balance: byId("balance").checked,
    seconds: byId("seconds").valueAsNumber,
  };
}

async function ask(event) {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const answer = await fetch("/api/inspection-routes/", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
      body: JSON.stringify(question()),
    });
    const body = await answer.json();
    if (answer.ok) return location.assign(`/routes/${encodeURIComponent(body.id)}/`);
    tell(body.errors ?? [body]);
  } catch {
    tell([{ detail: t("offline") }]);
  }
  button.disabled = false;
  return undefined;
}

// The control that a path such as people[1].start.lon speaks of.
function control(path = "") {
  const [, row, name] = path.match(/^people\[(\d+)\]\.?(\w*)/) ?? [];
  if (row !== undefined) {
    const names = { chief: "who", deputy: "who", limit_min: "limit" };
    return part(people.children[row], names[name] ?? (name || "who"));
  }
  const own = path.replace(/^flooded\./, "flooded_").split(/[.[]/)[0];
  return byId(own) ?? (own === "visit" ? form.querySelector("[name=visit]") : null);
}

function tell(faults) {
  for (const node of form.querySelectorAll("[aria-invalid]")) node.removeAttribute("aria-invalid");
  replace(byId("form-fault-list"), faults.map((fault) => {
    const node = control(fault.parameter);
    node?.setAttribute("aria-invalid", "true");
    return el("li", { "data-parameter": fault.parameter }, fault.parameter ? el("code", {}, fault.parameter) : "", " ", fault.detail);
  }));
  byId("form-faults").hidden = false;
  byId("form-faults").scrollIntoView();
}

async function start() {
  map.fitBounds(map.shizilu.bounds, { animate: false });
  L.control.zoom({ position: "bottomright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  for (const one of JSON.parse(byId("route-people").textContent)) addPerson(one);
  byId("add-person").addEventListener("click", () => {
    const last = people.lastElementChild;
    addPerson({ start: { station: part(last, "start").options[0].value }, end: { station: part(last, "start").options[0].value }, limit_min: part(last, "limit").value });
  });
  codes.addEventListener("input", paint);
  map.on("click", ({ latlng }) => setOwn(latlng));
  form.addEventListener("submit", ask);
  // Who is in office depends on the day.
  byId("date").addEventListener("change", ({ target }) => { if (target.value) location.assign(`?date=${target.value}`); });
  const labels = new Labels(map);
  for (const layer of layers) {
    await layer.load();
    layer.draw();
    if (layer.definition.label) labels.show(layer);
  }
  paint();
  document.documentElement.dataset.ready = "true";
}

start();

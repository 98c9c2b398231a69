// One layer of the map: fetches its features, joins their figures, draws them.

import { address, allFeatures, getJson } from "./api.js";
import { el } from "./dom.js";
import { styleOf } from "./drawing.js";
import { t } from "./text.js";

// Panes from below to above; a layer that is not named lies with the lines.
const PANES = {
  villages: 400, bands: 403, zones: 405, combined: 408, service: 410, "gap-pairing": 414,
  "gap-service": 415, "gap-recency": 416, ponds: 420, ditches: 421, roads: 425, rivers: 430,
  "gap-patrol": 432, "gap-chiefs": 432, routes: 433, segments: 435,
  outfalls: 450, boards: 451, issues: 455, stations: 460,
};

export class FeatureLayer {
  // `onPick` (layer, feature, position) is called when a feature is clicked; it may be set later.
  constructor(map, definition, question, onPick = null) {
    this.map = map;
    this.definition = definition;
    this.question = question;
    this.onPick = onPick;
    this.features = [];
    this.drawn = null;
    this.loaded = null;
    this.asked = {};
    this.onLoaded = null;
    [[this.drawingKey, this.drawing]] = Object.entries(definition.drawings);
    const pane = map.createPane(`pane-${definition.id}`);
    pane.style.zIndex = PANES[definition.id] ?? 445;
    if (!definition.interactive) pane.style.pointerEvents = "none";
  }

  get id() {
    return this.definition.id;
  }

  useDrawing(key) {
    const drawing = this.definition.drawings[key];
    if (!drawing || drawing === this.drawing) return;
    this.drawing = drawing;
    this.drawingKey = key;
    this.drawn?.setStyle((feature) => this.style(feature));
  }

  // What is asked beside the day and the subdistrict; a new question needs a new answer.
  ask(parameters) {
    if (JSON.stringify(parameters) === JSON.stringify(this.asked)) return;
    this.asked = parameters;
    this.forget();
  }

  style(feature) {
    return styleOf(this.drawing, feature.properties);
  }

  async load(bbox = "") {
    const { features, dated, figures, member, where } = this.definition.source;
    const { date: day } = this.question;
    const { asked } = this;
    const parameters = { subdistrict: this.question.subdistrict, [dated]: this.question.date, ...asked };
    if (bbox) parameters.bbox = bbox;
    const [answer, rows] = await Promise.all([
      allFeatures(features, parameters),
      figures ? this.rows(figures, member) : new Map(),
    ]);
    // Another day or another combination may have been asked for meanwhile.
    if (day !== this.question.date || asked !== this.asked) return;
    this.onLoaded?.(answer);
    this.features = answer.features.filter((feature) => matches(feature, where));
    this.isChanged = true;
    for (const feature of this.features) {
      Object.assign(feature.properties, rows.get(feature.properties.code) ?? {}, {
        name: feature.properties.name,
      });
    }
  }

  async rows(figures, member) {
    const { date, subdistrict } = this.question;
    const answer = await getJson(address(`/api/coverage/${figures}`, { date, subdistrict }));
    return new Map(answer[member].map((row) => [row.code, row]));
  }

  // Another day is asked for: what is drawn stays until the new features are here.
  forget() {
    this.loaded = null;
  }

  draw() {
    if (this.isChanged) this.remove();
    this.isChanged = false;
    const pane = `pane-${this.id}`;
    this.drawn ??= L.geoJSON(this.features.filter((feature) => feature.geometry), {
      pane,
      interactive: this.definition.interactive,
      style: (feature) => this.style(feature),
      pointToLayer: (feature, position) => L.circleMarker(position, { pane, ...this.style(feature) }),
      onEachFeature: (feature, layer) => this.prepare(feature, layer),
    });
    this.drawn.addTo(this.map);
    // Leaflet makes whatever has a tooltip a stop of the Tab key: a hundred stops before the
    // figures. By keyboard, places are found through the search and the lists.
    this.drawn.eachLayer((layer) => layer.getElement?.()?.setAttribute("tabindex", "-1"));
  }

  prepare(feature, layer) {
    feature.drawn = layer;
    if (!this.definition.interactive) return;
    layer.bindTooltip(() => el("span", {}, nameOf(feature)), { sticky: true, className: "map-tip" });
    layer.on("click", (event) => this.onPick(this, feature, event.latlng));
  }

  remove() {
    this.drawn?.remove();
    if (this.isChanged) this.drawn = null;
  }

  find(code) {
    return this.features.find((feature) => codeOf(feature) === code);
  }
}

export function codeOf(feature) {
  // A gap has an id of its own beside the code of the place it is about.
  return feature.properties.id ?? feature.properties.code ?? feature.id;
}

export function nameOf(feature) {
  const { short_name: short, river_name: river, code } = feature.properties;
  // A whole segment says which bank it asks for; a part of one, on which bank it lies.
  const bank = feature.properties.start_m === undefined ? null : feature.properties.bank;

  const name = feature.properties[t("nameMember")] ?? feature.properties.name;
  const known = (river ? name : short || name) || code || "";
  return bank ? `${known} · ${t(`bank.${bank}`)}` : known;
}

function matches(feature, where) {
  if (!where) return true;
  const [name, wanted] = where;
  const value = feature.properties[name];
  return wanted === "*" ? value !== null && value !== undefined : value === wanted;
}

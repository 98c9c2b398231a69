// Names on the map: as many as fit without touching, the places of most people first.

import { el } from "./dom.js";
import { labelPoint } from "./geometry.js";
import { nameOf } from "./feature_layer.js";

const GAP_PX = 3;

export class Labels {
  constructor(map) {
    this.map = map;
    this.pane = map.createPane("pane-labels");
    this.pane.style.zIndex = 470;
    this.pane.style.pointerEvents = "none";
    this.byLayer = new Map();
    map.on("moveend zoomend resize", () => this.arrange());
  }

  show(layer) {
    for (const label of this.byLayer.get(layer.id) ?? []) label.marker.remove();
    const made = layer.features.map((feature) => this.make(layer, feature)).filter(Boolean);
    this.byLayer.set(layer.id, made);
    this.arrange();
  }

  hide(layer) {
    for (const label of this.byLayer.get(layer.id) ?? []) label.marker.remove();
    this.byLayer.delete(layer.id);
    this.arrange();
  }

  make(layer, feature) {
    const point = labelPoint(feature.geometry);
    if (!point) return null;
    const text = el("span", { class: `map-label map-label-${layer.definition.kind}` }, nameOf(feature));
    const icon = L.divIcon({ html: text, className: "map-label-anchor", iconSize: [0, 0] });
    const marker = L.marker([point[1], point[0]], { icon, interactive: false, keyboard: false, pane: "pane-labels" });
    marker.addTo(this.map);
    const isPoint = feature.geometry.type === "Point";
    return { marker, text, isPoint, weight: isPoint ? Infinity : (feature.properties.population ?? 0) };
  }

  arrange() {
    const labels = [...this.byLayer.values()].flat().sort((a, b) => b.weight - a.weight);
    const size = this.map.getSize();
    const taken = labels.filter((label) => label.isPoint).map((label) => this.dot(label));
    for (const label of labels) {
      label.width ??= label.text.offsetWidth;
      label.height ??= label.text.offsetHeight;
      const box = this.box(label);
      const inside = box.right > 0 && box.left < size.x && box.bottom > 0 && box.top < size.y;
      const free = inside && !taken.some((other) => overlap(box, other));
      label.text.classList.toggle("is-hidden", !free);
      if (free) taken.push(box);
    }
  }

  box(label) {
    const { x, y } = this.map.latLngToContainerPoint(label.marker.getLatLng());
    const top = label.isPoint ? y + 9 : y - label.height / 2;
    return { left: x - label.width / 2 - GAP_PX, right: x + label.width / 2 + GAP_PX, top, bottom: top + label.height };
  }

  dot(label) {
    const { x, y } = this.map.latLngToContainerPoint(label.marker.getLatLng());
    return { left: x - 8, right: x + 8, top: y - 8, bottom: y + 8 };
  }
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

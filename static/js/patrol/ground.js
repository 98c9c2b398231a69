// The map of the phone: the ground from what is stored, and above it what changes while one walks.

const ROADS = {
  highway: { color: "#8d9794", weight: 3 }, main: { color: "#8d9794", weight: 2.5 }, street: { color: "#a9b2ae", weight: 1.5 },
  county: { color: "#a9b2ae", weight: 2 }, village: { color: "#bcc4c0", weight: 1.2 }, path: { color: "#bcc4c0", weight: 1, dashArray: "3 3" },
};
const NAMES_FROM_ZOOM = 13;
const CLOSE_ZOOM = 16;
const flip = (line) => line.map(([lon, lat]) => [lat, lon]);

export class GroundMap {
  constructor(node, ground) {
    this.map = L.map(node, { zoomControl: false, attributionControl: false, preferCanvas: true, minZoom: 9, maxZoom: 18, zoomSnap: 0.5 });
    this.map.setView([35.18, 118.82], 12);
    // What changes is drawn as elements, few and sharp; the ground on a canvas, many and still.
    this.above = L.layerGroup().addTo(this.map);
    this.renderer = L.svg({ padding: 0.5 });
    this.isFollowing = true;
    this.map.on("dragstart", () => { this.isFollowing = false; });
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(this.map);
    if (ground) this.drawGround(ground);
    this.watchSize(node);
  }

  // A map that was laid out while hidden knows its size only when it is shown.
  watchSize(node) {
    new ResizeObserver(() => {
      this.map.invalidateSize({ animate: false });
      if (this.wanted) this.map.fitBounds(this.wanted, { padding: [24, 24], maxZoom: CLOSE_ZOOM, animate: false });
      this.wanted = null;
    }).observe(node);
  }

  drawGround({ outline, villages, roads, waters, segments, boards }) {
    const still = { interactive: false };
    const line = (lines, style) => L.polyline(lines.map(flip), { ...still, ...style }).addTo(this.map);
    Object.entries(roads).forEach(([kind, lines]) => line(lines, ROADS[kind] ?? ROADS.village));
    line(villages.flatMap((village) => village.lines), { color: "#8a8f96", weight: 1, dashArray: "6 4" });
    line(outline, { color: "#536065", weight: 2, dashArray: "10 5" });
    line(waters.flatMap((water) => water.lines), { color: "#3f7fae", weight: 1.5 });
    line(segments.map((segment) => segment.line), { color: "#3f7fae", weight: 3 });
    boards.forEach(({ at }) => L.circleMarker(flip([at])[0], { ...still, radius: 4, color: "#1b2224", weight: 1, fillColor: "#fff", fillOpacity: 1 }).addTo(this.map));
    villages.forEach(({ at, name }) => {
      L.tooltip({ permanent: true, direction: "center", className: "village-name", interactive: false }).setLatLng(flip([at])[0]).setContent(document.createTextNode(name)).addTo(this.map);
    });
    const showNames = () => this.map.getContainer().classList.toggle("has-names", this.map.getZoom() >= NAMES_FROM_ZOOM);
    this.map.on("zoomend", showNames);
    showNames();
  }

  // Shows the whole of some lines of longitude and latitude.
  fit(lines) {
    const bounds = L.latLngBounds(lines.flatMap(flip));
    if (!bounds.isValid()) return;
    // Kept for when the map is shown, if it is not yet.
    this.wanted = this.map.getSize().x ? null : bounds;
    this.map.fitBounds(bounds, { padding: [24, 24], maxZoom: CLOSE_ZOOM, animate: false });
  }

  clear() {
    this.above.clearLayers();
    this.me = null;
    this.circle = null;
  }

  line(lines, className) {
    return L.polyline(lines.map(flip), { interactive: false, renderer: this.renderer, className }).addTo(this.above);
  }

  place(at, className, radius = 7) {
    return L.circleMarker(flip([at])[0], { interactive: false, renderer: this.renderer, className, radius }).addTo(this.above);
  }

  // Me, with a circle as wide as the position is inexact.
  showMe([lon, lat, , accuracy]) {
    const at = [lat, lon];
    this.circle ??= L.circle(at, { interactive: false, renderer: this.renderer, className: "me-accuracy", radius: accuracy }).addTo(this.above);
    this.me ??= L.circleMarker(at, { interactive: false, renderer: this.renderer, className: "me", radius: 9 }).addTo(this.above);
    this.circle.setLatLng(at).setRadius(accuracy);
    this.me.setLatLng(at).bringToFront();
    if (this.isFollowing) this.map.panTo(at, { animate: false });
  }

  follow() {
    this.isFollowing = true;
    if (!this.me) return;
    this.map.setView(this.me.getLatLng(), Math.max(this.map.getZoom(), CLOSE_ZOOM), { animate: false });
  }
}

// The lines of a GeoJSON geometry; a point is none.
export function linesOf(geometry) {
  if (!geometry) return [];
  const { type, coordinates } = geometry;
  if (type === "LineString") return [coordinates];
  if (type === "MultiLineString" || type === "Polygon") return coordinates;
  return type === "MultiPolygon" ? coordinates.flat() : [];
}

// A place in a GeoJSON geometry.
export function placeOf(geometry) {
  if (!geometry) return null;
  return geometry.type === "Point" ? geometry.coordinates : linesOf(geometry)[0]?.[0] ?? null;
}

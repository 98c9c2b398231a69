// Questions about GeoJSON geometry in longitude and latitude. Nothing is measured here.

export function rings(geometry) {
  if (!geometry) return [];
  if (geometry.type === "Polygon") return [geometry.coordinates];
  return geometry.type === "MultiPolygon" ? geometry.coordinates : [];
}

function crossings(ring, lat) {
  const found = [];
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [x1, y1] = ring[j];
    const [x2, y2] = ring[i];
    if (y1 > lat !== y2 > lat) found.push(x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1));
  }
  return found;
}

export function contains(geometry, lon, lat) {
  return rings(geometry).some((polygon) => {
    const west = polygon.flatMap((ring) => crossings(ring, lat)).filter((x) => x < lon);
    return west.length % 2 === 1;
  });
}

// The middle of the widest stretch inside the area, on the parallel half way up its largest part.
export function labelPoint(geometry) {
  if (geometry?.type === "Point") return geometry.coordinates;
  const polygons = rings(geometry);
  if (!polygons.length) return null;
  const largest = polygons.reduce((a, b) => (extentOf(b) > extentOf(a) ? b : a));
  const [south, north] = range(largest[0].map((point) => point[1]));
  const lat = (south + north) / 2;
  const xs = largest.flatMap((ring) => crossings(ring, lat)).sort((a, b) => a - b);
  let best = null;
  for (let i = 0; i + 1 < xs.length; i += 2) {
    if (!best || xs[i + 1] - xs[i] > best[1] - best[0]) best = [xs[i], xs[i + 1]];
  }
  return best ? [(best[0] + best[1]) / 2, lat] : largest[0][0];
}

function range(values) {
  return [Math.min(...values), Math.max(...values)];
}

function extentOf(polygon) {
  const [west, east] = range(polygon[0].map((point) => point[0]));
  const [south, north] = range(polygon[0].map((point) => point[1]));
  return (east - west) * (north - south);
}

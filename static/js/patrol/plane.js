// A local plane in metres around a point, and lines in it. Exact enough for some kilometres: what
// counts in the end is measured by the server, in the subdistrict's metric CRS.

const EQUATOR_M = 6_378_137;
const ECCENTRICITY_2 = 0.006_694_38;
const RADIANS = Math.PI / 180;

// From longitude and latitude to metres east and north of the given point, on the ellipsoid of
// WGS 84: the radii of curvature at its latitude.
export function planeAt([lon0, lat0]) {
  const sine2 = Math.sin(lat0 * RADIANS) ** 2;
  const across = EQUATOR_M / Math.sqrt(1 - ECCENTRICITY_2 * sine2);
  const along = (across * (1 - ECCENTRICITY_2)) / (1 - ECCENTRICITY_2 * sine2);
  const eastM = across * Math.cos(lat0 * RADIANS) * RADIANS;
  const northM = along * RADIANS;
  return ([lon, lat]) => [(lon - lon0) * eastM, (lat - lat0) * northM];
}

export function distance([x1, y1], [x2, y2]) {
  return Math.hypot(x2 - x1, y2 - y1);
}

// A line of points in metres, with how far along it each lies.
export class Line {
  constructor(points) {
    this.points = points;
    this.reach = [0];
    for (let i = 1; i < points.length; i++) this.reach.push(this.reach[i - 1] + distance(points[i - 1], points[i]));
  }

  get length() {
    return this.reach.at(-1);
  }

  // The nearest place on the line: how far along it, how far away, and how far to the left.
  nearest([x, y]) {
    let best = { along: 0, away: Infinity, left: 0 };
    for (let i = 0; i + 1 < this.points.length; i++) {
      const [ax, ay] = this.points[i];
      const [bx, by] = this.points[i + 1];
      const length = this.reach[i + 1] - this.reach[i];
      const share = length ? Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length ** 2)) : 0;
      const away = Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y);
      const side = Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));
      if (away < best.away) best = { along: this.reach[i] + share * length, away, left: side * away };
    }
    return best;
  }
}

// A line of longitudes and latitudes moved so many metres to its left.
export function aside(coordinates, metres) {
  const [lon0, lat0] = coordinates[0];
  const plane = planeAt(coordinates[0]);
  const [perLon, perLat] = plane([lon0 + 1, lat0 + 1]);
  const points = coordinates.map(plane);
  return points.map(([x, y], i) => {
    const [ax, ay] = points[Math.max(0, i - 1)];
    const [bx, by] = points[Math.min(points.length - 1, i + 1)];
    const length = Math.hypot(bx - ax, by - ay) || 1;
    return [lon0 + (x - (metres * (by - ay)) / length) / perLon, lat0 + (y + (metres * (bx - ax)) / length) / perLat];
  });
}

// The part of a line of any coordinates between two shares of its length, given how far along it
// its points lie.
export function part(coordinates, reach, from, to) {
  const at = (along) => {
    const i = Math.max(1, reach.findIndex((end) => end >= along));
    const share = (along - reach[i - 1]) / (reach[i] - reach[i - 1] || 1);
    return coordinates[i].map((value, axis) => coordinates[i - 1][axis] + share * (value - coordinates[i - 1][axis]));
  };
  return [at(from), ...coordinates.filter((_, i) => reach[i] > from && reach[i] < to), at(to)];
}

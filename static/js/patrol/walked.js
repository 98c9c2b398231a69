// What of the river segments was walked so far, for the person who walks. The server measures
// again, from all fixes at once and with the roads beside the river, and its figure counts.

import { distance, Line, part, planeAt } from "./plane.js";

// Who moves less than this has not moved: a receiver that lies still wanders about so far.
const STEP_M = 8;
// The direction of the river must explain at least so much of a step: 50 degrees to either side.
const ALONG = 0.64;
// On the inner side of a bend one comes further along the river than in the plane.
const MOST_PROGRESS = 2.5;
const KMH = 3.6;

export class Walked {
  // `segments` have a code and a line of longitudes and latitudes; `rules` are the subdistrict's.
  constructor(segments, rules) {
    this.rules = rules;
    this.plane = segments.length ? planeAt(segments[0].line[0]) : null;
    this.segments = new Map(segments.map((segment) => [segment.code, {
      ...segment, course: new Line(segment.line.map(this.plane)), intervals: [],
    }]));
    this.last = null;
    this.walkedM = 0;
    this.current = null;
  }

  // Takes a fix and returns whether something was covered by it. A hole is never bridged.
  add([lon, lat, time, accuracy]) {
    if (!this.plane || accuracy > this.rules.max_accuracy_m) return false;
    const fix = { at: this.plane([lon, lat]), time, heard: time };
    const before = this.last;
    if (!before) {
      this.last = fix;
      return false;
    }
    const way = distance(before.at, fix.at);
    if (time - before.heard > this.rules.hole_s || way > this.rules.hole_m) {
      this.last = fix;
      return false;
    }
    if (way < Math.max(STEP_M, accuracy / 2)) {
      before.heard = time;
      return false;
    }
    this.last = fix;
    this.walkedM += way;
    const pause = time - before.time;
    if (pause <= 0 || (way / pause) * KMH > this.rules.max_walk_kmh) return false;
    return this.cover(before.at, fix.at, way);
  }

  cover(from, to, way) {
    let isCovered = false;
    for (const segment of this.segments.values()) {
      const first = segment.course.nearest(from);
      const second = segment.course.nearest(to);
      const progress = Math.abs(second.along - first.along);
      const isNear = Math.max(first.away, second.away) <= this.rules.swath_m;
      if (!isNear || progress < ALONG * way || progress > MOST_PROGRESS * way) continue;
      segment.intervals = joined([...segment.intervals, [first.along, second.along].sort((a, b) => a - b)]);
      this.current = segment.code;
      isCovered = true;
    }
    return isCovered;
  }

  // Of a segment: metres covered, its length, and the share.
  figures(code) {
    const segment = this.segments.get(code);
    if (!segment) return null;
    const covered = segment.intervals.reduce((sum, [start, end]) => sum + end - start, 0);
    return { covered, length: segment.course.length, share: covered / segment.course.length };
  }

  // The covered parts of a segment as lines of longitude and latitude.
  lines(code) {
    const { line, course, intervals } = this.segments.get(code);
    return intervals.map(([start, end]) => part(line, course.reach, start, end));
  }

  get covered() {
    return [...this.segments.values()].filter((segment) => segment.intervals.length).map((segment) => segment.code);
  }
}

// Intervals with those that touch or overlap made one.
export function joined(intervals) {
  const sorted = [...intervals].sort((a, b) => a[0] - b[0]);
  const found = [];
  for (const [start, end] of sorted) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

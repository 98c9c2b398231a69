// What of the river segments was walked so far, for the person who walks. The server measures
// again, from all fixes at once and with the roads beside the river, and its figure counts.

import { aside, distance, Line, part, planeAt } from "./plane.js";

// Who moves less than this has not moved: a receiver that lies still wanders about so far.
const STEP_M = 8;
// The direction of the river must explain at least so much of a step: 50 degrees to either side.
const ALONG = 0.64;
// On the inner side of a bend one comes further along the river than in the plane.
const MOST_PROGRESS = 2.5;
const KMH = 3.6;
// The side of the river is that of the last minute: a receiver errs by as much as a river is wide.
const SIDE_S = 60;
// Where one bank alone counts, one may seem to be so far on the other side.
const OTHER_BANK_M = 5;
// What belongs to one bank is drawn so far to its side of the line.
const DRAWN_M = { left: 15, right: -15, either: 0 };

export class Walked {
  // `segments` have a code, the bank they ask for, and a line of longitudes and latitudes; `rules`
  // are the subdistrict's.
  constructor(segments, rules) {
    this.rules = rules;
    this.plane = segments.length ? planeAt(segments[0].line[0]) : null;
    this.segments = new Map(segments.map((segment) => [segment.code, {
      ...segment,
      course: new Line(segment.line.map(this.plane)),
      intervals: segment.bank === "each" ? { left: [], right: [] } : { either: [] },
      seen: [],
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
    return this.cover(before.at, fix.at, way, time);
  }

  cover(from, to, way, time) {
    let isCovered = false;
    for (const segment of this.segments.values()) {
      const first = segment.course.nearest(from);
      const second = segment.course.nearest(to);
      const progress = Math.abs(second.along - first.along);
      const isNear = Math.max(first.away, second.away) <= this.rules.swath_m;
      if (!isNear || progress < ALONG * way || progress > MOST_PROGRESS * way) continue;
      const side = sideOf(segment, second.left, time);
      if (!side) continue;
      const step = [first.along, second.along].sort((a, b) => a - b);
      segment.intervals[side] = joined([...segment.intervals[side], step]);
      this.current = segment.code;
      isCovered = true;
    }
    return isCovered;
  }

  // Of a segment: metres covered, what is to be walked (both banks where each counts), the share.
  figures(code) {
    const segment = this.segments.get(code);
    if (!segment) return null;
    const sides = Object.values(segment.intervals);
    const covered = sides.flat().reduce((sum, [start, end]) => sum + end - start, 0);
    const length = segment.course.length * sides.length;
    return { covered, length, share: covered / length };
  }

  // The covered parts of a segment as lines of longitude and latitude.
  lines(code) {
    const { line, course, intervals } = this.segments.get(code);
    return Object.entries(intervals).flatMap(([side, own]) => own.map(([start, end]) => {
      const found = part(line, course.reach, start, end);
      return DRAWN_M[side] ? aside(found, DRAWN_M[side]) : found;
    }));
  }

  get covered() {
    const isWalked = ({ intervals }) => Object.values(intervals).some((own) => own.length);
    return [...this.segments.values()].filter(isWalked).map((segment) => segment.code);
  }
}

// Which side of a segment a step counts for; null where it is on the bank that does not count.
function sideOf(segment, left, time) {
  segment.seen = [...segment.seen.filter(([at]) => time - at <= SIDE_S), [time, left]];
  const mean = segment.seen.reduce((sum, [, value]) => sum + value, 0) / segment.seen.length;
  if (segment.bank === "each") return mean >= 0 ? "left" : "right";
  const beyond = { left: -mean, right: mean }[segment.bank] ?? 0;
  return beyond > OTHER_BANK_M ? null : "either";
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

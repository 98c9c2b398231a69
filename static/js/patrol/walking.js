// The screen of a patrol that is under way: where I am, what is walked, what is not.

import { byId } from "../dom.js";
import { number, t } from "../text.js";
import { Awake } from "./awake.js";
import { GroundMap, linesOf, placeOf } from "./ground.js";
import * as patrols from "./patrols.js";
import { distance, planeAt } from "./plane.js";
import { DENIED, Recorder } from "./recorder.js";
import { clock, km, share } from "./units.js";
import { Walked } from "./walked.js";

const OLD_FIX_S = 20;
const LOCK = "patrol-recorder";

export class Walking {
  // `onPart` is called when something new waits to be sent, `onKept` after each fix.
  constructor(onPart, onKept) {
    this.onPart = onPart;
    this.onKept = onKept;
    this.patrol = null;
    this.fix = null;
    this.map = null;
    this.awake = new Awake((isKept) => { byId("awake").textContent = t(isKept ? "awake" : "notAwake"); });
    byId("locate").addEventListener("click", () => this.map?.follow());
  }

  // Shows the patrol and goes on recording it. Returns false when another window does that.
  async begin(patrol, data) {
    if (!(await this.alone())) return false;
    this.patrol = patrol;
    this.target = data?.due.items.find((item) => item.key === patrol.target?.key) ?? patrol.target;
    const rules = data?.rules ?? { max_accuracy_m: 50, hole_s: 180, hole_m: 200, swath_m: 30, max_walk_kmh: 12 };
    this.walked = new Walked(data?.ground.segments ?? [], rules);
    (await patrols.points(patrol.id)).forEach((point) => this.walked.add(point));
    this.draw(data);
    this.recorder = new Recorder((point) => this.take(point), (code) => this.trouble(code));
    this.recorder.start();
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
    await this.awake.keep();
    return true;
  }

  // One window records; the others of this phone must not record the same again.
  alone() {
    return new Promise((resolve) => {
      navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock && new Promise((release) => { this.release = release; });
      });
    });
  }

  draw(data) {
    byId("walking-name").textContent = this.patrol.target?.name ?? t("freePatrol");
    this.map ??= new GroundMap(byId("walking-map"), data?.ground);
    this.map.clear();
    this.map.isFollowing = true;
    this.lines = new Map();
    const course = this.course();
    const round = data?.rounds.find(({ id }) => id === this.patrol.round);
    if (round) {
      this.map.line(linesOf(round.geometry), "way");
      this.map.fit(linesOf(round.geometry));
    }
    if (course.length) {
      this.map.line(course, "rest");
      this.map.fit(course);
    } else if (data && !round) this.map.fit(data.ground.outline);
    const place = this.target && !course.length && placeOf(this.target.geometry);
    if (place) this.map.place(place, "stop", 10);
    this.fix = null;
    byId("fix").textContent = t("waitingFix");
    this.figures();
    this.drawWalked();
  }

  // The line of what is to be walked.
  course() {
    if (this.target?.kind !== "segment") return [];
    const known = this.walked.segments.get(this.target.code);
    return known ? [known.line] : linesOf(this.target.geometry);
  }

  // First into the store, then everything else.
  async take(point) {
    try {
      await patrols.addFix(this.patrol.id, point);
    } catch (error) {
      this.say(t("storeFailed", { why: error.message }), true);
      return;
    }
    this.fix = point;
    const isCovered = this.walked.add(point);
    this.map.showMe(point);
    this.say(t("accuracy", { m: number(point[3]) }));
    if (isCovered) this.drawWalked();
    this.figures();
    if (await patrols.cut(this.patrol.id, false)) this.onPart();
    this.onKept();
  }

  drawWalked() {
    for (const code of this.walked.covered) {
      const lines = this.walked.lines(code);
      if (this.lines.has(code)) this.lines.get(code).setLatLngs(lines.map((line) => line.map(([lon, lat]) => [lat, lon])));
      else this.lines.set(code, this.map.line(lines, "walked"));
    }
  }

  // Of the segment that was chosen; else of the one that is being walked.
  figures() {
    const isSegment = this.target?.kind === "segment";
    const code = isSegment ? this.target.code : this.walked.current;
    const figures = code && this.walked.figures(code);
    byId("share").textContent = figures ? share(figures.share) : km(this.walked.walkedM);
    byId("share-bar").setAttribute("width", figures ? figures.share * 100 : 0);
    byId("metres").textContent = this.words(figures, isSegment);
  }

  words(figures, isSegment) {
    const place = this.target && placeOf(this.target.geometry);
    if (!isSegment && place && this.fix) {
      const away = distance([0, 0], planeAt(this.fix)(place));
      return t("toPlace", { m: number(away), name: this.target.name });
    }
    if (!figures) return "";
    return t("walkedOf", { covered: number(figures.covered / 1000, 2), length: number(figures.length / 1000, 2) });
  }

  tick() {
    byId("clock").textContent = clock((Date.now() - Date.parse(this.patrol.startedAt)) / 1000);
    const old = this.fix ? Date.now() / 1000 - this.fix[2] : 0;
    if (old > OLD_FIX_S) this.say(t("oldFix", { s: number(old) }), true);
  }

  trouble(code) {
    this.say(t(code === DENIED ? "denied" : "noPosition"), true);
  }

  say(text, isAlarm = false) {
    byId("fix").textContent = text;
    byId("fix").classList.toggle("is-alarm", isAlarm);
  }

  get minutes() {
    return (Date.now() - Date.parse(this.patrol.startedAt)) / 60_000;
  }

  // Stops recording and ends the patrol; returns what the phone measured.
  async end() {
    await this.recorder.stop();
    clearInterval(this.timer);
    await this.awake.release();
    const patrol = await patrols.end(this.patrol.id);
    const covered = this.walked.covered.map((code) => ({ code, name: this.walked.segments.get(code).name, ...this.walked.figures(code) }));
    this.release();
    return { patrol, walkedM: this.walked.walkedM, covered };
  }
}

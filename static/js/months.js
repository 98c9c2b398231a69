// The months below the map: slide, use the arrow keys, or let them play.

import { byId } from "./dom.js";
import { t } from "./text.js";

const SLIDING_PAUSE_MS = 200;
const PLAYING_PAUSE_MS = 900;

export class Months {
  // `onDay` is called with a day and returns when the map shows it; today is the empty day.
  constructor(onDay) {
    this.onDay = onDay;
    this.range = byId("months-range");
    this.button = byId("months-play");
    this.days = this.range.dataset.days.split(" ");
    this.timer = 0;
    this.playing = false;
    this.range.addEventListener("input", () => this.slide());
    this.button.addEventListener("click", () => (this.playing ? this.stop() : this.play()));
  }

  get last() {
    return this.days.length - 1;
  }

  slide() {
    this.stop();
    this.name();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), SLIDING_PAUSE_MS);
  }

  go() {
    const stop = Number(this.range.value);
    return this.onDay(stop === this.last ? "" : this.days[stop]);
  }

  // Puts the thumb on `day`, or on the last month before it.
  show(day) {
    const wanted = day || this.days[this.last];
    this.range.value = Math.max(0, this.days.findLastIndex((known) => known <= wanted));
    this.range.classList.toggle("is-between", !this.days.includes(wanted));
    this.name(wanted);
  }

  name(day = this.days[Number(this.range.value)]) {
    this.range.setAttribute("aria-valuetext", day);
  }

  async play() {
    this.playing = true;
    this.describe();
    if (Number(this.range.value) === this.last) this.range.value = 0;
    else this.range.stepUp();
    while (this.playing) {
      this.name();
      await this.go();
      await new Promise((done) => setTimeout(done, PLAYING_PAUSE_MS));
      if (Number(this.range.value) === this.last) this.stop();
      else if (this.playing) this.range.stepUp();
    }
  }

  stop() {
    this.playing = false;
    this.describe();
  }

  describe() {
    this.button.textContent = t(this.playing ? "pause" : "play");
    this.button.setAttribute("aria-pressed", String(this.playing));
  }
}

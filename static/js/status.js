// What the map is doing: loading, failed with a way to try again, or nothing to show.

import { el, replace } from "./dom.js";
import { t } from "./text.js";

export class Status {
  constructor(node) {
    this.node = node;
    this.running = new Map();
    this.failures = new Map();
    this.message = "";
  }

  // Runs `work`; while it runs its name is shown, and when it fails why and a button for `again`.
  async during(what, work, again) {
    this.failures.delete(what);
    const run = work();
    this.running.set(what, run);
    this.draw();
    try {
      await run;
    } catch (error) {
      this.failures.set(what, { why: error.message, again });
    }
    if (this.running.get(what) === run) this.running.delete(what);
    this.draw();
  }

  tell(message) {
    this.message = message;
    this.draw();
  }

  async settled() {
    await Promise.allSettled(this.running.values());
  }

  draw() {
    const lines = [...this.failures].map(([what, { why, again }]) => el(
      "p",
      { class: "status-failed" },
      t("failed", { what, why }),
      " ",
      el("button", { type: "button", class: "button", onclick: again }, t("retry")),
    ));
    if (this.message) lines.push(el("p", { class: "status-empty" }, this.message));
    const [first] = this.running.keys();
    if (first) lines.push(el("p", { class: "status-loading" }, t("loading", { what: first })));
    replace(this.node, lines);
    this.node.hidden = lines.length === 0;
  }
}

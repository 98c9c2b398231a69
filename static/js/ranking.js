// The list of gaps, linked with the map both ways.

import { byId, el, replace } from "./dom.js";
import { kilometres, number, t } from "./text.js";

const SHORT = { pairing: "short.pairing", service: "short.service", chiefs: "short.chiefs" };

export class Ranking {
  constructor(onPick) {
    this.list = byId("ranking");
    this.filter = byId("ranking-filter");
    this.onPick = onPick;
    this.gaps = [];
    this.filter.addEventListener("change", () => this.draw());
  }

  fill(gaps, date) {
    this.gaps = gaps;
    this.date = date;
    this.draw();
  }

  draw() {
    const layer = this.filter.value;
    const shown = this.gaps.filter((gap) => !layer || gap.layer === layer);
    replace(this.list, shown.length
      ? shown.map((gap, rank) => this.row(gap, rank + 1))
      : el("li", { class: "ranking-empty soft" }, t("gapsNone", { date: this.date })));
  }

  row(gap, rank) {
    const button = el(
      "button",
      { type: "button", class: "ranking-row", "data-gap": gap.id, title: gap[t("reasonMember")], onclick: () => this.onPick(gap) },
      el("span", { class: "number ranking-rank" }, rank),
      el("span", { class: "ranking-name" }, gap.name),
      el("span", { class: `mark mark-${gap.layer}` }, t(SHORT[gap.layer])),
      el("span", { class: "number ranking-size" }, size(gap)),
    );
    return el("li", {}, button);
  }

  mark(ids) {
    let first = null;
    for (const row of this.list.querySelectorAll(".ranking-row")) {
      const marked = ids.includes(row.dataset.gap);
      row.classList.toggle("is-marked", marked);
      if (marked) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
      first ??= marked ? row : null;
    }
    // Only the list moves: scrollIntoView would also move the page under a phone's sheet.
    if (first) this.list.scrollTop = first.offsetTop - this.list.offsetTop - 60;
  }
}

function size(gap) {
  return gap.layer === "chiefs" ? kilometres(gap.length_m) : `${number(gap.people)} ${t("people")}`;
}

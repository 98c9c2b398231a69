// The list of gaps, linked with the map both ways; the formula that orders it stands beside it.

import { byId, el, replace } from "./dom.js";
import { kilometres, number, t } from "./text.js";

export class Ranking {
  // `onPick` is called with a row's gap.
  constructor(onPick) {
    this.list = byId("ranking");
    this.filter = byId("ranking-filter");
    this.formula = byId("ranking-formula");
    this.onPick = onPick;
    this.rows = [];
    this.marked = [];
    this.filter.addEventListener("change", () => this.draw());
  }

  fill(answer) {
    this.rows = answer.rows;
    this.date = answer.date;
    replace(this.formula, answer[t("formulaMember")]);
    this.draw();
  }

  draw() {
    const layer = this.filter.value;
    const shown = this.rows.filter((row) => !layer || row.layer === layer);
    replace(this.list, shown.length
      ? shown.map((row) => this.row(row))
      : el("li", { class: "ranking-empty soft" }, t("gapsNone", { date: this.date })));
    this.mark(this.marked);
  }

  row(row) {
    const button = el(
      "button",
      { type: "button", class: "ranking-row", "data-gap": row.id, onclick: () => this.onPick(row) },
      el("span", { class: "number ranking-rank" }, row.rank),
      el("span", { class: "ranking-name" }, row[t("nameMember")] ?? row.name),
      el("span", { class: `mark mark-${row.layer}` }, t(`short.${row.layer}`)),
      el("span", { class: "number ranking-size" }, size(row)),
      el("strong", { class: "number ranking-points", title: t("points") }, number(row.points, 1)),
      el("span", { class: "ranking-sentence" }, row[t("sentenceMember")]),
    );
    return el("li", {}, button);
  }

  mark(ids) {
    this.marked = ids;
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

function size(row) {
  return row.people ? `${number(row.people)} ${t("people")}` : kilometres(row.length_m);
}

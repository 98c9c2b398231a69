// The list of what is due: what stands first is chosen, another with one tap, and one more starts.

import { byId, el, replace } from "../dom.js";
import { number, t } from "../text.js";
import { age, km, moment, share } from "./units.js";

const DAY_MS = 86_400_000;

export class Home {
  // `onBegin` gets the chosen item, or null.
  constructor(onBegin) {
    this.chosen = null;
    byId("begin").addEventListener("click", () => onBegin(this.chosen));
  }

  draw(loaded) {
    replace(byId("data-age"), ageWords(loaded));
    if (!loaded) {
      replace(byId("counts"));
      replace(byId("due"), el("li", { class: "notice row-empty" }, t("noData")));
      this.choose(null);
      return;
    }
    const { summary, items } = loaded.data.due;
    replace(byId("counts"), ["overdue", "due", "coming", "done"].map((state) => el("span", { class: `count count-${state}` }, t(`state.${state}`), " ", el("b", { class: "number" }, number(summary[state] ?? 0)))));
    replace(byId("due"), items.length ? items.map((item) => this.row(item)) : el("li", { class: "soft row-empty" }, t("nothingDue")));
    this.choose(items.find((item) => item.state !== "done") ?? null);
    drawOwed(loaded.data.duties);
  }

  row(item) {
    return el(
      "li", { "data-key": item.key },
      el(
        "button", { type: "button", class: "row", "aria-pressed": "false", onclick: () => this.choose(item) },
        el("span", { class: "row-name" }, item.name, item.kind in { village: 1, board: 1 } ? el("small", {}, t(`kind.${item.kind}`)) : null),
        el("span", { class: `row-late late-${item.state}` }, late(item)),
        el("span", { class: "row-more" }, facts(item)),
      ),
    );
  }

  choose(item) {
    this.chosen = item;
    for (const node of byId("due").querySelectorAll(".row")) {
      node.setAttribute("aria-pressed", String(node.parentNode.dataset.key === item?.key));
    }
    byId("begin").textContent = item ? t("startOn", { name: item.name }) : t("start");
  }
}

function ageWords(loaded) {
  if (!loaded) return null;
  const time = moment(loaded.checkedAt);
  return loaded.isStored ? t("dataStored", { time, age: age(loaded.checkedAt) }) : t("dataFresh", { time });
}

// How late it is today, which may be days after the list was stored.
function late(item) {
  if (item.state === "done") return t("late.done", { day: item.done_on ?? item.last_on ?? "" });
  const now = new Date();
  const days = Math.round((Date.parse(item.due_on) - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / DAY_MS);
  if (days < 0) return t("late.overdue", { n: number(-days) });
  return days ? t("late.left", { n: number(days) }) : t("late.today");
}

function facts(item) {
  return [
    item.length_m && t("lengthOf", { km: km(item.length_m) }),
    item.share && item.state !== "done" && t("shareOf", { share: share(item.share) }),
    t("dueOn", { day: item.due_on }),
    item.last_on && t("lastOn", { day: item.last_on }),
    item[t("ruleMember")],
  ].filter(Boolean).join(" · ");
}

function drawOwed(duties) {
  const node = byId("owed");
  node.hidden = !duties;
  if (!duties) return;
  replace(
    node,
    el("h2", {}, t("owedTitle", duties)),
    duties.rows.map((row) => el(
      "p", { class: "owed-row" },
      el("b", {}, row[t("titleMember")]),
      el("span", {}, t("owedRow", { done: number(row.done_in_quarter), year: number(row.done_in_year) })),
      el("span", { class: row.owed ? "late-due" : "late-done" }, row.owed ? t("owedLeft", { n: number(row.owed) }) : t("owedNone")),
      el("small", { class: "soft" }, t("owedNote", { minimum: number(row.minimum) })),
    )),
  );
}

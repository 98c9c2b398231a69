// Suggestions below the search field; without this script the field leads to the search page.

import { address, getJson } from "./api.js";
import { byId, el, replace } from "./dom.js";
import { t } from "./text.js";

const PAUSE_MS = 150;

export class Search {
  // `carried` returns what every question takes along, `onPick` is called with a place.
  constructor(carried, onPick) {
    this.carried = carried;
    this.onPick = onPick;
    this.field = byId("search-text");
    this.list = byId("search-results");
    this.field.setAttribute("aria-controls", "search-results");
    this.field.addEventListener("input", () => this.later());
    this.field.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("click", (event) => {
      if (!byId("search").contains(event.target)) this.close();
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  async ask() {
    const text = this.field.value.trim();
    if (!text) return this.close();
    try {
      const answer = await getJson(address("/search/suggestions/", { q: text, ...this.carried() }));
      if (text === this.field.value.trim()) this.show(text, answer);
    } catch (error) {
      this.open([el("li", {}, el("p", { class: "soft" }, error.message))]);
    }
  }

  show(text, { results, total }) {
    if (!results.length) return this.open([el("li", {}, el("p", { class: "soft" }, t("nothingFound", { text })))]);
    const lines = results.map((result) => el("li", {}, this.link(result)));
    if (total > results.length) {
      const all = address("/search/", { q: text, ...this.carried() });
      lines.push(el("li", {}, el("a", { href: all }, t("moreFound", { n: total }))));
    }
    this.open(lines);
  }

  link(result) {
    const link = el("a", { href: result.path }, el("span", {}, result.name), el("span", { class: "soft" }, result.kind));
    if (result.place) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.close();
        this.onPick(result.place);
      });
    }
    return link;
  }

  key(event) {
    if (event.key === "Escape") return this.close();
    const links = [...this.list.querySelectorAll("a")];
    if (!links.length || this.list.hidden) return;
    const now = links.findIndex((link) => link.classList.contains("is-active"));
    if (event.key === "Enter") {
      event.preventDefault();
      links[Math.max(now, 0)].click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = (now + (event.key === "ArrowDown" ? 1 : links.length - 1 + (now < 0))) % links.length;
      links.forEach((link, i) => link.classList.toggle("is-active", i === next));
      links[next].scrollIntoView({ block: "nearest" });
    }
  }

  open(lines) {
    replace(this.list, lines);
    this.list.hidden = false;
  }

  close() {
    this.list.hidden = true;
  }
}

// Layers taken together: which ones and how many of them, and the shares that come out.

import { byId, el, replace } from "./dom.js";
import { setLayer, showLayer } from "./switches.js";
import { number, percent, t } from "./text.js";
import { layers, state } from "./view.js";

const STATES = ["covered", "due", "gap", "unknown"];
const MEASURES = [["villages", (value) => number(value)], ["people", (value) => number(value)], ["area_m2", (value) => number(value / 1e6, 2)]];
const layer = layers.get("combined");
const boxes = [...document.querySelectorAll(".combination-layer")];
const least = byId("combination-least");
const shares = byId("combination-shares");

export function prepareCombination() {
  layer.onLoaded = drawShares;
  for (const control of [...boxes, least]) control.addEventListener("change", () => change());
  byId("layer-combined").addEventListener("change", unfold);
  read();
  ask();
}

// The choice is of use only while the layer is shown; so are the shares.
function unfold() {
  const isShown = byId("layer-combined").checked;
  byId("combination").hidden = !isShown;
  shares.hidden = !isShown;
}

// From the address: the layers with commas, a colon, and how many of them or "all".
function read() {
  const [names, wanted] = state.together.split(":");
  boxes.forEach((box) => { box.checked = names.split(",").includes(box.value); });
  offer(wanted);
}

// "At least 1 of 3" up to "all of them".
function offer(wanted) {
  const count = chosen().length;
  const options = [...Array(Math.max(count - 1, 0)).keys()].map((i) => el("option", { value: i + 1 }, t("atLeast", { n: i + 1, of: count })));
  replace(least, options, el("option", { value: "all" }, t("allOf", { of: count })));
  least.value = [...least.options].some((option) => option.value === wanted) ? wanted : "all";
}

function chosen() {
  return boxes.filter((box) => box.checked).map((box) => box.value);
}

async function change() {
  offer(least.value);
  state.together = `${chosen().join(",")}:${least.value}`;
  state.write();
  ask();
  if (!chosen().length) return setLayer("combined", false);
  return state.layers.has("combined") ? showLayer(layer) : setLayer("combined", true);
}

function ask() {
  layer.ask({ layers: chosen().join(","), at_least: least.value });
}

function drawShares(answer) {
  unfold();
  const head = el("tr", {}, el("td", {}), STATES.map((name) => el("th", { class: "number", scope: "col" }, t(`column.${name}`))), el("th", { class: "number", scope: "col" }, t("column.share")));
  const rows = MEASURES.filter(([member]) => answer.shares?.[member]).map(([member, write]) => {
    const amounts = answer.shares[member];
    return el(
      "tr", { "data-combined": member },
      el("th", { scope: "row" }, t(`combined.${member}`)),
      STATES.map((name) => el("td", { class: "number" }, write(amounts[name]))),
      el("td", { class: "number" }, percent(amounts.share)),
    );
  });
  replace(shares, el("table", {}, el("thead", {}, head), el("tbody", {}, rows)));
}

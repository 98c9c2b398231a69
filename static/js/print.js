// Printing the map: the paper's size is set before the browser lays the page out, so that the
// view is fitted to the sheet and not cut by it.

import { byId } from "./dom.js";

// One measure instead of all, smaller letters, the legend alone.
const STEPS = ["is-print-one", "is-print-dense", "is-print-legend"];

export function preparePrint(map, button, ready) {
  let bounds = null;
  const root = document.documentElement;
  const fit = () => {
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(bounds, { animate: false });
  };
  addEventListener("beforeprint", () => {
    bounds = map.getBounds();
    root.classList.add("is-printing");
    makeRoom(root);
    fit();
  });
  addEventListener("afterprint", () => {
    root.classList.remove("is-printing", ...STEPS);
    if (bounds) fit();
  });
  button.addEventListener("click", async () => {
    await ready();
    print();
  });
}

// The legend must fit on the sheet: step by step more gives way to it.
function makeRoom(root) {
  const [legend, figures] = [byId("panel-layers"), byId("panel-overview")];
  const isFull = () => legend.scrollHeight + figures.scrollHeight > legend.parentElement.clientHeight + 1;
  for (const step of STEPS) {
    if (!isFull()) return;
    root.classList.add(step);
  }
}

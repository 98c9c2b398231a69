// What every page with a map of its own does: draw, say what failed, be ready, print.

import { byId, replace } from "./dom.js";
import { t } from "./text.js";

export async function present(map, what, draw) {
  addEventListener("beforeprint", () => map.invalidateSize({ animate: false }));
  byId("print").addEventListener("click", () => print());
  const status = byId("map-status");
  try {
    await draw();
    status.hidden = true;
  } catch (error) {
    replace(status, t("failed", { what: t(what), why: error.message }));
  }
  document.documentElement.dataset.ready = "true";
}

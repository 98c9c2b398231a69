// Panels that fold on a desk and come up as sheets on a phone.

import { byId } from "./dom.js";
import { t } from "./text.js";

const phone = matchMedia("(max-width: 760px)");

export function isPhone() {
  return phone.matches;
}

export function preparePanels(onResize) {
  const workspace = byId("workspace");
  for (const button of document.querySelectorAll("[data-panel]")) {
    button.addEventListener("click", () => toggle(workspace, button.dataset.panel, onResize));
  }
  describe(workspace);
  phone.addEventListener("change", () => {
    describe(workspace);
    onResize();
  });
}

function toggle(workspace, panel, onResize) {
  if (phone.matches) {
    workspace.dataset.sheet = workspace.dataset.sheet === panel ? "" : panel;
  } else {
    workspace.classList.toggle(`is-${panel}-folded`);
  }
  describe(workspace);
  onResize();
}

export function closeSheets() {
  const workspace = byId("workspace");
  workspace.dataset.sheet = "";
  describe(workspace);
}

function describe(workspace) {
  for (const button of document.querySelectorAll("[data-panel]")) {
    const panel = button.dataset.panel;
    const open = phone.matches
      ? workspace.dataset.sheet === panel
      : !workspace.classList.contains(`is-${panel}-folded`);
    button.setAttribute("aria-expanded", String(open));
    if (button.dataset.fold) button.setAttribute("aria-label", `${t(open ? "fold" : "unfold")}: ${button.dataset.fold}`);
  }
}

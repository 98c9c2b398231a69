// Which screen is shown, the phone's own "back", and questions that are asked once.

import { byId } from "../dom.js";

const screens = new Map([...document.querySelectorAll("[data-screen]")].map((node) => [node.dataset.screen, node]));
// Where "back" leads: the list, or the patrol that is under way.
let ground = "home";
let leaving = null;

function reveal(name) {
  leaving?.();
  leaving = null;
  screens.forEach((node, key) => { node.hidden = key !== name; });
}

export function settle(name) {
  ground = name;
  reveal(name);
}

// A screen above the present one; `onLeave` is called when it is left.
export function open(name, onLeave = null) {
  history.pushState({ name }, "");
  reveal(name);
  leaving = onLeave;
}

export const back = () => history.back();

addEventListener("popstate", () => reveal(ground));
document.querySelectorAll("[data-back]").forEach((node) => node.addEventListener("click", back));

// Resolves to true for yes, false for no.
export function ask({ title, text, yes, no }) {
  const dialog = byId("ask");
  byId("ask-title").textContent = title;
  byId("ask-text").textContent = text;
  byId("ask-yes").textContent = yes;
  byId("ask-no").textContent = no;
  dialog.showModal();
  return new Promise((resolve) => {
    const answer = (value) => { dialog.close(); resolve(value); };
    byId("ask-yes").onclick = () => answer(true);
    byId("ask-no").onclick = () => answer(false);
    dialog.oncancel = (event) => event.preventDefault();
  });
}

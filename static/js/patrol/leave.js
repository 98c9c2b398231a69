// On any page with a way to log out: what the phone has stored for whoever leaves is removed first.

import { forget } from "./shelf.js";

async function clear() {
  await forget();
  const { forgetClosed } = await import("./patrols.js");
  await forgetClosed();
}

for (const form of document.querySelectorAll("form[data-leave]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // The form is sent in any case: staying signed in would be worse than what is stored.
    await clear().finally(() => form.submit());
  });
}

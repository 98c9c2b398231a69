// What the page needs of the network: its data, and a service worker that keeps them.

import { DATA_CACHE } from "./shelf.js";

// The data for `owner`, and when they were checked with the service, as a Date; null where there
// are none. What was stored for somebody else is removed and not shown.
export async function load(owner) {
  let response;
  try {
    response = await fetch("/patrol/data", { headers: { Accept: "application/json" } });
  } catch {
    return null;
  }
  if (!response.ok) return null;
  const data = await response.json();
  if (data.owner !== owner) {
    await caches?.delete(DATA_CACHE);
    return null;
  }
  const checked = response.headers.get("Patrol-Checked");
  return { data, checkedAt: checked ? new Date(checked) : new Date(), isStored: response.headers.has("Patrol-Stored") };
}

// Returns whether the page will open without a network.
export async function keep() {
  try {
    await navigator.serviceWorker.register("/patrol/sw.js", { scope: "/patrol/", type: "module" });
    await navigator.serviceWorker.ready;
    // Asked once: browsers then do not clear what is stored when space is short.
    await navigator.storage?.persist?.();
    return true;
  } catch {
    return false;
  }
}

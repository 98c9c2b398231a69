// What is stored of the page and its data for use without a network, and how it is let go of.

export const FILES_CACHES = "patrol-files-";
export const DATA_CACHE = "patrol-data";

export function filesCache(version) {
  return FILES_CACHES + version;
}

// Removes what is somebody's own: the data and the page with the name. What was recorded and not
// yet sent is in another place and stays, for its owner.
export async function forget(page = "/patrol/") {
  if (!("caches" in globalThis)) return;
  for (const name of await caches.keys()) {
    if (name === DATA_CACHE) await caches.delete(name);
    if (name.startsWith(FILES_CACHES)) await (await caches.open(name)).delete(page);
  }
}

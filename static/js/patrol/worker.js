// The service worker of the patrol page: the page opens without a network, from what was stored.
// Files have names with a hash and are taken from the store; the page and the data are asked for
// first, because they change, and what is stored stands in for an answer that does not come.

import { DATA_CACHE, filesCache, forget, FILES_CACHES } from "./shelf.js";
import { run } from "./queue.js";

const LONGEST_WAIT_MS = 5_000;
const SYNC = "patrol-queue";

export function serve({ version, files, page, data, offline }) {
  const shelf = filesCache(version);
  const known = new Set(files);

  addEventListener("install", (event) => event.waitUntil(install()));
  addEventListener("activate", (event) => event.waitUntil(activate()));
  addEventListener("sync", (event) => event.tag === SYNC && event.waitUntil(send()));
  addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== location.origin) return;
    if (known.has(url.pathname)) event.respondWith(stored(event.request));
    else if (url.pathname === page && event.request.mode === "navigate") event.respondWith(openPage(event.request));
    else if (url.pathname === data) event.respondWith(openData());
  });

  async function install() {
    const cache = await caches.open(shelf);
    await cache.addAll([...files, offline]);
    await Promise.allSettled([keepPage(await fetch(page, { cache: "no-store" })), openData()]);
    await skipWaiting();
  }

  async function activate() {
    const old = (await caches.keys()).filter((name) => name.startsWith(FILES_CACHES) && name !== shelf);
    await Promise.all(old.map((name) => caches.delete(name)));
    await clients.claim();
  }

  async function stored(request) {
    return (await caches.match(request, { cacheName: shelf })) ?? fetch(request);
  }

  // A page of another version names files that are not stored here; its own worker will keep it.
  async function keepPage(response) {
    if (!response.ok || response.redirected || response.headers.get("Patrol-Version") !== version) return;
    await (await caches.open(shelf)).put(page, response);
  }

  async function openPage(request) {
    try {
      const response = await inTime(fetch(request));
      // Sent to the login: whoever was signed in is not any more.
      if (response.type === "opaqueredirect") await forget(page);
      if (response.ok) await keepPage(response.clone());
      if (response.status < 500) return response;
    } catch {
      // No answer, or none in time.
    }
    const cache = await caches.open(shelf);
    return (await cache.match(page, { ignoreSearch: true })) ?? cache.match(offline);
  }

  async function openData() {
    const cache = await caches.open(DATA_CACHE);
    const kept = await cache.match(data, { ignoreVary: true });
    try {
      const headers = kept?.headers.has("ETag") ? { "If-None-Match": kept.headers.get("ETag") } : {};
      const response = await inTime(fetch(data, { headers, cache: "no-store" }));
      if (response.status === 304) return keepData(cache, kept);
      if (response.ok) return keepData(cache, response);
      if (response.status < 500) return response;
    } catch {
      // No answer, or none in time.
    }
    return kept ? marked(kept, { "Patrol-Stored": "1" }) : Response.error();
  }

  async function keepData(cache, response) {
    const dated = await marked(response, { "Patrol-Checked": new Date().toISOString() });
    await cache.put(data, dated.clone());
    return dated;
  }

  async function send() {
    await run();
    for (const client of await clients.matchAll()) client.postMessage("sent");
  }
}

async function marked(response, members) {
  const headers = new Headers(response.headers);
  Object.entries(members).forEach(([name, value]) => headers.set(name, value));
  // The body is kept as it is read, no longer packed.
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(await response.blob(), { headers });
}

function inTime(promise) {
  return Promise.race([promise, new Promise((_, reject) => { setTimeout(() => reject(new Error("too late")), LONGEST_WAIT_MS); })]);
}

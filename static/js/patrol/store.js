// The phone's own database. Whatever was recorded is here before anything else happens to it, and
// leaves only when the server has given a receipt for it.

const NAME = "patrol";
const VERSION = 1;
// On the disk, not in a buffer, before a write counts: a phone's battery may die at any time.
const DURABLE = { durability: "strict" };
let opened = null;

function prepare(database) {
  database.createObjectStore("patrols", { keyPath: "id" });
  database.createObjectStore("fixes", { keyPath: "number", autoIncrement: true }).createIndex("patrol", "patrol");
  database.createObjectStore("parts", { keyPath: "id" }).createIndex("patrol", "patrol");
  database.createObjectStore("issues", { keyPath: "id" });
  database.createObjectStore("photos", { keyPath: "id" }).createIndex("issue", "issue");
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => prepare(request.result);
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opened = null; };
      resolve(request.result);
    };
    request.onerror = () => { opened = null; reject(request.error); };
  });
  return opened;
}

export function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function during(stores, mode, options, work) {
  const transaction = (await open()).transaction(stores, mode, options);
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new Error("the write was given up"));
  });
  const result = await work(Object.fromEntries(stores.map((name) => [name, transaction.objectStore(name)])));
  await done;
  return result;
}

// `work` gets the named stores, and may wait for nothing but their answers. All of what it writes
// is kept, or nothing of it.
export function write(stores, work) {
  return during(stores, "readwrite", DURABLE, work);
}

export function read(stores, work) {
  return during(stores, "readonly", {}, work);
}

export function all(name) {
  return read([name], (stores) => answer(stores[name].getAll()));
}

export function allOf(name, index, key) {
  return read([name], (stores) => answer(stores[name].index(index).getAll(key)));
}

export function one(name, key) {
  return read([name], (stores) => answer(stores[name].get(key)));
}

// Changes members of a row as it stands now; does nothing when it is no longer there.
export function change(name, key, members) {
  return write([name], async (stores) => {
    const row = await answer(stores[name].get(key));
    if (row) stores[name].put({ ...row, ...members });
    return row ? { ...row, ...members } : null;
  });
}

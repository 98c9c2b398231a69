// Patrols on this phone: what was recorded of each, and how much of it the server has.

import { all, allOf, answer, change, one, read, write } from "./store.js";

// A part is sent when it has so many points, or when its first one is so old.
export const PART_POINTS = 60;
export const PART_S = 60;
const KEPT_DAYS = 7;
export const WALKING = "walking";
export const ENDED = "ended";
export const CLOSED = "closed";

// `target` is the due item that is walked, or null; `round` the id of an inspection round, or null.
// A row has its `id` on this phone for ever; `remote` and `track` are its ids on the server, which
// change when the server keeps something else under them.
export async function begin(owner, target, round) {
  const patrol = {
    id: crypto.randomUUID(), ...remoteIds(), owner, target, round,
    startedAt: new Date().toISOString(), endedAt: null, state: WALKING,
    sequence: 0, points: 0, refusal: null, answer: null,
  };
  await write(["patrols"], (stores) => answer(stores.patrols.add(patrol)));
  return patrol;
}

function remoteIds() {
  return { remote: crypto.randomUUID(), track: crypto.randomUUID(), isKnown: false, isTrackKnown: false };
}

export async function ofOwner(owner) {
  return (await all("patrols")).filter((patrol) => patrol.owner === owner).sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

export async function underWay(owner) {
  return (await ofOwner(owner)).findLast((patrol) => patrol.state === WALKING) ?? null;
}

export function get(id) {
  return one("patrols", id);
}

// A fix is a row of longitude, latitude, seconds since 1970 and accuracy in metres.
export function addFix(patrol, point) {
  return write(["fixes"], (stores) => answer(stores.fixes.add({ patrol, point })));
}

// Makes a part of the fixes that are in none yet. `isForced` also of a few young ones.
export function cut(id, isForced) {
  return write(["patrols", "fixes", "parts"], async ({ patrols, fixes, parts }) => {
    const patrol = await answer(patrols.get(id));
    const rows = await answer(fixes.index("patrol").getAll(id));
    if (!patrol || !rows.length) return null;
    const age = Date.now() / 1000 - rows[0].point[2];
    if (!isForced && rows.length < PART_POINTS && age < PART_S) return null;
    const part = {
      id: crypto.randomUUID(), remote: crypto.randomUUID(), patrol: id, sequence: patrol.sequence, points: rows.map((row) => row.point),
      state: "waiting", words: null,
    };
    rows.forEach((row) => fixes.delete(row.number));
    parts.add(part);
    patrols.put({ ...patrol, sequence: patrol.sequence + 1, points: patrol.points + rows.length });
    return part;
  });
}

// Ended now, or, if it was found again after the page had been killed, with its last fix.
export async function end(id, isFoundAgain = false) {
  await cut(id, true);
  const last = (await points(id)).at(-1);
  const at = isFoundAgain && last ? new Date(last[2] * 1000) : new Date();
  const { startedAt } = await get(id);
  const endedAt = at.toISOString() > startedAt ? at.toISOString() : startedAt;
  return change("patrols", id, { state: ENDED, endedAt });
}

export function parts(id) {
  return allOf("parts", "patrol", id).then((rows) => rows.sort((a, b) => a.sequence - b.sequence));
}

// Everything recorded of a patrol and still on this phone, in the order of time.
export async function points(id) {
  const loose = await allOf("fixes", "patrol", id);
  return [...(await parts(id)).flatMap((part) => part.points), ...loose.map((row) => row.point)];
}

// What the server has not acknowledged: of how many patrols, parts and points. Fixes that are in no
// part yet count as one part of their patrol.
export function unsent() {
  return read(["patrols", "parts", "fixes", "issues", "photos"], async (stores) => {
    const rows = {};
    for (const name of Object.keys(stores)) rows[name] = await answer(stores[name].getAll());
    const owner = new Map(rows.patrols.map((patrol) => [patrol.id, patrol.owner]));
    const counts = new Map();
    const of = (name) => {
      if (!counts.has(name)) counts.set(name, { parts: 0, points: 0, issues: 0, photos: 0, patrols: 0 });
      return counts.get(name);
    };
    for (const part of rows.parts.filter((part) => part.state !== "sent")) {
      of(owner.get(part.patrol)).parts += 1;
      of(owner.get(part.patrol)).points += part.points.length;
    }
    for (const patrol of new Set(rows.fixes.map((fix) => fix.patrol))) of(owner.get(patrol)).parts += 1;
    for (const fix of rows.fixes) of(owner.get(fix.patrol)).points += 1;
    for (const patrol of rows.patrols.filter((patrol) => patrol.state === ENDED)) of(patrol.owner).patrols += 1;
    for (const issue of rows.issues) {
      if (!issue.isKnown) of(issue.owner).issues += 1;
      of(issue.owner).photos += rows.photos.filter((photo) => photo.issue === issue.id).length;
    }
    return counts;
  });
}

// The server has everything and has judged the patrol: the points leave the phone.
export function close(id, verdict) {
  return write(["patrols", "parts", "fixes"], async ({ patrols, parts: kept, fixes }) => {
    const patrol = await answer(patrols.get(id));
    for (const key of await answer(kept.index("patrol").getAllKeys(id))) kept.delete(key);
    for (const key of await answer(fixes.index("patrol").getAllKeys(id))) fixes.delete(key);
    patrols.put({ ...patrol, state: CLOSED, answer: verdict });
  });
}

// The server keeps something else under these ids: everything is sent again under new ones.
export function renew(id) {
  return write(["patrols", "parts"], async ({ patrols, parts: kept }) => {
    const patrol = await answer(patrols.get(id));
    for (const part of await answer(kept.index("patrol").getAll(id))) {
      kept.put({ ...part, remote: crypto.randomUUID(), state: "waiting", words: null });
    }
    return answer(patrols.put({ ...patrol, ...remoteIds(), isRenewed: true }));
  });
}

export function renewPart(part) {
  return change("parts", part.id, { remote: crypto.randomUUID(), state: "waiting", words: null, isRenewed: true });
}

// What was closed long ago is forgotten.
export function forgetOld() {
  return forgetClosed(new Date(Date.now() - KEPT_DAYS * 86_400_000).toISOString());
}

// Removes the patrols that the server has judged, those that began before a moment if one is given.
export async function forgetClosed(before = "9999") {
  const closed = (await all("patrols")).filter((patrol) => patrol.state === CLOSED && patrol.startedAt < before);
  await write(["patrols"], ({ patrols }) => Promise.all(closed.map((patrol) => answer(patrols.delete(patrol.id)))));
}

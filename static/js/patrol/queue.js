// The way of what was recorded to the server: each thing under an id that the phone made, so that
// it may be sent any number of times, and out of the queue only against a receipt.

import * as issues from "./issues.js";
import * as patrols from "./patrols.js";
import { Later, NotMe, PHOTO_TIMEOUT_MS, put, Refused, who } from "./service.js";
import { change } from "./store.js";

const LOCK = "patrol-queue";
const CONFLICT = 409;

// Sends all that `owner` has waiting; without one, what whoever is signed in has. One run at a time
// in all windows of this phone; a run that finds another under way does nothing. Throws Later and
// NotMe; what the server refuses is kept beside its words, and the rest goes on.
export function run(owner = null, onProgress = () => {}) {
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    const { name, csrf } = await who();
    if (owner !== null && name !== owner) throw new NotMe(name);
    for (const patrol of await patrols.ofOwner(name)) await sendPatrol(patrol, csrf, onProgress);
    for (const issue of await issues.ofOwner(name)) await sendIssue(issue, csrf, onProgress);
  });
}

// What was refused is tried once more, because somebody asked for it or the service is a new one.
export async function retry(owner) {
  for (const patrol of await patrols.ofOwner(owner)) {
    await change("patrols", patrol.id, { refusal: null });
    for (const part of await patrols.parts(patrol.id)) {
      if (part.state === "refused") await change("parts", part.id, { state: "waiting", words: null });
    }
  }
  for (const issue of await issues.ofOwner(owner)) {
    await change("issues", issue.id, { refusal: null });
    for (const photo of await issues.photos(issue.id)) await change("photos", photo.id, { refusal: null });
  }
}

// -- Patrols --------------------------------------------------------------------------------

async function sendPatrol(patrol, csrf, onProgress) {
  if (patrol.state === patrols.CLOSED || patrol.refusal) return;
  // The page may have been killed before it made a part of the last fixes.
  await patrols.cut(patrol.id, patrol.state === patrols.ENDED);
  try {
    if (!(await isAgreed(patrol, csrf))) return;
    for (const part of await patrols.parts(patrol.id)) {
      if (part.state !== "waiting") continue;
      await sendPart(patrol, part, csrf);
      onProgress();
    }
    await sendEnd(patrol.id, csrf);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await change("patrols", patrol.id, { refusal: error.message });
  }
  onProgress();
}

// Whether the server knows the patrol and its track under the phone's ids. When it keeps something
// else under them, nothing was sent yet: both get new ids and are sent in the next run; once only,
// because a server that always finds a conflict must not be sent the same for ever.
async function isAgreed(patrol, csrf) {
  try {
    await makeKnown(patrol, csrf);
    return true;
  } catch (error) {
    if (error.status !== CONFLICT || patrol.isRenewed) throw error;
    await patrols.renew(patrol.id);
    return false;
  }
}

async function makeKnown({ id, remote, track, round, startedAt, isKnown, isTrackKnown }, csrf) {
  if (!isKnown) {
    await put(`/api/patrols/${remote}`, { started_at: startedAt, ...(round ? { route_round: round } : {}) }, csrf);
    await change("patrols", id, { isKnown: true });
  }
  if (!isTrackKnown) {
    await put(`/api/patrols/${remote}/tracks/${track}`, { source: "live", datum: "wgs84" }, csrf);
    await change("patrols", id, { isTrackKnown: true });
  }
}

async function sendPart(patrol, part, csrf) {
  const { remote, sequence, points } = part;
  try {
    const { receipt } = await put(
      `/api/patrols/${patrol.remote}/tracks/${patrol.track}/parts/${remote}`, { sequence, points }, csrf,
    );
    if (receipt?.id !== remote || receipt.points !== points.length) throw new Later("the receipt is for something else");
    await change("parts", part.id, { state: "sent", receipt });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === CONFLICT && !part.isRenewed) await patrols.renewPart(part);
    else await change("parts", part.id, { state: "refused", words: error.message });
  }
}

// The server is told which parts belong to the patrol; what it says is missing is sent again.
async function sendEnd(id, csrf) {
  const { state, remote, track, endedAt } = await patrols.get(id);
  const parts = await patrols.parts(id);
  if (state !== patrols.ENDED || parts.some((part) => part.state !== "sent")) return;
  const body = { ended_at: endedAt, tracks: { [track]: parts.map((part) => part.remote) } };
  const { missing, patrol: verdict } = await put(`/api/patrols/${remote}/end`, body, csrf);
  const lost = new Set(Object.values(missing ?? {}).flat());
  if (!lost.size) await patrols.close(id, verdict);
  for (const part of parts.filter((part) => lost.has(part.remote))) await change("parts", part.id, { state: "waiting" });
}

// -- Issues ---------------------------------------------------------------------------------

async function sendIssue(issue, csrf, onProgress) {
  if (issue.refusal) return;
  try {
    if (!issue.isKnown) {
      const patrol = issue.patrol && (await patrols.get(issue.patrol));
      await put(`/api/issues/${issue.id}`, { ...issue.fields, ...(patrol?.isKnown ? { patrol: patrol.remote } : {}) }, csrf);
      await change("issues", issue.id, { isKnown: true });
      onProgress();
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await change("issues", issue.id, { refusal: error.message });
    return;
  }
  for (const photo of await issues.photos(issue.id)) await sendPhoto(issue, photo, csrf, onProgress);
  if (!(await issues.photos(issue.id)).length) await issues.drop(issue.id);
  onProgress();
}

async function sendPhoto(issue, photo, csrf, onProgress) {
  if (photo.refusal) return;
  try {
    const path = `/api/issues/${issue.id}/photos/${photo.id}?phase=before`;
    await put(path, photo.blob, csrf, { type: photo.blob.type, timeoutMs: PHOTO_TIMEOUT_MS });
    await issues.dropPhoto(photo.id);
    onProgress();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await change("photos", photo.id, { refusal: error.message });
  }
}

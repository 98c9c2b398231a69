// Issues reported on this phone, and their photos, until the server has them.

import { all, allOf, answer, write } from "./store.js";

// `fields` are what the server is told; `photos` are images as blobs.
export async function report(owner, patrol, fields, photos) {
  const issue = { id: crypto.randomUUID(), owner, patrol, fields, isKnown: false, refusal: null };
  await write(["issues", "photos"], (stores) => {
    photos.forEach((blob) => stores.photos.add({ id: crypto.randomUUID(), issue: issue.id, blob, refusal: null }));
    return answer(stores.issues.add(issue));
  });
  return issue;
}

export async function ofOwner(owner) {
  return (await all("issues")).filter((issue) => issue.owner === owner);
}

export function photos(issue) {
  return allOf("photos", "issue", issue);
}

export function dropPhoto(id) {
  return write(["photos"], (stores) => answer(stores.photos.delete(id)));
}

export function drop(id) {
  return write(["issues"], (stores) => answer(stores.issues.delete(id)));
}

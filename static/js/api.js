// Requests to the service. An address is asked once; what failed may be asked again.

import { t } from "./text.js";

const LARGEST_PAGE = 10000;
const asked = new Map();

export function address(path, parameters) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ""));
  return query.size ? `${path}?${query}` : path;
}

export function getJson(url) {
  if (!asked.has(url)) {
    const answer = request(url);
    answer.catch(() => asked.delete(url));
    asked.set(url, answer);
  }
  return asked.get(url);
}

async function request(url) {
  let response;
  try {
    response = await fetch(url, { headers: { Accept: "application/geo+json, application/json" } });
  } catch {
    throw new Error(t("offline"));
  }
  if (!response.ok) throw new Error(await reason(response));
  return response.json();
}

async function reason(response) {
  try {
    const problem = await response.json();
    return problem.detail || problem.title || String(response.status);
  } catch {
    return String(response.status);
  }
}

// All features of a collection: page after page, as the `next` links lead. Returns the first page
// with the features of all.
export async function allFeatures(path, parameters) {
  const features = [];
  let first = null;
  let url = address(path, path.startsWith("/api/collections/") ? { ...parameters, limit: LARGEST_PAGE } : parameters);
  while (url) {
    const page = await getJson(url);
    first ??= page;
    features.push(...page.features);
    const next = (page.links ?? []).find((link) => link.rel === "next");
    url = next ? new URL(next.href, location.href) : null;
    if (url) url = url.pathname + url.search;
  }
  return { ...first, features };
}

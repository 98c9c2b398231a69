// Which entry of a drawing a feature falls under, and how it is drawn.

import { rounded } from "./text.js";

export function entryOf(drawing, properties) {
  if (drawing.kind === "one") return drawing.entries[0];
  const value = properties[drawing.property];
  if (value === null || value === undefined) return drawing.none;
  if (drawing.kind === "values") {
    return drawing.entries.find((entry) => entry.value === value) ?? drawing.none;
  }
  const scaled = rounded(value / drawing.divisor, drawing.decimals);
  return drawing.entries.find((entry) => entry.below === null || scaled < entry.below);
}

export function styleOf(drawing, properties) {
  const entry = entryOf(drawing, properties);
  return { ...drawing.base, ...(entry ? entry.style : {}) };
}

export function countsOf(drawing, features) {
  const counts = new Map();
  for (const feature of features) {
    const entry = entryOf(drawing, feature.properties);
    counts.set(entry, (counts.get(entry) ?? 0) + 1);
  }
  return counts;
}

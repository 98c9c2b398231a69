// Which entry of a drawing a feature falls under, and how it is drawn.

import { rounded } from "./text.js";

export function entryOf(drawing, properties) {
  if (drawing.kind === "one") return drawing.entries[0];
  const value = valueOf(drawing, properties);
  if (value === null || value === undefined) return drawing.none;
  if (drawing.kind === "values") {
    return drawing.entries.find((entry) => entry.value === value) ?? drawing.none;
  }
  const scaled = rounded(value / drawing.divisor, drawing.decimals);
  return drawing.entries.find((entry) => entry.below === null || scaled < entry.below);
}

function valueOf({ property, absent }, properties) {
  const value = property.split(".").reduce((part, name) => part?.[name], properties);
  const isAbsent = absent && value === "gap" && !properties[absent[0]];
  return isAbsent ? absent[1] : value;
}

export function styleOf(drawing, properties) {
  const entry = entryOf(drawing, properties);
  return { ...drawing.base, ...(entry ? entry.style : {}) };
}

// How many features fall under each entry, or the sum of one of their properties.
export function countsOf(drawing, features, property = null) {
  const counts = new Map();
  for (const feature of features) {
    const entry = entryOf(drawing, feature.properties);
    counts.set(entry, (counts.get(entry) ?? 0) + (property ? feature.properties[property] ?? 0 : 1));
  }
  return counts;
}

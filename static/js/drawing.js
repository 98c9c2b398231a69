// Which entry of a drawing a feature falls under, and how it is drawn.

export function entryOf(drawing, properties) {
  if (drawing.kind === "one") return drawing.entries[0];
  const value = properties[drawing.property];
  if (value === null || value === undefined) return drawing.none;
  if (drawing.kind === "values") {
    return drawing.entries.find((entry) => entry.value === value) ?? drawing.none;
  }
  // Rounded as it is written, so that the class of a village is that of its printed figure.
  const scaled = Number((value / drawing.divisor).toFixed(drawing.decimals));
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

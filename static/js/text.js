// Texts come translated from the page; numbers are written alike in both languages.

const texts = JSON.parse(document.getElementById("texts").textContent);
const NOTHING = "–";

export function t(key, values = {}) {
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function has(key) {
  return key in texts;
}

export function number(value, decimals = 0) {
  if (value === null || value === undefined) return NOTHING;
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

export const squareKilometres = (areaM2) => withUnit(areaM2, 1e6, 2, "km²");
export const kilometres = (lengthM) => withUnit(lengthM, 1e3, 2, "km");
export const minutes = (timeS) => withUnit(timeS, 60, 1, t("minutes"));
export const percent = (share) => withUnit(share, 0.01, 1, "%");

function withUnit(value, divisor, decimals, unit) {
  if (value === null || value === undefined) return NOTHING;
  return `${number(value / divisor, decimals)} ${unit}`;
}

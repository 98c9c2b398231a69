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

// The value as it is written, as a number again: classes and figures must not disagree.
export function rounded(value, decimals) {
  return Number(number(value, decimals).replaceAll(",", ""));
}

export const squareKilometres = (areaM2) => withUnit(areaM2, (value) => value / 1e6, 2, "km²");
export const kilometres = (lengthM) => withUnit(lengthM, (value) => value / 1e3, 2, "km");
export const minutes = (timeS) => withUnit(timeS, (value) => value / 60, 1, t("minutes"));
export const percent = (share) => withUnit(share, (value) => value * 100, 1, "%");

function withUnit(value, convert, decimals, unit) {
  if (value === null || value === undefined) return NOTHING;
  return `${number(convert(value), decimals)} ${unit}`;
}

// How lengths, shares and times are written on the phone.

import { number, t } from "../text.js";

export const km = (metres) => `${number(metres / 1000, 2)} km`;
export const share = (value) => `${number(Math.floor(value * 100))} %`;
const two = (value) => String(Math.floor(value)).padStart(2, "0");

export function clock(seconds) {
  const whole = Math.max(0, seconds);
  return `${two(whole / 3600)}:${two((whole / 60) % 60)}:${two(whole % 60)}`;
}

export function moment(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function age(since) {
  const minutes = Math.max(0, (Date.now() - since) / 60_000);
  if (minutes < 90) return t("age.minutes", { n: number(minutes) });
  return minutes < 2_880 ? t("age.hours", { n: number(minutes / 60) }) : t("age.days", { n: number(minutes / 1_440) });
}

// What is not yet sent, in words, of the counts of `patrols.unsent`.
export function unsentWords(counts) {
  const { parts = 0, points = 0, issues = 0, photos = 0 } = counts ?? {};
  const what = [
    parts && t("unsent.parts", { n: number(parts), points: number(points) }),
    issues && t("unsent.issues", { n: number(issues) }),
    photos && t("unsent.photos", { n: number(photos) }),
  ].filter(Boolean);
  return what.length ? t("unsent.some", { what: what.join(" · ") }) : t("unsent.none");
}

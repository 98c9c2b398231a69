// What is on this phone: what waits to be sent, what the service refused, what it has judged.

import { byId, el, replace } from "../dom.js";
import { number, t } from "../text.js";
import { gpx, save } from "./gpx.js";
import * as issues from "./issues.js";
import * as patrols from "./patrols.js";
import { km, moment, share } from "./units.js";

const nameOf = (patrol) => patrol.target?.name ?? t("freePatrol");

export async function drawWaiting(owner) {
  const [kept, found, counts] = await Promise.all([patrols.ofOwner(owner), issues.ofOwner(owner), patrols.unsent()]);
  const others = [...counts].filter(([name]) => name !== owner).reduce((sum, [, { points }]) => sum + points, 0);
  const blocks = [
    ...(await Promise.all(kept.reverse().map(patrolBlock))),
    ...(await Promise.all(found.map(issueBlock))),
    others ? el("p", { class: "notice" }, t("waiting.others", { n: number(others) })) : null,
  ].filter(Boolean);
  replace(byId("waiting-body"), blocks.length ? blocks : el("p", { class: "row-empty soft" }, t("waiting.nothing")));
}

async function patrolBlock(patrol) {
  const parts = await patrols.parts(patrol.id);
  const here = (await patrols.points(patrol.id)).length;
  const refused = patrol.refusal ?? parts.find((part) => part.state === "refused")?.words;
  const sent = parts.filter((part) => part.state === "sent").length;
  return el(
    "section", { class: "kept", "data-state": patrol.state },
    el("h2", {}, `${nameOf(patrol)} `, el("span", { class: "soft number" }, moment(new Date(patrol.startedAt)))),
    patrol.state === patrols.CLOSED ? verdict(patrol.answer) : [
      el("p", {}, t(`waiting.${patrol.state}`), " · ", t("waiting.parts", { sent: number(sent), all: number(parts.length), points: number(here) })),
      refused ? [
        el("p", { class: "notice notice-alarm" }, t("waiting.refused", { words: refused })),
        el("p", {}, t("waiting.advice"), " ", el("a", { href: "/patrols/upload/" }, t("waiting.upload"))),
      ] : null,
      here ? el("p", {}, el("button", { type: "button", class: "button", onclick: () => saveGpx(patrol) }, t("waiting.save"))) : null,
    ],
  );
}

async function saveGpx(patrol) {
  const name = `${nameOf(patrol)} ${moment(new Date(patrol.startedAt))}`;
  save(`${name.replaceAll(/[^\p{L}\p{N}-]+/gu, "_")}.gpx`, gpx(name, await patrols.points(patrol.id)));
}

async function issueBlock(issue) {
  const photos = await issues.photos(issue.id);
  const refused = issue.refusal ?? photos.find((photo) => photo.refusal)?.refusal;
  return el(
    "section", { class: "kept" },
    el("h2", {}, t("waiting.issue", { name: t(`category.${issue.fields.category}`), photos: number(photos.length) })),
    refused ? el("p", { class: "notice notice-alarm" }, t("waiting.refused", { words: refused })) : null,
  );
}

// What the service found: valid or why not, marks, and what of each segment was covered.
export function verdict(answer) {
  if (!answer) return [el("p", {}, t("done.sent"))];
  const state = answer.is_valid === null ? "notJudged" : answer.is_valid ? "valid" : "notValid";
  const marks = [...(answer.reasons ?? []), ...(answer.flags ?? [])];
  return [
    el("p", {}, el("span", { class: `mark mark-${answer.is_valid ? "covered" : "gap"}` }, t(`done.${state}`)), " ", t("done.sent")),
    marks.map(({ code, text }) => el("p", { class: "verdict-mark", "data-code": code }, text)),
    (answer.covered ?? []).map((one) => el("p", { class: "verdict-covered", "data-code": one.code }, coveredWords({ ...one, covered: one.covered_m, length: one.whole_m ?? one.length_m }))),
    el("p", {}, el("a", { class: "button", href: `/patrols/${encodeURIComponent(answer.id)}/` }, t("done.page"))),
  ];
}

function coveredWords({ name, share: part, covered, length }) {
  return t("done.covered", { name, share: share(part), covered: number(covered / 1000, 2), length: number(length / 1000, 2) });
}

// After the end: what the phone measured, until the service has judged.
export function drawDone(patrol, measured) {
  const isClosed = patrol.state === patrols.CLOSED;
  const refused = patrol.refusal;
  replace(
    byId("done-body"),
    el("section", { class: "kept" },
      el("h2", {}, nameOf(patrol)),
      isClosed ? [el("h3", {}, t("done.server")), verdict(patrol.answer)] : [
        refused ? el("p", { class: "notice notice-alarm" }, t("waiting.refused", { words: refused })) : el("p", { class: "notice" }, t("done.waits")),
        el("h3", {}, t("done.phone")),
        el("p", {}, t("walkedKm", { km: km(measured.walkedM) })),
        measured.covered.map((one) => el("p", {}, coveredWords(one))),
      ]),
  );
}

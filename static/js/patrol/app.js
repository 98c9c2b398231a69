// The patrol page: puts the list, the walk, the queue and the screens together.

import { byId, el, replace } from "../dom.js";
import { has, number, t } from "../text.js";
import { Courier, IDLE, SIGN_IN } from "./courier.js";
import { Home } from "./home.js";
import { IssueForm } from "./issue_form.js";
import { keep, load } from "./offline.js";
import * as patrols from "./patrols.js";
import { drawRoute } from "./route.js";
import { ask, back, open, settle } from "./screens.js";
import { km, moment, unsentWords } from "./units.js";
import { drawDone, drawWaiting } from "./waiting.js";
import { Walking } from "./walking.js";
import "./leave.js";

const CATEGORIES = [
  "occupation", "extraction", "dumping", "construction", "water_quality", "floating_waste",
  "bank_damage", "outfall", "notice_board", "facility", "other",
].filter((code) => has(`category.${code}`));
const { owner } = document.body.dataset;

let loaded = null;
let willKeep = true;
let ended = null;
let isWaitingShown = false;
const courier = new Courier(owner, showQueue);
const home = new Home((item) => begin(item && { key: item.key, kind: item.kind, code: item.code, name: item.name }, null));
const walking = new Walking(() => courier.wake(), showUnsent);
const form = new IssueForm(owner, CATEGORIES, () => { back(); notice(t("issue.kept")); courier.wake(); });

// -- What is due ----------------------------------------------------------------------------

async function refresh() {
  loaded = await load(owner) ?? loaded;
  home.draw(loaded);
  const isIllustrative = loaded?.data.ground.illustrative ?? false;
  document.querySelectorAll("[data-illustrative]").forEach((node) => { node.hidden = !isIllustrative; });
}

function notice(text) {
  replace(byId("alerts"), el("p", { class: "notice" }, text));
}

// -- The patrol -----------------------------------------------------------------------------

async function begin(target, round) {
  const patrol = await patrols.begin(owner, target, round);
  await walk(patrol);
  courier.wake();
}

async function walk(patrol) {
  settle("walking");
  if (await walking.begin(patrol, loaded?.data)) return;
  settle("home");
  notice(t("otherWindow"));
}

async function askToEnd() {
  const text = t("end.text", { minutes: number(walking.minutes), km: km(walking.walked.walkedM) });
  if (!(await ask({ title: t("end.title"), text, yes: t("end.yes"), no: t("end.no") }))) return;
  ended = await walking.end();
  await showEnded();
  settle("done");
  courier.wake();
}

async function showEnded() {
  const patrol = ended && (await patrols.get(ended.patrol.id));
  if (patrol) drawDone(patrol, ended);
}

// A page that was killed finds its patrol again.
async function resume() {
  const patrol = await patrols.underWay(owner);
  if (!patrol) return;
  const name = patrol.target?.name ?? t("freePatrol");
  const text = t("kept.text", { name, time: moment(new Date(patrol.startedAt)) });
  if (await ask({ title: t("kept.title"), text, yes: t("kept.yes"), no: t("kept.no") })) await walk(patrol);
  else {
    await patrols.end(patrol.id, true);
    courier.wake();
  }
}

// -- The queue ------------------------------------------------------------------------------

async function showUnsent() {
  const words = unsentWords((await patrols.unsent()).get(owner));
  document.querySelectorAll("[data-unsent]").forEach((node) => { node.textContent = words; });
}

async function showQueue() {
  const isOff = courier.state === IDLE && !navigator.onLine;
  const state = isOff ? "no-signal" : courier.state;
  document.querySelectorAll("[data-signal]").forEach((node) => {
    node.textContent = t(`signal.${state}`);
    node.dataset.signal = state;
  });
  replace(byId("alerts"), alerts());
  await Promise.all([showUnsent(), showEnded(), isWaitingShown && drawWaiting(owner)]);
}

function alerts() {
  return [
    courier.state === SIGN_IN ? el("p", { class: "notice" }, t("signIn"), " ", el("a", { href: "/login/?next=/patrol/" }, t("signInLink"))) : null,
    willKeep ? null : el("p", { class: "notice" }, t("notStored")),
  ];
}

// -- Buttons --------------------------------------------------------------------------------

function openRoute() {
  open("route");
  const round = drawRoute(loaded?.data);
  byId("begin-route").onclick = () => begin(null, round.id);
}

async function openWaiting() {
  isWaitingShown = true;
  open("waiting", () => { isWaitingShown = false; });
  await drawWaiting(owner);
}

function openIssue() {
  open("issue");
  form.open(walking.patrol, walking.fix);
}

byId("open-route").addEventListener("click", openRoute);
byId("report").addEventListener("click", openIssue);
byId("end").addEventListener("click", askToEnd);
byId("send-now").addEventListener("click", () => courier.retry());
byId("done-close").addEventListener("click", () => { ended = null; settle("home"); refresh(); });
document.querySelectorAll("[data-unsent]").forEach((node) => node.addEventListener("click", openWaiting));
addEventListener("online", refresh);

async function start() {
  await Promise.all([refresh(), showUnsent(), patrols.forgetOld()]);
  document.documentElement.dataset.ready = "true";
  courier.retry();
  resume();
  willKeep = await keep();
  document.documentElement.dataset.kept = String(willKeep);
  await showQueue();
}

start();

// The card of a place: what is known, who answers for it, and where to read on.

import { byId, el, replace } from "./dom.js";
import { codeOf, nameOf } from "./feature_layer.js";
import { isIllustrative } from "./legend.js";
import { has, kilometres, minutes, number, percent, squareKilometres, t } from "./text.js";

const card = byId("card");

export function closeCard() {
  card.hidden = true;
  replace(card);
}

export function showCard(layer, feature, links, onClose) {
  const heading = el("h2", { id: "card-title", tabindex: "-1" }, nameOf(feature));
  const close = el("button", { type: "button", class: "button-quiet card-close", onclick: onClose }, t("close"));
  const rows = (ROWS[layer.definition.kind] ?? otherRows)(feature.properties, links.carry)
    .filter(([, value]) => value !== null && value !== undefined && value !== "");
  replace(
    card,
    el("div", { class: "card-head" }, heading, close),
    el("p", { class: "card-marks" }, marks(layer, feature)),
    el("dl", { class: "card-facts" }, rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
    el("p", { class: "card-links" }, links.page && el("a", { class: "button button-main", href: links.page }, t("openPage")),
      links.data && el("a", { class: "button", href: links.data }, t("download"))),
  );
  card.hidden = false;
  heading.focus({ preventScroll: true });
}

function marks(layer, feature) {
  const { kind } = feature.properties;
  const code = layer.definition.kind === "gap" ? null : codeOf(feature);
  return [
    has(`kind.${kind}`) ? el("span", { class: "mark" }, t(`kind.${kind}`)) : el("span", { class: "mark" }, layer.definition.title),
    isIllustrative(feature) && el("span", { class: "mark mark-illustrative", title: t("illustrativeNote") }, t("illustrative")),
    code && el("code", { class: "soft" }, code),
  ].filter(Boolean);
}

const ROWS = {
  village: (p, carry) => [
    [t("population"), number(p.population)],
    [t("area"), squareKilometres(p.area_m2)],
    [t("density"), `${number(p.density_per_km2)} ${t("perKm2")}`],
    [t("layer.pairing"), [stateMark(p.states?.pairing), deputies(p.deputies ?? [], carry)]],
    [t("layer.service"), [stateMark(p.states?.service), p.travel_time_s === null ? null : ` ${minutes(p.travel_time_s)}`]],
    [t("reachedShare"), percent(p.reached_area_share)],
    [t("layer.recency"), [stateMark(p.states?.recency), p.days_since_visit === null ? null : ` ${t("daysAgo", { n: p.days_since_visit })}`]],
    [t("layer.patrol"), stateMark(p.states?.patrol)],
    [t("layer.chiefs"), [stateMark(p.states?.chiefs), p.segments ? segments(p) : null]],
  ],
  station: (p) => [
    [t("host"), p.host],
    [t("village"), p.village_name],
    [t("positionNote"), p.position_note],
  ],
  segment: (p, carry) => [
    [t("river"), p.river_name],
    [t("length"), kilometres(p.length_m)],
    [t("chainage"), `${number(p.start_chainage_m)} – ${number(p.end_chainage_m)} m`],
    [t("village"), p.village_code ? el("a", { href: carry(`/villages/${p.village_code}/`) }, p.village_name) : null],
    [t("layer.patrol"), [stateMark(p.states?.patrol), ` ${percent(p.patrol_share)}`]],
    [t("lastPatrol"), p.last_patrol_on ?? t("never")],
    [t("layer.supervision"), stateMark(p.states?.supervision)],
    ...Object.entries(p.levels ?? {}).map(([level, chief]) => [
      t(`chief.${level}`),
      chief ? [el("div", {}, chief.name), el("div", { class: "soft" }, t("since", { date: chief.since }))] : el("span", { class: "mark mark-gap" }, t("vacant")),
    ]),
  ],
  gap: (p) => [
    [t("reasonLabel"), p[t("reasonMember")]],
    [t("points"), number(p.points, 1)],
    [t("population"), p.people === null ? null : number(p.people)],
    [t("daysOverdue"), p.days_overdue === null ? null : number(p.days_overdue)],
    [t("area"), p.area_m2 === null ? null : squareKilometres(p.area_m2)],
    [t("length"), p.length_m === null ? null : kilometres(p.length_m)],
  ],
  issue: (p, carry) => [
    [t("issueCategory"), t(`category.${p.category}`)],
    [t("state"), el("span", { class: p.is_overdue ? "mark mark-gap" : "mark" }, t(`issue.${p.state}`))],
    [t("issueDeadline"), p.deadline],
    [t("issueUnit"), p.handling_unit],
    [t("segment"), p.river_segment_name],
    [t("village"), p.village ? el("a", { href: carry(`/villages/${p.village}/`) }, p.village_name) : null],
    [t("issueText"), p.description],
  ],
  route: (p, carry) => [
    [t("station"), p.station_code ? el("a", { href: carry(`/stations/${p.station_code}/`) }, p.station_name ?? p.station_code) : null],
    [t("leg"), p.order],
    [t("segment"), p.segment_code ? el("a", { href: carry(`/segments/${p.segment_code}/`) }, p.segment_code) : null],
    [t("length"), kilometres(p.length_m)],
  ],
};

function otherRows(p) {
  return [
    [t("village"), p.village_name],
    [t("segment"), p.river_segment_name],
    [t("state"), p.state && t(`state.${p.state}`)],
    [t("renewed"), p.renewed_on],
    [t("width"), p.width_m ? `${number(p.width_m, 1)} m` : null],
    [t("area"), p.area_m2 ? `${number(p.area_m2)} m²` : null],
    [t("length"), p.length_m ? kilometres(p.length_m) : null],
  ];
}

function stateMark(state) {
  return state ? el("span", { class: `mark mark-${state}` }, t(`column.${state}`)) : null;
}

function deputies(paired, carry) {
  return paired.map((deputy) => el("div", {}, el("a", { href: carry(`/deputies/${deputy.code}/`) }, deputy.name), ` ${t("since", { date: deputy.since })}`));
}

function segments(p) {
  if (!p.segments_without_chief) return null;
  return [" ", el("span", { class: "mark mark-gap" }, t("withoutChief", { n: p.segments_without_chief }))];
}

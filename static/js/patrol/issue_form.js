// Reporting an issue where one stands: kept on the phone with its photos, sent when possible.

import { byId, el, replace } from "../dom.js";
import { number, t } from "../text.js";
import { report } from "./issues.js";
import { smaller } from "./photo.js";

const OLDEST_FIX_S = 60;
const SEEK = { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 };

export class IssueForm {
  // `categories` are codes; `onKept` is called when an issue is on the phone.
  constructor(owner, categories, onKept) {
    this.owner = owner;
    this.onKept = onKept;
    this.photos = [];
    byId("issue-category").append(...categories.map((code) => el("option", { value: code }, t(`category.${code}`))));
    byId("issue-photos").addEventListener("change", (event) => this.addPhotos([...event.target.files]));
    byId("issue-form").addEventListener("submit", (event) => { event.preventDefault(); this.keep(); });
  }

  // `fix` is the last position of the patrol, or null: then one is looked for.
  open(patrol, fix) {
    this.patrol = patrol;
    this.fix = fix && Date.now() / 1000 - fix[2] < OLDEST_FIX_S ? fix : null;
    this.photos = [];
    byId("issue-form").reset();
    byId("issue-error").textContent = "";
    this.drawPhotos();
    this.drawPlace();
    if (!this.fix) this.seek();
  }

  seek() {
    navigator.geolocation.getCurrentPosition(({ coords, timestamp }) => {
      this.fix = [coords.longitude, coords.latitude, timestamp / 1000, coords.accuracy];
      this.drawPlace();
    }, () => { byId("issue-place").textContent = t("issue.noPlace"); }, SEEK);
  }

  drawPlace() {
    byId("issue-place").textContent = this.fix ? t("issue.place", { m: number(this.fix[3]) }) : t("issue.seeking");
  }

  async addPhotos(files) {
    for (const file of files) {
      try {
        this.photos.push(await smaller(file));
      } catch {
        byId("issue-error").textContent = t("issue.badPhoto", { name: file.name });
      }
    }
    byId("issue-photos").value = "";
    this.drawPhotos();
  }

  drawPhotos() {
    replace(byId("issue-shown"), this.photos.map((photo, place) => el(
      "li", {}, `${place + 1} · ${number(photo.size / 1000)} kB `,
      el("button", { type: "button", class: "button-quiet", onclick: () => { this.photos.splice(place, 1); this.drawPhotos(); } }, t("issue.remove")),
    )));
  }

  async keep() {
    const category = byId("issue-category").value;
    const fault = (!category && "issue.noCategory") || (!this.fix && "issue.noPlace");
    byId("issue-error").textContent = fault ? t(fault) : "";
    if (fault) return;
    const [lon, lat, , accuracy] = this.fix;
    const fields = {
      category, description: byId("issue-description").value.trim(), lon, lat,
      accuracy_m: accuracy, found_at: new Date().toISOString(),
    };
    await report(this.owner, this.patrol?.id ?? null, fields, this.photos);
    this.onKept();
  }
}

// Background maps: a plain ground, and Tianditu's tiles where the operator has a key.

import { byId, el } from "./dom.js";
import { t } from "./text.js";

export function prepareBases(map, bases) {
  if (!bases.length) return;
  const layers = bases.map((base) => L.layerGroup(base.urls.map((url) => L.tileLayer(url, {
    subdomains: base.subdomains, maxNativeZoom: base.maxNativeZoom, maxZoom: map.getMaxZoom(),
  }))));
  const choose = (chosen) => layers.forEach((layer, i) => (i === chosen ? layer.addTo(map) : layer.remove()));
  const names = [...bases.map((base) => base.title), t("plainBase")];
  const select = el("select", { id: "base-map" }, names.map((name, i) => el("option", { value: i }, name)));
  select.addEventListener("change", () => choose(Number(select.value)));
  byId("base-maps").append(el("label", { for: "base-map" }, t("base")), select);
  byId("base-source").textContent = bases[0].attribution;
  choose(0);
}

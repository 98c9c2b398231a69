// The state of the view, kept in the address: layers, indicator, position, date, chosen place.

export class ViewState {
  constructor(defaults) {
    this.defaults = defaults;
    const query = new URLSearchParams(location.search);
    this.subdistrict = query.get("subdistrict") ?? "";
    this.date = query.get("date") ?? "";
    this.by = query.get("by") || defaults.by;
    this.segments = query.get("segments") || defaults.segments;
    this.together = query.get("together") || defaults.together;
    this.place = query.get("place") ?? "";
    this.at = position(query.get("at"));
    this.layers = new Set(query.has("layers") ? query.get("layers").split(",").filter(Boolean) : defaults.layers);
  }

  query() {
    const query = new URLSearchParams();
    if (this.subdistrict) query.set("subdistrict", this.subdistrict);
    if (this.date) query.set("date", this.date);
    if (this.by !== this.defaults.by) query.set("by", this.by);
    if (!sameSet(this.layers, this.defaults.layers)) query.set("layers", [...this.layers].join(","));
    if (this.segments !== this.defaults.segments) query.set("segments", this.segments);
    if (this.layers.has("combined")) query.set("together", this.together);
    if (this.at) query.set("at", this.at.join("/"));
    if (this.place) query.set("place", this.place);
    // Commas, colons and slashes may stand in a query as they are, and are easier to read.
    const text = query.toString().replaceAll("%2C", ",").replaceAll("%2F", "/").replaceAll("%3A", ":");
    return text ? `?${text}` : "";
  }

  write() {
    history.replaceState(null, "", location.pathname + this.query());
  }
}

function position(text) {
  const parts = (text ?? "").split("/").map(Number);
  return parts.length === 3 && parts.every(Number.isFinite) ? parts : null;
}

function sameSet(set, list) {
  return set.size === list.length && list.every((item) => set.has(item));
}

// Points of a patrol as a GPX file, so that nothing recorded depends on this phone and this page.

export function gpx(name, points) {
  const text = document.implementation.createDocument("http://www.topografix.com/GPX/1/1", "gpx");
  const make = (parent, tag, attributes = {}, content = "") => {
    const node = text.createElementNS("http://www.topografix.com/GPX/1/1", tag);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    if (content) node.textContent = content;
    parent.append(node);
    return node;
  };
  text.documentElement.setAttribute("version", "1.1");
  text.documentElement.setAttribute("creator", "shizilu patrol");
  const track = make(text.documentElement, "trk");
  make(track, "name", {}, name);
  const segment = make(track, "trkseg");
  for (const [lon, lat, seconds] of points) {
    const point = make(segment, "trkpt", { lat, lon });
    make(point, "time", {}, new Date(seconds * 1000).toISOString());
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(text)}`;
}

export function save(fileName, content) {
  const url = URL.createObjectURL(new Blob([content], { type: "application/gpx+xml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

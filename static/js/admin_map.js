// The maps of the admin's forms: marker pictures, and the villages around as a faint ground.
"use strict";

window.addEventListener("map:init", (event) => {
  const images = document.getElementById("force-img-path");
  if (images) L.Icon.Default.imagePath = JSON.parse(images.textContent);
  const { map } = event.detail;
  map.createPane("surroundings").style.zIndex = 350;
  map.on("map:loadfield", () => showSurroundings(map));
});

async function showSurroundings(map) {
  const bbox = map.getBounds().pad(0.5).toBBoxString();
  const answer = await fetch(`/api/collections/villages/items?limit=1000&bbox=${bbox}`, {
    headers: { Accept: "application/geo+json" },
  });
  if (!answer.ok) return;
  L.geoJSON(await answer.json(), {
    pane: "surroundings",
    interactive: false,
    style: { color: "#888", weight: 1, fill: false },
    filter: (feature) => feature.geometry !== null,
  }).addTo(map);
}

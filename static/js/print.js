// Printing the map: the paper's size is set before the browser lays the page out, so that the
// view is fitted to the sheet and not cut by it.

export function preparePrint(map, button, ready) {
  let bounds = null;
  const root = document.documentElement;
  const fit = () => {
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(bounds, { animate: false });
  };
  addEventListener("beforeprint", () => {
    bounds = map.getBounds();
    root.classList.add("is-printing");
    fit();
  });
  addEventListener("afterprint", () => {
    root.classList.remove("is-printing");
    if (bounds) fit();
  });
  button.addEventListener("click", async () => {
    await ready();
    print();
  });
}

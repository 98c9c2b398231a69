// A divider on the map: what belongs to the left side is shown left of it, the rest right of it.
// It is moved with mouse, finger or keyboard.

const STEP = 2;
const LARGE_STEP = 10;
const KEYS = {
  ArrowLeft: (at) => at - STEP, ArrowDown: (at) => at - STEP,
  ArrowRight: (at) => at + STEP, ArrowUp: (at) => at + STEP,
  PageDown: (at) => at - LARGE_STEP, PageUp: (at) => at + LARGE_STEP,
  Home: () => 0, End: () => 100,
};

export class Swipe {
  // `handle` is the slider's element; `panes` are {left: [names], right: [names]} of map panes.
  constructor(map, handle, panes) {
    this.map = map;
    this.handle = handle;
    this.panes = panes;
    this.at = 50;
    L.DomEvent.disableClickPropagation(handle);
    handle.addEventListener("pointerdown", (event) => this.grab(event));
    handle.addEventListener("keydown", (event) => this.press(event));
    // `move` comes with every frame of a drag; the clip stands still on the screen, not on the map.
    map.on("move zoom resize viewreset", () => this.clip());
    this.clip();
  }

  grab(event) {
    event.preventDefault();
    this.handle.focus({ preventScroll: true });
    this.handle.setPointerCapture(event.pointerId);
    const follow = (moved) => {
      const frame = this.map.getContainer().getBoundingClientRect();
      this.set(((moved.clientX - frame.left) / frame.width) * 100);
    };
    const release = () => {
      this.handle.removeEventListener("pointermove", follow);
      this.handle.removeEventListener("pointerup", release);
      this.handle.removeEventListener("pointercancel", release);
    };
    this.handle.addEventListener("pointermove", follow);
    this.handle.addEventListener("pointerup", release);
    this.handle.addEventListener("pointercancel", release);
  }

  press(event) {
    const move = KEYS[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    this.set(move(this.at));
  }

  set(at) {
    this.at = Math.min(Math.max(at, 0), 100);
    this.handle.setAttribute("aria-valuenow", String(Math.round(this.at)));
    this.clip();
  }

  clip() {
    const size = this.map.getSize();
    const divider = (size.x * this.at) / 100;
    this.handle.style.left = `${divider}px`;
    const [west, north] = this.corner([0, 0]);
    const [middle] = this.corner([divider, 0]);
    const [east, south] = this.corner([size.x, size.y]);
    this.cut("left", west, middle, north, south);
    this.cut("right", middle, east, north, south);
  }

  corner(point) {
    const { x, y } = this.map.containerPointToLayerPoint(point);
    return [x, y];
  }

  cut(side, west, east, north, south) {
    const corners = [[west, north], [east, north], [east, south], [west, south]];
    const path = `polygon(${corners.map(([x, y]) => `${x}px ${y}px`).join(",")})`;
    for (const name of this.panes[side]) this.map.getPane(name).style.clipPath = path;
  }
}

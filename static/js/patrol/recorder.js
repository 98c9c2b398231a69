// Follows the position while a patrol is under way; the exact receiver runs at no other time.

const OPTIONS = { enableHighAccuracy: true, maximumAge: 0, timeout: 60_000 };
export const DENIED = 1;

export class Recorder {
  // `onFix` gets rows of longitude, latitude, seconds since 1970 and accuracy in metres, as they
  // come; `onTrouble` the code of a failure of the receiver.
  constructor(onFix, onTrouble) {
    this.onFix = onFix;
    this.onTrouble = onTrouble;
    this.watch = null;
    this.last = null;
    this.pending = Promise.resolve();
    this.again = () => document.visibilityState === "visible" && this.restart();
  }

  start() {
    this.restart();
    // Some phones end the watch while the page is hidden.
    document.addEventListener("visibilitychange", this.again);
  }

  restart() {
    if (this.watch !== null) navigator.geolocation.clearWatch(this.watch);
    this.watch = navigator.geolocation.watchPosition(
      (position) => this.take(position), (error) => this.onTrouble(error.code), OPTIONS,
    );
  }

  // The fix's own time counts, not when it was handed over. The same fix handed over twice is one.
  take({ coords, timestamp }) {
    if (timestamp === this.last) return;
    this.last = timestamp;
    const point = [coords.longitude, coords.latitude, timestamp / 1000, coords.accuracy];
    // One after the other, so that they are kept in the order in which they came.
    this.pending = this.pending.then(() => this.onFix(point));
  }

  // Waits until the last fix is kept.
  async stop() {
    document.removeEventListener("visibilitychange", this.again);
    if (this.watch !== null) navigator.geolocation.clearWatch(this.watch);
    this.watch = null;
    await this.pending;
  }
}

// Keeps the screen on while a patrol is under way, because phones stop pages behind a dark screen.

export class Awake {
  // `onChange` is told whether the screen is kept on.
  constructor(onChange) {
    this.onChange = onChange;
    this.lock = null;
    this.isWanted = false;
    document.addEventListener("visibilitychange", () => this.isWanted && document.visibilityState === "visible" && this.take());
  }

  async keep() {
    this.isWanted = true;
    await this.take();
  }

  async take() {
    try {
      this.lock = await navigator.wakeLock.request("screen");
    } catch {
      // There is no such thing in this browser, or the battery is too low for it.
      this.lock = null;
    }
    this.onChange(this.lock !== null);
  }

  async release() {
    this.isWanted = false;
    await this.lock?.release();
    this.lock = null;
  }
}

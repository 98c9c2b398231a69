// Runs the queue: when something is new, when the network is back, and again after growing pauses.

import { retry, run } from "./queue.js";
import { Later, NotMe } from "./service.js";

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 300_000;
export const IDLE = "idle";
export const SENDING = "sending";
export const NO_SIGNAL = "no-signal";
export const SIGN_IN = "sign-in";

export class Courier {
  // `onChange` is called when the state changes and after each thing that was sent.
  constructor(owner, onChange) {
    this.owner = owner;
    this.onChange = onChange;
    this.state = IDLE;
    this.failures = 0;
    this.isRunning = false;
    this.isAsked = false;
    this.timer = null;
    addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
    // A service worker that the browser woke because the network is back.
    navigator.serviceWorker?.addEventListener("message", (event) => event.data === "sent" && this.onChange());
  }

  // Something is to be sent now. While a run is under way, another follows it.
  async wake() {
    this.isAsked = true;
    if (this.isRunning) return;
    this.isRunning = true;
    clearTimeout(this.timer);
    while (this.isAsked) {
      this.isAsked = false;
      await this.once();
    }
    this.isRunning = false;
  }

  async retry() {
    await retry(this.owner);
    await this.wake();
  }

  async once() {
    this.tell(SENDING);
    try {
      await run(this.owner, () => this.onChange());
      this.failures = 0;
      this.tell(IDLE);
    } catch (error) {
      if (error instanceof NotMe) this.tell(SIGN_IN);
      else if (error instanceof Later) this.pause(error.waitS);
      else throw error;
    }
  }

  pause(waitS) {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.failures, LONGEST_PAUSE_MS);
    this.failures += 1;
    // Spread, so that many phones do not come back in the same second.
    const wait = Math.max(pause * (0.5 + Math.random() / 2), waitS * 1000);
    this.timer = setTimeout(() => this.wake(), wait);
    this.tell(NO_SIGNAL);
    askForSync();
  }

  tell(state) {
    this.state = state;
    this.onChange();
  }
}

// Where the browser can, it sends what waits even after the page was closed. Nothing relies on it.
async function askForSync() {
  const registration = await navigator.serviceWorker?.getRegistration("/patrol/");
  if (!registration?.active || !registration.sync) return;
  await registration.sync.register("patrol-queue").catch(() => {});
}

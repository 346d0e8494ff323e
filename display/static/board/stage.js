// The calls that are being announced, one after another, each long enough to be seen and heard.

const HOLD_MS = 4000;
const LEAST_MS = 300;

/** Shows one call at a time: `show(call)` begins it, `show(null)` says that all have been shown. */
export class Stage {
  #queue = [];
  #timer = 0;
  #show;

  constructor(show) {
    this.#show = show;
  }

  /** Put calls at the end, oldest first. */
  add(calls) {
    this.#queue.push(...calls);
    if (!this.#timer && this.#queue.length) this.#next();
  }

  #next() {
    const call = this.#queue.shift();
    if (!call) {
      this.#timer = 0;
      this.#show(null);
      return;
    }
    this.#show(call);
    // The more wait, the shorter each is held, so that a crowd of calls (a demo's fast clock) is not shown minutes late.
    this.#timer = setTimeout(() => this.#next(), Math.max(LEAST_MS, HOLD_MS / (this.#queue.length + 1)));
  }
}

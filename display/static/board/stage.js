// The calls that are being announced, one after another, each long enough to be seen and heard.

const HOLD_MS = 4000;
const HURRY_MS = 1400; // the chime's length: a crowd of calls still gets one chime each
const CROWD = 3;

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

  /** How many calls still wait to be shown. */
  get waiting() {
    return this.#queue.length;
  }

  #next() {
    const call = this.#queue.shift();
    if (!call) {
      this.#timer = 0;
      this.#show(null);
      return;
    }
    this.#show(call);
    this.#timer = setTimeout(() => this.#next(), this.#queue.length >= CROWD ? HURRY_MS : HOLD_MS);
  }
}

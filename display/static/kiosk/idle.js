// Back to the start by itself: seconds without a touch, with a countdown that can be seen.

/** Counts down from `seconds` in real time; `onTick` each second, `onEnd` at 0. */
export class Idle {
  #until = null;
  #timer = 0;
  #seconds = 0;
  #onTick;
  #onEnd;

  constructor(onTick, onEnd) {
    this.#onTick = onTick;
    this.#onEnd = onEnd;
  }

  /** Seconds left, rounded up; null while nothing is counted. */
  get left() {
    return this.#until === null ? null : Math.max(0, Math.ceil((this.#until - performance.now()) / 1000));
  }

  /** Count from `seconds` anew. */
  start(seconds) {
    this.stop();
    this.#seconds = seconds;
    this.touched();
    this.#timer = setInterval(() => this.#tick(), 250);
  }

  /** Somebody is there: the count begins again. */
  touched() {
    if (this.#seconds) this.#until = performance.now() + this.#seconds * 1000;
  }

  stop() {
    clearInterval(this.#timer);
    this.#until = null;
    this.#seconds = 0;
  }

  #tick() {
    if (this.left > 0) {
      this.#onTick();
      return;
    }
    this.stop();
    this.#onEnd();
  }
}

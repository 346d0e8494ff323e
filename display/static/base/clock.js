// The hall's time, as the server's frames tell it: it may run faster than the device's clock (demo) and is never taken from it.

/** Follows a hall's clock between frames. */
export class HallClock {
  #nowMs = null;
  #heardMs = 0;
  #speed = 1;

  /** Take over `now` (RFC 3339) and `speed` of a frame or an answer that has just come. */
  sync({ now, speed = 1 }) {
    this.#nowMs = Date.parse(now);
    this.#heardMs = performance.now();
    this.#speed = speed;
  }

  /** Whether a time is known. */
  get known() {
    return this.#nowMs !== null;
  }

  get speed() {
    return this.#speed;
  }

  /** The hall's time in Unix milliseconds; null before the first `sync`. */
  nowMs() {
    return this.known ? this.#nowMs + (performance.now() - this.#heardMs) * this.#speed : null;
  }

  /** Real milliseconds until the hall's clock shows the next full minute; at most 30 s, at least 50 ms. */
  untilMinuteMs() {
    if (!this.known) return 1000;
    return Math.min(30_000, Math.max(50, (60_000 - (this.nowMs() % 60_000)) / this.#speed + 20));
  }
}

/** Call `tick` at each full minute of the clock, and now; returns how to stop. */
export function everyMinute(clock, tick) {
  let timer = 0;
  const next = () => {
    tick();
    timer = setTimeout(next, clock.untilMinuteMs());
  };
  next();
  return () => clearTimeout(timer);
}

// Which calls a board announces: exactly those after the last one it announced that are still young. Pure but for the memory given.

export const YOUNG_MS = 60_000; // by the protocol: an older call has come too late to be announced

/**
 * Follows a hall's board frames. `memory` keeps one small value through a reload: {read(), write(value)}.
 *
 * A call's age is the frame's `at` minus the call's `at`: the device's clock has no part in it.
 */
export class Announcer {
  #memory;
  #last; // {date, log, seq}: calls up to seq have been handed out
  #watched = false; // whether a frame has been seen since the page was loaded
  #due = []; // seqs handed out to be announced whose turn has not come

  constructor(memory) {
    this.#memory = memory;
    this.#last = memory.read();
  }

  /**
   * Take a frame. `announce`: its calls to announce, oldest first. `missed`: all of its calls, oldest first, that were made while
   * this board was away, the young ones too; told on the first frame after a reload, or when the page says that it `returned`.
   */
  take(frame, { returned = false } = {}) {
    const back = returned || !this.#watched;
    const since = this.#since(frame);
    this.#watched = true;
    const fresh = frame.calls.filter(({ seq }) => seq > since).sort((a, b) => a.seq - b.seq);
    const at = Date.parse(frame.at);
    const announce = fresh.filter((call) => at - Date.parse(call.at) < YOUNG_MS);
    if (this.#last?.date !== frame.date || this.#last?.log !== frame.log) this.#due = [];
    this.#due.push(...announce.map(({ seq }) => seq));
    this.#last = { date: frame.date, log: frame.log, seq: Math.max(since, ...fresh.map(({ seq }) => seq)) };
    this.#remember();
    return { announce, missed: back ? fresh : [] };
  }

  /** Note that a call has been announced: only now will a reload not announce it again. */
  announced(call) {
    this.#due = this.#due.filter((seq) => seq > call.seq);
    this.#remember();
  }

  /** The seq after which calls of this frame count as not handed out yet. */
  #since(frame) {
    const last = this.#last;
    if (last && last.date === frame.date && last.log === frame.log) return last.seq;
    // A day that began before this board's eyes: all its calls came after what it announced last.
    if (last && this.#watched && last.log === frame.log && last.date < frame.date) return 0;
    return Math.max(0, ...frame.calls.map(({ seq }) => seq)); // nothing announced of this day and log: only what comes
  }

  #remember() {
    this.#memory.write({ ...this.#last, seq: this.#due.length ? Math.min(...this.#due) - 1 : this.#last.seq });
  }
}

/** A memory in the tab's session storage, so that a reload goes on where it was; silent where storage is forbidden. */
export function sessionMemory(key) {
  return {
    read() {
      try {
        return JSON.parse(sessionStorage.getItem(key));
      } catch {
        return null;
      }
    },
    write(value) {
      try {
        sessionStorage.setItem(key, JSON.stringify(value));
      } catch {
        // the board then announces only what comes after a reload
      }
    },
  };
}

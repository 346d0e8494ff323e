// Taking a ticket: whatever happens on the way, one decision of a visitor makes one ticket.

import { newKey, post } from "../base/wire.js";

/** One visitor's wish for a ticket. It keeps its key until its outcome is known, so that trying again takes no second ticket. */
export class Wish {
  #hall;
  #key = newKey();
  #body;
  #going = null;

  constructor(hall, { services = [], priority = "normal" }) {
    this.#hall = hall;
    this.#body = { services, priority };
  }

  /** Send it; while it is on its way, a second call joins the first. Returns the ticket or throws `Problem`. */
  send() {
    this.#going ??= this.#send().finally(() => {
      this.#going = null;
    });
    return this.#going;
  }

  async #send() {
    try {
      return await post(`/api/v1/halls/${encodeURIComponent(this.#hall)}/tickets`, this.#body, { key: this.#key });
    } catch (problem) {
      if (problem.status !== 0 && problem.status < 500) this.#key = newKey(); // refused for certain: another try is another command
      throw problem;
    }
  }
}

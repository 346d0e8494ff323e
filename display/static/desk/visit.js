// What the teller notes of one visit: services, their outcomes, which materials were seen. Kept per ticket in this tab's storage,
// so that a reload, a lost connection or a counter that was taken over loses nothing; only `finish` sends it.

const PREFIX = "onewindow.visit.";

export const OUTCOMES = ["done", "accepted", "diverted", "lacking", "refused"];

/** The outcomes a service can have: an instant service cannot be accepted for review (`work-unclear`). */
export function outcomesOf(service) {
  return service?.kind === "reviewed" ? OUTCOMES : OUTCOMES.filter((outcome) => outcome !== "accepted");
}

/** What most visits end with: reviewed services are accepted, instant ones done. */
export function usualOutcome(service) {
  return service?.kind === "reviewed" ? "accepted" : "done";
}

export class Visit {
  /**
   * @param {{id: string, services: string[]}} ticket
   * @param {(code: string) => object | undefined} serviceOf the catalogue entry of a code
   */
  constructor(ticket, serviceOf) {
    this.ticket = ticket.id;
    this.serviceOf = serviceOf;
    this.items = [];
    this.chosen = 0;
    this.known = [];
    this.restore();
    this.follow(ticket);
  }

  get item() {
    return this.items[this.chosen];
  }

  /** Take up services that the ticket has gained since; what the teller removed stays removed. */
  follow(ticket) {
    for (const code of ticket.services) {
      if (!this.known.includes(code)) {
        this.known.push(code);
        this.put(code);
      }
    }
  }

  /** Add a service, or choose it when it is there. */
  add(code) {
    this.put(code);
    this.chosen = this.items.findIndex((item) => item.code === code);
    this.keep();
  }

  put(code) {
    if (!this.items.some((item) => item.code === code)) {
      this.items.push({ code, outcome: usualOutcome(this.serviceOf(code)), seen: [] });
    }
  }

  drop(code) {
    this.items = this.items.filter((item) => item.code !== code);
    this.chosen = Math.max(0, Math.min(this.chosen, this.items.length - 1));
    this.keep();
  }

  choose(index) {
    if (this.items.length) {
      this.chosen = (index + this.items.length) % this.items.length;
    }
  }

  setOutcome(code, outcome) {
    const item = this.items.find((each) => each.code === code);
    if (item && outcomesOf(this.serviceOf(code)).includes(outcome)) {
      item.outcome = outcome;
      this.keep();
    }
  }

  /** Note whether the material at `index` of the service was seen. */
  setSeen(code, index, seen) {
    const item = this.items.find((each) => each.code === code);
    if (item) {
      item.seen = item.seen.filter((each) => each !== index);
      if (seen) {
        item.seen.push(index);
      }
      this.keep();
    }
  }

  /** The body of `finish`. */
  work() {
    return this.items.map(({ code, outcome }) => ({ service: code, outcome }));
  }

  keep() {
    sessionStorage.setItem(PREFIX + this.ticket, JSON.stringify({ items: this.items, known: this.known }));
  }

  restore() {
    const kept = sessionStorage.getItem(PREFIX + this.ticket);
    if (kept) {
      Object.assign(this, JSON.parse(kept));
    }
  }

  forget() {
    sessionStorage.removeItem(PREFIX + this.ticket);
  }
}

// What the greeter's page knows. The board's frames tell how the hall stands; the list of tickets is fetched when they change.

import { HallClock } from "../base/clock.js";
import { get } from "../base/wire.js";

const LIST_MS = 1500; // the list is fetched at most so often

/** The number is shown so long before the page is ready for the next visitor. */
export const READY_MS = 15_000;

export const clock = new HallClock();

/**
 * `priority`, `group`: what has been chosen for the next ticket.  `sending`: a ticket is on its way.  `issued`: the ticket just made,
 * `until`: when the page is ready again by itself (performance.now()).  `tickets`: who waits, is held or missed; `text`: what is searched.
 */
export const state = {
  phase: "starting",
  me: null,
  halls: [],
  hall: null,
  city: null,
  services: [],
  frame: null,
  link: { state: "connecting" },
  priority: "normal",
  group: null,
  sending: false,
  issued: null,
  until: 0,
  tickets: [],
  text: "",
  problem: null,
  word: null,
  ask: null,
};

let show = () => {};

export function shownBy(update) {
  show = update;
}

export function change(patch = {}) {
  Object.assign(state, patch);
  show();
}

export const serviceOf = (code) =>
  state.services.find((service) => service.code === code) ?? { code, name: { zh: code, en: code }, materials: [] };

let fetchedSeq = "";
let fetching = false;

/** Fetch the list of tickets when the hall has changed since. */
export async function follow() {
  const { frame, hall } = state;
  const seq = `${frame.date} ${frame.log} ${frame.seq}`;
  if (fetching || seq === fetchedSeq) return;
  fetching = true;
  try {
    const { tickets } = await get(`/api/v1/halls/${hall.id}/tickets?state=waiting,held,no_show`);
    fetchedSeq = seq;
    change({ tickets });
  } catch {
    // the connection says so; the next frame tries again
  }
  setTimeout(() => {
    fetching = false;
    if (state.frame) follow();
  }, LIST_MS);
}

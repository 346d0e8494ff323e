// What the manage page knows: the hall's live view, its set-up as it was read and as it is being changed, its notices.

import { HallClock } from "../base/clock.js";

export const clock = new HallClock();

/**
 * `tab`: today, hours, counters, policy, notices or day.  `edits`: whether this login may change the hall.
 * `read`, `form`: the set-up as it was read and as it stands in the fields (see form.js); `version`: of `read`.
 * `shown`: paths of fields that have been left, whose faults are shown.  `conflict`: somebody saved meanwhile.
 */
export const state = {
  phase: "starting",
  me: null,
  halls: [],
  hall: null,
  edits: false,
  tab: "today",
  frame: null,
  link: { state: "connecting" },
  version: 0,
  read: null,
  form: null,
  shown: new Set(),
  conflict: null,
  saving: false,
  notices: null,
  notice: null,
  ask: null,
  word: null,
  problem: null,
};

let show = () => {};

export function shownBy(update) {
  show = update;
}

export function change(patch = {}) {
  Object.assign(state, patch);
  show();
}

// What the desk page knows, and how what is shown follows from it. Frames are whole views: nothing is added up here.

import { HallClock } from "../base/clock.js";
import { Visit } from "./visit.js";

export const clock = new HallClock();

/**
 * `phase`: starting, no-hall, halls, choosing, serving or failed.  `frame`: the newest of the counter's view.
 * `answer`: a command's answer that is newer than the frame.  `link`: as `live` reports it; `linkSince`: hall time of the last change.
 * `sending`: the command under way.  `word`: what the bar says.  `ask`: the open dialog.  `held`: this page has held the counter;
 * `lastTicket`: the ticket it had then.  `finder`: finds the services of the visit.
 * `issued`: the ticket last issued here, with its pass.
 */
export const state = {
  phase: "starting",
  me: null,
  halls: [],
  hall: null,
  city: null,
  services: new Map(),
  finder: null,
  counter: null,
  frame: null,
  answer: null,
  link: { state: "connecting" },
  linkSince: null,
  sending: null,
  word: null,
  ask: null,
  held: false,
  lastTicket: null,
  visit: null,
  issued: null,
  problem: null,
};

let show = () => {};

/** `update`: shows the page again. */
export function shownBy(update) {
  show = update;
}

export function change(patch = {}) {
  Object.assign(state, patch);
  show();
}

/** A catalogue entry of the hall by code; an unknown code names itself. */
export function serviceOf(code) {
  return (
    state.services.get(code) ?? { code, name: { zh: code, en: code }, kind: "instant", materials: [], typical_minutes: null }
  );
}

/** Hall seconds from a time of the protocol until now. */
export function secondsSince(time) {
  return Math.max(0, (clock.nowMs() - Date.parse(time)) / 1000);
}

/** The counter's view of the moment: the frame, or an answer that came before its frame. */
export function view() {
  const { frame, answer } = state;
  if (!frame) return null;
  if (!answer || answer.seq <= frame.seq) return frame;
  if ("takes" in answer) return { ...frame, counter: { ...frame.counter, ...answer } };
  const here = answer.counter === frame.counter.counter && ["called", "serving"].includes(answer.state);
  return {
    ...frame,
    ticket: here ? answer : null,
    counter: { ...frame.counter, state: here ? answer.state : "idle", number: here ? answer.number : null, since: answer.at },
    waiting: frame.waiting.filter((waiting) => waiting.id !== answer.id),
  };
}

/** How this login stands to the counter: mine, lost (another holds it) or shut. */
export function standing(seen = view()) {
  if (!seen) return "unknown";
  if (seen.counter.state === "closed") return "shut";
  return seen.counter.staff === state.me.username ? "mine" : "lost";
}

/** What the teller notes of the ticket at the counter; null without one. */
export function visitOf(ticket) {
  if (!ticket) return null;
  if (state.visit?.ticket !== ticket.id) state.visit = new Visit(ticket, serviceOf);
  else state.visit.follow(ticket);
  return state.visit;
}

/** Calls and seconds that are missing before the visitor may be marked a no-show. */
export function noShowLacks(seen) {
  return {
    calls: Math.max(0, seen.no_show_calls - seen.ticket.calls),
    seconds: Math.max(0, Math.ceil(seen.no_show_s - secondsSince(seen.counter.since))),
  };
}

/** Usual minutes of the visit by the catalogue; null when no service is named. */
export function typicalMinutes(visit) {
  const known = (visit?.items ?? []).map((item) => serviceOf(item.code).typical_minutes).filter(Boolean);
  return known.length ? known.reduce((sum, minutes) => sum + minutes, 0) : null;
}

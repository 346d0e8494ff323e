// What a hall's spans of opening mean at one moment of its clock. Pure; times are RFC 3339 or Unix milliseconds.

import { hallTime } from "./format.js";

/** `08:30–12:00, 13:30–17:00`; empty for a hall that is closed that day, null for one without hours (always open). */
export function hoursText(sessions, tz) {
  if (!sessions) return null;
  return sessions.map(({ opens, closes }) => `${hallTime(opens, tz)}–${hallTime(closes, tz)}`).join(", ");
}

/** When visitors may take tickets again today after `nowMs`, as RFC 3339; null: not today any more, or at once. */
export function nextIntake(sessions, nowMs) {
  return (sessions ?? []).map(({ opens }) => opens).find((opens) => Date.parse(opens) > nowMs) ?? null;
}

/**
 * Why no tickets are given at `nowMs`, as a word:
 *   "given"      they are               "not-today"  the hall has no hours today
 *   "before"     the first span is to come    "between"  a later span is to come
 *   "over"       intake has ended, the counters still serve    "ended"  the last span is over
 */
export function intakeState({ sessions, self_service: given }, nowMs) {
  if (given) return "given";
  if (!sessions) return "ended"; // no hours bind it, so only its closing does
  if (sessions.length === 0) return "not-today";
  if (nowMs < Date.parse(sessions[0].opens)) return "before";
  if (nextIntake(sessions, nowMs)) return "between";
  return nowMs < Date.parse(sessions.at(-1).closes) ? "over" : "ended";
}

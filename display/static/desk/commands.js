// Sending commands. One at a time; while its outcome is unknown a command is sent again with its key, so it happens once.

import { clock, state, change } from "./state.js";
import { newKey, post } from "../base/wire.js";
import { problemWords } from "../base/ui.js";
import { hasWords } from "../base/words.js";
import { goToLogin } from "../base/session.js";

const PATIENCE_MS = 8000; // one round of resends; rounds follow each other until there is an answer
const SHOW_SENDING_MS = 700; // an answer usually comes in milliseconds; only a late one is worth a word
const numberOf = (ticket) =>
  String(ticket ?? "")
    .split(".")
    .pop();

// A page that is left now would not learn what became of the command.
addEventListener("beforeunload", (event) => state.sending && event.preventDefault());

/** Say something in the bar. `kind`: said, refused or sending. */
export function say(id, args = {}, kind = "said") {
  change({ word: { id, args, kind, at: Date.now() } });
}

export function counterPath(verb, counter = state.counter) {
  return `/api/v1/halls/${state.hall.id}/counters/${counter}/${verb}`;
}

/**
 * Send a command; returns its answer (null: nothing to do), or undefined when it was refused and the bar says why.
 *
 * @param {string} action id of the words that name it
 * @param {{here?: boolean, onRefused?: (problem: Problem) => boolean}} options `here` false: the answer does not change this counter's
 *   view; `onRefused`: returns true when it has dealt with the refusal
 */
export async function send(action, path, body = {}, { here = true, onRefused = () => false } = {}) {
  if (state.sending) {
    say("desk-no-sending", {}, "refused");
    return undefined;
  }
  const key = newKey();
  const sending = { action };
  change({ sending, word: null });
  const late = setTimeout(() => state.sending === sending && say("desk-said-sending", { action }, "sending"), SHOW_SENDING_MS);
  try {
    const answer = await untilAnswered(path, body, key);
    if (here && answer && clock.known) change({ answer: { ...answer, at: new Date(clock.nowMs()).toISOString() } });
    return answer;
  } catch (problem) {
    if (problem.code === "not-logged-in") goToLogin();
    else if (!onRefused(problem)) refused(problem);
    return undefined;
  } finally {
    clearTimeout(late);
    change({ sending: null, ...(state.word?.kind === "sending" ? { word: null } : {}) });
  }
}

async function untilAnswered(path, body, key) {
  for (;;) {
    try {
      return await post(path, body, { key, patienceMs: PATIENCE_MS });
    } catch (problem) {
      if (problem.status !== 0 && ![502, 503, 504].includes(problem.status)) throw problem;
    }
  }
}

/** Put a refusal into the bar: in the desk's own words where the facts say more. */
export function refused(problem) {
  const own = `desk-refused-${problem.code}`;
  const { staff, ticket, counter, calls, calls_needed: needed, seconds_left: seconds, state: ticketState } = problem.facts;
  const args = {
    code: problem.code,
    staff: staff ?? "",
    number: numberOf(ticket),
    counter: counter ?? "",
    calls: Math.max(0, (needed ?? 0) - (calls ?? 0)),
    seconds: seconds ?? 0,
    state: ticketState ?? "",
  };
  say(hasWords(own) ? own : problemWords(problem), args, "refused");
}

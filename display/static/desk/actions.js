// What a teller can do: each action once, with its key, why it is not to be had now, and what it does.

import { change, noShowLacks, standing, state, view, visitOf } from "./state.js";
import { counterPath, say, send } from "./commands.js";

const reason = (id, args = {}) => ({ id, args });

/** Why nothing at all can be done at the counter, or null. */
function whyNothing(seen) {
  if (!seen || state.link.state !== "live") return reason("desk-no-offline");
  const stands = standing(seen);
  if (stands === "shut") return reason("desk-no-shut");
  if (stands === "lost") return reason("desk-no-not-mine");
  return null;
}

function whyNotCalling(seen) {
  const nothing = whyNothing(seen);
  if (nothing) return nothing;
  if (seen.counter.state === "paused") return reason("desk-no-paused");
  if (seen.ticket?.state === "called") return reason("desk-no-called-here", { number: seen.ticket.number });
  if (seen.ticket) return reason("desk-no-serving-here", { number: seen.ticket.number });
  return null;
}

function whyNoVisitor(seen) {
  return whyNothing(seen) ?? (seen.ticket ? null : reason("desk-no-ticket"));
}

function whyNotCalled(seen) {
  return (
    whyNoVisitor(seen) ??
    (seen.ticket.state === "called" ? null : reason("desk-no-already-serving", { number: seen.ticket.number }))
  );
}

function whyNoNoShow(seen) {
  const other = whyNotCalled(seen);
  if (other) return other;
  const { calls, seconds } = noShowLacks(seen);
  if (calls && seconds) return reason("desk-no-show-both", { calls, seconds });
  if (calls) return reason("desk-no-show-calls", { calls });
  if (seconds) return reason("desk-no-show-seconds", { seconds });
  return null;
}

const number = () => view().ticket.number;
const ask = (name, more = {}) => change({ ask: { name, ...more } });

async function callNext(finished = null) {
  const answer = await send("desk-do-next", counterPath("call-next"));
  if (answer === undefined) return;
  if (answer) say("desk-said-called", { number: answer.number, counter: state.counter });
  else if (finished) say("desk-said-finished-nobody", { number: finished });
  else say("desk-said-nobody");
}

/** End the visit with what was noted of it; returns its number, or undefined when it was refused. */
async function finish() {
  const visit = visitOf(view().ticket);
  const answer = await send("desk-do-finish", counterPath("finish"), { work: visit.work() });
  if (!answer) return undefined;
  visit.forget();
  say("desk-said-finished", { number: answer.number });
  return answer.number;
}

async function finishAndCall() {
  const finished = await finish();
  if (finished !== undefined) await callNext(finished);
}

async function recall() {
  const answer = await send("desk-do-recall", counterPath("recall"));
  if (answer) say("desk-said-recalled", { number: answer.number, n: answer.calls });
}

async function start() {
  const answer = await send("desk-do-start", counterPath("start"));
  if (answer) say("desk-said-started", { number: answer.number });
}

async function noShow() {
  const answer = await send("desk-do-no-show", counterPath("no-show"));
  if (answer) say("desk-said-no-show", { number: answer.number });
}

async function pauseOrResume() {
  if (view().counter.state !== "paused") {
    ask("pause");
    return;
  }
  const answer = await send("desk-do-resume", counterPath("resume"));
  if (answer) say("desk-said-resumed");
}

const focusOn = (selector) => document.querySelector(selector)?.focus();

/** By id. `key`: the `KeyboardEvent.key` in lower case; `why(view)`: why not now, or null; `run()`. */
export const ACTIONS = {
  next: { key: " ", why: whyNotCalling, run: () => callNext() },
  "go-on": { key: "d", why: whyNoVisitor, run: finishAndCall },
  recall: { key: "r", why: whyNotCalled, run: recall },
  start: { key: "s", why: whyNotCalled, run: start },
  finish: { key: "f", why: whyNoVisitor, run: finish },
  transfer: { key: "t", why: whyNoVisitor, run: () => ask("transfer", { number: number() }) },
  hold: { key: "h", why: whyNoVisitor, run: () => ask("hold", { number: number() }) },
  "no-show": { key: "n", why: whyNoNoShow, run: noShow },
  pause: {
    key: "p",
    why: (seen) => whyNothing(seen) ?? (seen.ticket ? reason("desk-no-pause-busy", { number: seen.ticket.number }) : null),
    run: pauseOrResume,
  },
  back: { key: "b", why: whyNothing, run: () => ask("back") },
  issue: { key: "i", why: whyNothing, run: () => ask("issue") },
  priority: { key: "c", why: whyNoVisitor, run: () => ask("priority", { ticket: view().ticket }) },
  line: { key: "l", why: whyNothing, run: () => focusOn("#line [tabindex='0']") },
  find: { key: "/", why: whyNoVisitor, run: () => focusOn("#find-service") },
  help: { key: "?", why: () => null, run: () => ask("help") },
  close: { key: "x", why: whyNothing, run: () => ask("close") },
  logout: { key: "q", why: () => null, run: () => ask("logout") },
};

/** Do it, or say in the bar why not. */
export function act(id) {
  const action = ACTIONS[id];
  const why = action.why(view());
  if (why) say(why.id, why.args, "refused");
  else if (state.sending && !["help", "find", "line"].includes(id)) say("desk-no-sending", {}, "refused");
  else action.run();
}

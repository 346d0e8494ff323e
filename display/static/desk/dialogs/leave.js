// Closing the counter, logging out, taking a counter over: each asks first and says what becomes of the visitor.

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { both } from "../../base/words.js";
import { bothWith } from "../../base/phrase.js";
import { answers } from "../../base/modal.js";
import { leave } from "../../base/staff.js";
import { hallTime } from "../../base/format.js";
import { change, standing, state, view } from "../state.js";
import { counterPath, refused, say, send } from "../commands.js";

const cancel = () => change({ ask: null });

async function close() {
  change({ ask: null });
  const counter = String(state.counter);
  const answer = await send("desk-do-close", counterPath("close"));
  if (answer) say("desk-said-closed", { counter });
  return Boolean(answer);
}

export function closeDialog() {
  const { ticket } = view();
  return {
    submit: close,
    title: both("desk-close-title", { counter: String(state.counter) }),
    body: html`<p>${ticket ? both("desk-close-ticket", { number: ticket.number }) : both("desk-close-idle")}</p>`,
    foot: answers({ label: both("desk-close-do"), onCancel: cancel, danger: ticket !== null }),
  };
}

async function logOut() {
  change({ ask: null });
  try {
    await leave();
  } catch (problem) {
    refused(problem);
  }
}

async function closeAndLogOut() {
  if (await close()) await logOut();
}

export function logoutDialog() {
  const holds = state.phase === "serving" && standing() === "mine";
  const { ticket } = (holds && view()) || {};
  return {
    submit: holds ? closeAndLogOut : logOut,
    title: both("desk-logout-title"),
    body: holds
      ? html`<p>${both("desk-logout-open", { counter: String(state.counter) })}</p>
          ${ticket ? html`<p>${both("desk-close-ticket", { number: ticket.number })}</p>` : nothing}`
      : nothing,
    foot: html`${holds ? html`<button type="button" class="button" @click=${logOut}>${both("desk-logout-do")}</button>` : nothing}
    ${answers({ label: both(holds ? "desk-logout-close-do" : "log-out"), onCancel: cancel })}`,
  };
}

/** `ask`: {counter, staff, state, since, number, takes}: how the counter stood when it was asked for. */
export function takeOverDialog(ask) {
  const since = ask.since ? hallTime(ask.since, state.frame.tz) : "";
  return {
    submit: () => {
      change({ ask: null });
      ask.go();
    },
    title: both("desk-take-over-title", { counter: String(ask.counter) }),
    body: html`<p>
        ${
          ask.state
            ? bothWith("desk-take-over-held", (say) => ({ staff: ask.staff, since, state: say(`counter-${ask.state}`) }))
            : both("desk-refused-counter-held", { staff: ask.staff })
        }
      </p>
      ${ask.number ? html`<p>${both("desk-take-over-ticket", { number: ask.number })}</p>` : nothing}
      <p class="quiet">${both("desk-take-over-told")}</p>`,
    foot: answers({ label: both("desk-take-over-do"), onCancel: cancel }),
  };
}

// Bringing back: everyone who is held or a no-show, found by number; into the line, or called at once when the counter is free.

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { both } from "../../base/words.js";
import { get } from "../../base/wire.js";
import { problemNote } from "../../base/ui.js";
import { change, state, view } from "../state.js";
import { counterPath, say, send } from "../commands.js";
import { ACTIONS } from "../actions.js";
import { priorityTag } from "../parts.js";

let search = null;

/** Call this ticket to the counter, out of turn. */
export async function callTicket({ id }) {
  const why = ACTIONS.next.why(view());
  if (why) {
    say(why.id, why.args, "refused");
    return undefined;
  }
  const answer = await send("desk-do-next", counterPath("call"), { ticket: id });
  if (answer) say("desk-said-called", { number: answer.number, counter: String(state.counter) });
  return answer;
}

async function begin() {
  const mine = (search = { text: "", all: null, problem: null });
  try {
    const { tickets } = await get(`/api/v1/halls/${state.hall.id}/tickets?state=held,no_show`);
    mine.all = tickets;
  } catch (problem) {
    mine.problem = problem; // the newest twenty are in the view already
  }
  change();
}

/** The view's newest, which are always right, and the older ones as they were when the dialog opened. */
function away() {
  const fresh = view().away;
  const oldest = fresh.length < 20 ? [] : (search.all ?? []).filter((ticket) => !fresh.some(({ id }) => id === ticket.id));
  const wanted = search.text.trim().toUpperCase();
  return [...fresh, ...oldest].filter(({ number }) => number.includes(wanted));
}

async function bring({ id, number }, alsoCall) {
  change({ ask: null });
  const answer = await send("desk-do-back", `/api/v1/tickets/${id}/return`, {}, { here: false });
  if (!answer) return;
  if (!alsoCall) say("desk-said-back", { number });
  else if (await callTicket({ id })) say("desk-said-back-called", { number });
}

export function backDialog(_, isNew) {
  if (isNew) begin();
  const found = away();
  const free = ACTIONS.next.why(view()) === null;
  return {
    wide: true,
    submit: () => found.length && bring(found[0], false),
    title: both("desk-back-title"),
    body: html`${problemNote(search.problem)}
      <label class="field back-find"
        ><span>${both("desk-back-find")}</span>
        <input
          type="text"
          autofocus
          autocomplete="off"
          maxlength="12"
          .value=${search.text}
          @input=${(event) => {
            search.text = event.target.value;
            change();
          }}
      /></label>
      <ul class="away">
        ${found.map(
          (ticket) =>
            html`<li>
              <b class="num">${ticket.number}</b>
              <span
                ><span class="state ${ticket.state}">${both(`ticket-${ticket.state}`)}</span> ${priorityTag(ticket.priority)}
                <small>${both(ticket.state === "held" ? "desk-back-held-place" : "desk-back-no-show-place")}</small></span
              >
              <button type="button" class="button" @click=${() => bring(ticket, false)}>${both("desk-back-do")}</button>
              ${free ? html`<button type="button" class="button primary" @click=${() => bring(ticket, true)}>${both("desk-back-call")}</button>` : nothing}
            </li>`,
        )}
      </ul>
      ${found.length ? nothing : html`<p class="empty">${search.text ? both("desk-back-no-match", { text: search.text }) : both("desk-back-none")}</p>`}`,
    foot: html`<button type="button" class="button plain" @click=${() => change({ ask: null })}>${both("close")}</button>`,
  };
}

// A ticket issued at the desk: for the visitor who stands there. Called at once when the counter is free.

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { both, pair, plain, t } from "../../base/words.js";
import { Finder } from "../../base/finder.js";
import { icon } from "../../base/ui.js";
import { printSlip, publicAddress } from "../../base/slip.js";
import { ACTIONS } from "../actions.js";
import { change, serviceOf, state, view } from "../state.js";
import { counterPath, say, send } from "../commands.js";
import { PRIORITIES, radios } from "./priority.js";

let choice = null;

function begin() {
  choice = { services: [], priority: "normal" };
  choice.finder = new Finder({
    hall: state.hall.id,
    id: "issue-find",
    onChange: change,
    onPick: ({ code }) => {
      choice.services = [...new Set([...choice.services, code])];
      change();
    },
  });
}

function set(patch) {
  Object.assign(choice, patch);
  change();
}

const free = () => ACTIONS.next.why(view()) === null;

async function issue(alsoCall) {
  const { services, priority } = choice;
  const ticket = await send("desk-do-issue", `/api/v1/halls/${state.hall.id}/tickets`, { services, priority }, { here: false });
  if (!ticket) return;
  change({ issued: ticket });
  say("desk-said-issued", { number: ticket.number });
  if (alsoCall && free()) {
    const called = await send("desk-do-next", counterPath("call"), { ticket: ticket.id });
    if (called) {
      change({ ask: null });
      say("desk-said-issued-called", { number: ticket.number });
      return;
    }
  }
  change({ ask: { name: "issued" } });
}

/** Print the slip of the ticket that was issued here last; it stands at the counter or waits. */
export function printIssued() {
  const { city, frame, hall, issued } = state;
  const services = issued.services.map(serviceOf);
  return printSlip({ ticket: issued, hall, services, tz: frame.tz, address: publicAddress(city, issued.pass), demo: frame.demo });
}

export function issuedDialog() {
  return {
    submit: () => change({ ask: null }),
    title: both("desk-issue-done"),
    body: html`<p class="issued num">${state.issued.number}</p>`,
    foot: html`<button type="button" class="button" @click=${printIssued}>${icon("printer")}${both("desk-issue-print")}</button>
      <button type="submit" class="button primary" autofocus data-answer>${both("desk-done")}</button>`,
  };
}

export function issueDialog(_, isNew) {
  if (isNew) begin();
  const call = free();
  return {
    wide: true,
    submit: () => issue(call),
    title: both("desk-issue-title"),
    body: html`<fieldset class="radios"><legend>${both("desk-issue-services")}</legend></fieldset>
      ${choice.finder.view({ autofocus: true })}
      <ul class="picked">
        ${choice.services.map(
          (code) =>
            html`<li>
              <span>${pair(serviceOf(code).name)}</span> <small>${code}</small>
              <button
                type="button"
                class="drop"
                aria-label=${t("desk-drop", { name: plain(serviceOf(code).name) })}
                @click=${() => set({ services: choice.services.filter((one) => one !== code) })}
              >
                ${icon("close")}
              </button>
            </li>`,
        )}
      </ul>
      ${radios(
        "desk-issue-priority",
        "issue-priority",
        PRIORITIES,
        (code) => `priority-${code}`,
        choice.priority,
        (priority) => set({ priority }),
      )}
      ${call ? nothing : html`<p class="note">${both("desk-issue-busy")}</p>`}`,
    foot: html`<button type="button" class="button plain" @click=${() => change({ ask: null })}>${both("cancel")}</button>
      ${call ? html`<button type="button" class="button" @click=${() => issue(false)}>${both("desk-issue-line")}</button>` : nothing}
      <button type="submit" class="button primary" data-answer>${both(call ? "desk-issue-call" : "desk-issue-line")}</button>`,
  };
}

// The line in the order in which this counter calls, with what to do with one of those who wait.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { both, plain, t } from "../base/words.js";
import { change, secondsSince, serviceOf } from "./state.js";
import { callTicket } from "./dialogs/back.js";
import { inOne, minutesText, shortTag } from "./parts.js";

let at = 0; // which row the keyboard is on
let opened = null; // id of the ticket whose actions are shown

function step(event, waiting) {
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (move) {
    event.preventDefault();
    at = Math.max(0, Math.min(waiting.length - 1, at + move));
    change();
    queueMicrotask(() => document.querySelector("#line [tabindex='0']")?.focus()); // after the page has been drawn
  }
}

function toggle(ticket, i) {
  at = i;
  opened = opened === ticket.id ? null : ticket.id;
  change();
}

function row(ticket, i, waiting) {
  const names = ticket.services.map((code) => serviceOf(code).name);
  const open = opened === ticket.id;
  return html`<li class=${i === 0 ? "next" : ""}>
    <button
      type="button"
      class="row"
      tabindex=${i === at ? 0 : -1}
      aria-expanded=${open}
      @click=${() => toggle(ticket, i)}
      @keydown=${(event) => step(event, waiting)}
    >
      <b class="num">${ticket.number}</b>
      <span class="what">
        ${shortTag(ticket)}
        ${
          names.length
            ? html`<span class="name" title=${names.map(plain).join("\n")}
                >${inOne(names[0])}${names.length > 1 ? html` <small>+${names.length - 1}</small>` : nothing}</span
              >`
            : html`<span class="name quiet">${t("desk-no-service")}</span>`
        }
      </span>
      <small class="num">${minutesText(secondsSince(ticket.issued_at))}</small>
    </button>
    ${
      open
        ? html`<div class="row-acts">
            ${ticket.claim ? html`<p class="quiet">${both("desk-line-claimed")}</p>` : nothing}
            <button type="button" class="button primary" @click=${() => callTicket(ticket)}>
              ${both("desk-line-call", { number: ticket.number })}
            </button>
            <button type="button" class="button" @click=${() => change({ ask: { name: "priority", ticket } })}>
              ${both("desk-correct-priority")}
            </button>
          </div>`
        : nothing
    }
  </li>`;
}

export function line(seen) {
  const { waiting } = seen;
  at = Math.max(0, Math.min(at, waiting.length - 1));
  const more = seen.waiting_total - waiting.length;
  return html`<aside class="line" id="line" aria-label=${t("desk-line")}>
    <dl class="sum">
      <div>
        <dt>${both("desk-line-waiting")}</dt>
        <dd class="num">${seen.waiting_total}</dd>
      </div>
      <div>
        <dt>${both("desk-line-longest")}</dt>
        <dd class="num">${seen.waiting_total ? minutesText(seen.longest_wait_s) : "–"}</dd>
      </div>
      <div>
        <dt>${both("desk-line-served")}</dt>
        <dd class="num">${seen.served}</dd>
      </div>
    </dl>
    ${alarms(seen)}
    ${
      waiting.length
        ? html`<ol class="rows">
            ${repeat(
              waiting,
              (ticket) => ticket.id,
              (ticket, i) => row(ticket, i, waiting),
            )}
            ${more > 0 ? html`<li class="quiet more">${both("desk-line-more", { count: more })}</li>` : nothing}
          </ol>`
        : html`<p class="empty">${both("desk-line-empty")}</p>`
    }
  </aside>`;
}

const SHOWN_ALARMS = ["no-counter-takes", "over-target"];

function alarms(seen) {
  return seen.alarms
    .filter((alarm) => SHOWN_ALARMS.includes(alarm.code))
    .map((alarm) => html`<p class="alarm">${both(`desk-alarm-${alarm.code}`, { count: alarm.count ?? 0 })}</p>`);
}

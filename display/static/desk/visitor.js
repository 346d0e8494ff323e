// The visitor at the counter, large: number, services, priority, how they came, how long they waited, and the running time.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, pair, t } from "../base/words.js";
import { bothWith } from "../base/phrase.js";
import { clockDuration } from "../base/format.js";
import { icon } from "../base/ui.js";
import { act } from "./actions.js";
import { printIssued } from "./dialogs/issue.js";
import { clock, secondsSince, serviceOf, state, typicalMinutes, visitOf } from "./state.js";
import { capOf, priorityTag } from "./parts.js";

function idle(seen) {
  const paused = seen.counter.state === "paused";
  const hint = paused
    ? both("desk-paused-hint")
    : seen.waiting_total
      ? both("desk-nobody-waiting", { count: seen.waiting_total })
      : both("desk-nobody-none");
  return html`<section class="visitor idle ${seen.counter.state}" aria-label=${t("desk-nobody")}>
    <div class="nobody">
      <h2>${both(paused ? "desk-paused-title" : "desk-nobody")}</h2>
      <p class="quiet">
        ${paused && seen.counter.pause_reason ? html`${both(`desk-pause-${seen.counter.pause_reason}`)} · ` : nothing}${hint}
      </p>
    </div>
    ${running(seen, paused ? "desk-paused-timer" : "desk-idle-timer", null)}
  </section>`;
}

function running(seen, words, typical) {
  if (!clock.known) return nothing;
  const seconds = secondsSince(seen.counter.since);
  const over = typical !== null && seconds > typical * 60;
  return html`<div class="timer">
    <span class="num" role="timer" aria-label=${t(words)}>${clockDuration(seconds)}</span>
    <span class="stack"
      ><span class="what">${both(words)}</span>
      ${
        typical === null
          ? nothing
          : html`<span class=${over ? "typical over" : "typical"}
              >${bothWith(over ? "desk-over-typical" : "desk-typical", (say) => ({ time: say("staff-minutes", { minutes: Math.round(typical) }) }))}</span
            >`
      }
    </span>
  </div>`;
}

export function visitor(seen) {
  const { ticket } = seen;
  if (!ticket) return idle(seen);
  const called = ticket.state === "called";
  const waited = (Date.parse(ticket.called_at) - Date.parse(ticket.issued_at)) / 1000;
  const names = ticket.services.map((code) => serviceOf(code).name);
  return html`<section
    class="visitor ${called ? "called" : "serving"}"
    aria-label=${t("desk-counter", { counter: String(state.counter) })}
  >
    <div class="number num" data-number>${ticket.number}</div>
    <div class="about">
      <p class="services">
        ${names.length ? pair(names[0]) : both("desk-no-service")}${names.length > 1 ? html` <span class="more">${both("desk-more-services", { count: names.length - 1 })}</span>` : nothing}
      </p>
      <p class="facts">
        ${ticket.priority === "normal" ? html`<span>${both("priority-normal")}</span>` : priorityTag(ticket.priority)}
        <span>${both(`channel-${ticket.channel}`)}</span>
        <span>${bothWith("desk-waited", (say) => ({ time: say("staff-minutes", { minutes: Math.floor(waited / 60) }) }))}</span>
        <span>${both("desk-attempt", { n: ticket.calls })}</span>
        <button type="button" class="small" @click=${() => act("priority")}>
          ${both("desk-correct-priority")} ${capOf("priority")}
        </button>
        ${state.issued?.id === ticket.id ? html`<button type="button" class="small" @click=${printIssued}>${icon("printer")}${both("desk-issue-print-again")}</button>` : nothing}
      </p>
    </div>
    ${running(seen, called ? "desk-called-timer" : "desk-serving-timer", called ? null : typicalMinutes(visitOf(ticket)))}
  </section>`;
}

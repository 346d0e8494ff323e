// What the ticket page shows in each of a ticket's states.

import { hallTime, waitRange } from "../base/format.js";
import { connection, demoNote, icon, langSwitch, priorityNote, problemNote } from "../base/ui.js";
import { both, pair, t, tIn } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { ref } from "../vendor/lit-html/directives/ref.js";
import { timeline } from "./timeline.js";

const ENDED = ["done", "cancelled"];
const CANCELLABLE = ["waiting", "held"];

function panel({ ticket, tz }) {
  const { number, state, counter } = ticket;
  const claim = ticket.priority === "normal" ? nothing : html`<p class="claim">${both("ticket-priority", (language) => ({ priority: tIn(language, `priority-${ticket.priority}`) }))}</p>`;
  if (state === "called") {
    return html`<section class="panel called" role="alert">
      <p class="label">${both("ticket-your-number")}</p>
      <h1 class="num">${number}</h1>
      <p class="go">${both("ticket-called-say")}</p>
      <p class="counter"><b class="num">${counter}</b><span class="stack">${both("ticket-counter-suffix")}</span></p>
      ${ticket.calls > 1 ? html`<p class="again">${icon("bell")} ${both("ticket-attempt", { attempt: ticket.calls })}</p>` : nothing}
      <p class="hurry stack">${both("ticket-hurry")}</p>
    </section>`;
  }
  const say = state === "waiting" ? (ticket.ahead === 0 ? "ticket-next-say" : "ticket-waiting-say") : `ticket-${state}-say`;
  return html`<section class="panel is-${state}" role="status">
    <p class="label">${both("ticket-your-number")}</p>
    <h1 class="num">${number}</h1>
    <p class="say stack">${icon(SIGNS[state])}${both(say, { counter: counter ?? "" })}</p>
    ${claim} ${times(ticket, tz)}
  </section>`;
}

const SIGNS = { waiting: "clock", serving: "person", held: "paused", done: "check", no_show: "warning", cancelled: "close" };

function times({ state, issued_at: issued, called_at: called, finished_at: finished }, tz) {
  const parts = [both("ticket-issued-at", { time: hallTime(issued, tz) })];
  if (called && state !== "waiting") parts.push(both("ticket-called-at", { time: hallTime(called, tz) }));
  if (finished) parts.push(both("ticket-finished-at", { time: hallTime(finished, tz) }));
  return html`<p class="times num">${parts.map((part) => html`<span>${part}</span>`)}</p>`;
}

const more = (state) => html`<section class="block more"><p class="stack">${both(`ticket-${state}-more`)}</p></section>`;

function waiting(frame, clock) {
  const { ticket, counters_open: open, tz } = frame;
  return html`<div class="two">
      <section class="block"><h2 class="stack">${both("ticket-ahead")}</h2><p class="big num">${ticket.ahead ?? "–"} <small>${both("people-unit")}</small></p></section>
      <section class="block"><h2 class="stack">${both("ticket-open-counters")}</h2><p class="big num">${open}</p></section>
    </div>
    ${priorityNote(ticket)}
    <section class="block range">
      <h2>${both("ticket-expected")}</h2>
      ${ticket.wait
        ? html`<p class="big num">${waitRange(ticket.wait)} <small>${both("minutes-unit")}</small></p>
            ${timeline(ticket.wait, clock.nowMs(), tz)}
            <p class="quiet stack">${both("ticket-range-note")}</p>`
        : html`<p class="none stack">${both(open ? "ticket-no-estimate" : "ticket-no-counter")}</p>`}
    </section>`;
}

const list = (title, texts) =>
  texts.length
    ? html`<section class="block list"><h2>${both(title)}</h2><ul>${texts.map((text) => html`<li class="stack">${pair(text)}</li>`)}</ul></section>`
    : nothing;

function recent({ recent_calls: calls }) {
  if (!calls.length) return nothing;
  return html`<section class="block recent"><h2>${both("ticket-recent")}</h2><p class="num">${calls.map(({ number, counter }) => html`<span>${number} ${icon("arrow")} ${counter}</span>`)}</p></section>`;
}

// A dialog can be opened once it stands in the document, just after it was rendered.
const opened = (element) => {
  if (element) queueMicrotask(() => element.isConnected && !element.open && element.showModal());
};

function confirmation({ frame, asking, cancelling, problem }, acts) {
  if (!asking) return nothing;
  return html`<dialog ${ref(opened)} aria-labelledby="ask" @close=${acts.keep} @cancel=${(event) => cancelling && event.preventDefault()}>
    <h2 id="ask">${both("ticket-cancel-ask", { number: frame.ticket.number })}</h2>
    <p class="stack">${both("ticket-cancel-warn")}</p>
    ${problemNote(problem)}
    <button type="button" class="button" autofocus data-act="keep" @click=${acts.keep}>${both("ticket-cancel-no")}</button>
    <button type="button" class="button danger primary" data-act="confirm" aria-disabled=${cancelling} @click=${acts.cancel}>${both(cancelling ? "ticket-cancelling" : "ticket-cancel-yes")}</button>
  </dialog>`;
}

const top = (frame, conn) => html`<header>
  <p class="hall stack">${frame ? pair(frame.hall_name) : both("onewindow")}</p>
  <div class="tools">${frame && conn !== "refused" ? connection(conn) : nothing} ${langSwitch()}</div>
</header>`;

function alone(words, moreWords, role) {
  return html`<main class="alone" role=${role}>
    ${icon(role === "alert" ? "warning" : "clock")}
    <h1 class="stack">${both(words)}</h1>
    ${moreWords ? html`<p class="stack">${both(moreWords)}</p>` : nothing} ${role === "alert" ? html`<a class="button" href="/">${both("ticket-home")}</a>` : nothing}
  </main>`;
}

/** The whole page. */
export function ticketView(state, acts) {
  const { frame, conn, lostLong, unknown, clock, said } = state;
  if (unknown) return html`${top(null, conn)}${alone("ticket-unknown", "ticket-unknown-more", "alert")}`;
  if (!frame) return html`${top(null, conn)}${alone("ticket-connecting", lostLong ? "ticket-connecting-long" : null, "status")}`;
  const { ticket } = frame;
  const away = conn === "stale" || (conn !== "live" && lostLong);
  return html`${top(frame, conn)}
    <main>
      ${away ? html`<p class="note bad" role="alert">${icon("warning")}<span class="stack">${both("ticket-offline", { time: hallTime(frame.at, frame.tz) })}</span></p>` : nothing}
      ${panel(frame)} ${["held", "done", "no_show", "cancelled"].includes(ticket.state) ? more(ticket.state) : nothing}
      ${ticket.state === "waiting" ? waiting(frame, clock) : nothing}
      ${ENDED.includes(ticket.state) ? nothing : html`${list("ticket-services", frame.service_names)} ${list("ticket-have-ready", frame.bring)}`}
      ${["waiting", "held"].includes(ticket.state) ? recent(frame) : nothing}
    </main>
    <footer>
      ${CANCELLABLE.includes(ticket.state) ? html`<button type="button" class="button danger plain" data-act="cancel" @click=${acts.ask}>${both("ticket-cancel")}</button>` : nothing}
      ${frame.demo ? html`<p class="quiet">${demoNote(frame)}</p>` : nothing}
    </footer>
    ${confirmation(state, acts)}
    <p class="visually-hidden" aria-live="assertive">${said}</p>`;
}

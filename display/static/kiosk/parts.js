// What several of the kiosk's screens show: the way to a ticket, the claims of priority, the bar below.

import { hallTime, waitRange } from "../base/format.js";
import { hoursText, intakeState, nextIntake } from "../base/hours.js";
import { demoNote, icon } from "../base/ui.js";
import { both, t, tIn } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";

const WARN_S = 15;
const PRIORITIES = ["elder", "disabled", "veteran", "pregnant"];

/** The hall's state for a visitor: "given", or why no ticket can be taken now. */
function intake({ frame, conn, lostLong, clock }) {
  if (conn === "stale" || (conn !== "live" && lostLong)) return "offline";
  return frame ? intakeState(frame, clock.nowMs()) : "connecting";
}

const fact = (label, value, unit) => html`<span class="fact"><span>${both(label)}</span> <span><b class="num">${value}</b> ${both(unit)}</span></span>`;

function takeFacts({ frame }, claimed) {
  const open = frame.counters.filter(({ state }) => state !== "closed").length;
  if (!open) return html`<span class="facts say">${both("kiosk-no-counter")}</span>`;
  return html`<span class="facts">
    ${/* the range is of a normal ticket; the hall alone can tell how much sooner a claimed priority goes */ ""}
    ${fact(claimed ? "kiosk-waiting" : "kiosk-ahead", frame.waiting.total, "kiosk-people")}
    ${frame.wait && !claimed ? fact("kiosk-wait", waitRange(frame.wait), "minutes-unit") : nothing}
    ${fact("kiosk-counters", open, "kiosk-counters-unit")}
  </span>`;
}

/** The large button that gives a ticket, or in its place the words why there is none. */
export function takePanel({ device, visit, acts }, lead = "kiosk-take-lead") {
  const state = intake(device);
  if (state !== "given") return noTickets(device, state);
  const claimed = visit.priority !== "normal";
  return html`<button type="button" class="take" data-act="take" @click=${acts.take}>
    <span class="words"
      ><b class="stack">${both("kiosk-take")}</b>
      <span class="lead stack">${claimed ? both("kiosk-take-as", (language) => ({ priority: tIn(language, `priority-${visit.priority}`) })) : both(lead)}</span></span
    >
    ${takeFacts(device, claimed)}
  </button>`;
}

const NO_TICKETS = { "not-today": "kiosk-closed-today", before: "kiosk-before", between: "kiosk-between", over: "kiosk-over", ended: "kiosk-ended" };

function noTickets({ frame, clock }, state) {
  if (state === "connecting") return html`<section class="take none" role="status"><b>${both("conn-connecting")}</b></section>`;
  if (state === "offline") {
    return html`<section class="take none bad" role="alert">${icon("warning")}<b class="stack">${both("kiosk-offline")}</b><span class="stack">${both("kiosk-ask-staff")}</span><span class="stack">${both("kiosk-offline-more")}</span></section>`;
  }
  const next = nextIntake(frame.sessions, clock.nowMs());
  const hours = hoursText(frame.sessions, frame.tz);
  return html`<section class="take none" role="status">
    ${icon("clock")}<b class="stack">${both(NO_TICKETS[state])}</b>
    ${next ? html`<span class="stack">${both("kiosk-tickets-from", { time: hallTime(next, frame.tz) })}</span>` : nothing}
    ${hours ? html`<span>${both("kiosk-hours")} <span class="num">${hours}</span></span>` : nothing}
    ${frame.open && frame.waiting.total ? html`<span class="stack">${both("kiosk-have-ticket")}</span>` : nothing}
  </section>`;
}

/** The claims of priority, to be switched on and off. */
export function priorities({ device, visit, acts }) {
  if (intake(device) !== "given") return nothing;
  return html`<section class="prio" aria-labelledby="prio-title">
    <h2 id="prio-title">${both("kiosk-priority")}</h2>
    <div class="row">
      ${PRIORITIES.map(
        (one) => html`<button type="button" class="tile stack" aria-pressed=${visit.priority === one} data-priority=${one} @click=${() => acts.priority(one)}>
          ${visit.priority === one ? icon("check") : nothing}${both(`priority-${one}`)}
        </button>`,
      )}
    </div>
    <p class="note-line" role="status">${visit.priority === "normal" ? nothing : html`${icon("person")}<span>${both("kiosk-priority-note")}</span>`}</p>
  </section>`;
}

/** The bar below every screen: back, start again, type size, and the countdown. */
export function foot({ device, visit, idle, acts }) {
  const home = visit.screen === "home";
  return html`<footer class="bar">
    ${home
      ? html`<button type="button" class="wide stack" aria-pressed=${device.large} data-act="large" @click=${acts.large}>${both(device.large ? "kiosk-normal" : "kiosk-large")}</button>
          ${device.frame && (idle.left ?? Infinity) > WARN_S ? demoNote(device.frame) : nothing}`
      : html`<button type="button" class="wide" data-act="back" @click=${acts.back}>${icon("back")}<span class="stack">${both("back")}</span></button>
          <button type="button" class="wide" data-act="home" @click=${acts.startAgain}><span class="stack">${both("kiosk-start-again")}</span></button>`}
    ${countdown(idle)}
  </footer>`;
}

function countdown(idle) {
  const left = idle.left;
  if (left === null || left > WARN_S) return nothing;
  return html`<p class="countdown" role="timer"><span class="stack">${both("kiosk-seconds", { seconds: left })}</span><span class="stack">${both("kiosk-still-there")}</span></p>`;
}

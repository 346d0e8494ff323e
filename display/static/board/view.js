// What the display shows. Templates only: what to show is decided in board.js.

import { dateInWords, hallTime, waitRange } from "../base/format.js";
import { hoursText, intakeState, nextIntake } from "../base/hours.js";
import { qrCode } from "../base/qr.js";
import { demoNote, icon } from "../base/ui.js";
import { both, pair, t } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { keyed } from "../vendor/lit-html/directives/keyed.js";
import { counterGrid } from "./counters.js";

const ROWS = { landscape: 4, portrait: 5 };

/** The calls before the one shown, newest first, each number once. Later ones wait for their turn to be announced. */
function lastCalls(calls, shown, count) {
  const numbers = new Set([shown.number]);
  const rows = [];
  for (const call of calls) {
    if (call.seq > shown.seq || numbers.has(call.number)) continue;
    numbers.add(call.number);
    rows.push(call);
    if (rows.length === count) break;
  }
  return rows;
}

const attempt = (call) => (call.attempt > 1 ? html`<span class="tag again">${both("board-attempt", { attempt: call.attempt })}</span>` : nothing);
const priority = (call) => (call.priority ? html`<span class="tag">${both("priority")}</span>` : nothing);

function nowCalling(call, frame, arriving) {
  const called = frame.counters.some(({ counter, state, number }) => counter === call.counter && state === "called" && number === call.number);
  return html`<section class="now ${arriving ? "arriving" : ""}" aria-labelledby="now-label">
    <p class="label" id="now-label">
      <span>${both(called ? "board-now-calling" : "board-latest-call")}</span> ${priority(call)} ${attempt(call)}
      <span class="at num">${hallTime(call.at, frame.tz)}</span>
    </p>
    ${keyed(
      `${call.seq}`,
      html`<p class="pair ${call.number.length > 4 ? "wide" : ""}">
        <span class="n num">${call.number}</span>${icon("arrow")}<span class="c"><b class="num">${call.counter}</b><span class="suffix stack">${both("board-counter-suffix")}</span></span>
      </p>`,
    )}
  </section>`;
}

/** The words of a day without a call yet, or without tickets: what a visitor can expect. */
function idleWords(frame, nowMs) {
  const time = (at) => ({ time: hallTime(at, frame.tz) });
  switch (intakeState(frame, nowMs)) {
    case "given":
      return [both("board-welcome"), both("board-welcome-more")];
    case "not-today":
      return [both("board-not-today"), nothing];
    case "before":
      return [both("board-not-open-yet", time(frame.sessions[0].opens)), hours(frame)];
    case "between":
      return [both("board-no-tickets"), both("board-intake-at", time(nextIntake(frame.sessions, nowMs)))];
    case "over":
      return [both("board-intake-over"), nothing];
    default:
      return [both("board-ended"), hours(frame)];
  }
}

function hours(frame) {
  const text = hoursText(frame.sessions, frame.tz);
  return text ? html`${both("board-hours")} <span class="num">${text}</span>` : nothing;
}

function idlePanel(frame, nowMs) {
  const [first, second] = idleWords(frame, nowMs);
  return html`<section class="now idle"><p class="first stack">${first}</p><p class="second">${second}</p></section>`;
}

const row = (call, tz) => html`<li>
  <span class="who"><span class="num">${call.number}</span> ${priority(call)} ${attempt(call)}</span>${icon("arrow")}<span class="c"><b class="num">${call.counter}</b> <small class="num">${hallTime(call.at, tz)}</small></span>
</li>`;

function missedStrip(missed) {
  if (!missed.length) return nothing;
  const shown = missed.slice(-5);
  const more = missed.length - shown.length;
  return html`<section class="missed" role="status">
    <h2 class="stack">${both("board-missed")}</h2>
    <p class="num">${shown.map((call) => html`<span>${call.number}${icon("arrow")}<b>${call.counter}</b></span>`)} ${more > 0 ? html`<small>${both("board-missed-more", { count: more })}</small>` : nothing}</p>
  </section>`;
}

function waitBox(frame, nowMs) {
  if (frame.self_service && frame.wait) {
    const range = waitRange(frame.wait);
    return html`<p class="big num ${range.length > 6 ? "wide" : ""}">${range} <small>${both("minutes-unit")}</small></p>`;
  }
  if (frame.self_service) return html`<p class="words">${both(frame.counters.some(({ state }) => state !== "closed") ? "board-no-estimate" : "board-no-counter")}</p>`;
  const next = nextIntake(frame.sessions, nowMs);
  return html`<p class="words">${next ? both("board-intake-at", { time: hallTime(next, frame.tz) }) : both("board-no-tickets")}</p>`;
}

const aside = (frame, nowMs) => html`<aside>
  <section class="box"><h2>${both("board-waiting")}</h2><p class="big num">${frame.waiting.total} <small>${both("people-unit")}</small></p></section>
  <section class="box"><h2>${both("board-wait-now")}</h2>${waitBox(frame, nowMs)}</section>
  <section class="box grow">${counterGrid(frame.counters)}</section>
</aside>`;

function trouble({ conn, lostLong, frame, clock }) {
  if (conn === "live" || (!lostLong && conn !== "stale")) return nothing;
  const words = conn === "stale" ? "board-stale" : frame ? "board-lost" : "board-connecting";
  const heard = frame ? html`<span class="heard">${both("board-last-heard", { time: hallTime(frame.at, frame.tz) })}</span>` : nothing;
  return html`<footer class="trouble" role="alert">${icon("warning")}<span class="say">${both(words)}</span> ${clock.known ? heard : nothing}</footer>`;
}

function foot({ frame, notice, soundBlocked }) {
  const text = frame.notices.length ? pair(frame.notices[notice % frame.notices.length]) : hours(frame);
  return html`<footer>
    ${keyed(notice % (frame.notices.length || 1), html`<p class="notice" data-fit="0.5">${text}</p>`)}
    ${soundBlocked ? html`<p class="sound">${icon("muted")}<span class="stack">${both("board-sound-blocked")}</span></p>` : nothing}
    ${frame.qr ? html`<p class="scan"><span class="stack">${both("board-qr")}</span>${qrCode(frame.qr, t("board-qr"))}</p>` : nothing}
  </footer>`;
}

const heading = (frame, nowMs, language) => html`<header>
  <h1 data-fit="0.5">${pair(frame.hall_name)}</h1>
  ${demoNote(frame)}
  <p class="when"><span class="date">${dateInWords(nowMs, language, frame.tz)}</span> <time class="num">${hallTime(nowMs, frame.tz)}</time></p>
</header>`;

/** The whole display. */
export function boardView(shown) {
  const { frame, refused, clock, staged, missed, said, portrait } = shown;
  if (refused) {
    return html`<div class="alone" role="alert">${icon("warning")}<p class="first stack">${both("board-unknown")}</p><p class="second">${both("board-unknown-more")}</p></div>`;
  }
  if (!frame) return html`<div class="alone" role="status"><p class="first stack">${both("board-connecting")}</p></div>${trouble(shown)}`;
  const nowMs = clock.nowMs();
  const call = staged ?? frame.calls[0];
  const count = ROWS[portrait ? "portrait" : "landscape"] - (missed.length ? 1 : 0);
  const troubled = trouble(shown);
  return html`${heading(frame, nowMs, shown.language)}
    <main>
      ${call && frame.open ? nowCalling(call, frame, call === staged) : idlePanel(frame, nowMs)} ${missedStrip(missed)}
      ${call && frame.open
        ? html`<ol class="last" aria-label=${t("board-last-calls")}>
            ${lastCalls(frame.calls, call, count).map((one) => row(one, frame.tz))}
          </ol>`
        : nothing}
    </main>
    ${aside(frame, nowMs)} ${troubled === nothing ? foot(shown) : troubled}
    <p class="visually-hidden" aria-live="assertive">${said}</p>`;
}

// One hall on the start page.

import { hallTime, waitRange } from "../base/format.js";
import { hoursText, intakeState, nextIntake } from "../base/hours.js";
import { icon } from "../base/ui.js";
import { both, pair, plain, t } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { isOpen } from "./halls.js";

function state(hall, nowMs) {
  if (isOpen(hall)) {
    const over = !hall.self_service && ["over", "ended"].includes(intakeState(hall, nowMs));
    return over ? html`<span class="state off">${icon("clock")}${both("start-intake-over")}</span>` : html`<span class="state on">${icon("check")}${both("start-open")}</span>`;
  }
  const opens = nextIntake(hall.sessions, nowMs);
  return html`<span class="state off">${icon("clock")}${opens ? both("start-opens", { time: hallTime(opens, hall.tz) }) : both("start-closed")}</span>`;
}

function wait(hall) {
  if (!hall.self_service) return html`<p class="none">${both("start-no-tickets")}</p>`;
  if (!hall.wait) return html`<p class="none">${hall.counters_open ? "–" : both("start-no-counter")}</p>`;
  return html`<p class="big num">${waitRange(hall.wait)} <small>${both("minutes-unit")}</small></p>`;
}

function hours(hall) {
  const text = hoursText(hall.sessions, hall.tz);
  if (text === "") return both("hall-closed-today");
  return html`${both("start-hours")} ${text === null ? both("start-hours-always") : html`<span class="num">${text}</span>`}`;
}

/** The card; `nowMs` is the hall's time. */
export function hallCard(hall, nowMs) {
  return html`<li class="hall ${isOpen(hall) ? "" : "shut"}" data-hall=${hall.id}>
    <header>
      <h3 class="stack">${pair(hall.name)}</h3>
      ${state(hall, nowMs)}
    </header>
    <dl>
      <div>
        <dt>${both("start-wait")}</dt>
        <dd>${isOpen(hall) ? wait(hall) : html`<p class="none">–</p>`}</dd>
      </div>
      <div>
        <dt>${both("start-waiting")}</dt>
        <dd><p class="big num">${isOpen(hall) ? html`${hall.waiting} <small>${both("people-unit")}</small>` : html`<span class="none">–</span>`}</p></dd>
      </div>
      <div>
        <dt>${both("start-counters")}</dt>
        <dd><p class="big num">${hall.counters_open}<small>/${hall.counters}</small></p></dd>
      </div>
    </dl>
    <footer>
      <span class="quiet">${hours(hall)}</span>
      <nav aria-label=${t("start-staff-links", { hall: plain(hall.name) })}>
        <a href="/kiosk/${hall.id}">${both("start-kiosk")}</a>
        <a href="/board/${hall.id}">${both("start-board")}</a>
      </nav>
    </footer>
  </li>`;
}

/** The place of cards while they are fetched. */
export function cardPlaces() {
  return html`<ul class="halls" aria-busy="true">
    ${[1, 2, 3, 4, 5, 6].map(() => html`<li class="hall waiting-place">${nothing}</li>`)}
  </ul>`;
}

// Choosing a counter: all of the hall's with their states and who holds them, the one used last first.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, pair, t } from "../base/words.js";
import { bothWith } from "../base/phrase.js";
import { hallTime } from "../base/format.js";
import { problemNote } from "../base/ui.js";
import { change, state } from "./state.js";
import { takesText } from "./parts.js";

const key = (hall) => `onewindow.desk.counter.${hall}`;

export function lastCounter(hall) {
  return Number(localStorage.getItem(key(hall))) || null;
}

export function rememberCounter(hall, counter) {
  localStorage.setItem(key(hall), String(counter));
}

function held(counter) {
  if (counter.state === "closed") return both("desk-choose-free");
  if (counter.staff === state.me.username) return both("desk-choose-mine");
  return bothWith("desk-choose-held", () => ({ staff: counter.staff, since: hallTime(counter.since, state.frame.tz) }));
}

/** @param {(counter: object, everything: boolean) => void} choose opens the counter, goes on at it, or asks to take it over */
export function chooser(choose) {
  const { frame, hall } = state;
  if (!frame)
    return html`<main class="choose">
      <p class="quiet">${both("loading")}</p>
      ${problemNote(state.problem)}
    </main>`;
  const last = lastCounter(hall.id);
  const counters = [...frame.counters].sort((a, b) => (b.counter === last) - (a.counter === last) || a.counter - b.counter);
  const easy = (counter) => counter.state === "closed" || counter.staff === state.me.username;
  const first = counters.find(easy)?.counter; // where Enter goes on: never to somebody else's counter
  return html`<main class="choose">
    <h2>${both("desk-choose")}</h2>
    <p class="quiet">${both("desk-choose-hint")}</p>
    ${counters.length ? nothing : html`<p class="note">${both("desk-choose-none")}</p>`}
    <ul class="counters">
      ${counters.map((counter) => row(counter, counter.counter === first, counter.counter === last, choose))}
    </ul>
    ${state.halls.length > 1 ? html`<button type="button" class="button plain" @click=${() => change({ phase: "halls" })}>${both("desk-choose-hall")}</button>` : nothing}
  </main>`;
}

function row(counter, first, last, choose) {
  const open = counter.state !== "closed";
  const mine = open && counter.staff === state.me.username;
  const off = state.sending !== null || state.link.state !== "live";
  const words = mine ? "desk-choose-go-on" : open ? "desk-choose-take-over" : "desk-choose-open";
  return html`<li class="counter ${counter.state}">
    <b class="num n">${counter.counter}</b>
    <span class="what">
      <span class="state"
        >${both(`counter-${counter.state}`)}${counter.number ? html` <span class="num at">${counter.number}</span>` : nothing}</span
      >
      <small>${held(counter)} · ${takesText(counter.takes)}${last ? html` · ${both("desk-choose-last")}` : nothing}</small>
    </span>
    <span class="go"
      >${
        !open && counter.takes
          ? html`<button type="button" class="button" aria-disabled=${off} @click=${() => off || choose(counter, true)}>
              ${both("desk-choose-open-all")}
            </button>`
          : nothing
      }
      <button
        type="button"
        class=${!open || mine ? "button primary" : "button"}
        aria-disabled=${off}
        ?autofocus=${first}
        data-counter=${counter.counter}
        aria-label="${t(words)} ${t("desk-counter", { counter: String(counter.counter) })}"
        @click=${() => off || choose(counter, false)}
      >
        ${both(words)}
      </button></span
    >
  </li>`;
}

export function hallChooser(choose) {
  return html`<main class="choose">
    <h2>${both("desk-choose-hall")}</h2>
    <ul class="halls">
      ${state.halls.map((hall) => html`<li><button type="button" class="button" @click=${() => choose(hall)}>${pair(hall.name)}</button></li>`)}
    </ul>
  </main>`;
}

// The top of the page: which counter, what it takes, the connection in words, who is logged in, the hall's time.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, pair } from "../base/words.js";
import { accountLink, demoNote, icon, langSwitch } from "../base/ui.js";
import { hallTime } from "../base/format.js";
import { act } from "./actions.js";
import { clock, state, view } from "./state.js";
import { takesText } from "./parts.js";

const WORD = { live: "desk-link-ok", connecting: "desk-link-connecting" };

function link() {
  const { state: now } = state.link;
  return html`<span class="link link-${now}" role="status">
    <span class="dot" aria-hidden="true"></span>${both(WORD[now] ?? "desk-link-offline")}
  </span>`;
}

export function header() {
  const seen = state.phase === "serving" ? view() : null;
  const frame = state.frame;
  return html`<header class="top">
    <div class="where">
      ${seen ? html`<h1>${both("desk-counter", { counter: String(state.counter) })}</h1>` : html`<h1>${both("desk-title")}</h1>`}
      <p class="about" data-fit="0.7">
        ${seen ? html`<span class="takes">${takesText(seen.counter.takes)}</span>` : nothing}<span class="hall"
          >${pair(state.hall?.name)}</span
        >
      </p>
    </div>
    ${frame ? html`<span class="demo-note">${demoNote(frame)}</span>` : nothing}
    ${state.phase === "serving" || state.phase === "choosing" ? link() : nothing} ${langSwitch()}
    <span class="who"
      >${state.me ? accountLink(state.me) : nothing}${frame && clock.known ? html`<span class="num time">${hallTime(clock.nowMs(), frame.tz)}</span>` : nothing}</span
    >
    ${
      state.me
        ? html`<button type="button" class="leave" @click=${() => act("logout")}>${icon("next")}${both("log-out")}</button>`
        : nothing
    }
  </header>`;
}

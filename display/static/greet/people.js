// Who waits, is held or was missed: found by number; the last two may be brought back into the line.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { both, lang, t } from "../base/words.js";
import { icon } from "../base/ui.js";
import { newKey, post } from "../base/wire.js";
import { change, clock, serviceOf, state } from "./state.js";

const SHOWN = 30;
let under = null; // the ticket that is being brought back

async function bring({ id, number }) {
  if (under) return;
  under = id;
  change({ problem: null, word: null });
  try {
    await post(`/api/v1/tickets/${id}/return`, {}, { key: newKey() });
    change({
      word: { id: "greet-said-back", args: { number } },
      text: "",
      tickets: state.tickets.filter((ticket) => ticket.id !== id),
    });
  } catch (problem) {
    change({ problem });
  } finally {
    under = null;
    change();
  }
}

function found() {
  const wanted = state.text.trim().toUpperCase();
  const matching = state.tickets.filter(({ number }) => number.includes(wanted));
  // Without a search those who may need the greeter come first: held and missed, the newest on top.
  const away = matching.filter(({ state: now }) => now !== "waiting");
  const waiting = matching.filter(({ state: now }) => now === "waiting").sort((a, b) => a.ahead - b.ahead);
  return { away, waiting };
}

const minutes = (time) => Math.max(0, Math.floor((clock.nowMs() - Date.parse(time)) / 60_000));

/** How long it has waited, who is ahead, what for: the last in one language, for there is no room for both. */
function details({ services, issued_at: issuedAt, ahead }) {
  const [code] = services;
  const name = code ? serviceOf(code).name : null;
  const english = lang() === "en" && name?.en;
  return html`<small>
    ${clock.known ? t("staff-minutes", { minutes: minutes(issuedAt) }) : nothing}${ahead === null ? nothing : html` · ${t("greet-row-ahead", { count: ahead })}`}
    ${name ? html`· <span lang=${english ? "en" : "zh"}>${english || name.zh || name.en}</span>` : nothing}
  </small>`;
}

function row(ticket) {
  const off = under !== null || state.link.state !== "live";
  const back = html`<button type="button" class="button" aria-disabled=${off} @click=${() => off || bring(ticket)}>
    ${both("greet-back")}
  </button>`;
  return html`<li data-ticket=${ticket.number}>
    <b class="num">${ticket.number}</b>
    <span class="about">
      <span class="state ${ticket.state}">${both(`greet-state-${ticket.state}`)}</span>
      ${ticket.priority === "normal" ? nothing : html`<span class="tag">${t(`priority-${ticket.priority}`)}</span>`}
      ${details(ticket)}
    </span>
    ${ticket.state === "waiting" ? nothing : back}
  </li>`;
}

export function people() {
  const { away, waiting } = found();
  const shown = [...away, ...waiting].slice(0, SHOWN);
  return html`<section class="people">
    <h2>${both("greet-people")}</h2>
    <label class="search"
      >${icon("search")}<span class="visually-hidden">${t("greet-search")}</span>
      <input
        type="text"
        inputmode="text"
        autocomplete="off"
        autocapitalize="characters"
        maxlength="12"
        placeholder=${t("greet-search")}
        .value=${state.text}
        @input=${(event) => change({ text: event.target.value })}
    /></label>
    ${
      shown.length
        ? html`<ul class="tickets">
            ${repeat(shown, ({ id }) => id, row)}
          </ul>`
        : html`<p class="quiet empty">${state.text ? both("greet-none-found", { text: state.text }) : both("greet-none")}</p>`
    }
    ${away.length + waiting.length > SHOWN ? html`<p class="quiet">${both("greet-more", { count: away.length + waiting.length - SHOWN })}</p>` : nothing}
  </section>`;
}

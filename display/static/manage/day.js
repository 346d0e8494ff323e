// The hall's day: begun by hand when the hours have not begun it; ended for ever, with what becomes of everybody said before.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, lang } from "../base/words.js";
import { answers } from "../base/modal.js";
import { dateInWords } from "../base/format.js";
import { newKey, post } from "../base/wire.js";
import { change, state } from "./state.js";

const path = (verb) => `/api/v1/halls/${state.hall.id}/${verb}`;

async function send(verb, body, word) {
  change({ ask: null, saving: true, problem: null, word: null });
  try {
    await post(path(verb), body, { key: newKey() });
    change({ word: { id: word } });
  } catch (problem) {
    if (problem.code === "ticket-in-service") change({ ask: { name: "force-close", sure: false } });
    else change({ problem });
  } finally {
    change({ saving: false });
  }
}

function people() {
  const { frame } = state;
  const at = (now) => frame.by_counter.filter(({ state: one }) => one === now);
  return {
    waiting: frame.waiting.total,
    held: frame.held,
    called: at("called"),
    serving: at("serving"),
    open: frame.by_counter.filter(({ state: one }) => one !== "closed").length,
  };
}

function consequences() {
  const { waiting, held, called, serving, open } = people();
  return html`<ul class="consequences">
    ${waiting ? html`<li>${both("manage-close-waiting", { count: waiting })}</li>` : nothing}
    ${held ? html`<li>${both("manage-close-held", { count: held })}</li>` : nothing}
    ${called.length ? html`<li>${both("manage-close-called", { numbers: called.map(({ number }) => number).join(", ") })}</li>` : nothing}
    ${serving.length ? html`<li class="stops">${both("manage-close-serving", { numbers: serving.map(({ number }) => number).join(", ") })}</li>` : nothing}
    ${open ? html`<li>${both("manage-close-counters", { count: open })}</li>` : nothing}
    <li>${both("manage-close-final")}</li>
  </ul>`;
}

const cancel = () => change({ ask: null });

export function closeDialog() {
  return {
    wide: true,
    submit: () => send("close-day", {}, "manage-said-closed"),
    title: both("manage-close-title"),
    body: html`<p>${both("manage-close-what")}</p>
      ${consequences()}`,
    foot: answers({ label: both("manage-close-do"), onCancel: cancel, danger: true }),
  };
}

/** The second question, when somebody is being served: nothing happens until it is ticked that the visits end without a result. */
export function forceDialog(ask) {
  const { serving } = people();
  return {
    wide: true,
    submit: () => ask.sure && send("close-day", { force: true }, "manage-said-closed"),
    title: both("manage-force-title"),
    body: html`<p>${both("manage-force-what")}</p>
      <ul class="consequences">
        ${serving.map(({ counter, number, staff }) => html`<li>${both("manage-force-one", { counter: String(counter), number, staff: staff ?? "" })}</li>`)}
      </ul>
      <label class="switch"
        ><input
          type="checkbox"
          .checked=${ask.sure}
          @change=${(event) => {
            ask.sure = event.target.checked;
            change();
          }}
        /><span>${both("manage-force-sure")}</span></label
      >`,
    foot: answers({ label: both("manage-force-do"), onCancel: cancel, danger: true, off: !ask.sure }),
  };
}

export function openDialog() {
  return {
    submit: () => send("open-day", {}, "manage-said-opened"),
    title: both("manage-open-title"),
    body: html`<p>${both("manage-open-what")}</p>`,
    foot: answers({ label: both("manage-open-do"), onCancel: cancel }),
  };
}

export function dayTab() {
  const { frame } = state;
  if (!frame) return html`<p class="quiet">${both("loading")}</p>`;
  const date = dateInWords(frame.date, lang());
  const off = state.saving || state.link.state !== "live";
  const ask = (name) => () => off || change({ ask: { name } });
  if (frame.closed) {
    return html`<section class="panel day">
      <h3>${both("manage-day")}</h3>
      <p class="day-state">${both("manage-day-closed")}</p>
      <p class="quiet">${date}</p>
      <p class="quiet">${both("manage-day-closed-hint")}</p>
    </section>`;
  }
  if (!frame.open) {
    return html`<section class="panel day">
      <h3>${both("manage-day")}</h3>
      <p class="day-state">${both("manage-day-not-begun")}</p>
      <p class="quiet">${date}</p>
      <p class="quiet">${both("manage-day-not-begun-hint")}</p>
      <p>
        <button type="button" class="button primary" data-open-day aria-disabled=${off} @click=${ask("open-day")}>
          ${both("manage-open-do")}
        </button>
      </p>
    </section>`;
  }
  return html`<section class="panel day">
    <h3>${both("manage-day")}</h3>
    <p class="day-state">${both("manage-day-open")}</p>
    <p class="quiet">${date}</p>
    <p>${both("manage-close-now")}</p>
    ${consequences()}
    <p>
      <button type="button" class="button danger" data-close-day aria-disabled=${off} @click=${ask("close-day")}>
        ${both("manage-close-do")}…
      </button>
    </p>
    <p class="quiet">${both("manage-close-by-itself")}</p>
  </section>`;
}

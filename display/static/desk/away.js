// When the counter is not this teller's: taken over by another, closed, or gone from the hall.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both } from "../base/words.js";
import { icon } from "../base/ui.js";
import { state } from "./state.js";

const card = (title, body, foot) =>
  html`<main class="lost">
    <section class="card" role="alertdialog" aria-labelledby="lost-title">
      <h2 id="lost-title">${icon("warning")}${title}</h2>
      ${body}
      <footer>${foot}</footer>
    </section>
  </main>`;

const chooseAnother = (choose) =>
  html`<button type="button" class="button" @click=${choose}>${both("desk-lost-choose")}</button>`;

/** Another login has the counter. `takeBack`, `choose`: what the two buttons do. */
export function lost(seen, { takeBack, choose }) {
  const counter = String(state.counter);
  const { staff } = seen.counter;
  const kept = state.lastTicket && seen.ticket?.id === state.lastTicket.id;
  return card(
    both("desk-lost-title"),
    html`<p>${both("desk-lost", { staff, counter })}</p>
      ${
        kept
          ? html`<p>${both("desk-lost-ticket", { staff, number: seen.ticket.number })}</p>
              <p class="quiet">${both("desk-lost-work")}</p>`
          : nothing
      }`,
    html`${chooseAnother(choose)}
      <button type="button" class="button primary" aria-disabled=${state.link.state !== "live"} @click=${takeBack}>
        ${both("desk-lost-take-back")}
      </button>`,
  );
}

/** The counter is closed: by this teller, by the close of the day, or by the manager. */
export function shut(seen, { open, choose }) {
  return card(
    both("desk-shut-title"),
    html`<p>${both("desk-shut", { counter: String(state.counter) })}</p>
      ${seen.open ? nothing : html`<p>${both("desk-shut-day")}</p>`}`,
    html`${chooseAnother(choose)}
      <button type="button" class="button primary" aria-disabled=${state.link.state !== "live"} @click=${open}>
        ${both("desk-shut-open")}
      </button>`,
  );
}

export function gone(choose) {
  return card(
    both("desk-gone-title"),
    html`<p>${both("desk-gone", { counter: String(state.counter) })}</p>`,
    chooseAnother(choose),
  );
}

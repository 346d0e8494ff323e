// When the hall is open: sessions by weekday, dates on which it is closed, and when the kiosks stop before a session ends.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, lang, t } from "../base/words.js";
import { dateInWords } from "../base/format.js";
import { icon } from "../base/ui.js";
import { change, state } from "./state.js";
import { edit } from "./setup.js";
import { WEEKDAYS, asClock } from "./form.js";
import { fault, input, numberField } from "./fields.js";

const SESSIONS_MOST = 6; // of the protocol

let newDate = "";

/** One end of a session: `end` is opens or closes. */
function time(day, i, end) {
  return input(`hours.${day}.${i}.${end}`, {
    value: state.form.hours[day][i][end],
    tidy: asClock,
    mode: "numeric",
    label: `${t(`manage-day-${day}`)} ${t(`manage-${end}`)}`,
    write: (form, text) => {
      form.hours[day][i][end] = text;
    },
  });
}

function session(day, i) {
  const at = `hours.${day}.${i}`;
  const remove = () => edit((form) => form.hours[day].splice(i, 1));
  return html`<div class="session">
    ${time(day, i, "opens")}<span aria-hidden="true">–</span>${time(day, i, "closes")}
    <button type="button" class="remove" aria-label=${t("manage-remove-session")} @click=${remove}>${icon("close")}</button>
    ${fault(`${at}.opens`)}${fault(`${at}.closes`)}
  </div>`;
}

function addSession(day) {
  const first = state.form.hours[day].length === 0;
  edit((form) => form.hours[day].push(first ? { opens: "08:30", closes: "12:00" } : { opens: "", closes: "" }));
}

function copyMonday() {
  edit((form) => {
    for (const day of ["tue", "wed", "thu", "fri"]) form.hours[day] = structuredClone(form.hours.mon);
  });
}

const linkButton = (words, act) => html`<button type="button" class="link-button" @click=${act}>${words}</button>`;

function weekday(day) {
  const sessions = state.form.hours[day];
  return html`<tr>
    <th scope="row">${both(`manage-day-${day}`)}</th>
    <td>
      <div class="sessions">
        ${sessions.length ? sessions.map((_, i) => session(day, i)) : html`<span class="quiet">${both("manage-closed")}</span>`}
        ${sessions.length < SESSIONS_MOST ? linkButton(html`+ ${both("manage-add-session")}`, () => addSession(day)) : nothing}
        ${day === "mon" && sessions.length ? linkButton(both("manage-copy-week"), copyMonday) : nothing}
      </div>
    </td>
  </tr>`;
}

function addDate() {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(newDate) || state.form.closed_dates.includes(newDate)) return;
  edit((form) => form.closed_dates.push(newDate));
  newDate = "";
  change();
}

function closedDates() {
  return html`<section class="panel">
    <h3>${both("manage-closed-dates")}</h3>
    <p class="quiet">${both("manage-closed-dates-hint")}</p>
    <ul class="dates">
      ${[...state.form.closed_dates].sort().map(
        (date) =>
          html`<li>
            <span class="num">${date}</span> <span class="quiet">${dateInWords(date, lang())}</span>
            <button
              type="button"
              class="remove"
              aria-label=${t("manage-remove-date", { date })}
              @click=${() => edit((form) => (form.closed_dates = form.closed_dates.filter((one) => one !== date)))}
            >
              ${icon("close")}
            </button>
          </li>`,
      )}
    </ul>
    <p class="add-date">
      <label
        ><span class="visually-hidden">${t("manage-new-date")}</span
        ><input
          type="date"
          .value=${newDate}
          @input=${(event) => {
            newDate = event.target.value;
            change();
          }}
      /></label>
      <button type="button" class="button" aria-disabled=${!newDate} @click=${addDate}>${both("manage-add-date")}</button>
    </p>
  </section>`;
}

export function hoursTab() {
  const { form } = state;
  return html`<div class="columns">
    <section class="panel">
      <h3>${both("manage-hours")}</h3>
      <label class="switch"
        ><input
          type="checkbox"
          .checked=${form.follows}
          @change=${(event) => edit((into) => (into.follows = event.target.checked))}
        /><span>${both("manage-follows")}</span></label
      >
      ${
        form.follows
          ? html`<table class="week">
              <tbody>
                ${WEEKDAYS.map(weekday)}
              </tbody>
            </table>`
          : html`<p class="quiet">${both("manage-no-hours")}</p>`
      }
    </section>
    <div class="column">
      ${closedDates()}
      <section class="panel">
        <h3>${both("manage-cutoff")}</h3>
        ${numberField("intake_cutoff_min", form, { words: "manage-cutoff-label", unit: "minutes-unit" })}
        <p class="quiet">${both("manage-cutoff-hint")}</p>
      </section>
    </div>
  </div>`;
}

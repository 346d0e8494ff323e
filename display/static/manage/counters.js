// The hall's counters: their numbers, and the groups each takes when it is opened.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, t } from "../base/words.js";
import { icon } from "../base/ui.js";
import { state } from "./state.js";
import { edit } from "./setup.js";
import { GROUPS } from "./form.js";
import { fault, input } from "./fields.js";

function groups(counter, i) {
  const toggle = (group, on) => (form) => {
    const takes = form.counters[i].takes.filter((one) => one !== group);
    form.counters[i].takes = on ? [...takes, group] : takes;
  };
  return html`<div class="takes" role="group" aria-label=${t("manage-takes")}>
    ${GROUPS.map(
      (group) =>
        html`<label class="chip"
          ><input
            type="checkbox"
            .checked=${counter.takes.includes(group)}
            @change=${(event) => edit(toggle(group, event.target.checked))}
          /><span>${both(`group-${group}`)}</span></label
        >`,
    )}
  </div>`;
}

function row(counter, i) {
  const now = state.frame?.by_counter.find((one) => one.counter === Number(counter.counter));
  const open = now && now.state !== "closed";
  return html`<tr>
    <td>
      ${input(`counters.${i}`, { value: counter.counter, mode: "numeric", size: 3, tidy: (text) => text.trim(), label: t("manage-counter-number"), write: (form, text) => (form.counters[i].counter = text) })}
    </td>
    <td>
      <div class="seg">
        <button
          type="button"
          aria-pressed=${counter.takes === null}
          @click=${() => edit((form) => (form.counters[i].takes = null))}
        >
          ${both("manage-unified")}
        </button>
        <button
          type="button"
          aria-pressed=${counter.takes !== null}
          @click=${() => edit((form) => (form.counters[i].takes ??= []))}
        >
          ${both("manage-only-groups")}
        </button>
      </div>
      ${counter.takes ? groups(counter, i) : nothing} ${fault(`counters.${i}`)}
    </td>
    <td>${now ? both(`counter-${now.state}`) : html`<span class="quiet">–</span>`}</td>
    <td>
      <button
        type="button"
        class="remove"
        aria-label=${t("manage-remove-counter", { counter: counter.counter })}
        aria-disabled=${open ?? false}
        title=${open ? t("manage-counter-open") : nothing}
        @click=${() => open || edit((form) => form.counters.splice(i, 1))}
      >
        ${icon("close")}
      </button>
    </td>
  </tr>`;
}

export function countersTab() {
  const { form } = state;
  const next = () => String(Math.max(0, ...form.counters.map(({ counter }) => Number(counter) || 0)) + 1);
  return html`<section class="panel">
    <h3>${both("manage-counters")}</h3>
    <p class="quiet">${both("manage-counters-hint")}</p>
    <table class="setup-counters">
      <thead>
        <tr>
          <th scope="col">${both("manage-counter")}</th>
          <th scope="col">${both("manage-takes")}</th>
          <th scope="col">${both("manage-now")}</th>
          <th scope="col"><span class="visually-hidden">${t("manage-remove")}</span></th>
        </tr>
      </thead>
      <tbody>
        ${form.counters.map(row)}
      </tbody>
    </table>
    ${fault("counters")}
    <p>
      <button
        type="button"
        class="button"
        data-add-counter
        @click=${() => edit((into) => into.counters.push({ counter: next(), takes: null }))}
      >
        + ${both("manage-add-counter")}
      </button>
    </p>
  </section>`;
}

// Who is called next, the target wait, and when a called visitor may be marked absent.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, t } from "../base/words.js";
import { state } from "./state.js";
import { edit } from "./setup.js";
import { POLICIES, PRIORITIES } from "./form.js";
import { fault, input, numberField } from "./fields.js";

/** What the rates mean, by an example: an elder after ten minutes and a normal visitor with as much credit. */
function example({ rates }) {
  const minutes = (10 * Number(rates.elder)) / Number(rates.normal);
  return Number.isFinite(minutes) && minutes > 0
    ? html`<p class="quiet">${both("manage-rates-example", { minutes: Math.round(minutes * 10) / 10 })}</p>`
    : nothing;
}

function policies(form) {
  return html`<fieldset class="policies">
    <legend class="visually-hidden">${t("manage-policy")}</legend>
    ${POLICIES.map(
      (policy) =>
        html`<label class="policy"
          ><input
            type="radio"
            name="policy"
            .checked=${form.policy === policy}
            @change=${() => edit((into) => (into.policy = policy))}
          />
          <span><b>${both(`manage-policy-${policy}`)}</b><small>${both(`manage-policy-${policy}-hint`)}</small></span></label
        >`,
    )}
  </fieldset>`;
}

function rates(form) {
  return html`<table class="rates">
      <caption>
        ${both(form.policy === "strict" ? "manage-ranks" : "manage-rates")}
      </caption>
      <tbody>
        ${PRIORITIES.map(
          (priority) =>
            html`<tr>
              <th scope="row"><label for="field-rates-${priority}">${both(`priority-${priority}`)}</label></th>
              <td>
                ${input(`rates.${priority}`, { value: form.rates[priority], mode: "decimal", size: 5, tidy: (text) => text.trim(), write: (into, text) => (into.rates[priority] = text) })}${fault(`rates.${priority}`)}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${form.policy === "accumulating" ? example(form) : nothing}`;
}

export function policyTab() {
  const { form } = state;
  return html`<div class="columns">
    <section class="panel">
      <h3>${both("manage-policy")}</h3>
      ${policies(form)} ${form.policy === "first-come" ? nothing : rates(form)}
    </section>
    <div class="column">
      <section class="panel">
        <h3>${both("manage-target")}</h3>
        ${numberField("target_min", form, { words: "manage-target-label", unit: "minutes-unit", mode: "decimal" })}
        <p class="quiet">${both("manage-target-hint")}</p>
      </section>
      <section class="panel">
        <h3>${both("manage-no-show")}</h3>
        ${numberField("no_show_calls", form, { words: "manage-no-show-calls", unit: "manage-times" })}
        ${numberField("no_show_s", form, { words: "manage-no-show-s", unit: "manage-seconds" })}
        <p class="quiet">${both("manage-no-show-hint")}</p>
        ${numberField("return_limit", form, { words: "manage-return-limit", unit: "manage-times" })}
      </section>
    </div>
  </div>`;
}

// Choosing roles and where they hold.

import { placeText } from "../base/places.js";
import { icon } from "../base/ui.js";
import { both, t } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { change, state } from "./state.js";

// Of the protocol: what kinds of places a role is given for.
const HALL_OR_DISTRICT = ["hall", "district"];
export const KINDS = {
  teller: HALL_OR_DISTRICT,
  greeter: HALL_OR_DISTRICT,
  reviewer: HALL_OR_DISTRICT,
  cashier: HALL_OR_DISTRICT,
  manager: HALL_OR_DISTRICT,
  official: ["district", "city"],
  admin: ["city"],
  kiosk: ["hall"],
  display: ["hall"],
  terminal: ["hall"],
};

/** The scopes that a role may have in this city. */
export function scopesFor(role, { halls, districts }) {
  const of = {
    hall: halls.map(({ id }) => `hall:${id}`),
    district: districts.map(({ id }) => `district:${id}`),
    city: ["city"],
  };
  return KINDS[role].flatMap((kind) => of[kind]);
}

/** A first role to change. */
export const firstRole = () => ({ role: "teller", scope: scopesFor("teller", state.places)[0] });

/** The fields of `roles`, changed in place. */
export function roleFields(roles) {
  const setRole = (grant) => (event) => {
    const scopes = scopesFor(event.target.value, state.places);
    Object.assign(grant, { role: event.target.value, scope: scopes.includes(grant.scope) ? grant.scope : scopes[0] });
    change();
  };
  const setScope = (grant) => (event) => {
    grant.scope = event.target.value;
    change();
  };
  const remove = (grant) => () => {
    roles.splice(roles.indexOf(grant), 1);
    change();
  };
  const add = () => {
    roles.push(firstRole());
    change();
  };
  return html`<div class="roles" role="group" aria-label=${t("staff-roles")}>
    ${roles.map(
      (grant) => html`<div class="role">
        <select aria-label=${t("staff-role")} .value=${live(grant.role)} @change=${setRole(grant)}>
          ${Object.keys(KINDS).map((role) => html`<option value=${role} ?selected=${role === grant.role}>${t(`role-${role}`)}</option>`)}
        </select>
        <select aria-label=${t("staff-place")} .value=${live(grant.scope)} @change=${setScope(grant)}>
          ${scopesFor(grant.role, state.places).map((scope) => html`<option value=${scope} ?selected=${scope === grant.scope}>${placeText(scope)}</option>`)}
        </select>
        ${roles.length > 1 ? html`<button type="button" class="remove" aria-label=${t("staff-role-remove")} @click=${remove(grant)}>${icon("close")}</button>` : nothing}
      </div>`,
    )}
    <button type="button" class="button plain" @click=${add}>${both("staff-role-add")}</button>
  </div>`;
}

// What roles and scopes are called: `teller@hall:zetou` in words.

import { get } from "./wire.js";
import { both, pair, plain, t } from "./words.js";
import { html } from "../vendor/lit-html/lit-html.js";

let names = new Map();

/** Read the names of halls and districts; returns {halls, districts}. */
export async function loadPlaces() {
  const [{ halls }, { districts }] = await Promise.all([get("/api/v1/halls"), get("/api/v1/city")]);
  names = new Map([...halls.map(({ id, name }) => [`hall:${id}`, name]), ...districts.map(({ id, name }) => [`district:${id}`, name])]);
  return { halls, districts };
}

/** A scope as it stands on a page; one of a place that is gone is its id. */
export function placeWords(scope) {
  if (scope === "city") return both("whole-city");
  return names.has(scope) ? pair(names.get(scope)) : html`${scope}`;
}

/** A scope as text in the language shown. */
export function placeText(scope) {
  if (scope === "city") return t("whole-city");
  return names.has(scope) ? plain(names.get(scope)) : scope;
}

/** Roles with their places, as tags. */
export function roleTags(roles) {
  return html`<span class="role-tags">${roles.map(({ role, scope }) => html`<span class="tag">${both(`role-${role}`)}</span> <span class="role-place">${placeWords(scope)}</span> `)}</span>`;
}

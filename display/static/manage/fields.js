// Fields of the set-up: a label, the value, and beneath it in words what is wrong with it.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { both } from "../base/words.js";
import { edit, faultAt, left } from "./setup.js";
import { limits } from "./form.js";

const idOf = (path) => `field-${path.replaceAll(".", "-")}`;

/** The fault of the field at `path`, beneath it. */
export function fault(path) {
  const id = faultAt(path);
  return id ? html`<p class="fault" id="${idOf(path)}-fault">${both(id, limits(path))}</p>` : nothing;
}

/** An input of the form. `read(form)`, `write(form, text)`; `label`: for readers, when no label stands beside it. */
export function input(path, { value, write, label = null, tidy = (text) => text, mode = "text", size = 6 }) {
  const wrong = faultAt(path) !== null;
  return html`<input
    id=${idOf(path)}
    type="text"
    inputmode=${mode}
    size=${size}
    maxlength="20"
    autocomplete="off"
    aria-label=${label ?? nothing}
    aria-invalid=${wrong}
    aria-describedby=${wrong ? `${idOf(path)}-fault` : nothing}
    .value=${live(value)}
    @input=${(event) => edit((form) => write(form, event.target.value))}
    @change=${(event) => {
      edit((form) => write(form, tidy(event.target.value)));
      left(path);
    }}
  />`;
}

/** A whole number with its label and unit. */
export function numberField(path, form, { words, unit, mode = "numeric" }) {
  return html`<div class="number-field">
    <label for=${idOf(path)}>${both(words)}</label>
    <span class="with-unit"
      >${input(path, { value: form[path], mode, size: 5, tidy: (text) => text.trim(), write: (into, text) => (into[path] = text) })}<span
        class="unit"
        >${both(unit)}</span
      ></span
    >
    ${fault(path)}
  </div>`;
}

// Letter keys on the screen: a standing visitor types initials without the system's keyboard.

import { icon } from "../base/ui.js";
import { both, t } from "../base/words.js";
import { html } from "../vendor/lit-html/lit-html.js";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** The keys. `onText(text)` gets the whole new text. */
export function letterKeys(text, onText) {
  return html`<div class="keys" role="group" aria-label=${t("kiosk-find-hint")}>
    ${LETTERS.map((letter) => html`<button type="button" class="key" lang="en" @click=${() => onText(text + letter.toLowerCase())}>${letter}</button>`)}
    <button type="button" class="key other" aria-label=${t("kiosk-erase")} ?disabled=${!text} @click=${() => onText(text.slice(0, -1))}>${icon("erase")}</button>
    <button type="button" class="key other stack" ?disabled=${!text} @click=${() => onText("")}>${both("kiosk-clear")}</button>
  </div>`;
}

// Small pieces of the desk page.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, hasWords, lang, t } from "../base/words.js";
import { bothWith } from "../base/phrase.js";
import { ACTIONS } from "./actions.js";

/** A duration in whole minutes with its unit, as text in the language shown; seconds below one minute. */
export function minutesText(seconds) {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  return t("staff-minutes", { minutes });
}

export function keyCap(key) {
  return html`<kbd>${key === " " ? t("desk-key-space") : key.toUpperCase()}</kbd>`;
}

/** The key of an action, as a cap. */
export function capOf(action) {
  return keyCap(ACTIONS[action].key);
}

/** A priority as a tag; nothing for normal visitors. */
export function priorityTag(priority) {
  return priority === "normal" ? nothing : html`<span class="tag">${both(`priority-${priority}`)}</span>`;
}

/** The same for a narrow place: one language, and a mark when the visitor's claim was not checked. */
export function shortTag({ priority, claim }) {
  if (priority === "normal") return nothing;
  return html`<span class="tag" title=${claim ? t("desk-line-claimed") : nothing}
    >${t(`priority-${priority}`)}${claim ? html`<b aria-label=${t("desk-line-claimed")}>?</b>` : nothing}</span
  >`;
}

/** What a counter takes, in words. */
export function takesText(takes) {
  if (!takes) return both("desk-unified");
  return bothWith("desk-takes", (say) => ({
    groups: takes.map((group) => (hasWords(`group-${group}`) ? say(`group-${group}`) : group)).join(" / "),
  }));
}

/** A text of the data in one language, where there is no room for both. */
export function inOne(text) {
  const chinese = lang() === "zh" ? Boolean(text.zh) : !text.en;
  return html`<span lang=${chinese ? "zh" : "en"}>${chinese ? text.zh : text.en}</span>`;
}

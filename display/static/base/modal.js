// One question at a time, over the page: the browser's own modal dialog, which keeps the focus inside and closes with Esc.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { keyed } from "../vendor/lit-html/directives/keyed.js";
import { ref } from "../vendor/lit-html/directives/ref.js";
import { both, t } from "./words.js";
import { icon } from "./ui.js";

let came = null; // where the focus was before the dialog

const opened = (element) => {
  if (element) {
    came = document.activeElement;
    queueMicrotask(() => element.isConnected && element.showModal()); // it joins the document when the page has been drawn
  } else if (came?.isConnected) {
    came.focus();
    came = null;
  }
};

/**
 * The dialog that is asked now; nothing of null.
 *
 * `ask`: {name, title (a template), body (a template), foot (a template), wide (bool), submit (what Enter in it does)}; another `name` is another dialog.
 * `onClose`: called when it is left without an answer.
 */
export function modal(ask, onClose) {
  if (!ask) return nothing;
  const submit = (event) => {
    event.preventDefault();
    ask.submit?.();
  };
  return keyed(
    ask.name,
    html`<dialog
      class=${ask.wide ? "ask wide" : "ask"}
      aria-labelledby="ask-title"
      ${ref(opened)}
      @close=${onClose}
      @cancel=${onClose}
    >
      <form @submit=${submit}>
        <header>
          <h2 id="ask-title">${ask.title}</h2>
          <button type="button" class="ask-close" aria-label=${t("close")} @click=${onClose}>${icon("close")}</button>
        </header>
        <div class="ask-body">${ask.body}</div>
        ${ask.foot ? html`<footer>${ask.foot}</footer>` : nothing}
      </form>
    </dialog>`,
  );
}

/** The button that leaves and the one that answers; the focus starts on the latter, unless it destroys (`danger`). `off`: not yet. */
export function answers({ label, onCancel, danger = false, off = false }) {
  return html`<button type="button" class="button plain" ?autofocus=${danger} @click=${onCancel}>${both("cancel")}</button>
    <button
      type="submit"
      class=${danger ? "button danger primary" : "button primary"}
      ?autofocus=${!danger}
      aria-disabled=${off}
      data-answer
    >
      ${label}
    </button>`;
}

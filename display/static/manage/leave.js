// Leaving with unsaved changes: asked first.

import { html } from "../vendor/lit-html/lit-html.js";
import { both, t } from "../base/words.js";
import { answers } from "../base/modal.js";
import { change } from "./state.js";
import { discard, unsaved } from "./setup.js";

export function leaveDialog({ go }) {
  return {
    submit: () => {
      discard();
      change({ ask: null });
      go();
    },
    title: both("manage-leave-title"),
    body: html`<p>
      ${both("manage-unsaved")}:
      ${unsaved()
        .map((tab) => t(`manage-tab-${tab}`))
        .join(", ")}
    </p>`,
    foot: answers({ label: both("manage-leave-do"), onCancel: () => change({ ask: null }), danger: true }),
  };
}

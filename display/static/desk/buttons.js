// The actions as buttons: the dominant one, the visitor's, the counter's. A button that cannot be used says why and stays in reach.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { ifDefined } from "../vendor/lit-html/directives/if-defined.js";
import { both, lang, t, tIn } from "../base/words.js";
import { ACTIONS, act } from "./actions.js";
import { noShowLacks, state } from "./state.js";
import { capOf } from "./parts.js";

function button(id, seen, { words = `desk-do-${id}`, kind = "", extra = nothing } = {}) {
  const why = ACTIONS[id].why(seen);
  const off = why !== null || state.sending !== null;
  const reason = why ? t(why.id, why.args) : undefined;
  const english = lang() === "zh" ? html`<span class="en" lang="en">${tIn("en", words)}</span>` : nothing;
  return html`<button
    type="button"
    class="act ${kind}"
    data-act=${id}
    aria-disabled=${off}
    title=${ifDefined(reason)}
    @click=${() => act(id)}
  >
    <span>${t(words)}</span><span class="foot">${english}${capOf(id)}</span>${extra}
  </button>`;
}

/** What is missing before a no-show: calls as a count, seconds as a countdown. */
function lacking(seen) {
  if (seen.ticket?.state !== "called") return nothing;
  const { calls, seconds } = noShowLacks(seen);
  if (!calls && !seconds) return nothing;
  return html`<span class="lacking num"
    >${calls ? html`<span>${t("desk-lacks-calls", { calls })}</span>` : nothing}${seconds ? html`<span>${seconds} s</span>` : nothing}</span
  >`;
}

export function actionButtons(seen, { issueFirst }) {
  const goOn = seen.ticket?.state === "serving";
  return html`<section class=${issueFirst ? "acts one-person" : "acts"} aria-label=${t("desk-help-visitor")}>
    ${goOn ? button("go-on", seen, { kind: "go" }) : button("next", seen, { kind: "go" })}
    ${issueFirst ? button("issue", seen, { words: "desk-issue-call", kind: "go second" }) : nothing} ${button("recall", seen)}
    ${button("start", seen)} ${button("finish", seen)} ${button("transfer", seen)} ${button("hold", seen)}
    ${button("no-show", seen, { kind: "no", extra: lacking(seen) })}
  </section>`;
}

function minor(id, seen, words, count = 0) {
  const why = ACTIONS[id].why(seen);
  return html`<button
    type="button"
    class="minor"
    data-act=${id}
    aria-disabled=${why !== null}
    title=${ifDefined(why ? t(why.id, why.args) : undefined)}
    @click=${() => act(id)}
  >
    ${both(words)}${count ? html`<span class="count num">${count}</span>` : nothing} ${capOf(id)}
  </button>`;
}

export function counterButtons(seen, { issueFirst }) {
  return html`<nav class="minors" aria-label=${t("desk-help-window")}>
    ${minor("pause", seen, seen.counter.state === "paused" ? "desk-do-resume" : "desk-do-pause")}
    ${minor("back", seen, "desk-do-back", seen.away.length)} ${issueFirst ? nothing : minor("issue", seen, "desk-do-issue")}
    ${minor("line", seen, "desk-do-line")} ${minor("close", seen, "desk-do-close")} ${minor("help", seen, "desk-do-help")}
  </nav>`;
}

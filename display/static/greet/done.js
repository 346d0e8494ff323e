// The ticket just made, large enough to be read to the visitor; the page is ready again by itself.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, pair, t } from "../base/words.js";
import { waitRange } from "../base/format.js";
import { icon, priorityNote } from "../base/ui.js";
import { newKey, post } from "../base/wire.js";
import { change, serviceOf, state } from "./state.js";
import { ready } from "./issue.js";
import { print } from "./paper.js";

/** A ticket made by a slip of the finger goes out of the line again. */
async function undo() {
  const { issued } = state;
  try {
    await post(`/api/v1/tickets/${issued.id}/cancel`, {}, { key: newKey() });
    change({ issued: null, word: { id: "greet-said-cancelled", args: { number: issued.number } } });
  } catch (problem) {
    change({ problem });
  }
}

export function done() {
  const { issued } = state;
  const left = Math.max(0, Math.ceil((state.until - performance.now()) / 1000));
  return html`<section class="done" aria-labelledby="done-number">
    <p class="done-title">${icon("check")}${both("greet-issued")}</p>
    <p class="done-number num" id="done-number" role="status">${issued.number}</p>
    <p class="done-about">
      ${issued.priority === "normal" ? nothing : html`<span class="tag">${both(`priority-${issued.priority}`)}</span>`}
      ${issued.services.map((code) => html`<span>${pair(serviceOf(code).name)}</span>`)}
    </p>
    <dl class="done-facts">
      <div>
        <dt>${both("greet-ahead")}</dt>
        <dd class="num">${issued.ahead ?? "–"}</dd>
      </div>
      <div>
        <dt>${both("greet-wait")}</dt>
        <dd class="num">${waitRange(issued.wait)} <small>${issued.wait ? both("minutes-unit") : nothing}</small></dd>
      </div>
    </dl>
    ${priorityNote(issued)}
    ${issued.wait ? nothing : html`<p class="note">${both("greet-no-counter")}</p>`}
    <div class="done-acts">
      <button type="button" class="button" data-undo @click=${undo}>${icon("erase")}${both("greet-undo")}</button>
      <button type="button" class="button" data-print @click=${print}>${icon("printer")}${both("greet-print")}</button>
      <button type="button" class="button primary" data-ready autofocus @click=${ready}>
        ${both("greet-next")}<span class="num left" aria-label=${t("greet-ready-in", { seconds: left })}>${left}</span>
      </button>
    </div>
  </section>`;
}

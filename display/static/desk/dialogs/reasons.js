// Hold and pause: one key or one click chooses the reason and does it.

import { html } from "../../vendor/lit-html/lit-html.js";
import { both } from "../../base/words.js";
import { change } from "../state.js";
import { counterPath, say, send } from "../commands.js";
import { keyCap } from "../parts.js";

// The codes that the protocol knows.
export const HOLD_REASONS = ["form", "document", "photo", "payment", "approval", "other"];
export const PAUSE_REASONS = ["break", "meal", "meeting", "back-office", "equipment", "other"];

async function hold(reason) {
  change({ ask: null });
  const answer = await send("desk-do-hold", counterPath("hold"), { reason });
  if (answer) say("desk-said-held", { number: answer.number });
}

async function pause(reason) {
  change({ ask: null });
  const answer = await send("desk-do-pause", counterPath("pause"), { reason });
  if (answer) say("desk-said-paused");
}

function reasons(prefix, codes, choose) {
  const onKey = (event) => {
    const code = codes[Number(event.key) - 1];
    if (code && !event.repeat) {
      event.preventDefault();
      choose(code);
    }
  };
  return html`<p class="quiet">${both("desk-pick-key")}</p>
    <div class="picks" @keydown=${onKey}>
      ${codes.map(
        (code, i) =>
          html`<button type="button" class="pick" ?autofocus=${i === 0} @click=${() => choose(code)}>
            ${keyCap(String(i + 1))}<span>${both(`desk-${prefix}-${code}`)}</span>
          </button>`,
      )}
    </div>`;
}

export function holdDialog({ number }) {
  return { title: both("desk-hold-title", { number }), body: reasons("hold", HOLD_REASONS, hold) };
}

export function pauseDialog() {
  return { title: both("desk-pause-title"), body: reasons("pause", PAUSE_REASONS, pause) };
}

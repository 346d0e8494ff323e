// Correcting a priority, with the reason as a code: what a visitor claimed at a kiosk is checked at the counter.

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { both, lang, tIn } from "../../base/words.js";
import { bothWith } from "../../base/phrase.js";
import { answers } from "../../base/modal.js";
import { change } from "../state.js";
import { say, send } from "../commands.js";

// The classes that staff may give, and the reasons that the protocol knows.
export const PRIORITIES = ["normal", "elder", "disabled", "veteran", "pregnant", "urgent"];
const REASONS = ["claim-shown", "claim-not-shown", "mistake", "urgent-need", "other"];

let choice = null;

function set(patch) {
  Object.assign(choice, patch);
  change();
}

async function correct() {
  const { ticket, priority, reason } = choice;
  if (priority === ticket.priority || !reason) return;
  change({ ask: null });
  const answer = await send("desk-do-priority", `/api/v1/tickets/${ticket.id}/priority`, { priority, reason }, { here: false });
  if (answer) say("desk-said-priority", { number: answer.number, priority: tIn(lang(), `priority-${answer.priority}`) });
}

export function radios(label, name, codes, words, chosen, onChoose) {
  return html`<fieldset class="radios">
    <legend>${both(label)}</legend>
    ${codes.map(
      (code) =>
        html`<label class="radio"
          ><input
            type="radio"
            name=${name}
            .checked=${chosen === code}
            ?autofocus=${chosen === code}
            @change=${() => onChoose(code)}
          />
          <span>${both(words(code))}</span></label
        >`,
    )}
  </fieldset>`;
}

export function priorityDialog({ ticket }, isNew) {
  if (isNew) choice = { ticket, priority: ticket.priority, reason: null };
  const off = choice.priority === ticket.priority || !choice.reason;
  return {
    submit: correct,
    title: both("desk-priority-title", { number: ticket.number }),
    body: html`${ticket.claim ? html`<p class="note">${bothWith("desk-priority-claimed", (say) => ({ priority: say(`priority-${ticket.priority}`) }))}</p>` : nothing}
    ${radios(
      "desk-priority-new",
      "priority",
      PRIORITIES,
      (code) => `priority-${code}`,
      choice.priority,
      (priority) => set({ priority }),
    )}
    ${radios(
      "desk-priority-reason",
      "reason",
      REASONS,
      (code) => `desk-reason-${code}`,
      choice.reason,
      (reason) => set({ reason }),
    )}`,
    foot: answers({ label: both("desk-priority-do"), onCancel: () => change({ ask: null }), off }),
  };
}

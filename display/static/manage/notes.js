// What the manager is told about the set-up: conflicts, refusals, what was saved, what is not saved yet.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { bothWith } from "../base/phrase.js";
import { both, t } from "../base/words.js";
import { icon, problemNote } from "../base/ui.js";
import { change, state } from "./state.js";
import { discard, mergeTheirs, readSetup, save, unsaved } from "./setup.js";

/** A part of the set-up by its name on the page; `say` gives the words. */
function partWords(part, say) {
  const [group, item] = part.split(".");
  if (group === "hours") return say(item ? `manage-day-${item}` : "manage-hours");
  if (group === "rates") return `${say("manage-rates")}: ${say(`priority-${item}`)}`;
  return say(`manage-part-${group}`);
}

const note = (kind, role, text) =>
  html`<p class="note ${kind}" role=${role}>${icon(kind === "good" ? "check" : "warning")}<span>${text}</span></p>`;

/** Somebody else saved first: what was typed is kept; theirs can be loaded beneath it, or instead of it. */
function conflict() {
  if (!state.conflict) return nothing;
  const { clashes } = state.conflict;
  if (clashes === null) {
    return html`<div class="note bad conflict" role="alert">
      ${icon("warning")}<span>${both("manage-conflict")}</span>
      <div class="note-acts">
        <button type="button" class="button" @click=${takeTheirs}>${both("manage-conflict-drop")}</button>
        <button type="button" class="button primary" data-merge @click=${mergeTheirs}>${both("manage-conflict-merge")}</button>
      </div>
    </div>`;
  }
  const clashing = (say) => ({ parts: clashes.map((part) => partWords(part, say)).join(", ") });
  return html`<div class="note conflict" role="status">
    ${icon("check")}
    <div>
      <p>${both("manage-merged")}</p>
      ${clashes.length ? html`<p>${bothWith("manage-clashes", clashing)}</p>` : nothing}
    </div>
  </div>`;
}

/** Take what somebody else saved, without what was typed here. */
async function takeTheirs() {
  try {
    await readSetup();
  } catch (problem) {
    change({ problem });
  }
}

function refusal() {
  const { problem } = state;
  switch (problem?.code) {
    case "setup-invalid":
    case "invalid-body":
      return note("bad", "alert", html`${both("manage-refused")} <small lang="en">${problem.facts.reason ?? ""}</small>`);
    case "counter-in-use":
      return note("bad", "alert", both("manage-counter-in-use", { counter: String(problem.facts.counter ?? "") }));
    default:
      return problemNote(problem);
  }
}

function connection() {
  const { state: now } = state.link;
  if (now === "refused") return note("bad", "alert", both("problem-not-allowed"));
  return ["lost", "stale"].includes(now) ? note("bad", "alert", both("manage-offline")) : nothing;
}

/** What went wrong or well, above the section. */
export function notes() {
  const { word } = state;
  return html`<div class="notes">
    ${connection()} ${conflict()} ${refusal()}
    ${word ? note(word.bad ? "bad" : "good", "status", both(word.id, word.args)) : nothing}
  </div>`;
}

/** What is not saved yet, below the section. */
export function saveBar() {
  const changed = unsaved();
  if (!changed.length) return nothing;
  return html`<footer class="save-bar" role="region" aria-label=${t("manage-unsaved")}>
    <span>${both("manage-unsaved")}: ${changed.map((tab) => t(`manage-tab-${tab}`)).join(", ")}</span>
    <button type="button" class="button" data-discard @click=${discard}>${both("manage-discard")}</button>
    <button type="button" class="button primary" data-save aria-disabled=${state.saving} @click=${save}>
      ${both("manage-save")}
    </button>
  </footer>`;
}

// The form that sets one's own password, as the account page and the login page show it.

import { changePassword } from "./session.js";
import { icon, problemNote } from "./ui.js";
import { both, t } from "./words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";

export const SHORTEST = 12; // of the protocol

/** What the form holds: the page keeps it, changes come through `update`. `current`: known already after a login with it. */
export function emptyPassword(current = "") {
  return { current, known: current !== "", next: "", again: "", shown: false, busy: false, fault: null, problem: null };
}

function faultOf({ next, again }) {
  if ([...next.normalize("NFKC")].length < SHORTEST) return "password-fault-short";
  if (next !== again) return "password-fault-differs";
  return null;
}

/** The form. `done(user)` is called when the password is set. The page has loaded the words of `password`. */
export function passwordForm(state, update, done) {
  const type = (field) => (event) => {
    state[field] = event.target.value;
  };

  async function submit(event) {
    event.preventDefault();
    if (state.busy) return;
    Object.assign(state, { fault: faultOf(state), problem: null });
    if (state.fault) {
      update();
      return;
    }
    state.busy = true;
    update();
    try {
      const user = await changePassword(state.current, state.next);
      Object.assign(state, emptyPassword());
      done(user);
    } catch (problem) {
      Object.assign(state, { busy: false, problem });
      if (problem.code === "wrong-password") Object.assign(state, { current: "", known: false });
    }
    update();
  }

  const kind = () => (state.shown ? "text" : "password");
  const field = (name, words, complete) => html`<label class="field"
    ><span>${both(words)}</span>
    <input name=${name} type=${kind()} autocomplete=${complete} autocapitalize="none" spellcheck="false" required maxlength="256" .value=${state[name]} @input=${type(name)} />
  </label>`;

  return html`<form class="password-form" @submit=${submit}>
    ${problemNote(state.problem)}
    ${state.fault ? html`<p class="note bad" role="alert">${icon("warning")}<span>${both(state.fault, { least: SHORTEST })}</span></p>` : nothing}
    ${state.known ? nothing : field("current", "password-current", "current-password")}
    <p class="quiet stack">${both("password-rules", { least: SHORTEST })}</p>
    ${field("next", "password-new", "new-password")} ${field("again", "password-again", "new-password")}
    <label class="tick"
      ><input type="checkbox" .checked=${state.shown} @change=${(event) => {
        state.shown = event.target.checked;
        update();
      }} /><span>${both("password-show")}</span></label
    >
    <button class="button primary" type="submit" aria-busy=${state.busy}>${state.busy ? both("password-going") : both("password-set")}</button>
    <span class="visually-hidden" role="status">${state.busy ? t("password-going") : ""}</span>
  </form>`;
}

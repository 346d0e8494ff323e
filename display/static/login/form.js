// The login form, as the login page and a kiosk that is not set up yet show it.

import { emptyPassword, passwordForm } from "../base/password.js";
import { login } from "../base/session.js";
import { icon, problemNote } from "../base/ui.js";
import { both, t } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";

/** What the form holds: the page keeps it, changes come through `update`. */
export function emptyLogin() {
  return { username: "", password: "", shown: false, busy: false, problem: null, change: null };
}

/**
 * The form. `done(user)` is called after a login, and after the password that somebody else set was changed: `state.change` is that step.
 * The page has loaded the words of `login` and `password`.
 */
export function loginForm(state, update, done) {
  if (state.change) {
    const changed = (user) => {
      state.change = null;
      done(user);
    };
    return html`<p class="note">${icon("person")}<span>${both("password-why")}</span></p>
      ${passwordForm(state.change, update, changed)}`;
  }

  const type = (field) => (event) => {
    state[field] = event.target.value;
  };

  async function submit(event) {
    event.preventDefault();
    if (state.busy) return;
    Object.assign(state, { busy: true, problem: null });
    update();
    try {
      const user = await login(state.username.trim(), state.password);
      if (user.must_change_password) state.change = emptyPassword(state.password);
      Object.assign(state, { password: "" });
      if (!state.change) done(user);
    } catch (problem) {
      state.problem = problem;
    }
    state.busy = false;
    update();
    if (state.change) queueMicrotask(() => document.querySelector(".password-form input")?.focus());
  }

  return html`<form class="login-form" @submit=${submit}>
    ${problemNote(state.problem)}
    <label class="field"
      ><span>${both("login-username")}</span>
      <input name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="64" .value=${state.username} @input=${type("username")} />
    </label>
    <label class="field"
      ><span>${both("login-password")}</span>
      <input name="password" type=${state.shown ? "text" : "password"} autocomplete="current-password" required maxlength="256" .value=${state.password} @input=${type("password")} />
    </label>
    <label class="tick"
      ><input type="checkbox" .checked=${state.shown} @change=${(event) => {
        state.shown = event.target.checked;
        update();
      }} /><span>${both("login-show")}</span></label
    >
    <button class="button primary" type="submit" aria-busy=${state.busy}>${state.busy ? both("login-going") : both("log-in")}${state.busy ? nothing : icon("next")}</button>
    <span class="visually-hidden" role="status">${state.busy ? t("login-going") : ""}</span>
  </form>`;
}

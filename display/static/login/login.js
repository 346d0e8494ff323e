// The login page: afterwards on to `?next=`, or to the page that the login works on.

import { emptyPassword } from "../base/password.js";
import { homeOf, logout, me, nextPath, sessionEnded } from "../base/session.js";
import { get } from "../base/wire.js";
import { demoNote, icon, langSwitch, page, problemNote } from "../base/ui.js";
import { both, loadWords, name, onLang, pair, t } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { emptyLogin, loginForm } from "./form.js";

const DEMO_LOGINS = ["teller", "greeter", "manager", "kiosk", "official", "admin"];

const form = emptyLogin();
let city = null;
let user = null;
let problem = null;
let update = () => {};

const go = (who) => location.assign(nextPath() ?? homeOf(who));

async function leave() {
  try {
    await logout();
  } catch (failed) {
    if (failed.status !== 401) problem = failed;
  }
  user = null;
  form.change = null;
  update();
}

function fill(username) {
  Object.assign(form, { username, password: "demo" });
  update();
  document.querySelector(".login-form button[type=submit]").focus();
}

const loggedIn = () => html`<p class="note good">${icon("person")}<span>${both("login-already")} <b>${name(user.name || user.username)}</b></span></p>
  <div class="row">
    <button type="button" class="button primary" @click=${() => go(user)}>${both("login-continue")}${icon("next")}</button>
    <button type="button" class="button" @click=${leave}>${both("log-out")}</button>
  </div>`;

const demoLogins = () => html`<section class="demo-logins">
  <p class="quiet">${both("login-demo")}</p>
  <ul>
    ${DEMO_LOGINS.map(
      (username) => html`<li>
        <button type="button" class="chip" @click=${() => fill(username)}><b>${username}</b> <span class="stack">${both(`role-${username}`)}</span></button>
      </li>`,
    )}
  </ul>
</section>`;

/** Until the next attempt: then its outcome is what matters. */
const ended = () => sessionEnded && !user && !form.problem && !form.change;

function view() {
  return html`<header class="top">
      <a class="home" href="/">${icon("back")}<span>${both("login-home")}</span></a>
      ${langSwitch()}
    </header>
    <main class="card">
      <p class="quiet brand">${city ? html`${pair(city.name)} · ` : nothing}${both("onewindow")} ${city ? demoNote(city) : nothing}</p>
      <h1 class=${form.change ? "stack" : ""}>${both(form.change ? "password-title" : "login-title")}</h1>
      ${form.change ? nothing : html`<p class="quiet lead">${both("login-lead")}</p>`}
      ${ended() ? html`<p class="note">${icon("clock")}<span>${both("login-ended")}</span></p>` : nothing} ${problemNote(problem)} ${user && !form.change ? loggedIn() : loginForm(form, () => update(), go)}
      ${form.change ? html`<button type="button" class="button plain" @click=${leave}>${both("log-out")}</button>` : nothing}
      ${city?.demo && !user && !form.change ? demoLogins() : nothing}
    </main>`;
}

const title = () => {
  document.title = t("login-title");
};

await loadWords("login", "password");
onLang(title);
title();
update = page(view);
document.querySelector("input")?.focus();
try {
  [city, user] = await Promise.all([get("/api/v1/city"), me()]);
  if (user?.must_change_password) form.change = emptyPassword();
} catch (failed) {
  problem = failed;
}
update();

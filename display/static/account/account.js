// One's own login: the password, and where it is in use.

import { emptyPassword, passwordForm } from "../base/password.js";
import { loadPlaces, roleTags } from "../base/places.js";
import { homeOf } from "../base/session.js";
import { sessionList } from "../base/sessions.js";
import { leave, loggedIn } from "../base/staff.js";
import { icon, langSwitch, page, problemNote } from "../base/ui.js";
import { del, get } from "../base/wire.js";
import { both, loadWords, name, onLang, t } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";

let form = emptyPassword();
let user = null;
let sessions = null;
let word = null;
let problem = null;
let update = () => {};

async function read() {
  ({ sessions } = await get("/api/v1/sessions"));
}

/** Do it, say so, and show what is so afterwards. */
async function attempt(work, said) {
  word = problem = null;
  try {
    await work();
    word = said;
    await read();
  } catch (failed) {
    problem = failed;
    if (failed.status === 404) await read().catch(() => {});
  }
  update();
}

const end = (session) => attempt(() => del(`/api/v1/sessions/${session.id}`), "account-said-ended");
const endOthers = () => attempt(() => del("/api/v1/sessions"), "account-said-others-ended");

function changed(next) {
  user = next;
  form = emptyPassword();
  attempt(async () => {}, "password-done");
}

async function logOut() {
  try {
    await leave();
  } catch (failed) {
    problem = failed;
    update();
  }
}

const who = () => html`<section class="card who-card">
  <h1>${name(user.name)} <span class="quiet">${user.username}</span></h1>
  <p>${roleTags(user.roles)}</p>
</section>`;

const password = () => html`<section class="card" aria-labelledby="password-title">
  <h2 id="password-title">${both("account-password")}</h2>
  ${passwordForm(form, () => update(), changed)}
</section>`;

const devices = () => html`<section class="card" aria-labelledby="sessions-title">
  <h2 id="sessions-title">${both("account-sessions")}</h2>
  <p class="quiet stack">${both("account-sessions-about")}</p>
  ${sessions ? sessionList(sessions, end) : html`<p class="quiet">${both("loading")}</p>`}
  ${sessions?.length > 1 ? html`<button type="button" class="button danger" data-end-others @click=${endOthers}>${both("account-end-others")}</button>` : nothing}
</section>`;

function view() {
  return html`<header class="top">
      <a class="home" href=${user ? homeOf(user) : "/"}>${icon("back")}<span>${both("back")}</span></a>
      <span class="space"></span>
      ${user?.roles.some(({ role }) => role === "admin") ? html`<a class="home" href="/staff">${both("account-staff")}</a>` : nothing}
      ${langSwitch()} ${user ? html`<button type="button" class="leave" @click=${logOut}>${both("log-out")}</button>` : nothing}
    </header>
    <main>
      ${problemNote(problem)} ${word ? html`<p class="note good" role="status">${icon("check")}<span>${both(word)}</span></p>` : nothing}
      ${user ? html`${who()} ${devices()} ${password()}` : nothing}
    </main>`;
}

const title = () => {
  document.title = t("account");
};

await loadWords("account", "password");
onLang(title);
title();
update = page(view);
try {
  user = await loggedIn();
  await Promise.all([read(), loadPlaces()]);
} catch (failed) {
  problem = failed;
}
update();

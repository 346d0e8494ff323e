// All logins of staff and devices: an administrator adds, renews, changes and disables them here.

import { loadPlaces, placeText, roleTags } from "../base/places.js";
import { modal } from "../base/modal.js";
import { moment } from "../base/sessions.js";
import { leave, loggedIn } from "../base/staff.js";
import { accountLink, icon, langSwitch, page, problemNote } from "../base/ui.js";
import { both, loadWords, name, onLang, t } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { closeAll, draftDialog, oneDialog, openDraft, openOne, readUsers, toldDialog } from "./dialogs.js";
import { change, shownBy, state } from "./state.js";

async function logOut() {
  try {
    await leave();
  } catch (problem) {
    change({ problem });
  }
}

const wordsOf = ({ username, name: own, roles }) =>
  [username, own, ...roles.flatMap(({ role, scope }) => [t(`role-${role}`), placeText(scope)])].join(" ").toLowerCase();

function shown() {
  const words = state.query.toLowerCase().split(/\s+/).filter(Boolean);
  return state.users.filter((user) => words.every((word) => wordsOf(user).includes(word)));
}

const row = (user) => html`<li data-user=${user.username} class=${user.disabled ? "disabled" : ""}>
  <p class="whom"><b>${name(user.name)}</b> <span class="quiet">${user.username}</span></p>
  <p class="what">${roleTags(user.roles)}</p>
  <p class="quiet now">
    ${user.disabled ? html`<span class="state">${both("staff-disabled")}</span>` : user.password === "own" ? nothing : html`<span class="state">${both(`staff-password-${user.password}`)}</span>`}
    ${user.seen_at ? html`<span>${both("session-seen")} ${moment(user.seen_at)}</span>` : nothing}
  </p>
  <button type="button" class="button plain" aria-label="${t("staff-open")} ${user.username}" @click=${() => openOne(user.username)}>${icon("next")}</button>
</li>`;

function list() {
  if (!state.users) return state.problem ? nothing : html`<p class="quiet">${both("loading")}</p>`;
  const found = shown();
  return html`<div class="tools">
      <label class="find">${icon("search")}<span class="visually-hidden">${t("staff-find")}</span>
        <input type="search" placeholder=${t("staff-find")} autocomplete="off" spellcheck="false" .value=${live(state.query)} @input=${(event) => change({ query: event.target.value })} />
      </label>
      <p class="quiet" role="status">${both("staff-count", { count: found.length })}</p>
      <button type="button" class="button primary" data-add @click=${openDraft}>${both("staff-add")}</button>
    </div>
    ${found.length ? html`<ul class="card users">${found.map(row)}</ul>` : html`<p class="card quiet">${both("staff-found-none")}</p>`}`;
}

function asked() {
  if (state.told) return toldDialog(state.told);
  if (state.draft) return draftDialog(state.draft);
  return state.one ? oneDialog(state.one) : null;
}

function view() {
  const ask = asked();
  return html`<header class="top">
      <a class="home" href="/">${icon("back")}${both("start-page")}</a>
      <h1>${both("staff-title")}</h1>
      <span class="space"></span>
      ${langSwitch()}
      ${state.me ? html`${accountLink(state.me)}<button type="button" class="leave" @click=${logOut}>${both("log-out")}</button>` : nothing}
    </header>
    <main>${ask ? nothing : problemNote(state.problem)} ${list()}</main>
    ${modal(ask, closeAll)}`;
}

const title = () => {
  document.title = t("staff-title");
};

await loadWords("accounts");
onLang(title);
title();
shownBy(page(view));
try {
  change({ me: await loggedIn() });
  change({ places: await loadPlaces() });
  await readUsers();
} catch (problem) {
  change({ problem });
}

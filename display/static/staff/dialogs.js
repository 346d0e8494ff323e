// The questions of the page: a new login, a login looked at, a password that is shown once.

import { moment, sessionList } from "../base/sessions.js";
import { answers } from "../base/modal.js";
import { icon, problemNote } from "../base/ui.js";
import { del, get, put } from "../base/wire.js";
import { both, name } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { firstRole, roleFields } from "./roles.js";
import { change, state } from "./state.js";

const USERS = "/api/v1/users";
const at = (username) => `${USERS}/${encodeURIComponent(username)}`;

export async function readUsers() {
  const { users } = await get(USERS);
  change({ users });
}

/** Ask the server for a change, then show what is so; the dialog shows what was refused. */
async function attempt(work) {
  if (state.busy) return;
  change({ busy: true, problem: null, word: null });
  try {
    await work();
    await readUsers();
  } catch (problem) {
    change({ problem });
  }
  change({ busy: false });
}

export const closeAll = () => change({ one: null, draft: null, roles: null, told: null, sure: null, problem: null });

export const openDraft = () => change({ draft: { username: "", name: "", roles: [firstRole()] }, problem: null, word: null });

export const openOne = (username) =>
  attempt(async () => {
    const one = await get(at(username));
    change({ one, roles: structuredClone(one.roles), sure: null });
  });

const again = async (username) => change({ one: await get(at(username)) });

export function draftDialog(draft) {
  const type = (field) => (event) => {
    draft[field] = event.target.value;
  };
  return {
    name: "draft",
    wide: true,
    submit: () =>
      attempt(async () => {
        const username = draft.username.trim();
        const told = await put(at(username), { name: draft.name.trim(), roles: draft.roles });
        change({ draft: null, told });
      }),
    title: both("staff-add"),
    body: html`${problemNote(state.problem)}
      <label class="field"><span>${both("staff-username")}</span>
        <input name="new-username" required maxlength="64" pattern="[a-z0-9][a-z0-9._\\-]*" autocomplete="off" autocapitalize="none" spellcheck="false" .value=${draft.username} @input=${type("username")} />
      </label>
      <p class="quiet stack">${both("staff-username-rules")}</p>
      <label class="field"><span>${both("staff-name")}</span><input name="new-name" required maxlength="60" autocomplete="off" .value=${draft.name} @input=${type("name")} /></label>
      ${roleFields(draft.roles)}`,
    foot: answers({ label: both("staff-add-do"), onCancel: closeAll, off: state.busy }),
  };
}

export function toldDialog({ username, password }) {
  return {
    name: "told",
    submit: closeAll,
    title: both("staff-told", { username }),
    body: html`<p class="password" data-password>${password}</p><p class="stack">${both("staff-told-about")}</p>`,
    foot: html`<button type="submit" class="button primary" autofocus data-answer>${both("staff-told-done")}</button>`,
  };
}

export function oneDialog(one) {
  const { username } = one;
  /** What cannot be taken back is asked for twice. */
  const twice = (what, act) => () => (state.sure === what ? act() : change({ sure: what }));
  const renew = () => attempt(async () => change({ told: await put(`${at(username)}/password`, {}), one: null, roles: null }));
  const disable = () => attempt(async () => change({ one: await put(`${at(username)}/disabled`, { disabled: !one.disabled }), sure: null }));
  const saveRoles = () =>
    attempt(async () => {
      const changed = await put(`${at(username)}/roles`, { roles: state.roles });
      change({ one: changed, roles: structuredClone(changed.roles), word: "staff-said-roles" });
    });
  const end = (session) =>
    attempt(async () => {
      await del(`${at(username)}/sessions/${session.id}`);
      await again(username);
    });
  const endAll = () =>
    attempt(async () => {
      await del(`${at(username)}/sessions`);
      await again(username);
    });
  const changed = JSON.stringify(state.roles) !== JSON.stringify(one.roles);
  return {
    name: `one ${username}`,
    wide: true,
    submit: () => changed && saveRoles(),
    title: html`${name(one.name)} <span class="quiet">${username}</span>`,
    body: html`${problemNote(state.problem)}
      ${state.word ? html`<p class="note good" role="status">${icon("check")}<span>${both(state.word)}</span></p>` : nothing}
      <p>${both(`staff-password-${one.password}`)} · ${both("staff-since")} ${moment(one.created_at)}</p>
      <div class="acts">
        <button type="button" class="button" data-renew ?disabled=${one.disabled} @click=${twice("renew", renew)}>${both(state.sure === "renew" ? "staff-renew-sure" : "staff-renew")}</button>
        <button type="button" class=${one.disabled ? "button" : "button danger"} data-disable @click=${one.disabled ? disable : twice("disable", disable)}>${both(one.disabled ? "staff-enable" : state.sure === "disable" ? "staff-disable-sure" : "staff-disable")}</button>
      </div>
      <h3>${both("staff-roles")}</h3>
      ${roleFields(state.roles)}
      <button type="submit" class="button primary" data-save-roles aria-disabled=${!changed}>${both("staff-roles-save")}</button>
      <h3>${both("staff-sessions")}</h3>
      ${one.open_sessions.length ? sessionList(one.open_sessions, end) : html`<p class="quiet">${both("staff-no-sessions")}</p>`}
      ${one.open_sessions.length > 1 ? html`<button type="button" class="button danger" data-end-all @click=${endAll}>${both("staff-end-all")}</button>` : nothing}`,
    foot: null,
  };
}

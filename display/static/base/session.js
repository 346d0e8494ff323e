// Who is logged in on this browser. The session itself is a cookie that scripts cannot read; that there is one is remembered here,
// so that a page shown to visitors does not ask for a login that nobody made.

import { del, get, post, put } from "./wire.js";

const KNOWN = "onewindow.login";

function remember(username) {
  try {
    if (username) localStorage.setItem(KNOWN, username);
    else localStorage.removeItem(KNOWN);
  } catch {
    // storage may be forbidden: then the login lasts as long as the page
  }
}

function known() {
  try {
    return localStorage.getItem(KNOWN);
  } catch {
    return null;
  }
}

/** Log in; returns the user `{username, name, roles, hall}` or throws `Problem`. */
export async function login(username, password) {
  const { user } = await post("/api/v1/session", { username, password }, { key: null });
  remember(user.username);
  return user;
}

/** Set one's own password; all other sessions end. Returns the user or throws `Problem`. */
export async function changePassword(current, next) {
  const { user } = await put("/api/v1/me/password", { current, new: next });
  remember(user.username);
  return user;
}

/** End the session on the server too. */
export async function logout() {
  remember(null);
  await del("/api/v1/session");
}

/** Whether this browser had a session that the server knows no more: it ran out, or was ended elsewhere. True after `me()` found it so. */
export let sessionEnded = false;

/** The user of this browser's session, or null. Throws `Problem` when the server cannot be asked. */
export async function me() {
  if (!known()) return null;
  try {
    const answer = await get("/api/v1/me");
    return answer.user ?? answer;
  } catch (problem) {
    if (problem.status !== 401) throw problem;
    remember(null);
    sessionEnded = true;
    return null;
  }
}

const HOMES = [
  ["admin", () => "/"],
  ["manager", () => "/manage"],
  ["teller", () => "/desk"],
  ["greeter", () => "/greet"],
  ["official", () => "/analytics/"],
  ["kiosk", (hall) => (hall ? `/kiosk/${hall}` : "/")],
  ["display", (hall) => (hall ? `/board/${hall}` : "/")],
];

/** The page that a login works on: the first of its roles that has one. */
export function homeOf(user) {
  const roles = new Set((user.roles ?? []).map(({ role }) => role));
  const found = HOMES.find(([role]) => roles.has(role));
  return found ? found[1](user.hall && encodeURIComponent(user.hall)) : "/";
}

/** A path of this server out of `?next=`, or null: another origin's address is never followed. */
export function nextPath(search = location.search) {
  const asked = new URLSearchParams(search).get("next");
  if (!asked?.startsWith("/")) return null;
  const url = new URL(asked, location.origin);
  const path = url.pathname + url.search + url.hash;
  return url.origin === location.origin && !path.startsWith("//") ? path : null; // "/.//host" normalises to another origin's address
}

/** Send the browser to the login page and back here afterwards. */
export function goToLogin() {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}

// Who is logged in at a staff page, and which halls that login serves.

import { goToLogin, logout } from "./session.js";
import { get } from "./wire.js";

const NEVER = new Promise(() => {});

/** The login of this browser; goes to the login page, and never returns, when there is none. */
export async function loggedIn() {
  try {
    const answer = await get("/api/v1/me");
    const user = answer.user ?? answer;
    if (!user.must_change_password) return user;
    goToLogin(); // there the password is set, and then the way leads back here
    return NEVER;
  } catch (problem) {
    if (problem.status !== 401) throw problem;
    goToLogin();
    return NEVER;
  }
}

/** End the session and go to the login page; throws `Problem` when the server cannot be reached. */
export async function leave() {
  try {
    await logout();
  } catch (problem) {
    if (problem.status !== 401) throw problem;
  }
  goToLogin();
}

/** Whether a right of `me` in one of `roles` covers the hall. */
export function mayAt(me, hall, roles) {
  const scopes = ["city", `district:${hall.district}`, `hall:${hall.id}`];
  return me.roles.some(({ role, scope }) => roles.includes(role) && scopes.includes(scope));
}

/** The halls at which `me` has one of `roles`, the login's own hall first. */
export async function hallsOf(me, roles) {
  const { halls } = await get("/api/v1/halls");
  return halls.filter((hall) => mayAt(me, hall, roles)).sort((a, b) => (b.id === me.hall) - (a.id === me.hall));
}

// What the administrators' page knows: every login, the places of the city, and what is asked now.

/** `one`: the login that is looked at, with its sessions.  `told`: {username, password}, shown once.  `draft`: a login being added.  `sure`: what was asked for once. */
export const state = {
  me: null,
  places: { halls: [], districts: [] },
  users: null,
  query: "",
  one: null,
  draft: null,
  roles: null,
  told: null,
  sure: null,
  busy: false,
  problem: null,
  word: null,
};

let show = () => {};

export function shownBy(update) {
  show = update;
}

export function change(patch = {}) {
  Object.assign(state, patch);
  show();
}

// Whether this counter's person also issues tickets: as the hall is set up, or as chosen on this machine.

import { change, state, view } from "./state.js";

const key = () => `onewindow.desk.issues.${state.hall.id}`;

export function issuesHere() {
  const chosen = localStorage.getItem(key());
  return chosen === null ? Boolean(view()?.one_person ?? state.hall.one_person) : chosen === "yes";
}

export function setIssuesHere(yes) {
  localStorage.setItem(key(), yes ? "yes" : "no");
  change();
}

// The keyboard: every action by its key, wherever the focus is, but in text fields and dialogs.

import { ACTIONS, act } from "./actions.js";
import { OUTCOMES } from "./visit.js";
import { change, standing, state, view, visitOf } from "./state.js";
import { say } from "./commands.js";
import { showChosen } from "./services.js";

const BY_KEY = new Map(Object.entries(ACTIONS).map(([id, { key }]) => [key, id]));
// A Chinese input method may be on: then the key is what it types (、 for /), or "Process"; the code is the place on the keyboard.
const BY_CODE = { Slash: "/", Space: " ", Delete: "delete" };

const isText = (element) => element?.matches("input:not([type=radio], [type=checkbox]), textarea, select");
const isControl = (element) => element?.matches("button, a[href], input, summary, [role=option]");

function keyOf(event) {
  if (event.key === "?" || event.key === "？") return "?";
  if (/^[a-z0-9/ ]$/i.test(event.key)) return event.key.toLowerCase();
  if (/^Arrow|^Escape$|^Delete$/.test(event.key)) return event.key;
  const place = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(event.code);
  return place ? (place[1] ?? place[2]).toLowerCase() : (BY_CODE[event.code] ?? event.key);
}

function visitKey(key) {
  const visit = visitOf(view()?.ticket);
  if (!visit?.items.length) return false;
  if (key === "ArrowDown" || key === "ArrowUp") visit.choose(visit.chosen + (key === "ArrowDown" ? 1 : -1));
  else if (key === "Delete") visit.drop(visit.item.code);
  else if (/^[1-5]$/.test(key)) {
    const outcome = OUTCOMES[Number(key) - 1];
    visit.setOutcome(visit.item.code, outcome);
    if (visit.item.outcome !== outcome) say("desk-no-outcome-accept", {}, "refused");
  } else return false;
  change();
  showChosen();
  return true;
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (state.phase !== "serving" || state.ask) return; // a dialog's keys are its own
  const target = event.target;
  const key = keyOf(event);
  if (isText(target)) {
    if (key === "Escape") target.blur();
    return;
  }
  if (key === " " && isControl(target)) return; // Space presses what has the focus
  if (target.matches?.("[role=option], input[type=radio]") && key.startsWith("Arrow")) return;
  const action = BY_KEY.get(key);
  const stands = standing();
  if (key === "Escape") {
    document.activeElement?.blur();
    change({ word: null });
  } else if (action && (stands === "mine" || ["help", "logout"].includes(action))) {
    event.preventDefault();
    if (!event.repeat) act(action);
  } else if (stands === "mine" && visitKey(key)) event.preventDefault();
}

/** A button that was clicked lets the focus go: the next Space calls the next visitor instead of pressing it again. */
function onClick(event) {
  const active = document.activeElement;
  if (event.detail > 0 && !state.ask && active !== document.body && !isText(active)) active?.blur();
}

export function listen() {
  addEventListener("keydown", onKey);
  addEventListener("click", onClick);
}

// Reading, changing and saving the hall's set-up. It is versioned: a save over somebody else's newer one is refused, not lost.

import { get, put } from "../base/wire.js";
import { change, state } from "./state.js";
import { SECTION_OF, differences, faults, rebase, toForm, toSetup } from "./form.js";

const path = () => `/api/v1/halls/${state.hall.id}/setup`;

function take(setup) {
  const read = toForm(setup);
  change({ version: setup.version, read, form: structuredClone(read), shown: new Set(), conflict: null });
}

export async function readSetup() {
  take(await get(path()));
}

/** Sections that hold unsaved changes. */
export function unsaved() {
  return state.form ? [...new Set(differences(state.form, state.read).map(SECTION_OF))] : [];
}

/** Change the form in place with `edit(form)`. */
export function edit(edit) {
  edit(state.form);
  change({ word: null });
}

/** The field has been left: its fault may be shown. */
export function left(path) {
  state.shown.add(path);
  change();
}

/** The fault of a field that should be shown, as the id of its words, or null. */
export function faultAt(path) {
  return state.shown.has(path) ? (faults(state.form).get(path) ?? null) : null;
}

export function discard() {
  change({ form: structuredClone(state.read), shown: new Set(), conflict: null, word: null, problem: null });
}

/** Save all sections; shows every fault when there are some, and goes to the first. */
export async function save() {
  if (state.saving) return;
  const found = faults(state.form);
  if (found.size) {
    const [first] = found.keys();
    change({
      shown: new Set(found.keys()),
      tab: SECTION_OF(first.startsWith("hours.") ? "hours" : first.split(".")[0]),
      word: { id: "manage-said-faults", args: { count: found.size }, bad: true },
    });
    queueMicrotask(() => document.querySelector("[aria-invalid=true]")?.focus());
    return;
  }
  change({ saving: true, word: null, problem: null });
  try {
    take(await put(path(), toSetup(state.form, state.version)));
    change({ word: { id: "manage-said-saved", args: { version: String(state.version) } } });
  } catch (problem) {
    if (problem.code === "version-conflict") change({ conflict: { clashes: null } });
    else change({ problem });
  } finally {
    change({ saving: false });
  }
}

/** Load what somebody else saved, and keep what was typed here on top of it. */
export async function mergeTheirs() {
  try {
    const setup = await get(path());
    const { form, clashes } = rebase(state.read, state.form, toForm(setup));
    change({ version: setup.version, read: toForm(setup), form, conflict: { clashes }, problem: null });
  } catch (problem) {
    change({ problem });
  }
}

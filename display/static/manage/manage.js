// The manager's page: the hall today, and how it is set up. Officials see today of every hall in their scope, and change nothing.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, loadWords, pair, plain, t } from "../base/words.js";
import { accountLink, connection, demoNote, icon, langSwitch, page, problemNote, startLink } from "../base/ui.js";
import { modal } from "../base/modal.js";
import { hallTime } from "../base/format.js";
import { hallsOf, leave, loggedIn, mayAt } from "../base/staff.js";
import { live } from "../base/wire.js";
import { change, clock, shownBy, state } from "./state.js";
import { readSetup, unsaved } from "./setup.js";
import { countersTab } from "./counters.js";
import { closeDialog, dayTab, forceDialog, openDialog } from "./day.js";
import { emptyNotice, noticesTab, readNotices, removeDialog } from "./notices.js";
import { hoursTab } from "./hours.js";
import { notes, saveBar } from "./notes.js";
import { policyTab } from "./policy.js";
import { todayTab } from "./today.js";
import { leaveDialog } from "./leave.js";

const VIEWS = ["manager", "admin", "official"];
const EDITS = ["manager", "admin"];
const TABS = { today: todayTab, hours: hoursTab, counters: countersTab, policy: policyTab, notices: noticesTab, day: dayTab };
const OF_SETUP = ["hours", "counters", "policy"];
const DIALOGS = {
  "close-day": closeDialog,
  "force-close": forceDialog,
  leave: leaveDialog,
  "open-day": openDialog,
  "remove-notice": removeDialog,
};
const TICK_MS = 1000;

let feed = null;

async function enter(hall) {
  feed?.close();
  const edits = mayAt(state.me, hall, EDITS);
  change({
    hall,
    edits,
    phase: "ready",
    frame: null,
    read: null,
    form: null,
    notices: null,
    notice: emptyNotice(),
    conflict: null,
    word: null,
    problem: null,
    ask: null,
  });
  const tab = location.hash.slice(1);
  history.replaceState(null, "", `/manage/${hall.id}${location.hash}`);
  change({ tab: edits && tab in TABS ? tab : "today" });
  feed = live(
    `/ws/halls/${hall.id}/manager`,
    (frame) => {
      clock.sync(frame);
      change({ frame });
    },
    (link) => change({ link }),
  );
  if (!edits) return;
  try {
    await Promise.all([readSetup(), readNotices()]);
  } catch (problem) {
    change({ problem });
  }
}

/** Do it, or ask first when there is something that would be lost. */
function unlessUnsaved(go) {
  if (unsaved().length) change({ ask: { name: "leave", go } });
  else go();
}

function open(tab) {
  change({ tab, word: null });
  history.replaceState(null, "", `#${tab}`);
}

async function logOut() {
  try {
    await leave();
  } catch (problem) {
    change({ problem });
  }
}

function hallChooser() {
  const { halls, hall } = state;
  if (halls.length < 2) return html`<h1>${pair(hall.name)}</h1>`;
  const districts = new Map();
  for (const one of halls) districts.set(one.district, [...(districts.get(one.district) ?? []), one]);
  const choose = (event) => {
    const wanted = halls.find(({ id }) => id === event.target.value);
    event.target.value = hall.id; // until it is so
    unlessUnsaved(() => enter(wanted));
  };
  return html`<label class="hall-chooser"
    ><span class="visually-hidden">${t("manage-choose-hall")}</span>
    <select .value=${hall.id} @change=${choose}>
      ${[...districts].map(
        ([, of]) =>
          html`<optgroup label=${plain(of[0].district_name ?? { zh: of[0].district, en: of[0].district })}>
            ${of.map((one) => html`<option value=${one.id} ?selected=${one.id === hall.id}>${plain(one.name)}</option>`)}
          </optgroup>`,
      )}
    </select></label
  >`;
}

function header() {
  const { frame, me, hall } = state;
  return html`<header class="top">
    ${hall ? hallChooser() : html`<h1>${both("manage-title")}</h1>`}
    <span class="space"></span>
    ${frame ? demoNote(frame) : nothing}
    ${hall ? connection(state.link.state) : nothing}
    ${langSwitch()}
    ${
      me
        ? html`<span class="who"
              >${accountLink(me)}${clock.known && frame ? html` <span class="num">${hallTime(clock.nowMs(), frame.tz)}</span>` : nothing}</span
            >
            <button type="button" class="leave" @click=${() => unlessUnsaved(logOut)}>${both("log-out")}</button>`
        : nothing
    }
  </header>`;
}

function tabs() {
  const changed = unsaved();
  const names = state.edits ? Object.keys(TABS) : ["today"];
  const step = (event) => {
    const at = names.indexOf(state.tab);
    const next = { ArrowRight: names[at + 1] ?? names[0], ArrowLeft: names.at(at - 1), Home: names[0], End: names.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    open(next);
    queueMicrotask(() => document.getElementById(`tab-${next}`)?.focus());
  };
  return html`<nav class="tabs-row">
    <div role="tablist" aria-label=${t("manage-title")} @keydown=${step}>
      ${names.map(
        (tab) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${tab}"
            aria-controls="panel"
            aria-selected=${tab === state.tab}
            tabindex=${tab === state.tab ? 0 : -1}
            @click=${() => open(tab)}
          >
            ${both(`manage-tab-${tab}`)}${changed.includes(tab) ? html`<span class="unsaved-mark" title=${t("manage-unsaved-mark")}><span class="visually-hidden">${t("manage-unsaved-mark")}</span></span>` : nothing}
          </button>`,
      )}
    </div>
    <a class="button plain" href="/analytics/">${both("manage-analytics")}${icon("arrow")}</a>
  </nav>`;
}

function body() {
  if (state.phase === "failed") return html`<main class="plain">${problemNote(state.problem)}</main>`;
  if (state.phase === "no-hall") return html`<main class="plain"><p class="note bad">${both("manage-no-hall")}</p>${startLink()}</main>`;
  if (state.phase !== "ready") return html`<main class="plain"><p class="quiet">${both("loading")}</p></main>`;
  const waits = OF_SETUP.includes(state.tab) && !state.form;
  return html`${tabs()}${notes()}
    <main id="panel" class="tab-${state.tab}" role="tabpanel" aria-labelledby="tab-${state.tab}" tabindex="-1">
      ${waits ? html`<p class="quiet">${both("loading")}</p>` : TABS[state.tab]()}
    </main>
    ${saveBar()}`;
}

function whole() {
  document.title = state.hall ? `${plain(state.hall.name)} · ${t("manage-title")}` : t("manage-title");
  const { ask } = state;
  return html`<div class="manage-page">${header()}${body()}</div>
    ${modal(ask ? { name: ask.name, ...DIALOGS[ask.name](ask) } : null, () => state.ask && change({ ask: null }))}`;
}

addEventListener("beforeunload", (event) => {
  if (unsaved().length) event.preventDefault();
});

async function start() {
  await loadWords("staff", "manage");
  shownBy(page(whole));
  setInterval(() => state.frame && state.tab === "today" && change(), TICK_MS);
  try {
    const me = await loggedIn();
    const halls = await hallsOf(me, VIEWS);
    change({ me, halls });
    const wanted = location.pathname.split("/")[2];
    const hall = halls.find(({ id }) => id === wanted) ?? halls.find(({ id }) => id === me.hall) ?? halls[0];
    if (hall) await enter(hall);
    else change({ phase: "no-hall" });
  } catch (problem) {
    change({ phase: "failed", problem });
    if (!problem.code) throw problem;
  }
}

start();

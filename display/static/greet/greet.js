// The greeter's page, on a tablet or a phone: a ticket in two taps for who cannot use the kiosk, and people brought back into the line.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, loadWords, pair, t } from "../base/words.js";
import { accountLink, connection, demoNote, icon, langSwitch, page, problemNote, problemWords, startLink } from "../base/ui.js";
import { Finder } from "../base/finder.js";
import { hallTime, waitRange } from "../base/format.js";
import { hallsOf, leave, loggedIn } from "../base/staff.js";
import { get, live } from "../base/wire.js";
import { change, clock, follow, shownBy, state } from "./state.js";
import { done } from "./done.js";
import { issue, issuePanel, ready } from "./issue.js";
import { people } from "./people.js";

const ROLES = ["greeter", "teller", "manager"];
const TICK_MS = 500;

let finder = null;
let feed = null;

async function enter(hall) {
  const [{ services }, city] = await Promise.all([get(`/api/v1/halls/${hall.id}/services`), get("/api/v1/city")]);
  history.replaceState(null, "", `/greet/${hall.id}`);
  finder = new Finder({ hall: hall.id, id: "greet-find", onChange: change, onPick: ({ code }) => issue([code]) });
  change({ hall, services, city, phase: "ready", frame: null });
  feed?.close();
  feed = live(
    `/ws/halls/${hall.id}/board`,
    (frame) => {
      clock.sync(frame);
      change({ frame });
      follow();
    },
    (link) => change({ link }),
  );
}

async function logOut() {
  try {
    await leave();
  } catch (problem) {
    change({ problem });
  }
}

function header() {
  const { frame, hall, me } = state;
  return html`<header class="top">
    <h1>${hall ? pair(hall.name) : both("greet-title")}</h1>
    ${frame ? demoNote(frame) : nothing}
    ${state.phase === "ready" ? connection(state.link.state) : nothing}
    ${langSwitch()}
    ${me ? html`<span class="who">${accountLink(me)}${clock.known ? html` <span class="num">${hallTime(clock.nowMs(), frame.tz)}</span>` : nothing}</span>` : nothing}
    ${me ? html`<button type="button" class="leave" @click=${logOut}>${both("log-out")}</button>` : nothing}
  </header>`;
}

function sum() {
  const { frame } = state;
  const open = frame.counters.filter(({ state: now }) => !["closed", "paused"].includes(now)).length;
  return html`<dl class="sum">
    <div>
      <dt>${both("greet-waiting")}</dt>
      <dd class="num">${frame.waiting.total}</dd>
    </div>
    <div>
      <dt>${both("greet-wait-now")}</dt>
      <dd class="num">${waitRange(frame.wait)} <small>${frame.wait ? both("minutes-unit") : nothing}</small></dd>
    </div>
    <div>
      <dt>${both("greet-counters")}</dt>
      <dd class="num">${open}</dd>
    </div>
  </dl>`;
}

function notes() {
  const { frame, problem, word } = state;
  return html`${["lost", "stale", "refused"].includes(state.link.state) ? html`<p class="note bad" role="alert">${icon("warning")}${both("greet-offline")}</p>` : nothing}
  ${frame && !frame.open ? html`<p class="note">${icon("clock")}${both("greet-day-closed")}</p>` : nothing}
  ${
    problem
      ? html`<div class="note bad" role="alert">
          ${icon("warning")}<span>${both(problemWords(problem), { code: problem.code })}</span>
          ${state.again ? html`<button type="button" class="button danger" @click=${() => issue(state.again)}>${both("greet-again")}</button>` : nothing}
        </div>`
      : nothing
  }
  ${word ? html`<p class="note good" role="status">${icon("check")}${both(word.id, word.args)}</p>` : nothing}`;
}

function body() {
  switch (state.phase) {
    case "ready":
      if (!state.frame) return html`<main class="plain"><p class="quiet">${both("loading")}</p></main>`;
      if (state.issued) return html`<main class="over">${problemNote(state.problem)}${done()}</main>`;
      return html`<main class="ready">
        ${sum()}
        <div class="notes">${notes()}</div>
        ${issuePanel(finder)} ${people()}
      </main>`;
    case "halls":
      return html`<main class="plain">
        <h2>${both("greet-choose-hall")}</h2>
        <ul class="halls">
          ${state.halls.map((hall) => html`<li><button type="button" class="button" @click=${() => enter(hall)}>${pair(hall.name)}</button></li>`)}
        </ul>
      </main>`;
    case "no-hall":
      return html`<main class="plain"><p class="note bad">${both("greet-no-hall")}</p>${startLink()}</main>`;
    case "failed":
      return html`<main class="plain">${problemNote(state.problem)}</main>`;
    default:
      return html`<main class="plain"><p class="quiet">${both("loading")}</p></main>`;
  }
}

function whole() {
  document.title = t("greet-title");
  return html`${header()}${body()}`;
}

function tick() {
  if (state.issued && performance.now() > state.until) ready();
  else if (state.frame) change();
}

async function start() {
  await loadWords("staff", "greet");
  shownBy(page(whole));
  setInterval(tick, TICK_MS);
  try {
    const me = await loggedIn();
    const halls = await hallsOf(me, ROLES);
    change({ me, halls });
    const wanted = location.pathname.split("/")[2];
    const hall =
      halls.find(({ id }) => id === wanted) ?? halls.find(({ id }) => id === me.hall) ?? (halls.length === 1 ? halls[0] : null);
    if (hall) await enter(hall);
    else change({ phase: halls.length ? "halls" : "no-hall" });
  } catch (problem) {
    change({ phase: "failed", problem });
    if (!problem.code) throw problem;
  }
}

start();

// The teller's page: choose a counter, then serve at it. What is shown follows from the counter's frames alone.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, loadWords, t } from "../base/words.js";
import { icon, page, problemNote } from "../base/ui.js";
import { Finder } from "../base/finder.js";
import { fitTexts } from "../base/fit.js";
import { modal } from "../base/modal.js";
import { hallTime } from "../base/format.js";
import { hallsOf, loggedIn } from "../base/staff.js";
import { get, live } from "../base/wire.js";
import { change, clock, shownBy, standing, state, view, visitOf } from "./state.js";
import { counterPath, say, send } from "./commands.js";
import { actionButtons, counterButtons } from "./buttons.js";
import { chooser, hallChooser, lastCounter, rememberCounter } from "./choose.js";
import { gone, lost, shut } from "./away.js";
import { header } from "./header.js";
import { issuesHere } from "./oneperson.js";
import { line } from "./line.js";
import { listen } from "./keys.js";
import { visitor } from "./visitor.js";
import { showChosen, work } from "./services.js";
import { backDialog } from "./dialogs/back.js";
import { helpDialog } from "./dialogs/help.js";
import { holdDialog, pauseDialog } from "./dialogs/reasons.js";
import { issueDialog, issuedDialog } from "./dialogs/issue.js";
import { closeDialog, logoutDialog, takeOverDialog } from "./dialogs/leave.js";
import { priorityDialog } from "./dialogs/priority.js";
import { transferDialog } from "./dialogs/transfer.js";

const ROLES = ["teller", "manager"];
const TICK_MS = 1000;

const DIALOGS = {
  back: backDialog,
  close: closeDialog,
  help: helpDialog,
  hold: holdDialog,
  issue: issueDialog,
  issued: issuedDialog,
  logout: logoutDialog,
  pause: pauseDialog,
  priority: priorityDialog,
  "take-over": takeOverDialog,
  transfer: transferDialog,
};
// What is asked about the visitor at the counter makes no sense once another one, or nobody, is there.
const ABOUT_VISITOR = ["hold", "transfer"];

let feed = null;
let finder = null;
let asked = null;

// Following views

function follow(path, onFrame) {
  feed?.close();
  change({ frame: null, answer: null, link: { state: "connecting" } });
  feed = live(path, onFrame, (link) => {
    const cut = state.link.state === "live" && clock.known; // from here on what is shown is how things stood
    change({ link, ...(cut ? { linkSince: clock.nowMs() } : {}) });
    if (link.state === "refused") onRefused(link.code);
  });
}

function onRefused(code) {
  if (code === "not-logged-in") loggedIn();
  else if (code === "not-allowed") change({ phase: "no-hall" });
  else if (code === "unknown" && state.phase === "choosing") followCounters(null);
}

function onFrame(frame) {
  if (state.frame && (frame.date !== state.frame.date || frame.log !== state.frame.log)) change({ answer: null });
  clock.sync(frame);
  const before = view();
  change({ frame });
  if (state.phase !== "serving") return;
  const mine = standing() === "mine";
  if (!mine && state.held && before && standing(before) === "mine" && frame.counter.state !== "closed") {
    say("desk-said-taken-over", { staff: frame.counter.staff, counter: String(state.counter) }, "refused");
  }
  if (mine) change({ held: true, lastTicket: frame.ticket });
  if (state.ask && ((!mine && !["logout", "help", "take-over"].includes(state.ask.name)) || (ABOUT_VISITOR.includes(state.ask.name) && before?.ticket?.id !== frame.ticket?.id))) change({ ask: null });
}

/** The chooser watches any counter's view for the list of all; the board's view tells which numbers there are. */
function followCounters(counter) {
  if (counter) {
    follow(`/ws/halls/${state.hall.id}/counters/${counter}`, onFrame);
    return;
  }
  follow(`/ws/halls/${state.hall.id}/board`, (board) => {
    const first = board.counters[0]?.counter;
    if (first) followCounters(first);
    else onFrame({ ...board, counters: [] });
  });
}

// Ways between the phases

async function enterHall(hall) {
  const [{ services }, city] = await Promise.all([get(`/api/v1/halls/${hall.id}/services`), get("/api/v1/city")]);
  state.services = new Map(services.map((service) => [service.code, service]));
  finder = new Finder({
    hall: hall.id,
    id: "find-service",
    onChange: change,
    onPick: ({ code }) => {
      visitOf(view()?.ticket)?.add(code);
      document.activeElement?.blur(); // so that the next key is an action again
      change();
      showChosen();
    },
  });
  change({ hall, city, phase: "choosing", counter: null, held: false });
}

function chooseCounter() {
  const { hall } = state;
  history.replaceState(null, "", `/desk/${hall.id}`);
  change({ phase: "choosing", counter: null, held: false, lastTicket: null, word: null });
  followCounters(lastCounter(hall.id));
}

function serveAt(counter) {
  rememberCounter(state.hall.id, counter);
  history.replaceState(null, "", `/desk/${state.hall.id}/${counter}`);
  change({ phase: "serving", counter, held: false, lastTicket: null, ask: null });
  follow(`/ws/halls/${state.hall.id}/counters/${counter}`, onFrame);
}

/** Open a counter; when another holds it, ask and take over. `known`: how it stands, as far as the page knows. */
async function open(counter, known, { everything = false, takeOver = false } = {}) {
  const body = { ...(everything || !known?.takes ? {} : { takes: known.takes }), ...(takeOver ? { take_over: true } : {}) };
  const answer = await send("desk-choose-open", counterPath("open", counter), body, {
    here: state.phase === "serving",
    onRefused: (problem) => {
      if (problem.code !== "counter-held") return false;
      askToTakeOver({ counter, staff: problem.facts.staff, takes: known?.takes });
      return true;
    },
  });
  if (!answer) return;
  if (state.phase !== "serving") serveAt(counter);
  say("desk-said-opened", { counter: String(counter) });
}

function askToTakeOver(known) {
  change({ ask: { ...known, name: "take-over", go: () => open(known.counter, known, { takeOver: true }) } });
}

function choose(counter, everything) {
  const isOpen = counter.state !== "closed";
  if (isOpen && counter.staff === state.me.username) serveAt(counter.counter);
  else if (isOpen) askToTakeOver(counter);
  else open(counter.counter, counter, { everything });
}

// The page

function bar() {
  const { word } = state;
  const args = word?.kind === "sending" ? { action: t(word.args.action) } : word?.args;
  return html`<p class="bar ${word?.kind ?? ""}" role="status" aria-live="polite" data-word=${word?.id ?? ""}>
    ${word ? html`${word.kind === "refused" ? icon("warning") : nothing}<span>${word.kind === "sending" ? t(word.id, args) : both(word.id, args)}</span>` : nothing}
  </p>`;
}

function offline() {
  if (["live", "connecting"].includes(state.link.state)) return nothing;
  const since = state.linkSince ? hallTime(state.linkSince, state.frame?.tz ?? "UTC") : "";
  return html`<p class="offline" role="alert">${icon("warning")}<span>${both("desk-link-offline-long", { since })}</span></p>`;
}

function dialog() {
  const { ask } = state;
  const isNew = ask !== asked;
  asked = ask;
  return modal(ask ? { name: ask.name, ...DIALOGS[ask.name](ask, isNew) } : null, () => state.ask && change({ ask: null }));
}

function serving() {
  if (state.link.state === "refused" && state.link.code === "unknown") return gone(chooseCounter);
  const seen = view();
  if (!seen) return html`<main class="choose"><p class="quiet">${both("loading")}</p></main>`;
  const stands = standing(seen);
  const { counter } = seen;
  if (stands === "lost") return lost(seen, { takeBack: () => askToTakeOver(counter), choose: chooseCounter });
  if (stands === "shut") return shut(seen, { open: () => open(state.counter, counter), choose: chooseCounter });
  const issueFirst = issuesHere();
  return html`<main class="serve">
      ${visitor(seen)} ${actionButtons(seen, { issueFirst })} ${counterButtons(seen, { issueFirst })} ${work(visitOf(seen.ticket), finder)} ${bar()}
    </main>
    ${line(seen)}`;
}

function body() {
  switch (state.phase) {
    case "no-hall":
      return html`<main class="choose"><p class="note bad">${both(state.halls.length ? "problem-not-allowed" : "desk-not-teller")}</p></main>`;
    case "halls":
      return hallChooser(async (hall) => {
        await enterHall(hall);
        chooseCounter();
      });
    case "choosing":
      return html`${chooser(choose)}${bar()}`;
    case "serving":
      return serving();
    case "failed":
      return html`<main class="choose">${problemNote(state.problem)}</main>`;
    default:
      return html`<main class="choose"><p class="quiet">${both("loading")}</p></main>`;
  }
}

function whole() {
  queueMicrotask(() => fitTexts()); // once it has been drawn
  document.title = state.counter ? `${t("desk-counter", { counter: String(state.counter) })} · ${t("desk-title")}` : t("desk-title");
  return html`<div class="desk-page ${state.phase} link-${state.link.state}">${header()}${offline()}${body()}${dialog()}</div>`;
}

async function start() {
  await loadWords("staff", "desk");
  shownBy(page(whole));
  listen();
  setInterval(() => state.frame && change(), TICK_MS);
  try {
    const me = await loggedIn();
    change({ me });
    const halls = await hallsOf(me, ROLES);
    const [, , wanted, counter] = location.pathname.split("/");
    const hall = halls.find(({ id }) => id === wanted) ?? halls.find(({ id }) => id === me.hall) ?? (halls.length === 1 ? halls[0] : null);
    change({ halls });
    if (!halls.length) change({ phase: "no-hall" });
    else if (!hall) change({ phase: "halls" });
    else {
      await enterHall(hall);
      await goOn(Number(counter) || lastCounter(hall.id));
    }
  } catch (problem) {
    change({ phase: "failed", problem });
    if (!problem.code) throw problem;
  }
}

/** Go straight on at the counter that this login still holds, as after a reload; else choose. */
async function goOn(counter) {
  if (!counter) {
    chooseCounter();
    return;
  }
  followCounters(counter);
  const until = performance.now() + 4000;
  while (!state.frame && state.link.state !== "refused" && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  const known = state.frame?.counters.find((each) => each.counter === counter);
  if (known && known.state !== "closed" && known.staff === state.me.username) serveAt(counter);
  else if (state.link.state === "refused") chooseCounter();
}

start();

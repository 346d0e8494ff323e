// The ways through the page: following views, entering a hall, choosing a counter, opening it or taking it over.

import { Finder } from "../base/finder.js";
import { loggedIn } from "../base/staff.js";
import { get, live } from "../base/wire.js";
import { change, clock, standing, state, view, visitOf } from "./state.js";
import { counterPath, say, send } from "./commands.js";
import { lastCounter, rememberCounter } from "./choose.js";
import { showChosen } from "./services.js";

// What is asked about the visitor at the counter makes no sense once another one, or nobody, is there.
const ABOUT_VISITOR = ["hold", "transfer"];
const WITHOUT_COUNTER = ["logout", "help", "take-over"];

let feed = null;
let heard = () => {}; // called with the first frame or refusal of a view

// Following views

function follow(path, onFrame) {
  feed?.close();
  change({ frame: null, answer: null, link: { state: "connecting" } });
  const first = new Promise((resolve) => {
    heard = resolve;
  });
  feed = live(path, onFrame, (link) => {
    const cut = state.link.state === "live" && clock.known; // from here on what is shown is how things stood
    const over = link.state === "live" && state.word?.id === "desk-no-offline"; // else it is said of a connection that is there
    change({ link, ...(cut ? { linkSince: clock.nowMs() } : {}), ...(over ? { word: null } : {}) });
    if (link.state === "refused") onRefused(link.code);
  });
  return first;
}

function onRefused(code) {
  heard();
  if (code === "not-logged-in") loggedIn();
  else if (code === "not-allowed") change({ phase: "no-hall" });
  else if (code === "unknown" && state.phase === "choosing") followCounters(null);
}

function onFrame(frame) {
  if (state.frame && (frame.date !== state.frame.date || frame.log !== state.frame.log)) change({ answer: null });
  clock.sync(frame);
  const before = view();
  change({ frame });
  heard();
  if (state.phase === "serving") follows(before, frame);
}

/** What a new frame of the counter means for what the teller was doing. */
function follows(before, frame) {
  const mine = standing() === "mine";
  if (!mine && state.held && before && standing(before) === "mine" && frame.counter.state !== "closed") {
    say("desk-said-taken-over", { staff: frame.counter.staff, counter: String(state.counter) }, "refused");
  }
  if (mine) change({ held: true, lastTicket: frame.ticket });
  const { ask } = state;
  const outOfPlace = !mine && !WITHOUT_COUNTER.includes(ask?.name);
  const otherVisitor = ABOUT_VISITOR.includes(ask?.name) && before?.ticket?.id !== frame.ticket?.id;
  if (ask && (outOfPlace || otherVisitor)) change({ ask: null });
}

/** The chooser watches any counter's view for the list of all; the board's view tells which numbers there are. */
function followCounters(counter) {
  if (counter) return follow(`/ws/halls/${state.hall.id}/counters/${counter}`, onFrame);
  return follow(`/ws/halls/${state.hall.id}/board`, (board) => {
    const first = board.counters[0]?.counter;
    if (first) followCounters(first);
    else onFrame({ ...board, counters: [] });
  });
}

// Ways between the phases

export async function enterHall(hall) {
  const [{ services }, city] = await Promise.all([get(`/api/v1/halls/${hall.id}/services`), get("/api/v1/city")]);
  state.services = new Map(services.map((service) => [service.code, service]));
  const finder = new Finder({
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
  change({ finder, hall, city, phase: "choosing", counter: null, held: false });
}

export function chooseCounter() {
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
export async function open(counter, known, { everything = false, takeOver = false } = {}) {
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

export function askToTakeOver(known) {
  change({ ask: { ...known, name: "take-over", go: () => open(known.counter, known, { takeOver: true }) } });
}

export function choose(counter, everything) {
  const isOpen = counter.state !== "closed";
  if (isOpen && counter.staff === state.me.username) serveAt(counter.counter);
  else if (isOpen) askToTakeOver(counter);
  else open(counter.counter, counter, { everything });
}

/** Go straight on at the counter that this login still holds, as after a reload; else choose. */
export async function goOn(counter) {
  if (!counter) {
    chooseCounter();
    return;
  }
  await followCounters(counter);
  const known = state.frame?.counters.find((each) => each.counter === counter);
  if (known && known.state !== "closed" && known.staff === state.me.username) serveAt(counter);
  else if (!state.frame) chooseCounter();
}

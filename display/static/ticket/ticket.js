// The visitor's page of one ticket: live, and with what it last knew when the network is away.

import { HallClock, everyMinute } from "../base/clock.js";
import { page } from "../base/ui.js";
import { live, newKey, post } from "../base/wire.js";
import { loadWords, onLang, t } from "../base/words.js";
import { ticketView } from "./view.js";

const LOST_SAID_MS = 3000;
const BUZZ = [400, 150, 400, 150, 400]; // ms on, off, on ...: felt in a pocket

const pass = decodeURIComponent(location.pathname.split("/")[2]);
const clock = new HallClock();
const state = { frame: null, conn: "connecting", lostLong: false, unknown: false, asking: false, cancelling: false, problem: null, said: "", clock };
let update = () => {};
let lostTimer = 0;
let cancelKey = null;

const kept = {
  // The tab's own storage: the pass is a secret of whoever opened this page.
  key: `onewindow.ticket.${pass}`,
  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return null;
    }
  },
  write(frame) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(frame));
    } catch {
      // without storage a reload without network starts empty
    }
  },
};

const callOf = ({ state: now, counter, calls }) => (now === "called" ? `${counter} ${calls}` : "");

function onFrame(frame) {
  const before = state.frame && callOf(state.frame.ticket);
  state.frame = frame;
  clock.sync(frame);
  kept.write(frame);
  const call = callOf(frame.ticket);
  if (call && call !== before) {
    state.said = t("ticket-live-called", { number: frame.ticket.number, counter: frame.ticket.counter });
    buzz();
  }
  if (!["waiting", "held"].includes(frame.ticket.state)) state.asking = false;
  title();
  update();
}

function buzz() {
  // Browsers refuse a page that nobody has touched, and say so as an error.
  if (navigator.vibrate && navigator.userActivation?.hasBeenActive) navigator.vibrate(BUZZ);
}

function onState({ state: conn }) {
  state.conn = conn;
  state.lostLong = false;
  state.unknown = conn === "refused";
  clearTimeout(lostTimer);
  if (conn !== "live" && conn !== "refused") {
    lostTimer = setTimeout(() => {
      state.lostLong = true;
      update();
    }, LOST_SAID_MS);
  }
  title();
  update();
}

function title() {
  if (state.unknown) document.title = t("ticket-unknown");
  if (!state.frame || state.unknown) return;
  const { number, state: now, ahead, counter } = state.frame.ticket;
  if (now === "waiting") document.title = t("ticket-title-waiting", { number, ahead: ahead ?? 0 });
  else if (now === "called") document.title = t("ticket-title-called", { number, counter });
  else document.title = t("ticket-title-other", { number, state: t(`ticket-${now}`) });
}

async function cancel() {
  if (state.cancelling) return;
  Object.assign(state, { cancelling: true, problem: null });
  update();
  cancelKey ??= newKey();
  try {
    const ticket = await post(`/api/v1/tickets/${encodeURIComponent(pass)}/cancel`, {}, { key: cancelKey });
    state.asking = false;
    // The view comes too; what the answer says must not wait for it.
    if (ticket.seq >= state.frame.seq) state.frame = { ...state.frame, ticket };
  } catch (problem) {
    if (problem.status >= 400 && problem.status < 500) cancelKey = null;
    state.problem = problem;
  }
  state.cancelling = false;
  title();
  update();
}

const acts = {
  cancel,
  ask() {
    Object.assign(state, { asking: true, problem: null });
    update();
  },
  keep() {
    if (state.cancelling) return;
    state.asking = false;
    update();
  },
};

await loadWords("ticket");
state.frame = kept.read();
if (state.frame) clock.sync({ now: state.frame.now, speed: 0 }); // stands still until the server tells the time
onLang(title);
update = page(() => ticketView(state, acts));
title();
live(`/ws/tickets/${encodeURIComponent(pass)}`, onFrame, onState);
everyMinute(clock, () => update());

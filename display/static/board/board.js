// The hall's display: follows the board view and announces calls.

import { HallClock, everyMinute } from "../base/clock.js";
import { fitTexts } from "../base/fit.js";
import { live } from "../base/wire.js";
import { hallLanguage, lang, loadWords, onLang, plain, t } from "../base/words.js";
import { page } from "../base/ui.js";
import { Announcer, sessionMemory } from "./announcer.js";
import { Chime } from "./chime.js";
import { Stage } from "./stage.js";
import { boardView } from "./view.js";

const MISSED_SHOWN_MS = 60_000;
const NOTICE_MS = 9000;
const LOST_SAID_MS = 3000; // a shorter cut mends itself before anybody could read of it

const hall = decodeURIComponent(location.pathname.split("/")[2]);
const clock = new HallClock();
const portrait = matchMedia("(orientation: portrait)");
const announcer = new Announcer(sessionMemory(`onewindow.board.${hall}`));
const silent = new URLSearchParams(location.search).get("sound") === "off";

const state = { frame: null, conn: "connecting", refused: null, staged: null, missed: [], notice: 0, said: "", lostLong: false, soundBlocked: false };
let update = () => {};
let away = false;
let missedTimer = 0;
let lostTimer = 0;

const chime = silent ? null : new Chime(() => soundChanged());
function soundChanged() {
  state.soundBlocked = chime?.blocked ?? false;
  update();
}

const stage = new Stage((call) => {
  state.staged = call;
  if (call) {
    chime?.ring();
    state.said = t(call.attempt > 1 ? "board-announcement-again" : "board-announcement", { number: call.number, counter: call.counter });
    announcer.announced(call);
    dispatchEvent(new CustomEvent("announced", { detail: call }));
  }
  update();
});

function onFrame(frame) {
  if (state.frame && state.frame.date !== frame.date) forgetMissed();
  state.frame = frame;
  clock.sync(frame);
  const { announce, missed } = announcer.take(frame, { returned: away });
  away = false;
  if (missed.length) {
    state.missed = missed;
    clearTimeout(missedTimer);
    missedTimer = setTimeout(forgetMissed, MISSED_SHOWN_MS);
  }
  stage.add(announce);
  title();
  update();
}

function forgetMissed() {
  state.missed = [];
  update();
}

function onState({ state: conn, code }) {
  state.conn = conn;
  state.refused = code ?? null;
  clearTimeout(lostTimer);
  state.lostLong = false;
  if (conn === "lost" || conn === "stale") away = true;
  if (conn !== "live") {
    lostTimer = setTimeout(() => {
      state.lostLong = true;
      update();
    }, LOST_SAID_MS);
  }
  update();
}

function title() {
  document.title = state.frame ? t("board-title", { hall: plain(state.frame.hall_name) }) : "OneWindow";
}

hallLanguage();
await loadWords("board");
onLang(title);
update = page(() => boardView({ ...state, clock, language: lang(), portrait: portrait.matches }), { after: fitTexts });
soundChanged();
addEventListener("resize", update);
document.fonts.ready.then(update);
setInterval(() => {
  state.notice += 1;
  update();
}, NOTICE_MS);
live(`/ws/halls/${encodeURIComponent(hall)}/board`, onFrame, onState);
everyMinute(clock, update);

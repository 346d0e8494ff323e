// The kiosk: a visitor's way from the start screen to a ticket, and back to the start for the next one.

import { HallClock, everyMinute } from "../base/clock.js";
import { fitTexts } from "../base/fit.js";
import { me } from "../base/session.js";
import { printSlip, publicAddress } from "../base/slip.js";
import { mayAt } from "../base/staff.js";
import { page } from "../base/ui.js";
import { get, live } from "../base/wire.js";
import { hallLanguage, lang, loadWords, onLang, plain, setLang, t } from "../base/words.js";
import { Search, offered } from "./catalogue.js";
import { Idle } from "./idle.js";
import { Wish } from "./issue.js";
import { kioskView } from "./view.js";

const BROWSE_S = 45; // an unhurried reader's pause; the countdown is seen for its last part
const TICKET_S = 20;
const GUARD_MS = 350; // after a change of screen: the second half of a double tap must not hit what has just appeared
const TICKET_GUARD_MS = 800;
const LOST_SAID_MS = 3000;
const CATALOGUE_EVERY_MS = 600_000;
const RETRY_MS = 10_000;
const ISSUERS = ["kiosk", "terminal", "greeter", "teller", "manager"];

const hallId = decodeURIComponent(location.pathname.split("/")[2]);
const clock = new HallClock();
const search = new Search(hallId);
const device = { hall: null, city: null, services: null, frame: null, user: null, conn: "connecting", lostLong: false, enrolled: null, unknown: false, large: false, portrait: true, clock };
const fresh = () => ({ screen: "home", from: [], tile: null, query: "", found: null, failed: false, page: 0, service: null, priority: "normal", wish: null, problem: null, ticket: null });
let visit = fresh();
let firstLanguage = "zh";
let update = () => {};
let guardTimer = 0;

const idle = new Idle(() => update(), startAgain);

function guard(ms) {
  const root = document.getElementById("page");
  root.classList.add("guarded");
  clearTimeout(guardTimer);
  guardTimer = setTimeout(() => root.classList.remove("guarded"), ms);
}

/** Whether the screen differs from what the next visitor should find. */
const used = () => visit.screen !== "home" || visit.priority !== "normal" || device.large || lang() !== firstLanguage;

function watch() {
  if (visit.screen === "ticket") idle.start(TICKET_S);
  else if (visit.screen === "issuing" || !used()) idle.stop();
  else idle.start(BROWSE_S);
}

function go(screen, changes = {}, { guardMs = GUARD_MS, back = false } = {}) {
  if (!back) visit.from.push({ screen: visit.screen, page: visit.page });
  Object.assign(visit, { page: 0, problem: null }, changes, { screen });
  guard(guardMs);
  watch();
  update();
  queueMicrotask(() => document.querySelector("[data-focus]")?.focus({ preventScroll: true }));
}

function startAgain() {
  const after = visit.screen === "ticket" ? TICKET_GUARD_MS : GUARD_MS;
  visit = fresh();
  search.forget();
  setLarge(false);
  setLang(firstLanguage, { keep: false });
  go("home", {}, { guardMs: after });
  visit.from = [];
}

const upright = matchMedia("(orientation: portrait)");
device.portrait = upright.matches;
upright.addEventListener("change", () => {
  device.portrait = upright.matches;
  visit.page = 0;
  update();
});

function setLarge(large) {
  device.large = large;
  document.documentElement.classList.toggle("large", large);
}

async function take() {
  if (visit.screen === "issuing") return;
  const mine = visit;
  mine.wish ??= new Wish(hallId, { services: mine.service ? [mine.service.code] : [], priority: mine.priority });
  go("issuing");
  try {
    const ticket = await mine.wish.send();
    if (visit !== mine) return;
    go("ticket", { ticket }, { guardMs: TICKET_GUARD_MS });
    print();
  } catch (problem) {
    if (visit !== mine) return;
    if (problem.status === 401) device.user = null;
    if (problem.status === 401 || problem.status === 403) device.enrolled = false;
    go("failed", { problem });
  }
}

async function print() {
  const { ticket, service } = visit;
  const { hall, city } = device;
  await printSlip({ ticket, hall, services: service ? [service] : [], tz: hall.tz, address: publicAddress(city, ticket.pass), demo: city.demo });
  idle.touched(); // a print dialog may have stood there for long
}

/** What the screens can ask for. */
const acts = {
  take,
  startAgain,
  print,
  tile: (tile) => go("services", { tile }),
  search: () => go("search", { query: "", found: null, failed: false }),
  service: (service) => go("service", { service, wish: null }),
  back() {
    const { screen, page: number } = visit.from.pop() ?? { screen: "home", page: 0 };
    const target = ["issuing", "failed"].includes(screen) ? "home" : screen;
    go(target, { page: number, ...(target === "home" ? { service: null, wish: null } : {}) }, { back: true });
  },
  turn: (step) => {
    visit.page += step;
    update();
  },
  priority: (priority) => {
    visit.priority = visit.priority === priority ? "normal" : priority;
    visit.wish = null;
    watch();
    update();
  },
  large: () => {
    setLarge(!device.large);
    visit.page = 0;
    watch();
    update();
  },
  query(text) {
    Object.assign(visit, { query: text, page: 0 });
    if (text.trim()) search.ask(text, (found, problem) => found_(found, problem));
    else {
      search.forget();
      Object.assign(visit, { found: null, failed: false });
    }
    update();
  },
  enrolled: () => enrol(),
  update: () => update(),
};

function found_(found, problem) {
  Object.assign(visit, { found: found ?? visit.found, failed: Boolean(problem) });
  update();
}

async function enrol() {
  try {
    const [user, hall, city] = await Promise.all([me(), get(`/api/v1/halls/${encodeURIComponent(hallId)}`), get("/api/v1/city")]);
    Object.assign(device, { hall, city, user, enrolled: Boolean(user && mayAt(user, hall, ISSUERS)) });
    title();
    catalogue();
  } catch (problem) {
    if (problem.status === 404) device.unknown = true;
    else setTimeout(enrol, RETRY_MS);
  }
  update();
}

async function catalogue() {
  try {
    device.services = await offered(hallId);
    setTimeout(catalogue, CATALOGUE_EVERY_MS);
  } catch {
    setTimeout(catalogue, RETRY_MS);
  }
  update();
}

let lostTimer = 0;
function onState({ state }) {
  device.conn = state;
  device.lostLong = false;
  clearTimeout(lostTimer);
  if (state === "refused") device.unknown = true;
  if (state !== "live") {
    lostTimer = setTimeout(() => {
      device.lostLong = true;
      update();
    }, LOST_SAID_MS);
  }
  update();
}

function title() {
  if (device.hall) document.title = t("kiosk-title", { hall: plain(device.hall.name) });
}

hallLanguage();
firstLanguage = lang();
await loadWords("kiosk", "login", "password");
onLang(() => {
  title();
  watch();
});
update = page(() => kioskView({ device, visit, idle, acts }), { after: fitTexts });
for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => idle.touched(), { capture: true });
addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("resize", () => update());
live(
  `/ws/halls/${encodeURIComponent(hallId)}/board`,
  (frame) => {
    device.frame = frame;
    clock.sync(frame);
    update();
  },
  onState,
);
everyMinute(clock, () => update());
await enrol();

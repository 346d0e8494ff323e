// The city's page: every hall with its wait, for visitors; the way to the other pages, for staff.

import { HallClock, everyMinute } from "../base/clock.js";
import { dateInWords, hallTime } from "../base/format.js";
import { logout, me } from "../base/session.js";
import { accountLink, demoNote, icon, langSwitch, page, problemNote } from "../base/ui.js";
import { get } from "../base/wire.js";
import { both, lang, loadWords, onLang, pair, plain, t } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { cardPlaces, hallCard } from "./card.js";
import { byDistrict, filtered, summary } from "./halls.js";

const EVERY_MS = 5000; // a page for looking around: a hall's own screens are live, this one may be some seconds behind

const clock = new HallClock();
const filter = { query: "", district: "", onlyOpen: false };
const scanned = new URLSearchParams(location.search).get("hall"); // the code on a board leads here
let city = null;
let halls = null;
let user = null;
let problem = null;
let update = () => {};

const zone = () => halls?.[0]?.tz ?? "Asia/Shanghai";

async function refresh() {
  try {
    const [nextCity, answer] = await Promise.all([city && !problem ? city : get("/api/v1/city"), get("/api/v1/halls")]);
    city = nextCity;
    halls = answer.halls;
    clock.sync(halls[0]?.now ? halls[0] : city);
    problem = null;
  } catch (failed) {
    problem = failed;
  }
  title();
  update();
}

function title() {
  if (city) document.title = t("start-title", { city: plain(city.name) });
}

const set = (field, value) => {
  filter[field] = value;
  update();
};

const clear = () => {
  Object.assign(filter, { query: "", district: "", onlyOpen: false });
  update();
};

async function leave() {
  try {
    await logout();
  } catch (failed) {
    if (failed.status !== 401) problem = failed;
  }
  user = null;
  update();
}

const PLACES = [
  ["/desk", "start-desk", ["teller", "manager"]],
  ["/greet", "start-greet", ["greeter", "teller", "manager"]],
  ["/manage", "start-manage", ["manager", "official", "admin"]],
  ["/analytics/", "start-analytics", ["manager", "official", "admin"]],
  ["/staff", "start-staff", ["admin"]],
];

function staff() {
  if (!user) return html`<a class="button light" href="/login">${both("log-in")}</a>`;
  const roles = new Set(user.roles.map(({ role }) => role));
  return html`<nav class="places" aria-label=${t("start-nav")}>
      ${PLACES.filter(([, , who]) => who.some((role) => roles.has(role))).map(([path, words]) => html`<a class="button light" href=${path}>${both(words)}</a>`)}
    </nav>
    <span class="who">${accountLink(user)}</span>
    <button type="button" class="button light" @click=${leave}>${both("log-out")}</button>`;
}

const top = () => html`<header class="top">
  <div class="inner">
    <p class="city"><b>${city ? pair(city.name) : nothing}</b> <span class="product">${both("onewindow")}</span></p>
    <div class="tools">${staff()} ${langSwitch()}</div>
    <div class="lead">
      <h1>${both("start-heading")}</h1>
      ${halls ? html`<p class="summary">${both("start-summary", summary(halls))}</p>` : nothing}
      <p class="facts">
        ${clock.known ? html`<span><span class="visually-hidden">${t("start-now")} </span>${icon("clock")}<time class="num">${hallTime(clock.nowMs(), zone())}</time> ${dateInWords(clock.nowMs(), lang(), zone())}</span>` : nothing}
        ${city ? demoNote({ demo: city.demo, speed: clock.speed }) : nothing}
        ${city?.figures ? html`<a href="/figures?lang=${lang()}">${both("start-figures")}</a>` : nothing}
      </p>
    </div>
  </div>
</header>`;

const finder = (count) => html`<section class="finder" role="search" aria-label=${t("start-search")}>
  <label class="find"
    >${icon("search")}<span class="visually-hidden">${t("start-search")}</span>
    <input type="search" placeholder=${t("start-search-hint")} autocomplete="off" spellcheck="false" .value=${live(filter.query)} @input=${(event) => set("query", event.target.value)} />
  </label>
  <label class="choose"
    ><span>${both("start-district")}</span>
    <select .value=${live(filter.district)} @change=${(event) => set("district", event.target.value)}>
      <option value="">${t("start-all")}</option>
      ${city.districts.map(({ id, name: text }) => html`<option value=${id} ?selected=${filter.district === id} lang=${lang() === "en" && !text.en ? "zh" : nothing}>${plain(text)}</option>`)}
    </select>
  </label>
  <label class="tick"><input type="checkbox" .checked=${live(filter.onlyOpen)} @change=${(event) => set("onlyOpen", event.target.checked)} /><span>${both("start-only-open")}</span></label>
  <p class="count quiet" role="status">${both("start-found", { count })}</p>
</section>`;

const part = ({ district, halls: own }) => html`<section class="district" aria-labelledby="district-${district.id}">
  <h2 id="district-${district.id}">${pair(district.name)} <small class="quiet">${both("start-open-of", summary(own))}</small></h2>
  <ul class="halls">
    ${own.map((hall) => hallCard(hall, clock.nowMs()))}
  </ul>
</section>`;

const texts = (list) => html`<ul class="points">
  ${list.map((text) => html`<li class="stack">${pair(text)}</li>`)}
</ul>`;

/** Assumptions of some halls say of which: the first by its name, the others by their number. */
const assumption = ({ text, halls: ids }) => {
  const first = halls?.find(({ id }) => id === ids[0]);
  const whose = first && both("start-assumed-of", (language) => ({ hall: first.name[language] ?? plain(first.name), halls: ids.length }));
  return html`<li class="stack">${pair(text)} ${whose ? html`<small class="quiet">${whose}</small>` : nothing}</li>`;
};

const about = () => html`<footer class="about">
  <div class="inner">
    <h2>${both("start-about")}</h2>
    <p class="stack">${both("start-live-about")}</p>
    ${city.demo ? html`<p class="stack strong">${both("start-demo-about")}</p>` : nothing}
    ${city.assumptions.length ? html`<h3>${both("start-assumptions")}</h3><ul class="points">${city.assumptions.map(assumption)}</ul>` : nothing}
    ${city.sources.length ? html`<h3>${both("start-sources")}</h3>${texts(city.sources)}` : nothing}
    <p class="quiet num">OneWindow ${city.version}</p>
  </div>
</footer>`;

function list() {
  if (!halls) return problem ? nothing : cardPlaces();
  const shown = filtered(halls, filter);
  const own = scanned && halls.find(({ id }) => id === scanned);
  return html`${finder(shown.length)}
    ${own ? html`<section class="district"><h2>${both("start-from-board")}</h2><ul class="halls">${hallCard(own, clock.nowMs())}</ul></section>` : nothing}
    ${shown.length ? byDistrict(shown, city.districts).map(part) : html`<p class="empty card">${icon("search")}<span>${both("start-none")}</span> <button type="button" class="button" @click=${clear}>${both("start-show-all")}</button></p>`}`;
}

const view = () => html`${top()}
  <main class="inner">${problemNote(problem)} ${list()}</main>
  ${city ? about() : nothing}`;

await loadWords("start");
onLang(title);
update = page(view);
await refresh();
everyMinute(clock, () => update());
setInterval(() => document.visibilityState === "visible" && refresh(), EVERY_MS);
try {
  user = await me();
  update();
} catch {
  user = null; // the halls' waits are shown all the same; their own failure is said in words
}

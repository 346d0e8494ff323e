// The kiosk's screens, one at a time.

import { hallTime } from "../base/format.js";
import { icon, langSwitch } from "../base/ui.js";
import { both, pair } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { emptyLogin, loginForm } from "../login/form.js";
import { TILES, ofTile } from "./catalogue.js";
import { failedScreen, issuingScreen, ticketScreen } from "./outcome.js";
import { searchScreen, serviceScreen, servicesScreen } from "./find.js";
import { foot, priorities, takePanel } from "./parts.js";

const login = emptyLogin();

function top({ device }) {
  const name = device.frame?.hall_name ?? device.hall?.name;
  return html`<header class="bar">
    <p class="hall stack" data-fit="0.5">${pair(name)}</p>
    ${device.clock.known ? html`<p class="time num">${hallTime(device.clock.nowMs(), device.frame.tz)}</p>` : nothing}
    ${langSwitch({ keep: false })}
  </header>`;
}

const tile = (groups, acts) => html`<button type="button" class="tile group" data-group=${groups[0]} @click=${() => acts.tile(groups)}>
  <span class="stack">${both(`kiosk-tile-${groups[0]}`)}</span>${icon("next")}
</button>`;

function homeScreen(all) {
  const { device, acts } = all;
  const tiles = device.services ? TILES.filter((groups) => ofTile(device.services, groups).length) : [];
  return html`<main class="home">
      ${takePanel(all)}
      <section class="find" aria-labelledby="find-title">
        <h2 id="find-title">${both("kiosk-find")}</h2>
        <button type="button" class="open-search" data-act="search" @click=${acts.search}>${icon("search")}<span>${both("kiosk-find-hint")}</span></button>
        <div class="groups">${tiles.map((groups) => tile(groups, acts))}</div>
      </section>
      ${priorities(all)}
    </main>
    ${foot(all)}`;
}

function setupScreen({ device, acts }) {
  const wrong = device.user && device.enrolled === false;
  return html`<main class="setup card">
    <h1 class="stack">${both("kiosk-setup")}</h1>
    <p class="stack">${both(wrong ? "kiosk-setup-wrong" : "kiosk-setup-more")}</p>
    ${loginForm(login, acts.update, acts.enrolled)}
    <a href="/">${both("kiosk-home")}</a>
  </main>`;
}

const unknownScreen = () => html`<main class="setup card" role="alert">
  <h1 class="stack">${both("kiosk-unknown")}</h1>
  <p class="stack">${both("kiosk-unknown-more")}</p>
  <a class="button" href="/">${both("kiosk-home")}</a>
</main>`;

const SCREENS = {
  home: homeScreen,
  services: servicesScreen,
  search: searchScreen,
  service: serviceScreen,
  issuing: issuingScreen,
  failed: failedScreen,
  ticket: ticketScreen,
};

/** The whole kiosk. */
export function kioskView(all) {
  const { device, visit } = all;
  if (device.unknown) return html`${top(all)}${unknownScreen()}`;
  if (device.enrolled === false) return html`${top(all)}${setupScreen(all)}`;
  return html`${top(all)}${SCREENS[visit.screen](all)}`;
}


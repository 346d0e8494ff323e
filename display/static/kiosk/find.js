// Finding a service: by group, by letters; and what to bring for it.

import { icon } from "../base/ui.js";
import { both, pair, t } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { ofTile } from "./catalogue.js";
import { letterKeys } from "./keys.js";
import { foot, priorities, takePanel } from "./parts.js";

// How many services one page holds: [normal, large type].
const LIST = { portrait: [7, 5], landscape: [6, 4] };
const FOUND = { portrait: [4, 2], landscape: [3, 2] };

const perPage = (rows, { portrait, large }) => rows[portrait ? "portrait" : "landscape"][large ? 1 : 0];

const row = (service, acts) => html`<li>
  <button type="button" class="service" data-service=${service.code} @click=${() => acts.service(service)}>
    <span class="name stack" data-fit="0.6">${pair(service.name)}</span><span class="kind stack">${both(`kind-${service.kind}`)}</span>${icon("next")}
  </button>
</li>`;

/** Some of the services, and the way to the others. */
function pages(services, rows, { device, visit, acts }) {
  const size = perPage(rows, device);
  const count = Math.max(1, Math.ceil(services.length / size));
  const number = Math.min(visit.page, count - 1);
  return html`<ul class="services">
      ${services.slice(number * size, (number + 1) * size).map((service) => row(service, acts))}
    </ul>
    ${count === 1
      ? nothing
      : html`<nav class="turn" aria-label=${t("kiosk-choose-service")}>
          <button type="button" class="wide" data-act="previous" ?disabled=${number === 0} @click=${() => acts.turn(-1)}>${icon("back")}<span class="stack">${both("kiosk-previous")}</span></button>
          <p class="stack num" role="status">${both("kiosk-page", { page: number + 1, pages: count })}</p>
          <button type="button" class="wide" data-act="next" ?disabled=${number === count - 1} @click=${() => acts.turn(1)}><span class="stack">${both("kiosk-next")}</span>${icon("next")}</button>
        </nav>`}`;
}

export function servicesScreen(all) {
  const { device, visit } = all;
  const services = ofTile(device.services ?? [], visit.tile);
  return html`<main class="list">
      <h1 tabindex="-1" data-focus>${both(`kiosk-tile-${visit.tile[0]}`)}</h1>
      ${pages(services, LIST, all)}
    </main>
    ${foot(all)}`;
}

function findings(all) {
  const { visit } = all;
  if (visit.failed) return html`<p class="hint bad" role="alert">${icon("warning")}<span class="stack">${both("kiosk-search-failed")}</span></p>`;
  if (!visit.query.trim()) return html`<p class="hint stack">${both("kiosk-search-start")}</p>`;
  if (!visit.found) return html`<p class="hint">${both("loading")}</p>`;
  if (!visit.found.length) return html`<p class="hint stack" role="status">${both("kiosk-search-empty")}</p>`;
  return html`<p class="visually-hidden" role="status">${t("kiosk-found", { count: visit.found.length })}</p>
    ${pages(visit.found, FOUND, all)}`;
}

export function searchScreen(all) {
  const { visit, acts } = all;
  return html`<main class="search">
      <label class="field"
        >${icon("search")}<span class="visually-hidden">${t("kiosk-search")}</span>
        <input data-focus inputmode="none" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="40" placeholder=${t("kiosk-find-input")} .value=${live(visit.query)} @input=${(event) => acts.query(event.target.value)} />
      </label>
      <div class="findings">${findings(all)}</div>
      ${letterKeys(visit.query, acts.query)}
    </main>
    ${foot(all)}`;
}

function promise(service) {
  if (service.kind === "instant") return both("kiosk-instant", { minutes: Math.round(service.typical_minutes) });
  if (!service.promised_days) return both("kiosk-reviewed");
  return both(service.limit_unit === "calendar" ? "kiosk-reviewed-calendar-days" : "kiosk-reviewed-days", { days: service.promised_days });
}

export function serviceScreen(all) {
  const { service } = all.visit;
  return html`<main class="one">
      <h1 class="stack" tabindex="-1" data-focus data-fit="0.5">${pair(service.name)}</h1>
      <p class="promise">${icon("clock")}<span class="stack">${promise(service)}</span></p>
      <section class="bring">
        <h2>${both(service.materials.length ? "kiosk-bring" : "kiosk-bring-nothing")}</h2>
        <ul data-fit="0.45">
          ${service.materials.map((text) => html`<li>${icon("check")}<span class="stack">${pair(text)}</span></li>`)}
        </ul>
      </section>
      ${priorities(all)} ${takePanel(all, "kiosk-take-for")}
    </main>
    ${foot(all)}`;
}

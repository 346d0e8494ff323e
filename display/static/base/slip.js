// A ticket's slip, printed by the browser on an 80 mm roll: the number, what to expect and to bring, and a code for the phone page.

import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { hallDate, hallTime, waitRange } from "./format.js";
import { qrCode } from "./qr.js";
import { priorityNote } from "./ui.js";
import { both, pair, t } from "./words.js";

const STYLE = "/static/base/slip.css";
const MM_PER_PX = 25.4 / 96; // CSS: 96 px are an inch
const ROLL_MM = 80;

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

/** The address of a ticket's phone page for others' devices; null when the city has no public address. */
export function publicAddress(city, pass) {
  return city?.public_url ? `${city.public_url.replace(/\/+$/, "")}/t/${pass}` : null;
}

const row = (label, value) => html`<div><dt>${both(label)}</dt><dd>${value}</dd></div>`;

const list = (kind, texts) => html`<ul class="slip-${kind}">${texts.map((text) => html`<li class="stack">${pair(text)}</li>`)}</ul>`;

/**
 * The slip as it is printed.
 *
 * @param {object} slip `ticket`: as the server gave it to the issuer; `hall`: {name}; `services`: catalogue entries of the visit; `tz`;
 *   `address`: of the ticket's phone page for the code, null when the city has no public address; `demo`
 */
export function slipView({ ticket, hall, services = [], tz, address = null, demo = false }) {
  const bring = services.flatMap(({ materials }) => materials);
  return html`<article class="slip">
    <h1 class="stack">${pair(hall.name)}</h1>
    <p class="slip-number">${ticket.number}</p>
    ${ticket.priority === "normal" ? nothing : html`<p class="slip-priority">${both(`priority-${ticket.priority}`)}</p>`}
    <p class="stack">${both("slip-keep")}</p>
    <dl>
      ${row("slip-issued", html`${hallDate(ticket.issued_at, tz)} ${hallTime(ticket.issued_at, tz)}`)}
      ${ticket.ahead === null ? nothing : row("slip-ahead", html`${ticket.ahead} ${both("people-unit")}`)}
      ${ticket.wait ? row("slip-wait", html`${waitRange(ticket.wait)} ${both("minutes-unit")}`) : nothing}
    </dl>
    ${priorityNote(ticket)}
    ${services.length ? list("services", services.map(({ name }) => name)) : html`<p class="stack">${both("slip-any-counter")}</p>`}
    ${bring.length ? html`<h2>${both("slip-bring")}</h2>${list("bring", bring)}` : nothing}
    ${address ? html`<div class="slip-code">${qrCode(address, t("slip-code"))}<p class="stack">${both("slip-code")}</p></div>` : nothing}
    <p class="slip-foot">${both("slip-today")}${demo ? html`<br />${both("demo")}` : nothing}</p>
  </article>`;
}

/** The styles that paper needs; loaded with the first slip. Resolves when they are there. */
function styled() {
  if (document.querySelector(`link[href="${STYLE}"]`)) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLE });
  const loaded = new Promise((resolve) => {
    link.onload = link.onerror = resolve;
  });
  document.head.append(link);
  return loaded;
}

/** Print the slip; resolves when the print dialog has been answered (a kiosk browser prints without one). A roll has no page: the sheet is as long as the slip. */
export async function printSlip(slip) {
  await styled();
  let paper = document.getElementById("slip");
  if (!paper) {
    paper = Object.assign(document.createElement("div"), { id: "slip" });
    paper.setAttribute("aria-hidden", "true");
    document.body.append(paper);
  }
  render(slipView(slip), paper);
  await document.fonts.ready;
  const length = Math.ceil(paper.getBoundingClientRect().height * MM_PER_PX) + 2;
  sheet.replaceSync(`@page { size: ${ROLL_MM}mm ${length}mm; margin: 0 }`);
  window.print();
}

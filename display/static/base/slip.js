// A ticket's slip, 80 mm wide, printed by the browser: the number, who is ahead, the wait range, and a code for the phone page.

import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { hallTime, waitRange } from "./format.js";
import { qrCode } from "./qr.js";
import { both, pair, t } from "./words.js";

const STYLE = "/static/base/slip.css";
const MM_PER_PX = 25.4 / 96; // CSS: 96 px are an inch
const ROLL_MM = 80;

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

/**
 * The slip as it is printed.
 *
 * @param {object} slip `ticket`: as the server gave it to the issuer; `hall`: {name}; `services`: catalogue entries of the visit; `tz`;
 *   `address`: of the ticket's phone page for the code, null when the city has no public address; `demo`
 */
export function slipView({ ticket, hall, services = [], tz, address = null, demo = false }) {
  return html`<article class="slip">
    <h1>${pair(hall.name)}</h1>
    <p class="slip-number">${ticket.number}</p>
    ${ticket.priority === "normal" ? nothing : html`<p class="slip-priority">${both(`priority-${ticket.priority}`)}</p>`}
    ${services.length ? html`<ul>${services.map((service) => html`<li>${pair(service.name)}</li>`)}</ul>` : nothing}
    ${ticket.ahead === null
      ? nothing
      : html`<p>${both("slip-ahead", { count: ticket.ahead })}${ticket.wait ? html`<br />${both("slip-wait", { range: waitRange(ticket.wait) })}` : nothing}</p>`}
    ${address ? html`<div class="slip-code">${qrCode(address, t("slip-code"))}<p>${both("slip-code")}</p></div>` : nothing}
    <p class="slip-foot">${ticket.date} ${hallTime(ticket.issued_at, tz)}${demo ? html`<br />${both("demo")}` : nothing}<br />${both("slip-keep")}</p>
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

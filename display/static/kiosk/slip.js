// The paper slip, printed by the browser on an 80 mm roll: in the page, but laid out for the printer alone.

import { hallDate, hallTime, waitRange } from "../base/format.js";
import { qrCode } from "../base/qr.js";
import { demoNote } from "../base/ui.js";
import { both, pair, t, tIn } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";

const MM_PER_PX = 25.4 / 96; // CSS: 96 px are an inch
const ROLL_MM = 80;

const paper = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, paper];

/** The slip of a ticket. `services`: catalogue entries of the ticket. `address`: of its phone page, or null. */
export function slip({ ticket, hallName, services, address, tz, demo }) {
  const bring = services.flatMap(({ materials }) => materials);
  return html`<section class="slip" aria-hidden="true">
    <p class="hall stack">${pair(hallName)}</p>
    <p class="number num">${ticket.number}</p>
    ${ticket.priority === "normal" ? nothing : html`<p class="strong">${both("kiosk-claimed", (language) => ({ priority: tIn(language, `priority-${ticket.priority}`) }))}</p>`}
    <p class="stack">${both("slip-keep")}</p>
    <dl>
      <div><dt>${both("slip-issued")}</dt><dd class="num">${hallDate(ticket.issued_at, tz)} ${hallTime(ticket.issued_at, tz)}</dd></div>
      ${ticket.ahead === null ? nothing : html`<div><dt>${both("kiosk-ahead")}</dt><dd class="num">${ticket.ahead} ${both("kiosk-people")}</dd></div>`}
      ${ticket.wait ? html`<div><dt>${both("kiosk-wait")}</dt><dd class="num">${waitRange(ticket.wait)} ${both("minutes-unit")}</dd></div>` : nothing}
    </dl>
    ${services.length ? html`<ul class="visit">${services.map(({ name }) => html`<li class="stack">${pair(name)}</li>`)}</ul>` : html`<p class="stack">${both("slip-any-counter")}</p>`}
    ${bring.length
      ? html`<p class="strong">${both("slip-bring")}</p>
          <ul class="papers">
            ${bring.map((text) => html`<li class="stack">${pair(text)}</li>`)}
          </ul>`
      : nothing}
    ${address ? html`<div class="code">${qrCode(address, t("slip-scan"))}<p class="stack">${both("slip-scan")}</p></div>` : nothing}
    <p class="foot">${both("slip-today")} ${demoNote({ demo })}</p>
  </section>`;
}

/** Print the slip that stands in the page. The sheet is cut to its length: a roll has no page. */
export async function printSlip() {
  await document.fonts.ready;
  const box = document.querySelector(".slip");
  if (!box) return;
  const length = Math.ceil(box.getBoundingClientRect().height * MM_PER_PX) + 2;
  paper.replaceSync(`@page { size: ${ROLL_MM}mm ${length}mm; margin: 0 }`);
  window.print();
}

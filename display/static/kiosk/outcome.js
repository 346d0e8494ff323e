// The screens after the tap: on its way, taken, not taken.

import { waitRange } from "../base/format.js";
import { qrCode } from "../base/qr.js";
import { publicAddress } from "../base/slip.js";
import { icon, priorityNote, problemWords } from "../base/ui.js";
import { both, pair, t, tIn } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";

export const issuingScreen = () => html`<main class="issuing" role="status"><span class="spinner" aria-hidden="true"></span><p class="stack">${both("kiosk-issuing")}</p></main>`;

export function failedScreen({ visit, acts }) {
  const { problem } = visit;
  const unknown = problem.status === 0 || problem.status >= 500;
  return html`<main class="failed" role="alert">
    ${icon("warning")}
    <h1 class="stack" tabindex="-1" data-focus>${both(unknown ? "kiosk-uncertain" : "kiosk-failed")}</h1>
    <p class="stack">${both(problemWords(problem), { code: problem.code })}</p>
    ${unknown ? html`<p class="stack quiet">${both("kiosk-uncertain-more")}</p>` : nothing}
    <button type="button" class="wide primary" data-act="retry" @click=${acts.take}><span class="stack">${both("kiosk-try-again")}</span></button>
    <button type="button" class="wide" data-act="home" @click=${acts.startAgain}><span class="stack">${both("kiosk-start-again")}</span></button>
    <p class="stack quiet">${both("kiosk-ask-staff")}</p>
  </main>`;
}

function expectation(ticket) {
  return html`<dl class="expect">
    ${ticket.ahead === null ? nothing : html`<div><dt>${both("kiosk-ahead")}</dt><dd class="num">${ticket.ahead} <small>${both("kiosk-people")}</small></dd></div>`}
    ${ticket.wait ? html`<div><dt>${both("kiosk-wait")}</dt><dd class="num">${waitRange(ticket.wait)} <small>${both("minutes-unit")}</small></dd></div>` : nothing}
  </dl>`;
}

function follow(address, ticket, demo) {
  if (address) return html`<section class="scan">${qrCode(address, t("kiosk-scan"))}<p class="stack">${both("kiosk-scan")}</p></section>`;
  return demo ? html`<p class="open-phone"><a class="wide" href="/t/${ticket.pass}" target="_blank" rel="noopener">${both("kiosk-open-phone")}</a></p>` : nothing;
}

export function ticketScreen({ device, visit, idle, acts }) {
  const { ticket } = visit;
  const services = visit.service ? [visit.service] : [];
  const address = publicAddress(device.city, ticket.pass);
  return html`<main class="issued">
      <section class="ticket" role="status">
        <p class="label">${both("kiosk-your-number")}</p>
        <h1 class="number num" tabindex="-1" data-focus>${ticket.number}</h1>
        ${services.map(({ name }) => html`<p class="for stack" data-fit="0.5">${pair(name)}</p>`)}
        ${ticket.priority === "normal" ? nothing : html`<p class="claim">${both("kiosk-claimed", (language) => ({ priority: tIn(language, `priority-${ticket.priority}`) }))}<br />${both("kiosk-show-proof")}</p>`}
        ${priorityNote(ticket)}
      </section>
      ${expectation(ticket)}
      <p class="next-step">${icon("printer")}<span class="stack">${both("kiosk-printing")}</span></p>
      ${follow(address, ticket, device.city?.demo)}
    </main>
    <footer class="bar">
      <p class="countdown" role="timer"><span class="stack">${both("kiosk-seconds", { seconds: idle.left ?? 0 })}</span></p>
      <button type="button" class="wide" data-act="print" @click=${acts.print}>${icon("printer")}<span class="stack">${both("kiosk-print-again")}</span></button>
      <button type="button" class="wide primary" data-act="done" @click=${acts.startAgain}><span class="stack">${both("kiosk-done")}</span></button>
    </footer>`;
}

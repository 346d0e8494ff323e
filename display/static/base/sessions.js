// A login's sessions, as the account page and the administrators' page list them.

import { dateInWords, hallTime } from "./format.js";
import { icon } from "./ui.js";
import { both, lang, t } from "./words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";

/** A real time on this device's own clock: sessions do not follow a hall's. */
export const moment = (time) =>
  html`<time datetime=${time}>${dateInWords(time, lang(), undefined)} ${hallTime(time, undefined)}</time>`;

/** The list; `end(session)` ends one. */
export function sessionList(sessions, end) {
  return html`<ul class="session-list">
    ${sessions.map(
      (session) => html`<li data-session=${session.id}>
        <p>
          <b>${session.device ?? t("session-device-unknown")}</b> ${session.address ? html`<span class="quiet">${session.address}</span>` : nothing}
          ${session.current ? html`<span class="tag">${both("session-current")}</span>` : nothing}
        </p>
        <p class="quiet">${both("session-started")} ${moment(session.started_at)}</p>
        <p class="quiet">${both("session-seen")} ${moment(session.seen_at)}</p>
        ${session.current ? nothing : html`<button type="button" class="button danger" @click=${() => end(session)}>${icon("close")}${both("session-end")}</button>`}
      </li>`,
    )}
  </ul>`;
}

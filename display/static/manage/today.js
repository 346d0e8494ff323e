// Today: six figures, what needs attention, the counters, the line, and the hours so far. All of it from the hall's live view.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { both, t } from "../base/words.js";
import { clockDuration, hallTimeSeconds, waitRange } from "../base/format.js";
import { icon } from "../base/ui.js";
import { clock, state } from "./state.js";

const NIGHT = 86_400; // a counter that has not been used today has no time that means anything

const minutes = (seconds) => Math.floor(Math.max(0, seconds) / 60);
const since = (time) => Math.max(0, (clock.nowMs() - Date.parse(time)) / 1000);
const percent = (share) => (share === null ? "–" : `${Math.round(share * 100)}`);

function figure(words, value, unit, note = nothing, warn = false) {
  return html`<div class=${warn ? "figure warn" : "figure"}>
    <dt>${both(words)}</dt>
    <dd><span class="num">${value}</span>${unit ? html`<small>${both(unit)}</small>` : nothing}</dd>
    <p class="quiet">${note}</p>
  </div>`;
}

function figures(frame) {
  const { waiting, wait, longest_wait_s: longest, target_s: targetS, service_level: level, by_counter: counters } = frame;
  const target = Math.round(targetS / 60);
  const open = counters.filter(({ state: now }) => now !== "closed").length;
  const now = wait ? both("manage-wait-now", { range: waitRange(wait) }) : both("manage-no-wait");
  const someone = waiting.total > 0;
  return html`<dl class="figures">
    ${figure("manage-waiting", waiting.total, null, now)}
    ${figure("manage-longest", someone ? minutes(longest) : "–", someone ? "minutes-unit" : null, both("manage-target-note", { target }), longest > targetS)}
    ${figure("manage-level", percent(level), level === null ? null : "manage-percent", both("manage-level-note", { target }))}
    ${figure("manage-served", frame.served, null, both("manage-called-note", { count: frame.called }))}
    ${figure("manage-abandoned", frame.abandoned, null, both("manage-abandoned-note", { held: frame.held }))}
    ${figure("manage-counters-open", open, null, both("manage-counters-note", { all: counters.length }))}
  </dl>`;
}

const numberOf = (ticket) => ticket.split(".").pop();

function alarm({ code, count = 0, counter = "", ticket = "" }, frame) {
  const args = { count, counter: String(counter), number: numberOf(ticket), target: Math.round(frame.target_s / 60) };
  return html`<li>${icon("warning")}<span>${both(`manage-alarm-${code}`, args)}</span></li>`;
}

function alarms(frame) {
  if (!frame.alarms.length) return html`<p class="calm">${icon("check")}${both("manage-no-alarms")}</p>`;
  return html`<ul class="alarms" role="status">
    ${frame.alarms.map((one) => alarm(one, frame))}
  </ul>`;
}

function counterRow(counter) {
  const open = counter.state !== "closed";
  const seconds = since(counter.since);
  return html`<tr class=${counter.state}>
    <th scope="row" class="num">${counter.counter}</th>
    <td><span class="state-mark ${counter.state}" aria-hidden="true"></span>${both(`counter-${counter.state}`)}</td>
    <td>${counter.staff ?? html`<span class="quiet">–</span>`}</td>
    <td class="num">${counter.number ?? html`<span class="quiet">–</span>`}</td>
    <td class="num right">${open && seconds < NIGHT ? clockDuration(seconds) : html`<span class="quiet">–</span>`}</td>
    <td class="num right">${counter.served}</td>
    <td class="num right">${counter.busy_s ? minutes(counter.busy_s) : html`<span class="quiet">–</span>`}</td>
  </tr>`;
}

function counters(frame) {
  return html`<section class="panel by-counter">
    <h3>${both("manage-counters")}</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${["manage-counter", "manage-state", "manage-staff", "manage-number"].map((words) => html`<th scope="col">${both(words)}</th>`)}
            ${["manage-since", "manage-served-short", "manage-busy"].map((words) => html`<th scope="col" class="right">${both(words)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${repeat(frame.by_counter, ({ counter }) => counter, counterRow)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function line(frame) {
  const more = frame.waiting.total - frame.line.length;
  return html`<section class="panel the-line">
    <h3>${both("manage-line")}<span class="quiet">${both("manage-line-order")}</span></h3>
    <div class="scroll">
      ${
        frame.line.length
          ? html`<ol>
              ${repeat(
                frame.line,
                ({ id }) => id,
                (ticket) =>
                  html`<li>
                    <b class="num">${ticket.number}</b
                    >${ticket.priority === "normal" ? nothing : html`<span class="tag">${t(`priority-${ticket.priority}`)}</span>`}<small
                      class="num"
                      >${t("staff-minutes", { minutes: minutes(since(ticket.issued_at)) })}</small
                    >
                  </li>`,
              )}
            </ol>`
          : html`<p class="quiet">${both("manage-line-empty")}</p>`
      }
      ${more > 0 ? html`<p class="quiet">${both("manage-line-more", { count: more })}</p>` : nothing}
    </div>
  </section>`;
}

function bar(count, most) {
  return html`<svg class="bar-cell" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <rect width=${most ? (100 * count) / most : 0} height="10"></rect>
  </svg>`;
}

const waitCell = (seconds) => (seconds === null ? html`<span class="quiet">–</span>` : minutes(seconds + 30));

function hours(frame) {
  const most = Math.max(1, ...frame.hours.map(({ issued }) => issued));
  return html`<section class="panel hours-so-far">
    <h3>${both("manage-hours-so-far")}<span class="quiet">${both("manage-hours-unit")}</span></h3>
    ${
      frame.hours.length
        ? html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">${both("manage-hour")}</th>
                  <th scope="col" colspan="2">${both("manage-issued")}</th>
                  ${["manage-called", "manage-median", "manage-ninety"].map((words) => html`<th scope="col" class="right">${both(words)}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${frame.hours.map(
                  ({ hour, issued, called, p50_s: p50, p90_s: p90 }) =>
                    html`<tr>
                      <th scope="row" class="num">${hour}:00</th>
                      <td class="num right">${issued}</td>
                      <td class="wide">${bar(issued, most)}</td>
                      <td class="num right">${called}</td>
                      <td class="num right">${waitCell(p50)}</td>
                      <td class="num right">${waitCell(p90)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        : html`<p class="quiet">${both("manage-hours-none")}</p>`
    }
  </section>`;
}

export function todayTab() {
  const { frame } = state;
  if (!frame) return html`<p class="quiet">${both("loading")}</p>`;
  return html`<div class="today">
    ${figures(frame)} ${alarms(frame)}
    <div class="today-tables">
      ${counters(frame)}
      <div class="column">${line(frame)}${hours(frame)}</div>
    </div>
    <p class="source quiet">
      ${both(frame.demo ? "manage-source-demo" : "manage-source", { time: hallTimeSeconds(frame.at, frame.tz), date: frame.date })}
    </p>
  </div>`;
}

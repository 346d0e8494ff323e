// Issuing: who comes (priority), what for (a service, or none), and the ticket is made. The greeter's own decision is one command.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { Wish } from "../kiosk/issue.js";
import { both, pair, t } from "../base/words.js";
import { icon } from "../base/ui.js";
import { READY_MS, change, state } from "./state.js";

// The classes that staff may give; urgent is theirs alone.
export const PRIORITIES = ["normal", "elder", "disabled", "veteran", "pregnant", "urgent"];
const GROUPS = ["general", "pension", "medical", "work_injury", "unemployment", "maternity", "collection"];

let wish = null; // kept until its outcome is known, so that trying again takes no second ticket
let wished = "";

/** Make a ticket for these services; tried again after a failure it is the same command. */
export async function issue(services) {
  if (state.sending) return;
  const body = { services, priority: state.priority };
  const same = JSON.stringify(body);
  if (!wish || wished !== same) {
    wish = new Wish(state.hall.id, body);
    wished = same;
  }
  change({ sending: true, problem: null, word: null });
  try {
    const issued = await wish.send();
    wish = null;
    change({ issued, until: performance.now() + READY_MS, priority: "normal", group: null });
  } catch (problem) {
    change({ problem, again: services });
  } finally {
    change({ sending: false });
  }
}

/** Ready for the next visitor. */
export function ready() {
  change({ issued: null, problem: null });
}

function priorities() {
  return html`<section class="who">
    <h2><b class="step">1</b>${both("greet-who")}</h2>
    <div class="priorities" role="radiogroup" aria-label=${t("priority")}>
      ${PRIORITIES.map(
        (priority) =>
          html`<button
            type="button"
            role="radio"
            class="priority ${priority}"
            data-priority=${priority}
            aria-checked=${state.priority === priority}
            @click=${() => change({ priority })}
          >
            <span class="stack">${both(`priority-${priority}`)}</span>
          </button>`,
      )}
    </div>
  </section>`;
}

function groups(off) {
  return html`<div class="groups">
    <button type="button" class="group any" data-any aria-disabled=${off} @click=${() => off || issue([])}>
      ${icon("arrow")}<span class="stack">${both("greet-any")}</span><small class="stack">${both("greet-any-hint")}</small>
    </button>
    ${GROUPS.filter((group) => state.services.some((service) => service.group === group)).map(
      (group) =>
        html`<button type="button" class="group" data-group=${group} @click=${() => change({ group })}>
          <span class="stack">${both(`group-${group}`)}</span>${icon("next")}
        </button>`,
    )}
  </div>`;
}

function services(off) {
  return html`<div class="of-group">
    <p class="path">
      <button type="button" class="button" @click=${() => change({ group: null })}>${icon("back")}${both("back")}</button
      ><b>${both(`group-${state.group}`)}</b>
    </p>
    <ul class="services">
      ${state.services
        .filter((service) => service.group === state.group)
        .map(
          (service) =>
            html`<li>
              <button
                type="button"
                class="service"
                data-service=${service.code}
                aria-disabled=${off}
                @click=${() => off || issue([service.code])}
              >
                <span>${pair(service.name)}</span><small>${service.code}</small>
              </button>
            </li>`,
        )}
    </ul>
  </div>`;
}

/** `finder`: makes a ticket for the service that was found. */
export function issuePanel(finder) {
  const off = state.sending || state.link.state !== "live" || !state.frame?.open;
  return html`<section class="issue">
    ${priorities()}
    <section class="what">
      <h2><b class="step">2</b>${both("greet-what")}</h2>
      ${state.group ? nothing : finder.view()} ${state.group ? services(off) : groups(off)}
    </section>
  </section>`;
}

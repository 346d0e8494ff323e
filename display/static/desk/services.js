// The services of the visit: what was done, with which outcome, and the materials of the chosen one.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { both, pair, plain, t } from "../base/words.js";
import { icon } from "../base/ui.js";
import { OUTCOMES, outcomesOf } from "./visit.js";
import { change, serviceOf } from "./state.js";
import { keyCap } from "./parts.js";

function outcomes(visit, item, entry) {
  return html`<div class="outcomes" role="radiogroup" aria-label=${plain(entry.name)}>
    ${outcomesOf(entry).map(
      (outcome) =>
        html`<label class="outcome ${outcome}">
          <input
            type="radio"
            name="outcome-${item.code}"
            .checked=${live(item.outcome === outcome)}
            @change=${() => {
              visit.setOutcome(item.code, outcome);
              change();
            }}
          />
          <span>${both(`desk-outcome-${outcome}`)} ${keyCap(String(OUTCOMES.indexOf(outcome) + 1))}</span>
        </label>`,
    )}
  </div>`;
}

/** One service; the chosen one shows what can become of it, the others what became. */
function service(visit, item, i) {
  const entry = serviceOf(item.code);
  const chosen = i === visit.chosen;
  const choose = () => {
    visit.choose(i);
    change();
  };
  return html`<li
    class=${chosen ? "service on" : "service"}
    @click=${() => chosen || choose()}
    @focusin=${() => chosen || choose()}
  >
    <div class="name">
      <span>${pair(entry.name)}</span>
      <small>${item.code} · ${t(`kind-${entry.kind}`)}</small>
      ${chosen ? nothing : html`<span class="became ${item.outcome}">${t(`desk-outcome-${item.outcome}`)}</span>`}
      <button
        type="button"
        class="drop"
        aria-label=${t("desk-drop", { name: plain(entry.name) })}
        @click=${(event) => {
          event.stopPropagation();
          visit.drop(item.code);
          change();
        }}
      >
        ${icon("close")}
      </button>
    </div>
    ${chosen ? outcomes(visit, item, entry) : nothing}
  </li>`;
}

function materials(visit) {
  const item = visit?.item;
  if (!item) return html`<p class="empty">${both("desk-materials-idle")}</p>`;
  const list = serviceOf(item.code).materials;
  if (!list.length) return html`<p class="empty">${both("desk-materials-none")}</p>`;
  return html`<ul class="checklist">
    ${list.map(
      (material, i) =>
        html`<li>
          <label
            ><input
              type="checkbox"
              .checked=${live(item.seen.includes(i))}
              @change=${(event) => {
                visit.setSeen(item.code, i, event.target.checked);
                change();
              }}
            /><span>${pair(material)}</span></label
          >
        </li>`,
    )}
  </ul>`;
}

function missing(visit) {
  const item = visit?.item;
  const list = item ? serviceOf(item.code).materials : [];
  if (!list.length || !item.seen.length) return nothing;
  const count = list.length - item.seen.length;
  return count
    ? html`<span class="missing">${both("desk-materials-missing", { count })}</span>`
    : html`<span class="all-here">${icon("check")}${both("desk-materials-all")}</span>`;
}

/** Bring the chosen service into view, once the page has been drawn. */
export function showChosen() {
  queueMicrotask(() => document.querySelector(".service.on")?.scrollIntoView({ block: "nearest" }));
}

/** `visit`: null while nobody is at the counter. `finder`: adds a service. */
export function work(visit, finder) {
  return html`<section class="work">
    <div class="services-of-visit">
      <h3>${both("desk-services")}</h3>
      ${
        visit
          ? html`${finder.view({ shortcut: "/" })}
            ${
              visit.items.length
                ? html`<ul class="services">
                    ${repeat(
                      visit.items,
                      (item) => item.code,
                      (item, i) => service(visit, item, i),
                    )}
                  </ul>`
                : html`<p class="empty">${both("desk-services-none")}</p>`
            }`
          : html`<p class="empty">${both("desk-services-idle")}</p>`
      }
    </div>
    <div class="materials">
      <h3>${both("desk-materials")}${missing(visit)}</h3>
      ${materials(visit)}
    </div>
  </section>`;
}

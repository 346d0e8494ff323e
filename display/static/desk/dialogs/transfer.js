// Transfer: to a counter, or into the line of other services; to the front or the back.

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { both, name, pair, plain, t } from "../../base/words.js";
import { answers } from "../../base/modal.js";
import { Finder } from "../../base/finder.js";
import { icon } from "../../base/ui.js";
import { change, serviceOf, state, view } from "../state.js";
import { counterPath, say, send } from "../commands.js";
import { takesText } from "../parts.js";

let choice = null;

function begin() {
  choice = { to: "counter", counter: null, typed: "", services: [], place: "front" };
  choice.finder = new Finder({
    hall: state.hall.id,
    id: "transfer-find",
    onChange: change,
    onPick: ({ code }) => {
      choice.services = [...new Set([...choice.services, code])];
      change();
    },
  });
}

function set(patch) {
  Object.assign(choice, patch);
  change();
}

/** Digits typed anywhere but in the search choose a counter by its number. */
function onKey(event) {
  if (choice.to !== "counter" || !/^[0-9]$/.test(event.key)) return;
  const numbers = others().map(({ counter }) => counter);
  const longer = choice.typed + event.key;
  const typed = numbers.some((counter) => String(counter).startsWith(longer)) ? longer : event.key;
  set({ typed, counter: numbers.find((counter) => counter === Number(typed)) ?? choice.counter });
}

const others = () => view().counters.filter(({ counter }) => counter !== state.counter);
const ready = () => (choice.to === "counter" ? choice.counter !== null : choice.services.length > 0);

async function transfer() {
  if (!ready()) return;
  const { to, counter, services, place } = choice;
  change({ ask: null });
  const answer = await send(
    "desk-do-transfer",
    counterPath("transfer"),
    to === "counter" ? { counter, place } : { services, place },
  );
  if (!answer) return;
  if (to === "counter") say("desk-said-moved-counter", { number: answer.number, counter: String(counter) });
  else say("desk-said-moved-services", { number: answer.number });
}

function counters() {
  return html`<p class="quiet">${both("desk-transfer-pick-counter")}</p>
    <div class="counters-grid" role="radiogroup" aria-label=${t("desk-transfer-counter")}>
      ${others().map(
        (counter, i) =>
          html`<label class="counter-pick ${counter.state}">
            <input
              type="radio"
              name="to-counter"
              ?autofocus=${i === 0}
              .checked=${choice.counter === counter.counter}
              @change=${() => set({ counter: counter.counter, typed: "" })}
            />
            <span class="card-pick"
              ><b class="num">${counter.counter}</b><span class="stack">${both(`counter-${counter.state}`)}</span>
              <small
                >${counter.staff ? name(counter.staff) : nothing}${counter.takes ? html` ${takesText(counter.takes)}` : nothing}</small
              ></span
            >
          </label>`,
      )}
    </div>
    ${
      others().find(({ counter }) => counter === choice.counter)?.state === "closed"
        ? html`<p class="note">${icon("warning")}<span>${both("desk-transfer-closed")}</span></p>`
        : nothing
    }`;
}

function services() {
  return html`<p class="quiet">${both("desk-transfer-pick-services")}</p>
    ${choice.finder.view({ autofocus: true })}
    <ul class="picked">
      ${choice.services.map(
        (code) =>
          html`<li>
            <span>${pair(serviceOf(code).name)}</span> <small>${code}</small>
            <button
              type="button"
              class="drop"
              aria-label=${t("desk-drop", { name: plain(serviceOf(code).name) })}
              @click=${() => set({ services: choice.services.filter((one) => one !== code) })}
            >
              ${icon("close")}
            </button>
          </li>`,
      )}
    </ul>`;
}

function tab(to) {
  return html`<button type="button" aria-pressed=${choice.to === to} @click=${() => set({ to })}>
    ${both(`desk-transfer-${to === "counter" ? "counter" : "services"}`)}
  </button>`;
}

function place(where) {
  return html`<label class="radio"
    ><input type="radio" name="place" .checked=${choice.place === where} @change=${() => set({ place: where })} />
    <span><b>${both(`desk-transfer-${where}`)}</b> <small>${both(`desk-transfer-${where}-hint`)}</small></span></label
  >`;
}

export function transferDialog({ number }, isNew) {
  if (isNew) begin();
  return {
    wide: true,
    submit: transfer,
    title: both("desk-transfer-title", { number }),
    body: html`<div class="transfer" @keydown=${onKey}>
      <div class="seg tabs">${tab("counter")}${tab("services")}</div>
      <div class="transfer-to">${choice.to === "counter" ? counters() : services()}</div>
      <fieldset class="radios">
        <legend>${both("desk-transfer-place")}</legend>
        ${place("front")}${place("back")}
      </fieldset>
    </div>`,
    foot: answers({ label: both("desk-transfer-do"), onCancel: () => change({ ask: null }), off: !ready() }),
  };
}

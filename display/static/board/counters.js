// The counters' states: with words while there is room, with signs and a legend in a hall of many.

import { icon } from "../base/ui.js";
import { both, t } from "../base/words.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";

const ROOMY = 12;
const MOST = 40;
const SIGNS = { idle: "free", paused: "paused", closed: "closed" };

/** How many stand in a row: few large ones, many small ones. */
export function columns(count) {
  if (count <= 3) return Math.max(1, count);
  if (count <= ROOMY) return 4;
  if (count <= 20) return 5;
  return count <= 30 ? 6 : 8;
}

function below({ state, number }, roomy) {
  if (number) return html`<small class="num">${number}</small>`;
  if (roomy) return html`<small class="stack">${both(`counter-${state}`)}</small>`;
  return html`<small>${icon(SIGNS[state] ?? "free")}<span class="visually-hidden">${t(`counter-${state}`)}</span></small>`;
}

const legend = (counters) => html`<p class="legend">
  ${Object.entries(SIGNS)
    .filter(([state]) => counters.some((counter) => counter.state === state))
    .map(([state, sign]) => html`<span>${icon(sign)}${both(`counter-${state}`)}</span>`)}
</p>`;

/** The grid with its heading. A hall of more than forty shows those that are open. */
export function counterGrid(all) {
  const counters = all.length > MOST ? all.filter(({ state }) => state !== "closed") : all;
  const roomy = counters.length <= ROOMY;
  return html`<h2>${both("board-counters")}</h2>
    ${roomy ? nothing : legend(counters)}
    <ul class="grid cols-${columns(counters.length)} ${roomy ? "roomy" : "dense"}">
      ${counters.map((one) => html`<li class="is-${one.state}"><b class="num">${one.counter}</b>${below(one, roomy)}</li>`)}
    </ul>`;
}

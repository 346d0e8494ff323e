// When a waiting visitor will be called, as a span on a line that begins now.

import { hallTime } from "../base/format.js";
import { both, t } from "../base/words.js";
import { html } from "../vendor/lit-html/lit-html.js";

const STEPS_MIN = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480];
const LEAST_SHARE = 0.05; // so that a narrow span can be seen

/** Minutes that the line spans: the first round figure that leaves the range some air. */
export function span(p90S) {
  const minutes = (p90S / 60) * 1.15;
  return STEPS_MIN.find((step) => step >= minutes) ?? Math.ceil(minutes / 60) * 60;
}

/** Where the range lies on the line, as shares: {start, width}. */
export function placed({ p50_s: p50, p90_s: p90 }) {
  const whole = span(p90) * 60;
  const start = Math.min(Math.max(0, p50 / whole), 1 - LEAST_SHARE);
  return { start, width: Math.min(1 - start, Math.max(LEAST_SHARE, p90 / whole - start)) };
}

/** The line for a wait at the hall's time `nowMs`. */
export function timeline(wait, nowMs, tz) {
  const at = (seconds) => hallTime(nowMs + seconds * 1000, tz);
  const [now, from, to] = [at(0), at(wait.p50_s), at(wait.p90_s)];
  const { start, width } = placed(wait);
  const words = wait.p50_s < 60 || from === to ? both("ticket-expected-by", { to: at(Math.max(60, wait.p90_s)) }) : both("ticket-expected-at", { from, to });
  return html`<p class="called-at stack">${words}</p>
    <svg class="bar" role="img" aria-label=${t("ticket-timeline", { now, from, to })} viewBox="0 0 1 1" preserveAspectRatio="none"><rect x=${start} width=${width} height="1"></rect></svg>
    <p class="scale num" aria-hidden="true"><span>${now} ${both("ticket-now")}</span><span>${at(span(wait.p90_s) * 60)}</span></p>`;
}

// Small pieces that several pages show.

import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { speedText } from "./format.js";
import { LANGS, both, hasWords, lang, name, onLang, setLang, t } from "./words.js";

const OWN_NAMES = { zh: ["中文", "zh-CN"], en: ["English", "en"] };

/**
 * Show `view()` in the page's root now, and again soon after each call of the function returned, and on a change of language.
 * `after()` is called when it has been drawn, before it is seen.
 */
export function page(view, { root = document.getElementById("page"), after = () => {} } = {}) {
  let due = false;
  const show = () => {
    due = false;
    render(view(), root);
    after();
  };
  const update = () => {
    if (due) return;
    due = true;
    queueMicrotask(show);
  };
  onLang(update);
  show();
  return update;
}

/** The choice of language, each in its own name. `keep`: see `setLang`. */
export function langSwitch({ keep = true } = {}) {
  return html`<div class="seg" role="group" aria-label=${t("language")}>
    ${LANGS.map((one) => {
      const [label, tag] = OWN_NAMES[one];
      return html`<button type="button" lang=${tag} aria-pressed=${lang() === one} @click=${() => setLang(one, { keep })}>${label}</button>`;
    })}
  </div>`;
}

/** How fresh a live page is, in words with a mark: `state` as `live` in wire.js reports it. */
export function connection(state) {
  return html`<span class="conn conn-${state}" role="status"><span class="dot" aria-hidden="true"></span>${both(`conn-${state}`)}</span>`;
}

/** The id of the words for a problem. */
export function problemWords(problem) {
  const id = `problem-${problem.code}`;
  return hasWords(id) ? id : problem.status >= 500 ? "problem-server" : "problem-unknown";
}

/** A problem in words, announced at once. */
export function problemNote(problem) {
  if (!problem) return nothing;
  return html`<p class="note bad" role="alert">${icon("warning")}<span>${both(problemWords(problem), { ...problem.facts, code: problem.code })}</span></p>`;
}

/** Who is logged in, as the way to the account. A name too long for a top bar is cut; the account shows it whole. */
export function accountLink(user) {
  return html`<a class="account-link" href="/account" title=${t("account")}
    >${icon("person")}<span class="visually-hidden">${t("account")}:</span> <span class="account-name">${name(user.name || user.username)}</span></a
  >`;
}

/** The way on from a page that has nothing for whoever opened it. */
export function startLink() {
  return html`<p><a class="button" href="/">${both("start-page")}</a></p>`;
}

/** That this is a demo, and how fast its clock runs; nothing for a real city. */
export function demoNote({ demo, speed = 1 }) {
  if (!demo) return nothing;
  return html`<span class="demo">${speed === 1 ? both("demo") : both("demo-speed", { speed: speedText(speed) })}</span>`;
}

/** Why a priority ticket with many ahead of it may still have a short wait. */
export function priorityNote({ priority, ahead, wait }) {
  if (priority === "normal" || !ahead || !wait) return nothing;
  return html`<p class="may-pass stack">${both("priority-may-pass")}</p>`;
}

const PATHS = {
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.3 15.3 20 20",
  back: "M14.5 5 7.5 12l7 7",
  next: "M9.5 5l7 7-7 7",
  arrow: "M3 12h17M14 6l6 6-6 6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6 6 18",
  warning: "M12 4 2.8 20h18.4zM12 10v4.6M12 17.2v.3",
  printer: "M7 9V4h10v5M7 17H4.5V9.5h15V17H17M7 14h10v6H7z",
  erase: "M9 6h11v12H9l-6-6zM12 9.5l5 5M17 9.5l-5 5",
  bell: "M6 17h12l-1.5-2v-4.5a4.5 4.5 0 0 0-9 0V15zM10.5 20h3",
  muted: "M6 17h12l-1.5-2v-4.5a4.5 4.5 0 0 0-9 0V15zM10.5 20h3M4 4l16 16",
  person: "M12 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M5 20c.6-4 3.4-6 7-6s6.4 2 7 6",
  free: "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10",
  paused: "M9 7v10M15 7v10",
  closed: "M6 12h12",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 7.5V12l3 2",
};

/** A line drawing that takes the colour and size of the text; never the only sign. */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${PATHS[name]}></path></svg>`;
}

// Notices on the hall's boards: in both languages, from a time until another; listed, added, taken down.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { both, lang } from "../base/words.js";
import { dateInWords, hallTime } from "../base/format.js";
import { del, get, newKey, post } from "../base/wire.js";
import { answers } from "../base/modal.js";
import { change, clock, state } from "./state.js";
import { fromHallInput, toHallInput } from "./halltime.js";

const LONGEST = 200; // what a board shows well; the protocol allows 500
const path = () => `/api/v1/halls/${state.hall.id}/notices`;
const tz = () => state.frame?.tz ?? state.hall.tz;

export const emptyNotice = () => ({ zh: "", en: "", from: "", until: "", key: newKey(), tried: false });

export async function readNotices() {
  try {
    const { notices } = await get(path());
    change({ notices });
  } catch (problem) {
    change({ problem });
  }
}

function faults({ zh, en, from, until }) {
  const found = {};
  for (const [name, text] of Object.entries({ zh, en })) {
    if (!text.trim()) found[name] = `manage-fault-${name}`;
    else if (text.trim().length > LONGEST) found[name] = "manage-fault-long";
  }
  const begins = from ? fromHallInput(from, tz()) : new Date(clock.nowMs()).toISOString();
  const ends = until ? fromHallInput(until, tz()) : null;
  if (from && !begins) found.from = "manage-fault-date";
  if (until && !ends) found.until = "manage-fault-date";
  else if (ends && begins && ends <= begins) found.until = "manage-fault-until";
  return found;
}

async function add() {
  const { notice } = state;
  notice.tried = true;
  if (Object.keys(faults(notice)).length) {
    change();
    queueMicrotask(() => document.querySelector(".notice-form [aria-invalid=true]")?.focus());
    return;
  }
  const { zh, en, from, until, key } = notice;
  change({ saving: true, problem: null, word: null });
  try {
    await post(
      path(),
      {
        zh: zh.trim(),
        en: en.trim(),
        ...(from ? { from: fromHallInput(from, tz()) } : {}),
        until: until ? fromHallInput(until, tz()) : null,
      },
      { key },
    );
    change({ notice: emptyNotice(), word: { id: "manage-said-notice" } });
    await readNotices();
  } catch (problem) {
    if (problem.status !== 0 && problem.status < 500) notice.key = newKey(); // refused for certain: the next try is another command
    change({ problem });
  } finally {
    change({ saving: false });
  }
}

async function remove({ id }) {
  change({ ask: null, problem: null, word: null });
  try {
    await del(`${path()}/${id}`);
    change({ word: { id: "manage-said-notice-gone" } });
  } catch (problem) {
    if (problem.status !== 404) change({ problem });
  }
  await readNotices();
}

export function removeDialog({ notice }) {
  return {
    submit: () => remove(notice),
    title: both("manage-remove-notice"),
    body: html`<blockquote>
      <p lang="zh">${notice.zh}</p>
      <p lang="en">${notice.en}</p>
    </blockquote>`,
    foot: answers({ label: both("manage-remove"), onCancel: () => change({ ask: null }), danger: true }),
  };
}

function when({ from, until }) {
  const moment = (time) => `${dateInWords(time, lang(), tz())} ${hallTime(time, tz())}`;
  return html`${moment(from)} – ${until ? moment(until) : both("manage-until-removed")}`;
}

function standing({ from, until }) {
  const now = clock.nowMs() ?? Date.now();
  return Date.parse(from) > now ? "later" : until && Date.parse(until) <= now ? "over" : "now";
}

function list() {
  if (!state.notices) return html`<p class="quiet">${both("loading")}</p>`;
  if (!state.notices.length) return html`<p class="quiet">${both("manage-no-notices")}</p>`;
  return html`<ul class="notices">
    ${state.notices.map((notice) => {
      const stands = standing(notice);
      return html`<li class=${stands}>
        <div>
          <p lang="zh">${notice.zh}</p>
          <p lang="en" class="quiet">${notice.en}</p>
          <small class="quiet"><b class="stands">${both(`manage-notice-${stands}`)}</b> · ${when(notice)}</small>
        </div>
        <button type="button" class="button danger" @click=${() => change({ ask: { name: "remove-notice", notice } })}>
          ${both("manage-remove")}
        </button>
      </li>`;
    })}
  </ul>`;
}

function field(name, words, control) {
  const wrong = state.notice.tried ? faults(state.notice)[name] : null;
  const id = `notice-${name}`;
  return html`<div class="field-block">
    <label for=${id}>${both(words)}</label
    >${control(id, wrong)}${wrong ? html`<p class="fault" id="${id}-fault">${both(wrong, { most: LONGEST })}</p>` : nothing}
  </div>`;
}

function typed(name) {
  return (event) => {
    state.notice[name] = event.target.value;
    change();
  };
}

function text(name, language) {
  return (id, wrong) =>
    html`<textarea
      id=${id}
      lang=${language}
      rows="2"
      maxlength=${LONGEST}
      aria-invalid=${Boolean(wrong)}
      aria-describedby=${wrong ? `${id}-fault` : nothing}
      .value=${live(state.notice[name])}
      @input=${typed(name)}
    ></textarea>`;
}

function moment(name, least) {
  return (id, wrong) =>
    html`<input
      id=${id}
      type="datetime-local"
      min=${least || nothing}
      aria-invalid=${Boolean(wrong)}
      aria-describedby=${wrong ? `${id}-fault` : nothing}
      .value=${live(state.notice[name])}
      @input=${typed(name)}
    />`;
}

export function noticesTab() {
  const now = clock.known ? toHallInput(clock.nowMs(), tz()) : "";
  return html`<div class="columns">
    <section class="panel">
      <h3>${both("manage-notices")}</h3>
      ${list()}
    </section>
    <section class="panel">
      <h3>${both("manage-add-notice")}</h3>
      <form
        class="notice-form"
        @submit=${(event) => {
          event.preventDefault();
          add();
        }}
      >
        ${field("zh", "manage-notice-zh", text("zh", "zh"))} ${field("en", "manage-notice-en", text("en", "en"))}
        <div class="two">
          ${field("from", "manage-notice-from", moment("from", ""))}
          ${field("until", "manage-notice-until", moment("until", now))}
        </div>
        <p class="quiet">${both("manage-notice-hint")}</p>
        <button type="submit" class="button primary" aria-disabled=${state.saving}>${both("manage-add-notice")}</button>
      </form>
    </section>
  </div>`;
}

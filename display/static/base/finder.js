// Finding a service of the hall by name, pinyin initials or code: a combobox that works by keyboard alone.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, pair, t } from "./words.js";
import { get } from "./wire.js";
import { icon } from "./ui.js";

const PAUSE_MS = 120; // typing gathers so long before the server is asked
const SHOWN = 8;

export class Finder {
  /**
   * @param {{hall: string, id: string, onPick: (service: object) => void, onChange: () => void}} options
   *   `id`: unique on the page; `onPick`: a service was chosen; `onChange`: show again
   */
  constructor({ hall, id, onPick, onChange }) {
    Object.assign(this, { hall, id, onPick, onChange });
    this.text = "";
    this.found = [];
    this.at = 0;
    this.asked = 0;
    this.problem = null;
    this.settled = true;
    this.pick = this.pick.bind(this);
  }

  clear() {
    clearTimeout(this.timer);
    this.asked += 1;
    Object.assign(this, { text: "", found: [], at: 0, problem: null, settled: true });
    this.onChange();
  }

  typed(text) {
    clearTimeout(this.timer);
    this.text = text;
    this.settled = false;
    if (!text.trim()) {
      this.clear();
      return;
    }
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
    this.onChange();
  }

  async ask() {
    const asked = (this.asked += 1);
    try {
      const { services } = await get(`/api/v1/halls/${this.hall}/services?q=${encodeURIComponent(this.text.trim())}`, {
        patienceMs: 0,
      });
      if (asked !== this.asked) return; // a later text was asked for meanwhile
      Object.assign(this, { found: services.slice(0, SHOWN), at: 0, problem: null, settled: true });
    } catch (problem) {
      if (asked !== this.asked) return;
      Object.assign(this, { found: [], problem, settled: true });
    }
    this.onChange();
  }

  pick(service) {
    this.clear();
    this.onPick(service);
  }

  /** Enter before the answer has come waits for it, so that fast typists get what they typed. */
  async enter() {
    if (!this.settled) {
      clearTimeout(this.timer);
      await this.ask();
    }
    const service = this.found[this.at];
    if (service) this.pick(service);
  }

  key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      event.preventDefault();
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.onChange();
    } else if (event.key === "Enter" && this.text.trim()) {
      event.preventDefault();
      event.stopPropagation();
      this.enter();
    } else if (event.key === "Escape" && this.text) {
      event.preventDefault();
      event.stopPropagation();
      this.clear();
    }
  }

  /** `shortcut`: the key that leads here, shown in the field. */
  view({ shortcut = "", autofocus = false } = {}) {
    const open = this.text.trim() !== "";
    const option = (i) => `${this.id}-${i}`;
    return html`<div class="finder" @focusout=${(event) => this.left(event)}>
      <label class="finder-field">
        ${icon("search")}
        <span class="visually-hidden">${both("find-label")}</span>
        <input
          id=${this.id}
          type="text"
          role="combobox"
          autocomplete="off"
          spellcheck="false"
          maxlength="60"
          aria-expanded=${open}
          aria-controls="${this.id}-list"
          aria-autocomplete="list"
          aria-activedescendant=${open && this.found.length ? option(this.at) : nothing}
          placeholder=${t("find-label")}
          ?autofocus=${autofocus}
          .value=${this.text}
          @input=${(event) => this.typed(event.target.value)}
          @keydown=${(event) => this.key(event)}
        />
        ${shortcut ? html`<kbd>${shortcut}</kbd>` : nothing}
      </label>
      <ul
        class="finder-list"
        id="${this.id}-list"
        role="listbox"
        aria-label=${t("find-label")}
        ?hidden=${!open || (!this.settled && !this.found.length)}
      >
        ${this.found.map(
          (service, i) =>
            html`<li
              id=${option(i)}
              role="option"
              aria-selected=${i === this.at}
              @mousedown=${(event) => event.preventDefault()}
              @click=${() => this.pick(service)}
            >
              <span>${pair(service.name)}</span><small>${service.code}</small>
            </li>`,
        )}
        ${
          open && this.settled && !this.found.length
            ? html`<li class="finder-none" role="option" aria-selected="false" aria-disabled="true">
                ${this.problem ? both("find-away") : both("find-none", { text: this.text })}
              </li>`
            : nothing
        }
      </ul>
    </div>`;
  }

  left(event) {
    if (!event.currentTarget.contains(event.relatedTarget) && this.text) this.clear();
  }
}

// The words of a page: Fluent messages in Chinese and English, and the language that is shown.

import { FluentBundle, FluentResource } from "../vendor/fluent-bundle/index.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";

export const LANGS = ["zh", "en"];
const TAGS = { zh: "zh-CN", en: "en" };
const REMEMBERED = "onewindow.lang";

// useIsolating: both scripts run left to right, so the invisible isolation marks would only end up in copied text.
const bundles = Object.fromEntries(LANGS.map((lang) => [lang, new FluentBundle(TAGS[lang], { useIsolating: false })]));
const watchers = new Set();
let chosen = firstLanguage();
tagDocument();

function stored() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; // storage may be forbidden; the language is then not remembered
  }
}

function firstLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (LANGS.includes(asked)) {
    remember(asked);
    return asked;
  }
  const remembered = stored();
  if (LANGS.includes(remembered)) return remembered;
  const preferred = navigator.languages?.length ? navigator.languages : [navigator.language];
  for (const tag of preferred) {
    const base = String(tag).slice(0, 2).toLowerCase();
    if (LANGS.includes(base)) return base;
  }
  return "zh"; // a hall of this city, a visitor whose language we do not have: the hall's own, with English beside it
}

function remember(lang) {
  try {
    localStorage.setItem(REMEMBERED, lang);
  } catch {
    // see stored()
  }
}

function tagDocument() {
  document.documentElement.lang = TAGS[chosen];
  document.documentElement.dataset.lang = chosen;
}

/** Load the messages of these files (`base` is always among them) from /static/locales, both languages. */
export async function loadWords(...files) {
  const wanted = ["base", ...files].flatMap((file) => LANGS.map((lang) => [file, lang]));
  const texts = await Promise.all(
    wanted.map(async ([file, lang]) => {
      const answer = await fetch(`/static/locales/${file}.${lang}.ftl`);
      if (!answer.ok) throw new Error(`no words: ${file}.${lang}`);
      return answer.text();
    }),
  );
  texts.forEach((text, i) => bundles[wanted[i][1]].addResource(new FluentResource(text), { allowOverrides: true }));
}

/** For a hall's own screens, which serve everybody: Chinese with English beside it, unless a language was asked for or remembered. */
export function hallLanguage() {
  if (!LANGS.includes(new URLSearchParams(location.search).get("lang")) && !LANGS.includes(stored())) setLang("zh", { keep: false });
}

/** The language shown: "zh" (with English beside it) or "en" (alone). */
export function lang() {
  return chosen;
}

/** Show another language; `keep` false for a device whose next visitor starts afresh. */
export function setLang(lang, { keep = true } = {}) {
  if (!LANGS.includes(lang) || lang === chosen) return;
  chosen = lang;
  if (keep) remember(lang);
  tagDocument();
  for (const watcher of watchers) watcher();
}

/** Call `watcher` after each change of the language; returns how to stop. */
export function onLang(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** The message in one language, as text. A missing message is its id, so that it is seen and no page breaks. */
export function tIn(language, id, args) {
  const bundle = bundles[language];
  const message = bundle.getMessage(id);
  if (!message || message.value === null) {
    console.warn(`no words for ${id} (${language})`);
    return id;
  }
  return bundle.formatPattern(message.value, args);
}

/** The message in the language shown, as text: for titles, labels and whatever takes no markup. */
export function t(id, args) {
  return tIn(chosen, id, args);
}

/** Whether there is such a message. */
export function hasWords(id) {
  return bundles[chosen].hasMessage(id);
}

/**
 * The message as it stands on a page: Chinese first with English smaller beside it, or English alone.
 * `args` with words in them are given as a function of the language: `(language) => ({state: tIn(language, "ticket-held")})`.
 */
export function both(id, args) {
  const inLanguage = (language) => tIn(language, id, typeof args === "function" ? args(language) : args);
  const en = inLanguage("en");
  if (chosen === "en") return en ? html`<span lang="en">${en}</span>` : nothing;
  return pair({ zh: inLanguage("zh"), en });
}

/** A text of the data, `{zh, en}`, like `both`. */
export function pair(text) {
  if (!text) return nothing;
  const { zh, en } = text;
  if (chosen === "en") return en ? html`<span lang="en">${en}</span>` : html`<span lang="zh">${zh}</span>`;
  if (!zh) return html`<span lang="en">${en}</span>`;
  if (!en || en === zh) return html`<span lang="zh">${zh}</span>`;
  return html`<span class="zh" lang="zh">${zh}</span> <span class="en" lang="en">${en}</span>`;
}

/** A text of the data, `{zh, en}`, in one language: for titles and labels. */
export function plain(text) {
  if (!text) return "";
  return chosen === "en" ? text.en || text.zh : text.zh || text.en;
}

/** A name that has one form only, such as a person's: marked as Chinese when it is. */
export function name(text) {
  return /[\u3400-\u9fff]/.test(text ?? "") ? html`<span lang="zh">${text}</span>` : html`${text}`;
}

// Messages in which other messages stand: each language gets its own words.

import { html } from "../vendor/lit-html/lit-html.js";
import { lang, tIn } from "./words.js";

/** Like `both`, for a message in which a word of the page stands: `words(t)` gives the arguments in each language. */
export function bothWith(id, words) {
  const zh = tIn(
    "zh",
    id,
    words((...one) => tIn("zh", ...one)),
  );
  const en = tIn(
    "en",
    id,
    words((...one) => tIn("en", ...one)),
  );
  return lang() === "en" ? html`<span>${en}</span>` : html`<span class="zh">${zh}</span> <span class="en" lang="en">${en}</span>`;
}

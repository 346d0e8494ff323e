// What a browser is shown at an address where nothing is.

import { icon, langSwitch, page, startLink } from "../base/ui.js";
import { both, loadWords, onLang, t } from "../base/words.js";
import { html } from "../vendor/lit-html/lit-html.js";

const view = () => html`<header class="top">${langSwitch()}</header>
  <main>
    ${icon("warning")}
    <h1 class="stack">${both("missing-title")}</h1>
    <p class="stack">${both("missing-more")}</p>
    ${startLink()}
  </main>`;

const title = () => {
  document.title = t("missing-title");
};

await loadWords();
onLang(title);
title();
page(view);

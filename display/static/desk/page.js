// What the page shows in each phase.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { both, t } from "../base/words.js";
import { fitTexts } from "../base/fit.js";
import { hallTime } from "../base/format.js";
import { modal } from "../base/modal.js";
import { icon, problemNote, startLink } from "../base/ui.js";
import { change, standing, state, view, visitOf } from "./state.js";
import { actionButtons, counterButtons } from "./buttons.js";
import { gone, lost, shut } from "./away.js";
import { chooser, hallChooser } from "./choose.js";
import { header } from "./header.js";
import { line } from "./line.js";
import { issuesHere } from "./oneperson.js";
import { work } from "./services.js";
import { visitor } from "./visitor.js";
import { askToTakeOver, choose, chooseCounter, enterHall, open } from "./ways.js";
import { backDialog } from "./dialogs/back.js";
import { helpDialog } from "./dialogs/help.js";
import { issueDialog, issuedDialog } from "./dialogs/issue.js";
import { closeDialog, logoutDialog, takeOverDialog } from "./dialogs/leave.js";
import { priorityDialog } from "./dialogs/priority.js";
import { holdDialog, pauseDialog } from "./dialogs/reasons.js";
import { transferDialog } from "./dialogs/transfer.js";

const DIALOGS = {
  back: backDialog,
  close: closeDialog,
  help: helpDialog,
  hold: holdDialog,
  issue: issueDialog,
  issued: issuedDialog,
  logout: logoutDialog,
  pause: pauseDialog,
  priority: priorityDialog,
  "take-over": takeOverDialog,
  transfer: transferDialog,
};

let asked = null;

function bar() {
  const { word } = state;
  const args = word?.kind === "sending" ? { action: t(word.args.action) } : word?.args;
  return html`<p class="bar ${word?.kind ?? ""}" role="status" aria-live="polite" data-word=${word?.id ?? ""}>
    ${word ? html`${word.kind === "refused" ? icon("warning") : nothing}<span>${word.kind === "sending" ? t(word.id, args) : both(word.id, args)}</span>` : nothing}
  </p>`;
}

function offline() {
  if (["live", "connecting"].includes(state.link.state)) return nothing;
  const since = state.linkSince ? hallTime(state.linkSince, state.frame?.tz ?? "UTC") : "";
  return html`<p class="offline" role="alert">${icon("warning")}<span>${both("desk-link-offline-long", { since })}</span></p>`;
}

function dialog() {
  const { ask } = state;
  const isNew = ask !== asked;
  asked = ask;
  return modal(ask ? { name: ask.name, ...DIALOGS[ask.name](ask, isNew) } : null, () => state.ask && change({ ask: null }));
}

function serving() {
  if (state.link.state === "refused" && state.link.code === "unknown") return gone(chooseCounter);
  const seen = view();
  if (!seen) return html`<main class="choose"><p class="quiet">${both("loading")}</p></main>`;
  const stands = standing(seen);
  const { counter } = seen;
  if (stands === "lost") return lost(seen, { takeBack: () => askToTakeOver(counter), choose: chooseCounter });
  if (stands === "shut") return shut(seen, { open: () => open(state.counter, counter), choose: chooseCounter });
  const issueFirst = issuesHere();
  return html`<main class="serve">
      ${visitor(seen)} ${actionButtons(seen, { issueFirst })} ${counterButtons(seen, { issueFirst })}
      ${work(visitOf(seen.ticket), state.finder)} ${bar()}
    </main>
    ${line(seen)}`;
}

function body() {
  switch (state.phase) {
    case "no-hall":
      return html`<main class="choose">
        <p class="note bad">${both(state.halls.length ? "problem-not-allowed" : "desk-not-teller")}</p>
        ${startLink()}
      </main>`;
    case "halls":
      return hallChooser(async (hall) => {
        await enterHall(hall);
        chooseCounter();
      });
    case "choosing":
      return html`${chooser(choose)}${bar()}`;
    case "serving":
      return serving();
    case "failed":
      return html`<main class="choose">${problemNote(state.problem)}</main>`;
    default:
      return html`<main class="choose"><p class="quiet">${both("loading")}</p></main>`;
  }
}

export function whole() {
  queueMicrotask(() => fitTexts()); // once it has been drawn
  document.title = state.counter
    ? `${t("desk-counter", { counter: String(state.counter) })} · ${t("desk-title")}`
    : t("desk-title");
  return html`<div class="desk-page ${state.phase} link-${state.link.state}">${header()}${offline()}${body()}${dialog()}</div>`;
}

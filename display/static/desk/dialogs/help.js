// All keys on one sheet, and the switch for a hall where one person issues and serves.

import { html } from "../../vendor/lit-html/lit-html.js";
import { both } from "../../base/words.js";
import { change } from "../state.js";
import { ACTIONS } from "../actions.js";
import { keyCap } from "../parts.js";
import { issuesHere, setIssuesHere } from "../oneperson.js";

const SHEETS = [
  ["desk-help-visitor", ["next", "go-on", "recall", "start", "finish", "transfer", "hold", "no-show", "priority"]],
  ["desk-help-window", ["pause", "back", "issue", "line", "close", "help", "logout"]],
];

const keyRow = (caps, words) =>
  html`<tr>
    <td>${caps}</td>
    <th scope="row">${both(words)}</th>
  </tr>`;

export function helpDialog() {
  return {
    wide: true,
    submit: () => change({ ask: null }),
    title: both("desk-help-title"),
    body: html`<div class="sheets">
        ${SHEETS.map(
          ([title, ids]) =>
            html`<table>
              <caption>
                ${both(title)}
              </caption>
              <tbody>
                ${ids.map((id) => keyRow(keyCap(ACTIONS[id].key), id === "pause" ? "desk-help-pause" : `desk-do-${id}`))}
              </tbody>
            </table>`,
        )}
        <table>
          <caption>
            ${both("desk-help-work")}
          </caption>
          <tbody>
            ${keyRow(keyCap("/"), "desk-do-find")} ${keyRow(html`${keyCap("1")}…${keyCap("5")}`, "desk-do-outcome")}
            ${keyRow(html`${keyCap("↑")} ${keyCap("↓")}`, "desk-do-choose-service")}
            ${keyRow(keyCap("Del"), "desk-do-drop-service")} ${keyRow(keyCap("Esc"), "desk-do-leave")}
          </tbody>
        </table>
      </div>
      <p class="quiet">${both("desk-help-note")}</p>
      <label class="radio switch"
        ><input type="checkbox" .checked=${issuesHere()} @change=${(event) => setIssuesHere(event.target.checked)} />
        <span><b>${both("desk-issue-always")}</b> <small>${both("desk-issue-always-hint")}</small></span></label
      >`,
    foot: html`<button type="submit" class="button primary" autofocus>${both("close")}</button>`,
  };
}

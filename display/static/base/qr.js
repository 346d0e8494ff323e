// QR codes as SVG, drawn from the modules of qrcode-generator.

import { html, svg } from "../vendor/lit-html/lit-html.js";
import qrcode from "../vendor/qrcode-generator/qrcode.mjs";

const QUIET = 4; // modules of white around it that the standard (ISO/IEC 18004) asks for

/** The code of a text; `label` says in words what it leads to. Medium error correction: slips get creased. */
export function qrCode(text, label) {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  let path = "";
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) {
      if (code.isDark(row, column)) path += `M${column + QUIET} ${row + QUIET}h1v1h-1z`;
    }
  }
  const size = count + 2 * QUIET;
  return html`<svg class="qr" role="img" aria-label=${label} viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">
    ${svg`<rect width=${size} height=${size} fill="#fff"></rect><path d=${path} fill="#000"></path>`}
  </svg>`;
}

// The slip of the ticket just made, on paper.

import { printSlip } from "../base/slip.js";
import { change, serviceOf, state } from "./state.js";

/** The address of the ticket's phone page; null when the city has no public one. */
function address(ticket) {
  const base = state.city?.public_url;
  return base ? `${base.replace(/\/$/, "")}/t/${ticket.pass}` : null;
}

export function print() {
  const { issued, hall, frame, city } = state;
  change({ until: performance.now() + 15_000 });
  return printSlip({ ticket: issued, hall, services: issued.services.map(serviceOf), tz: frame.tz, address: address(issued), demo: city?.demo ?? false });
}

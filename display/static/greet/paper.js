// The slip of the ticket just made, on paper.

import { printSlip, publicAddress } from "../base/slip.js";
import { READY_MS, change, serviceOf, state } from "./state.js";

export function print() {
  const { issued, hall, frame, city } = state;
  change({ until: performance.now() + READY_MS }); // the print dialog may have taken a while to come
  return printSlip({
    ticket: issued,
    hall,
    services: issued.services.map(serviceOf),
    tz: frame.tz,
    address: publicAddress(city, issued.pass),
    demo: city?.demo ?? false,
  });
}

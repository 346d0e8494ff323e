// The teller's page: choose a counter, then serve at it. What is shown follows from the counter's frames alone.

import { page } from "../base/ui.js";
import { hallsOf, loggedIn } from "../base/staff.js";
import { loadWords } from "../base/words.js";
import { lastCounter } from "./choose.js";
import { listen } from "./keys.js";
import { whole } from "./page.js";
import { change, shownBy, state } from "./state.js";
import { enterHall, goOn } from "./ways.js";

const ROLES = ["teller", "manager"];
const TICK_MS = 1000;

async function start() {
  await loadWords("staff", "desk");
  shownBy(page(whole));
  listen();
  setInterval(() => state.frame && change(), TICK_MS);
  try {
    const me = await loggedIn();
    change({ me });
    const halls = await hallsOf(me, ROLES);
    const [, , wanted, counter] = location.pathname.split("/");
    const hall =
      halls.find(({ id }) => id === wanted) ?? halls.find(({ id }) => id === me.hall) ?? (halls.length === 1 ? halls[0] : null);
    change({ halls });
    if (!halls.length) change({ phase: "no-hall" });
    else if (!hall) change({ phase: "halls" });
    else {
      await enterHall(hall);
      await goOn(Number(counter) || lastCounter(hall.id));
    }
  } catch (problem) {
    change({ phase: "failed", problem });
    if (!problem.code) throw problem;
  }
}

start();

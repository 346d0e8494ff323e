// Says in words when the figures have stopped, and when the login has ended, and asks again: Dash itself does neither. When the viewer may see
// other things than before, the page is made again: what is not theirs any more goes, and figures do not stand still under an old choice. Where
// the login has ended nothing of them stays on the screen, which somebody else may look at now.
(() => {
  const EVERY_MS = 5000;
  const TIMEOUT_MS = 10000;
  const LONGEST_MS = 300_000;
  const [UNKNOWN, NOT_ALLOWED] = [401, 403];
  const TOO_MANY = 429; // 502 to 504: there was no answer, or none in time
  // Questions of a page about closed days that got no answer, by what it was to fill; Today asks again by itself (callbacks.js).
  const lost = new Set();
  const CHANGED = "onewindow-rights-changed";
  const fetched = window.fetch;
  window.fetch = async (...asked) => {
    const [where, { body } = {}] = asked;
    const asks = new URL(where, location).pathname.endsWith("/_dash-update-component");
    const question = asks && !document.getElementById("today") && JSON.parse(body).output;
    let answer;
    if (asks && ended()) return nothing();
    try {
      answer = await fetched(...asked);
      if (!asks || answer.status !== UNKNOWN) return answer;
      end();
      return nothing();
    } finally {
      if (question) {
        if (answer && answer.status !== TOO_MANY && answer.status < 500) lost.delete(question);
        else {
          lost.add(question);
          stale(true);
        }
      }
    }
  };
  const nothing = () => new Response(null, { status: 204 }); // which changes nothing, for Dash
  const stale = (is) => {
    document.getElementById("stale").hidden = !is;
  };
  // Over the whole page at once; what was shown is not there to be printed or searched either.
  const blank = () => document.documentElement.classList.add("ended");
  const ended = () => !document.getElementById("login-ended").hidden;
  const end = () => {
    blank();
    document.getElementById("login-ended").hidden = false;
    stale(false);
  };
  // A page is made again at once, and after twice as long each time that this has not helped: its question may be what fails.
  const due = () => {
    const now = Date.now();
    const before = JSON.parse(sessionStorage.getItem("onewindow-again") ?? "null");
    const same = before && before.address === location.href && now - before.at < 2 * LONGEST_MS;
    if (same && now - before.at < before.wait) return false;
    const wait = same ? Math.min(2 * before.wait, LONGEST_MS) : EVERY_MS;
    sessionStorage.setItem("onewindow-again", JSON.stringify({ address: location.href, at: now, wait }));
    return true;
  };
  // The page itself says what it was made for: what changes before the first look is found by it, too.
  const others = (rights) => {
    const made = document.querySelector("[data-rights]");
    return made !== null && rights !== null && made.dataset.rights !== rights;
  };
  const look = async () => {
    try {
      const answer = await fetch("/analytics/alive", { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
      const changed = others(answer.headers.get("x-onewindow-rights"));
      if (answer.status === UNKNOWN) return end();
      if (answer.status === NOT_ALLOWED) blank();
      if (changed && !ended()) sessionStorage.setItem(CHANGED, "1");
      // Who has logged in since may be somebody else.
      if (answer.status === NOT_ALLOWED || (answer.ok && ended()) || changed) return location.reload();
      stale(!ended() && (!answer.ok || lost.size > 0));
      // A page that could not be made at all, or a question that was lost: the address says all that was asked.
      if (answer.ok && (lost.size > 0 || document.querySelector(".again")) && due()) location.reload();
    } catch {
      stale(!ended());
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("rights-changed").hidden = sessionStorage.getItem(CHANGED) === null;
    sessionStorage.removeItem(CHANGED);
  });
  setInterval(look, EVERY_MS);
  // As the way back may bring a page: as it was, whoever was logged in.
  addEventListener("pageshow", ({ persisted }) => persisted && look());
})();

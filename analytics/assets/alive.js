// Says in words when the figures have stopped, and when the login has ended, and asks again: Dash itself does neither. When the viewer may see
// other things than before, the page is made again: what is not theirs any more goes, and figures do not stand still under an old choice.
(() => {
  const EVERY_MS = 5000;
  const TIMEOUT_MS = 10000;
  const LONGEST_MS = 300_000;
  const TOO_MANY = 429; // 502 to 504: there was no answer, or none in time
  // Questions of a page about closed days that got no answer, by what it was to fill; Today asks again by itself (callbacks.js).
  const lost = new Set();
  let rights = null; // what the viewer may see, as the first look found it
  const fetched = window.fetch;
  window.fetch = async (...asked) => {
    const [where, { body } = {}] = asked;
    const asks = new URL(where, location).pathname.endsWith("/_dash-update-component") && !document.getElementById("today");
    const question = asks && JSON.parse(body).output;
    let answer;
    try {
      answer = await fetched(...asked);
      return answer;
    } finally {
      if (question) {
        if (answer && answer.status !== TOO_MANY && answer.status < 500) lost.delete(question);
        else {
          lost.add(question);
          show(true, false);
        }
      }
    }
  };
  const show = (stale, ended) => {
    document.getElementById("stale").hidden = !stale;
    document.getElementById("login-ended").hidden = !ended;
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
  const look = async () => {
    try {
      const answer = await fetch("/analytics/alive", { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
      const now = answer.headers.get("x-onewindow-rights");
      if (answer.status === 403 || (now && rights && now !== rights)) return location.reload();
      rights ??= now;
      show((!answer.ok && answer.status !== 401) || lost.size > 0, answer.status === 401);
      // A page that could not be made at all, or a question that was lost: the address says all that was asked.
      if (answer.ok && (lost.size > 0 || document.querySelector(".again")) && due()) location.reload();
    } catch {
      show(true, false);
    }
  };
  setInterval(look, EVERY_MS);
})();

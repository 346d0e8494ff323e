// Says in words when the figures have stopped, and when the login has ended: Dash itself says nothing.
(() => {
  const EVERY_MS = 5000;
  const TIMEOUT_MS = 10000;
  const show = (stale, ended) => {
    document.getElementById("stale").hidden = !stale;
    document.getElementById("login-ended").hidden = !ended;
  };
  const look = async () => {
    try {
      const answer = await fetch("/analytics/alive", { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
      show(!answer.ok && answer.status !== 401, answer.status === 401);
      if (answer.ok && document.querySelector(".again")) location.reload(); // a page that could not be made at all
    } catch {
      show(true, false);
    }
  };
  setInterval(look, EVERY_MS);
})();

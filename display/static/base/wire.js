// The wire protocol from a browser's side: requests that may be sent again safely, and views that keep themselves fresh.

const STALE_MS = 25_000; // the protocol: a client that hears nothing for 25 s calls itself stale and reconnects
const RETRY_MS = [400, 800, 1600, 3000, 5000]; // pauses before a request is sent again; the last one repeats
const RECONNECT_MS = [250, 500, 1000, 2000, 4000];
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * What the server refused, or that it could not be reached (`offline`).
 * `code` is stable and has words (`problem-{code}`); `facts` are the other members of the problem's body.
 */
export class Problem extends Error {
  constructor(code, { status = 0, facts = {}, retryAfter = 0 } = {}) {
    super(code);
    this.name = "Problem";
    this.code = code;
    this.status = status;
    this.facts = facts;
    this.retryAfter = retryAfter;
  }
}

/** A new idempotency key: 128 random bits. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function problemOf(answer) {
  const retryAfter = Number(answer.headers.get("Retry-After")) || 0;
  try {
    const { code, ...facts } = await answer.json();
    return new Problem(code ?? `http-${answer.status}`, { status: answer.status, facts, retryAfter });
  } catch {
    return new Problem(`http-${answer.status}`, { status: answer.status, retryAfter });
  }
}

async function once(method, path, body, key) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  } catch {
    throw new Problem("offline");
  }
  if (!answer.ok) throw await problemOf(answer);
  try {
    return answer.status === 204 ? null : await answer.json();
  } catch {
    throw new Problem("offline"); // cut off within the answer: its outcome is unknown
  }
}

const unknownOutcome = (problem) => problem.status === 0 || [502, 503, 504].includes(problem.status);

/**
 * Send a request and return the answer's body (null for 204); throws `Problem`.
 * Reads and keyed commands are sent again, with the same key, for `patienceMs` while the outcome is unknown; others are sent once.
 */
async function request(method, path, body, { key = null, patienceMs = 12_000 } = {}) {
  const repeatable = method === "GET" || key !== null;
  const until = performance.now() + patienceMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once(method, path, body, key);
    } catch (problem) {
      const wait = Math.max(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)], problem.retryAfter * 1000);
      if (!repeatable || !unknownOutcome(problem) || performance.now() + wait > until) throw problem;
      await pause(wait);
    }
  }
}

/** GET; `patienceMs`: how long to try while the server cannot be reached. */
export function get(path, { patienceMs = 4000 } = {}) {
  return request("GET", path, undefined, { patienceMs });
}

/** POST with an idempotency key. Give `key` to send a command again that an earlier call left unknown; null sends none (login). */
export function post(path, body = {}, { key = newKey(), patienceMs } = {}) {
  return request("POST", path, body, { key, patienceMs });
}

/** PUT of a versioned document: sent once, for a second time would meet its own version. */
export function put(path, body) {
  return request("PUT", path, body);
}

/** DELETE, sent once. */
export function del(path) {
  return request("DELETE", path);
}

/**
 * Follow a view by websocket; reconnects by itself and never shows an older view of the same date and log.
 *
 * `onFrame(frame)`: a whole view. `onState(state)` on each change:
 *   {state: "connecting"}  nothing heard yet        {state: "live"}   frames come
 *   {state: "lost"}        cut, being reconnected   {state: "stale"}  nothing heard for 25 s, being reconnected
 *   {state: "refused", code}  not-logged-in, not-allowed or unknown; tried again only by `reconnect()`
 * Returns {close(), reconnect()}.
 */
export function live(path, onFrame, onState = () => {}) {
  const seen = new Map(); // "date log" -> newest seq
  let socket = null;
  let state = "";
  let heardMs = performance.now();
  let failures = 0;
  let closed = false;
  let timer = 0;
  let watch = 0;

  const say = (next, code) => {
    if (state === next) return;
    state = next;
    onState(code ? { state: next, code } : { state: next });
  };

  const restless = () => {
    clearTimeout(watch);
    watch = setTimeout(silent, Math.max(100, heardMs + STALE_MS - performance.now()));
  };

  function silent() {
    if (closed || state === "refused") return;
    if (performance.now() - heardMs >= STALE_MS) {
      say("stale");
      heardMs = performance.now(); // one more span of silence for the connection that is made now
      connect();
    }
    restless();
  }

  function connect() {
    clearTimeout(timer);
    drop();
    if (closed) return;
    const opened = new WebSocket(new URL(path, location.href.replace(/^http/, "ws")));
    socket = opened;
    opened.onmessage = ({ data }) => {
      if (socket !== opened) return;
      heardMs = performance.now();
      failures = 0;
      restless();
      const frame = JSON.parse(data);
      const key = `${frame.date} ${frame.log}`;
      if (frame.seq < (seen.get(key) ?? -1)) return; // a node that lags behind
      seen.set(key, frame.seq);
      say("live");
      onFrame(frame);
    };
    opened.onclose = ({ code }) => {
      if (socket !== opened) return;
      socket = null;
      const refused = { 4401: "not-logged-in", 4403: "not-allowed", 4404: "unknown" }[code];
      if (refused) {
        clearTimeout(watch);
        say("refused", refused);
        return;
      }
      if (state !== "stale" && state !== "connecting") say("lost");
      const span = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)];
      failures += 1;
      timer = setTimeout(connect, span * (0.5 + Math.random())); // spread: after a restart every screen comes at once
    };
  }

  function drop() {
    if (!socket) return;
    const old = socket;
    socket = null;
    old.close();
  }

  const wake = () => {
    if (!closed && state !== "live" && state !== "refused") connect();
  };

  function reconnect() {
    failures = 0;
    heardMs = performance.now();
    restless();
    if (state === "refused") say("connecting");
    connect();
  }

  function close() {
    closed = true;
    clearTimeout(timer);
    clearTimeout(watch);
    removeEventListener("online", wake);
    drop();
  }

  addEventListener("online", wake);
  say("connecting");
  restless();
  connect();
  return { close, reconnect };
}

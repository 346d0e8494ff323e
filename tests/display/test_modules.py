"""Modules without a page of their own, run in the browser that will run them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.browser import DESK, Chromium, Screen
from tests.support.server import ServerProcess

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def run(chromium: Chromium, city: ServerProcess) -> Iterator[Run]:
    """Evaluate the body of a function with a module of /static/ at hand as `m`, and arguments as `given`."""
    screen = Screen(chromium, city.url, size=DESK)
    screen.page.goto(f"{city.url}/static/locales/base.en.ftl")  # a document that runs nothing of its own

    def evaluate(module: str, body: str, *given: Any) -> Any:
        code = f"async (given) => {{ const m = await import('/static/{module}'); {body} }}"
        return screen.page.evaluate(code, list(given))

    yield evaluate
    screen.close()


def frame(*calls: tuple[int, int], at_s: int, date: str = "2026-03-02", log: str = "log") -> dict[str, Any]:
    """A board frame at `at_s` seconds after midnight, with calls as (seq, seconds after midnight)."""

    def time(seconds: int) -> str:
        return f"{date}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000Z"

    newest_first = [{"seq": seq, "at": time(at), "number": f"A{seq:03d}"} for seq, at in sorted(calls, reverse=True)]
    return {"date": date, "log": log, "at": time(at_s), "calls": newest_first}


ANNOUNCE = """
    let kept = given[1] ?? null;
    const announcer = new m.Announcer({ read: () => kept, write: (value) => { kept = value; } });
    const told = given[0].map(([frame, options]) => {
        const { announce, missed } = announcer.take(frame, options ?? {});
        const shown = options?.shown ?? announce.length;
        announce.slice(0, shown).forEach((call) => announcer.announced(call));
        return [announce.map((call) => call.seq), missed.map((call) => call.seq)];
    });
    return { told, kept };
"""


def announce(run: Run, *frames: Any, kept: Any = None) -> Any:
    given = [one if isinstance(one, tuple) else (one, None) for one in frames]
    return run("board/announcer.js", ANNOUNCE, given, kept)


def test_a_board_that_has_announced_nothing_announces_only_what_comes(run: Run) -> None:
    told = announce(run, frame((5, 95), at_s=100), frame((5, 95), (6, 101), at_s=101))["told"]
    assert told == [[[], []], [[6], []]]


def test_each_call_is_announced_once_oldest_first(run: Run) -> None:
    first, same = frame((5, 95), at_s=100), frame((5, 95), (6, 101), (7, 102), at_s=102)
    assert announce(run, first, same, same)["told"] == [[[], []], [[6, 7], []], [[], []]]


def test_calls_of_60_s_and_more_are_not_announced_by_the_frames_time(run: Run) -> None:
    told = announce(run, frame(at_s=10), (frame((6, 100), (7, 101), at_s=160), {"returned": True}))["told"]
    assert told == [[[], []], [[7], [6, 7]]], "60 s are not younger than 60 s; both were missed and are shown"


def test_a_reload_goes_on_after_the_last_announced(run: Run) -> None:
    kept = {"date": "2026-03-02", "log": "log", "seq": 5}
    assert announce(run, frame((5, 95), (6, 99), at_s=100), kept=kept)["told"] == [[[6], [6]]]


def test_a_reload_before_a_calls_turn_announces_it_again(run: Run) -> None:
    kept = announce(run, frame(at_s=90), (frame((5, 95), (6, 96), at_s=100), {"shown": 1}))["kept"]
    assert announce(run, frame((5, 95), (6, 96), at_s=101), kept=kept)["told"] == [[[6], [6]]]


def test_another_log_is_another_history(run: Run) -> None:
    kept = {"date": "2026-03-02", "log": "old", "seq": 900}
    after = announce(run, frame((5, 95), at_s=100), frame((5, 95), (6, 101), at_s=101), kept=kept)
    assert after["told"] == [[[], []], [[6], []]]
    assert after["kept"] == {"date": "2026-03-02", "log": "log", "seq": 6}


def test_a_day_that_begins_while_the_board_watches_is_announced_from_its_first_call(run: Run) -> None:
    evening, morning = frame((90, 60_000), at_s=60_001), frame((3, 30_600), at_s=30_601, date="2026-03-03")
    assert announce(run, evening, morning)["told"] == [[[], []], [[3], []]]


def test_a_day_that_began_before_the_page_was_loaded_is_not(run: Run) -> None:
    kept = {"date": "2026-03-02", "log": "log", "seq": 90}
    assert announce(run, frame((3, 30_600), at_s=30_601, date="2026-03-03"), kept=kept)["told"] == [[[], []]]


@pytest.mark.parametrize(("p50_s", "p90_s", "text"), [
    (0, 20, "<1"), (0, 59, "<1"), (20, 61, "0–2"), (360, 720, "6–12"), (355, 360, "6"), (61 * 60, 62 * 60, "60–65"), (4000, 7300, "65–125"),
])  # fmt: skip
def test_a_wait_range_is_read_in_minutes(run: Run, p50_s: float, p90_s: float, text: str) -> None:
    assert run("base/format.js", "return m.waitRange(given[0])", {"p50_s": p50_s, "p90_s": p90_s}) == text


def test_no_estimate_is_a_dash(run: Run) -> None:
    assert run("base/format.js", "return m.waitRange(null)") == "–"


def test_times_are_the_halls_own(run: Run) -> None:
    times = run(
        "base/format.js",
        """const at = "2026-03-01T16:30:05.000Z", tz = "Asia/Shanghai";
        return [m.hallTime(at, tz), m.hallTimeSeconds(at, tz), m.hallDate(at, tz), m.dateInWords(at, "zh", tz), m.dateInWords(at, "en", tz),
                m.dateInWords("2026-03-01", "en"), m.hallTime(at, "America/Lima")];""",
    )
    assert times == ["00:30", "00:30:05", "2026-03-02", "3月2日 星期一", "Mon 2 March", "Sun 1 March", "11:30"]


def test_the_halls_clock_runs_at_its_speed(run: Run) -> None:
    ran_ms, before = run(
        "base/clock.js",
        """const clock = new m.HallClock(), before = clock.nowMs();
        clock.sync({ now: "2026-03-02T01:00:00.000Z", speed: 1000 });
        const from = performance.now(), start = clock.nowMs();
        await new Promise((done) => setTimeout(done, 40));
        return [(clock.nowMs() - start) / (performance.now() - from), before];""",
    )
    assert before is None
    assert 900 < ran_ms < 1100


SESSIONS = [
    {"opens": "2026-03-02T00:30:00.000Z", "intake_until": "2026-03-02T03:40:00.000Z", "closes": "2026-03-02T04:00:00.000Z"},
    {"opens": "2026-03-02T05:30:00.000Z", "intake_until": "2026-03-02T08:40:00.000Z", "closes": "2026-03-02T09:00:00.000Z"},
]


@pytest.mark.parametrize(("sessions", "given", "now", "state"), [
    (SESSIONS, True, "01:00", "given"), (SESSIONS, False, "00:10", "before"), (SESSIONS, False, "03:50", "between"),
    (SESSIONS, False, "04:30", "between"), (SESSIONS, False, "08:50", "over"), (SESSIONS, False, "09:00", "ended"),
    ([], False, "01:00", "not-today"), (None, False, "01:00", "ended"), (None, True, "01:00", "given"),
])  # fmt: skip
def test_why_no_tickets_are_given(run: Run, sessions: Any, given: bool, now: str, state: str) -> None:
    hall = {"sessions": sessions, "self_service": given}
    found = run("base/hours.js", "return m.intakeState(given[0], Date.parse(given[1]))", hall, f"2026-03-02T{now}:00.000Z")
    assert found == state


def test_hours_in_words(run: Run) -> None:
    body = "return given.map((sessions) => m.hoursText(sessions, 'Asia/Shanghai'))"
    assert run("base/hours.js", body, SESSIONS, [], None) == ["08:30–12:00, 13:30–17:00", "", None]


@pytest.mark.parametrize("wait", [(0, 10), (360, 720), (4000, 7300), (30_000, 40_000), (600, 600)])
def test_the_range_lies_on_its_time_line(run: Run, wait: tuple[int, int]) -> None:
    placed = run("ticket/timeline.js", "return m.placed(given[0])", {"p50_s": wait[0], "p90_s": wait[1]})
    assert 0 <= placed["start"] < placed["start"] + placed["width"] <= 1 + 1e-9
    assert placed["width"] >= 0.05 - 1e-9


@pytest.mark.parametrize(("search", "path"), [
    ("?next=/kiosk/main", "/kiosk/main"), ("?next=%2Fdesk%3Fa%3D1", "/desk?a=1"), ("", None), ("?next=", None), ("?next=desk", None),
    ("?next=//example.org/x", None), ("?next=/%5Cexample.org", None), ("?next=https://example.org", None), ("?next=javascript:alert(1)", None),
    ("?next=/.//example.org/x", None), ("?next=/a/..//example.org", None), ("?next=/a/%252e%252e//example.org", None), ("?next=/%09/example.org", None),
])  # fmt: skip
def test_only_a_path_of_this_server_is_followed(run: Run, search: str, path: str | None) -> None:
    assert run("base/session.js", "return m.nextPath(given[0])", search) == path


def test_the_home_of_a_login_is_its_roles_page(run: Run) -> None:
    users = [{"roles": [{"role": role}], "hall": "zetou"} for role in ("teller", "greeter", "manager", "official", "admin", "kiosk", "display", "cashier")]  # fmt: skip
    homes = run("base/session.js", "return given.map(m.homeOf)", *users)
    assert homes == ["/desk", "/greet", "/manage", "/analytics/", "/", "/kiosk/zetou", "/board/zetou", "/"]


WIRE = """
    const answers = given[0], sent = [], own = globalThis.fetch;
    globalThis.fetch = async (path, options) => {
        sent.push([options.method, options.headers["Idempotency-Key"] ?? null]);
        const [status, body] = answers[Math.min(sent.length, answers.length) - 1];
        if (status === 0) throw new TypeError("Failed to fetch");
        return new Response(status === 204 ? null : JSON.stringify(body), { status });
    };
    let outcome;
    try { outcome = await m[given[1]]("/x", ...(given[2] ?? [])); } catch (problem) { outcome = { code: problem.code, status: problem.status, facts: problem.facts }; }
    globalThis.fetch = own;
    return { sent, outcome };
"""


def test_a_command_is_sent_again_with_its_key_while_its_outcome_is_unknown(run: Run) -> None:
    answers = [[0, None], [503, {"code": "storage-unavailable"}], [201, {"number": "A001"}]]
    made = run("base/wire.js", WIRE, answers, "post", [{}, {"key": "k"}])
    assert made == {"sent": [["POST", "k"]] * 3, "outcome": {"number": "A001"}}


def test_a_refusal_is_final_and_carries_its_facts(run: Run) -> None:
    made = run("base/wire.js", WIRE, [[409, {"code": "counter-held", "staff": "wang"}]], "post")
    assert len(made["sent"]) == 1
    assert made["sent"][0][1].isalnum()
    assert len(made["sent"][0][1]) == 32, "128 random bits"
    assert made["outcome"] == {"code": "counter-held", "status": 409, "facts": {"staff": "wang"}}


def test_what_has_no_key_is_sent_once(run: Run) -> None:
    made = run("base/wire.js", WIRE, [[0, None]], "post", [{}, {"key": None}])
    assert made == {"sent": [["POST", None]], "outcome": {"code": "offline", "status": 0, "facts": {}}}


def test_an_answer_without_a_body_is_null(run: Run) -> None:
    assert run("base/wire.js", WIRE, [[204, None]], "post")["outcome"] is None


LIVE = """
    const sockets = [], own = globalThis.WebSocket;
    globalThis.WebSocket = class { constructor(url) { this.url = String(url); sockets.push(this); } close() { this.closed = true; } };
    const frames = [], states = [];
    const view = m.live("/ws/x", (frame) => frames.push(frame.seq), ({ state, code }) => states.push(code ?? state));
    for (const frame of given[0]) sockets.at(-1).onmessage({ data: JSON.stringify(frame) });
    if (given[1]) sockets.at(-1).onclose({ code: given[1] });
    await new Promise((done) => setTimeout(done, given[2] ?? 0));
    view.close();
    globalThis.WebSocket = own;
    return { frames, states, sockets: sockets.length, closed: sockets.at(-1).closed ?? false };
"""


def seqs(*frames: tuple[str, str, int]) -> list[dict[str, Any]]:
    return [{"date": date, "log": log, "seq": seq} for date, log, seq in frames]


def test_an_older_view_of_the_same_date_and_log_is_never_shown(run: Run) -> None:
    told = seqs(("d1", "a", 5), ("d1", "a", 4), ("d1", "a", 5), ("d2", "a", 1), ("d1", "b", 2), ("d1", "a", 3), ("d1", "a", 6))
    assert run("base/wire.js", LIVE, told)["frames"] == [5, 5, 1, 2, 6]


def test_a_cut_view_is_connected_again(run: Run) -> None:
    made = run("base/wire.js", LIVE, seqs(("d", "a", 1)), 1012, 700)
    assert made["states"] == ["connecting", "live", "lost"]
    assert made["sockets"] == 2
    assert made["closed"]


@pytest.mark.parametrize(("code", "state"), [(4401, "not-logged-in"), (4403, "not-allowed"), (4404, "unknown")])
def test_a_refused_view_is_not_tried_again(run: Run, code: int, state: str) -> None:
    made = run("base/wire.js", LIVE, [], code, 700)
    assert made["states"] == ["connecting", state]
    assert made["sockets"] == 1


def test_words_come_in_both_languages_or_english_alone(run: Run) -> None:
    texts = run(
        "base/words.js",
        """await m.loadWords("board");
        const { render } = await import("/static/vendor/lit-html/lit-html.js");
        const shown = (template) => { const box = document.createElement("div"); render(template, box); return [...box.children].map((e) => [e.lang, e.textContent]); };
        const args = { time: "10:42" };
        m.setLang("zh", { keep: false });
        const zh = [shown(m.both("board-not-open-yet", args)), shown(m.pair({ zh: "<b>文登</b>", en: "" })), m.t("board-waiting")];
        m.setLang("en", { keep: false });
        return [zh, [shown(m.both("board-not-open-yet", args)), shown(m.pair({ zh: "<b>文登</b>", en: "" })), m.t("board-waiting"), shown(m.both("people-unit"))]];""",
    )
    assert texts == [
        [[["zh", "10:42 开始办公"], ["en", "Opens at 10:42"]], [["zh", "<b>文登</b>"]], "等候人数"],
        [[["en", "Opens at 10:42"]], [["zh", "<b>文登</b>"]], "Waiting", []],
    ]


def test_halls_are_filtered_and_grouped(run: Run) -> None:
    halls = [
        {"id": "zetou", "name": {"zh": "泽头镇", "en": "Zetou Town"}, "town": "371", "district": "w", "level": "town", "open": False, "self_service": False, "waiting": 0},
        {"id": "wendeng", "name": {"zh": "文登区", "en": "Wendeng"}, "town": None, "district": "w", "level": "district", "open": True, "self_service": True, "waiting": 7},
        {"id": "rushan", "name": {"zh": "乳山市", "en": "Rushan"}, "town": None, "district": "r", "level": "district", "open": True, "self_service": False, "waiting": 2},
    ]  # fmt: skip
    found = run(
        "start/halls.js",
        """const ids = (list) => list.map(({ id }) => id), all = { query: "", district: "", onlyOpen: false };
        return [ids(m.filtered(given, { ...all, query: " ZE" })), ids(m.filtered(given, { ...all, query: "文登" })), ids(m.filtered(given, { ...all, onlyOpen: true })),
                ids(m.filtered(given, { ...all, district: "r" })), m.byDistrict(given, [{ id: "r" }, { id: "w" }, { id: "none" }]).map((part) => ids(part.halls)), m.summary(given)];""",
        *halls,
    )
    assert found == [["zetou"], ["wendeng"], ["wendeng", "rushan"], ["rushan"], [["rushan"], ["wendeng", "zetou"]], {"halls": 3, "open": 2, "waiting": 9}]  # fmt: skip

"""What the dashboards cost: one refresh over a day of 30,000 tickets in 37 halls, and whether the halls' server feels it."""

import itertools
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from queue_server.app.setup import initialise
from queue_server.city.file import load_city
from queue_server.core import commands as c
from queue_server.core.setup import CounterSetup
from queue_server.demo import CITY_FILE
from queue_server.eventlog.opening import open_database
from tests.analytics.callbacks import Page, look_body
from tests.analytics.played import DATE, TELLER, Played, at_ms
from tests.bench.process import latencies_ms
from tests.support.server import ServerProcess

TICKETS = 30_000
VIEWERS = 5
PASSES = 5
WATCHED_S = 8.0


def fill(path: Path) -> Played:
    """Make the demo city with one day of tickets, of which one in ten still waits."""
    initialise(f"sqlite:///{path}", load_city(CITY_FILE))
    played = Played(path, None)
    weights = {hall: 12 if level == "district" else 2 for hall, level in played.levels.items()}
    for hall, weight in weights.items():
        played.open(hall, counters=99)
        counters: tuple[CounterSetup, ...] = played.days[hall, DATE].rules.counters
        numbers = itertools.cycle(counter.counter for counter in counters)
        commands: list[c.HallCommand] = []
        count = TICKETS * weight // sum(weights.values())
        for place in range(count):
            now = at_ms("08:30") + place * 28_000_000 // count
            commands.append(c.TakeTicket(at_ms=now, by="kiosk"))
            if place % 10:
                counter = next(numbers)
                commands.append(c.CallNext(at_ms=now, by=TELLER, counter=counter))
                commands.append(c.FinishService(at_ms=now, by=TELLER, counter=counter))
        played.play(hall, *commands)
    return played


def cost_ms(work: Callable[[], object], before: Callable[[int], object] = lambda _: None) -> tuple[float, float]:
    """Return the median of wall and processor time of some passes, ms."""
    walls, cpus = [], []
    for number in range(PASSES):
        before(number)
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return statistics.median(walls), statistics.median(cpus)


def measure_refresh(path: Path) -> None:
    """Print what a look costs in the dashboards' process, by what has changed."""
    played = fill(path)
    reader = open_database(played.url, create=False, reader=True)
    page = Page(reader, "city", clock="16:30")
    halls = [hall for hall, _ in played.days]
    tickets = sum(len(day.tickets) for day in played.days.values())

    def take(*places: str) -> Callable[[int], None]:
        def take_one(number: int) -> None:
            for place in places:
                played.play(place, c.TakeTicket(at_ms=at_ms("16:20"), by="kiosk"))

        return take_one

    def look() -> None:
        page.drawn("city", shown=page.shown)

    wall, cpu = time.perf_counter(), time.process_time()
    look()
    first = ((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)
    rows = {
        "the first look, all rows read": first,
        "nothing new": cost_ms(look),
        "a ticket in one hall": cost_ms(look, take("wendeng")),
        "a ticket in every hall": cost_ms(look, take(*halls)),
    }
    print(f"{tickets} tickets, {len(halls)} halls; a look of the whole city: wall, processor (ms, median of {PASSES})")
    for name, (wall_ms, cpu_ms) in rows.items():
        print(f"  {name:<32}{wall_ms:8.0f}{cpu_ms:8.0f}")
    print(f"  memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    reader.close()
    played.close()


class Viewers:
    """Browsers that look at the whole city once a second, while a ticket is issued five times a second."""

    def __init__(self, server: ServerProcess, count: int) -> None:
        self._server, self._count = server, count
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self.looks: list[float] = []

    def __enter__(self) -> "Viewers":
        works = [*(self._look for _ in range(self._count)), *((self._take,) if self._count else ())]
        self._threads = [threading.Thread(target=work) for work in works]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _look(self) -> None:
        client = self._server.login("official")
        dependencies = client.get("/analytics/_dash-dependencies").json()
        shown = None
        for number in itertools.count(1):
            asked = time.perf_counter()
            answer = client.post("/analytics/_dash-update-component", json=look_body(dependencies, number, "city", shown, "zh"))
            shown = answer.raise_for_status().json()["response"].get("shown", {}).get("data", shown)
            self.looks.append(time.perf_counter() - asked)
            if self._over.wait(max(0.0, 1.0 - (time.perf_counter() - asked))):
                return

    def _take(self) -> None:
        client = self._server.login("greeter")
        while not self._over.wait(0.2):
            client.post("/api/v1/halls/wendeng/tickets", json={}).raise_for_status()


def measure_server(data: Path) -> None:
    """Print the server's latency without and with viewers, in turns."""
    with ServerProcess(data, analytics=True) as server:
        admin = server.login("admin")
        while admin.get("/analytics/alive").status_code != 204:
            time.sleep(0.1)
        print(f"the smallest answer of the halls' server (ms): median, 99 %, worst; {VIEWERS} viewers of the whole city")
        for turn in range(3):
            for count in (0, VIEWERS):
                with Viewers(server, count) as viewers:
                    time.sleep(2.0 if count else 0.5)
                    found = latencies_ms(server, WATCHED_S)
                looks = f"   a look {statistics.median(viewers.looks) * 1000:.0f} ms" if viewers.looks else ""
                marks = (found[len(found) // 2], found[len(found) * 99 // 100], found[-1])
                print(f"  pass {turn + 1}, {count} viewers" + "".join(f"{mark:8.1f}" for mark in marks) + looks)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        measure_refresh(Path(folder) / "refresh.db")
        data = Path(folder) / "data"
        data.mkdir()
        fill(data / "onewindow.db").close()
        measure_server(data)


if __name__ == "__main__":
    main()

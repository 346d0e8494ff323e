from pathlib import Path

import msgspec
import pytest
from sqlalchemy import update

from queue_server.app.errors import KeyReused
from queue_server.app.manage import Management
from queue_server.city.errors import SetupInvalid, VersionConflict
from queue_server.city.hall import HallConfig
from queue_server.city.text import Text
from queue_server.core import commands as c
from queue_server.core.errors import CounterInUse
from queue_server.core.events import DayConfigured, decode
from queue_server.eventlog.log import ANSWER_KEPT_MS
from queue_server.eventlog.tables import answers
from tests.app.cities import a_city
from tests.app.node import Node, take

HALL = "hall0"


class Meddled(Management):
    """Between the rows and the day somebody opens counter 3."""

    node: Node
    meddles = 1

    async def _save(self, config: HallConfig, version: int, by: str) -> int:
        saved = await super()._save(config, version, by)
        if self.meddles:
            self.meddles -= 1
            await self.node.run(HALL, lambda at: c.OpenCounter(at_ms=at, by="ann", counter=3))
        return saved


def fewer(config: HallConfig) -> HallConfig:
    return msgspec.structs.replace(config, counters=config.counters[:2])


async def test_a_change_that_the_day_refuses_is_taken_back(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, take)
        management = Meddled(node.database, node.halls)
        management.node = node
        before = node.halls.registry.hall(HALL)
        with pytest.raises(CounterInUse):
            await management.save_setup(fewer(before), 1, "mei")
        assert node.halls.registry.hall(HALL) == before
        assert node.halls.registry.versions[HALL] == 3
        assert len((await node.halls.day(HALL)).counters) == 3


async def test_a_hall_whose_day_has_not_begun_takes_the_change_when_it_does(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        await Management(node.database, node.halls).save_setup(fewer(node.halls.registry.hall(HALL)), 1, "mei")
        assert await node.eventlog.heads() == {}
        await node.run(HALL, take)
        assert list((await node.halls.day(HALL)).counters) == [1, 2]


async def test_saving_what_is_there_changes_no_rule_of_the_day(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        await node.run(HALL, take)
        assert await Management(node.database, node.halls).save_setup(node.halls.registry.hall(HALL), 1, "mei") == 2
        configured = decode((await node.eventlog.read(f"day/{HALL}/2026-03-02"))[-1].body)
        assert isinstance(configured, DayConfigured)  # its version alone
        assert configured.setup.version == 2


async def test_a_set_up_that_the_city_file_would_not_have_is_refused(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        management, config = Management(node.database, node.halls), node.halls.registry.hall(HALL)
        with pytest.raises(SetupInvalid):
            await management.save_setup(msgspec.structs.replace(config, counters=()), 1, "mei")
        with pytest.raises(VersionConflict):
            await management.save_setup(config, 2, "mei")
        assert node.halls.registry.versions[HALL] == 1


async def test_a_change_is_shown_at_once_whether_a_day_is_open_or_not(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city(halls=2)) as node:
        management = Management(node.database, node.halls)
        notice = await management.add_notice(HALL, Text("通知", "Notice"), 0, None, by="mei", key=None, body_hash="")
        assert node.changes == [HALL]
        await management.remove_notice(HALL, notice.id)
        assert node.changes == [HALL] * 2
        await management.save_setup(fewer(node.halls.registry.hall(HALL)), 1, "mei")
        assert node.changes == [HALL] * 3


async def test_a_notices_key_is_free_again_after_48_hours(tmp_path: Path) -> None:
    async with Node(tmp_path, a_city()) as node:
        management = Management(node.database, node.halls)

        async def add(text: str, body_hash: str) -> int:
            told = await management.add_notice(HALL, Text("通知", text), 0, None, by="mei", key="k", body_hash=body_hash)
            return told.id

        first = await add("Notice", "a")
        assert await add("Notice", "a") == first
        with pytest.raises(KeyReused):
            await add("Another", "b")
        await node.database.write(lambda c: c.execute(update(answers).values(at_ms=answers.c.at_ms - ANSWER_KEPT_MS - 1)))
        assert await add("Another", "b") != first

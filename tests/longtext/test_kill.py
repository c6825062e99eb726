"""`kill -9` of the worker at part 17 of 31: every part once in the ledger, all in order."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.chatapp.visitors import sign_up
from tests.longtext.world import book, post, reading
from tests.servers.process import wait_until
from tests.servers.site import WebProcessFactory, WorkerProcessFactory

PARTS = 31
HASTY = {"DJANGO_SETTINGS_MODULE": "tests.longtext.hasty_settings", "LONG_TEXT_ASK_DOLLARS": "99"}
PATIENCE_SECONDS = 90


def rows(data_dir: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(data_dir / "chatapp.sqlite3")) as database:
        return database.execute(question).fetchall()


@pytest.mark.timeout(300)
async def test_a_killed_worker_costs_nothing_twice(
    web_process: WebProcessFactory, worker_process: WorkerProcessFactory
):
    async with reading() as (reader, asking):
        web = await asyncio.to_thread(web_process, **asking, **HASTY)
        worker = worker_process(data_dir=web.data_dir, **asking, **HASTY)
        alice = await sign_up(web.url, "alice")
        tab = await alice.open_tab(web.url)
        reader.gate.clear()
        reader.held_after = 16  # the next ones are under way when the worker dies
        begun = await post(alice, web.url, "", text=book(PARTS), question="What happened?")
        reply = begun["reply"]["id"]
        await tab.watch(begun["conversation"]["id"])

        def done() -> int:
            return rows(web.data_dir, "SELECT count(*) FROM longtext_step WHERE state = 'done'")[0][
                0
            ]

        def are_held() -> bool:
            return len(reader.asked) >= 18 and done() == len(reader.answered)

        await asyncio.to_thread(wait_until, are_held, PATIENCE_SECONDS, "16 parts are read")
        worker.kill()
        finished_before = set(reader.answered)
        asked_before = len(reader.asked)
        reader.gate.set()
        reader.held_after = 10**9
        worker_process(data_dir=web.data_dir, **asking, **HASTY)
        worker_process(kind="beat", data_dir=web.data_dir, **asking, **HASTY)

        def is_done() -> bool:
            return rows(web.data_dir, "SELECT state FROM longtext_job") == [("done",)]

        await asyncio.to_thread(wait_until, is_done, PATIENCE_SECONDS, "the job is done")
        shown = await tab.finished(reply)

        assert shown.state == "complete"
        assert [block["done"] for block in shown.blocks if "done" in block] == [PARTS + 1]
        assert shown.text.startswith(f"Notes of join 1-{PARTS}")
        again = [name for name in reader.asked[asked_before:] if name in finished_before]
        assert not again, "a finished part was asked again"
        calls = "SELECT DISTINCT call_id FROM billing_ledgerentry WHERE purpose = 'long_text'"
        steps = rows(web.data_dir, "SELECT call_id, result FROM longtext_step ORDER BY number")
        assert len(steps) == PARTS + 1
        assert sorted(rows(web.data_dir, calls)) == sorted((call,) for call, _ in steps)
        exact = (
            "SELECT call_id, count(*) FROM billing_ledgerentry WHERE purpose = 'long_text'"
            " AND NOT estimated AND kind = 'output' GROUP BY call_id"
        )
        assert all(count == 1 for _, count in rows(web.data_dir, exact))
        assert len(rows(web.data_dir, exact)) == PARTS + 1
        told = [result for _, result in steps[:PARTS]]
        assert told == [f"Notes of part {n} [part {n}]" for n in range(1, PARTS + 1)]
        assert rows(web.data_dir, "SELECT count(*) FROM chatapp_turn") == [(0,)]
        open_money = "SELECT count(*) FROM billing_reservation WHERE state = 'open'"
        assert rows(web.data_dir, open_money) == [(0,)]
        await tab.close()

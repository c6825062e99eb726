"""What the supervisor says and does when a child fails, with small real processes."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from chatapp.management import supervisor
from chatapp.management.supervisor import Child, StartFailed, Supervisor
from tests.servers.process import wait_until

FOR_EVER = "import signal; signal.pause()"


def child(name: str, code: str, patience_seconds: float = 10) -> Child:
    return Child(name, sys.executable, "-c", code, cwd=Path(), patience_seconds=patience_seconds)


async def never() -> None:
    await asyncio.Event().wait()


async def at_once() -> None:
    return


def ask_for_the_end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_BACKOFF_SECONDS", 0.01)


async def test_a_web_process_that_cannot_start_ends_it_with_the_reason():
    site = Supervisor(child("web", "raise SystemExit(3)"), [], never, lambda: None)
    with pytest.raises(StartFailed, match=r"web process ended \(exit code 3\) before it answered"):
        await site.run()


async def test_a_web_process_that_never_answers_is_given_up_and_ended():
    web = child("web", FOR_EVER)
    site = Supervisor(web, [], never, lambda: None, start_seconds=0.2)
    with pytest.raises(StartFailed, match=r"did not answer in 0\.2 s"):
        await site.run()
    assert web.process is not None
    assert web.process.returncode is not None


async def test_workers_start_only_after_the_web_process_answers():
    worker = child("worker", FOR_EVER)
    seen = []

    def on_ready() -> None:
        seen.append(worker.process)
        ask_for_the_end()

    assert await Supervisor(child("web", FOR_EVER), [worker], at_once, on_ready).run()
    assert seen == [None]


async def test_a_child_that_ends_again_and_again_is_restarted_with_a_growing_pause(
    impatient, capfd, tmp_path
):
    starts = tmp_path / "starts"
    beat = child("beat", f"open({str(starts)!r}, 'a').write('x')")
    site = Supervisor(child("web", FOR_EVER), [beat], at_once, lambda: None)
    running = asyncio.create_task(site.run())
    await asyncio.to_thread(
        wait_until, lambda: starts.exists() and len(starts.read_text()) >= 4, 30, "four starts"
    )
    ask_for_the_end()
    assert await running
    said = [line for line in capfd.readouterr().err.splitlines() if line.startswith("The beat")]
    assert said[:3] == [
        f"The beat process ended (exit code 0); it is started again in {pause} s."
        for pause in ("0.01", "0.02", "0.04")
    ]


async def test_a_child_that_ignores_sigterm_is_killed_after_its_patience(capfd, tmp_path):
    deaf = tmp_path / "deaf"
    ignore = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    web = child("web", f"{ignore}; open({str(deaf)!r}, 'w'); {FOR_EVER}", patience_seconds=0.2)

    async def is_deaf() -> None:
        await asyncio.to_thread(wait_until, deaf.exists, 30, "a deaf process")

    assert not await Supervisor(web, [], is_deaf, ask_for_the_end).run()
    assert web.process is not None
    assert web.process.returncode == -signal.SIGKILL
    assert "The web process did not stop in 0.2 s: killed." in capfd.readouterr().err

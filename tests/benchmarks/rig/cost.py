"""What a process and all its children have cost so far, as the kernel counts it."""

import os
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
HURRIED = -15
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def family(pid: int) -> list[int]:
    """The process and its descendants."""
    found = [pid]
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in thread.read_text().split():
            found += family(int(child))
    return found


def hurry() -> None:
    """Puts this process and all it started ahead of everything else on the machine. Needs root.

    On a busy machine delays say nothing otherwise. A nice value only counts within a session
    (man 7 sched, "autogroup"), so the session's own is set as well.
    """
    for pid in family(os.getpid()):
        os.setpriority(os.PRIO_PROCESS, pid, HURRIED)
        autogroup = Path(f"/proc/{pid}/autogroup")
        if autogroup.exists():
            autogroup.write_text(str(HURRIED))


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the program's name, which may hold anything."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["0"] * 50


def cpu_seconds(*pids: int) -> float:
    """User and system time of these process trees, ended children included."""
    stats = [_stat(member) for pid in pids for member in family(pid)]
    return sum(int(ticks) for stat in stats for ticks in stat[11:15]) / TICKS_PER_SECOND


def resident_bytes(*pids: int) -> int:
    """Memory of these process trees that is in RAM."""
    return sum(int(_stat(member)[21]) for pid in pids for member in family(pid)) * PAGE_BYTES

"""Programs that some tests need: found, installed where that is ours to do, or a loud skip."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

DEBIAN_PACKAGES = {
    "redis-server": "redis-server",
    "initdb": "postgresql",
    "postgres": "postgresql",
    "chromium": "chromium",
}


def find(program: str) -> Path | None:
    """On the PATH, or where Debian keeps the servers of PostgreSQL; the newest if several."""
    if found := shutil.which(program):
        return Path(found)
    kept = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{program}"),
        key=lambda path: int(path.parts[-3]),
    )
    return kept[-1] if kept else None


def install(package: str) -> str:
    """By apt, once at a time over all test processes; what it complained of, if anything."""
    with (Path(tempfile.gettempdir()) / "chatapp-tests-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for command in (["update"], ["install", "-y", "--no-install-recommends", package]):
            done = subprocess.run(
                ["apt-get", "-qq", *command],
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
            )
            if done.returncode:
                return done.stderr.strip()
    return ""


@cache
def program(name: str) -> Path:
    """Where `name` is; as root on Debian it is installed first. Else the test is skipped."""
    found = find(name)
    complaint = "only root can install it"
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        complaint = install(DEBIAN_PACKAGES[name])
        found = find(name)
    if found is None:
        package = DEBIAN_PACKAGES[name]
        pytest.skip(f"NOT TESTED: {name} is missing (apt-get install {package}): {complaint}")
    return found

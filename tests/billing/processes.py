"""Running the spender and the product's own commands against one database."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.environment import ROOT, private_environment


class Books:
    """One database, and what processes do to it. Without `url`: SQLite in `folder`."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.environment = private_environment(folder, DATABASE_URL=url)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run("manage.py", *arguments, "--skip-checks")

    def spender(self, what: str, **plan: int) -> dict[str, Any]:
        """What the spender says in the end, with the audit of the books among it."""
        done = self._run("-m", "tests.billing.spender", what, json.dumps(plan))
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

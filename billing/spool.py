"""Settlements that the database could not take: kept as files, settled when it is back.

Never dropped: a file is written and synced before the error is forgotten, and deleted only after
the settlement is committed. Never unbounded: while the database is gone nothing new can be
reserved, so there are at most as many files as calls that were running.
"""

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError

from billing import ledger
from billing.calls import Settled, UnknownCallError
from billing.charges import Charge
from billing.prices import Price
from billing.tokens import Tokens

logger = logging.getLogger(__name__)


def settle_or_keep(call_id: UUID, charges: Sequence[Charge]) -> Settled | None:
    """Settle now; if the database cannot, keep it for `drain` and return None.

    What the database will never take (an unknown call) is raised as `ledger.settle` does.
    """
    try:
        return ledger.settle(call_id, charges)
    except DatabaseError:
        logger.exception("The settlement of call %s is kept until the database is back.", call_id)
        _keep(call_id, charges)
        return None


def waiting() -> int:
    """How many settlements wait for the database."""
    return sum(1 for _ in _folder().glob("*.json"))


def set_aside() -> list[str]:
    """Names of kept settlements that can never be booked: somebody must look at them."""
    return sorted(path.name for path in _folder().glob("*.bad"))


def drain() -> list[Settled]:
    """Settle what waits, oldest first; stops quietly while the database is still gone.

    Run it before a sweep: the files know exactly what a sweep can only estimate.
    """
    done = []
    for path in sorted(_folder().glob("*.json"), key=_age):
        try:
            call_id, charges = _read(path)
            done.append(ledger.settle(call_id, charges))
        except FileNotFoundError:
            continue  # another process was faster
        except (OperationalError, InterfaceError):
            break  # the database is still gone
        except (DatabaseError, UnknownCallError, ValueError, KeyError, TypeError):
            logger.exception("The kept settlement %s cannot be booked; it is set aside.", path)
            path.replace(path.with_suffix(".bad"))
            continue
        path.unlink(missing_ok=True)
    return done


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "settlements"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(call_id: UUID, charges: Sequence[Charge]) -> None:
    path = _folder() / f"{call_id}.json"
    draft = path.with_suffix(f".{os.getpid()}.draft")
    content = {"call": str(call_id), "charges": [_plain(charge) for charge in charges]}
    with draft.open("w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _plain(charge: Charge) -> dict[str, Any]:
    plain = asdict(charge)
    plain["estimated"] = sorted(charge.estimated)
    plain["tokens"]["missing"] = sorted(charge.tokens.missing)
    return plain


def _read(path: Path) -> tuple[UUID, list[Charge]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    charges = []
    for plain in content["charges"]:
        tokens, price = plain.pop("tokens"), plain.pop("price")
        tokens["missing"] = frozenset(tokens["missing"])
        plain["estimated"] = frozenset(plain["estimated"])
        charges.append(Charge(Tokens(**tokens), Price(**price), **plain))
    return UUID(content["call"]), charges


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0

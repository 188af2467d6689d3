"""Decisions of a person on plug-ins, in one small file: which contents may run, and what is known of each.

Several processes may write it: each reads it anew, changes its part and replaces the file as a whole, one at a time.
A file that is damaged holds no decision, and of one that holds strange things the rest counts.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import platformdirs

from engine.files.atomic import write_bytes
from engine.files.held import hold
from engine.plugins.findings import Findings, Provided, is_text
from engine.problems import Problem

PROGRAM = "spikeloom"
FILE, LOCK = "plugins.json", "plugins.lock"
PRIVATE = 0o700  # whoever can write here decides what runs
HEX, DIGITS = frozenset("0123456789abcdef"), 64
MOST = 1000  # decisions that are kept
LARGEST = 8 * 2**20  # bytes of the file
PATIENCE, PAUSE = 5.0, 0.02  # seconds for another process to finish writing


class Decision(StrEnum):
    """The decision of a person on a content."""

    NONE = "none"
    ALLOWED = "allowed"
    REFUSED = "refused"


@dataclass(frozen=True)
class PluginRecord:
    """One content of one plug-in. ``origin`` is empty for a file of the folder, else the name of a distribution."""

    name: str
    origin: str
    sha256: str
    decision: Decision = Decision.NONE
    provides: tuple[Provided, ...] = ()
    imports: tuple[str, ...] = ()
    problem: Problem | None = None
    is_asked: bool = False  # a person was asked, and put it off
    version: str = ""  # of the distribution

    @property
    def place(self) -> tuple[str, str]:
        """Its origin and name, whatever it holds."""
        return self.origin, self.name

    @property
    def may_run(self) -> bool:
        """Tell whether it is allowed, and was well when it was tried."""
        return self.decision is Decision.ALLOWED and self.problem is None


@dataclass(frozen=True)
class Approvals:
    """Everything that is decided: whether the folder is looked into, and the records, the last decided last."""

    is_folder_on: bool = False
    records: tuple[PluginRecord, ...] = field(default=())

    def of(self, origin: str, name: str, sha256: str) -> PluginRecord | None:
        """The record of a content; None where there is none."""
        wanted = origin, name, sha256
        return next((r for r in self.records if (r.origin, r.name, r.sha256) == wanted), None)

    def with_record(self, record: PluginRecord) -> Approvals:
        """The same with another record of that content, which comes last."""
        kept = [r for r in self.records if (r.place, r.sha256) != (record.place, record.sha256)]
        return replace(self, records=(*kept, record)[-MOST:])

    def that_run(self) -> tuple[PluginRecord, ...]:
        """The records whose contents run now."""
        return tuple(r for r in self.records if r.may_run and (r.origin or self.is_folder_on))


def folder() -> Path:
    """The folder in which a person's own plug-ins lie; it need not exist."""
    return Path(platformdirs.user_data_dir(PROGRAM, appauthor=False)) / "plugins"


def file() -> Path:
    """The file of the decisions; it need not exist."""
    return Path(platformdirs.user_config_dir(PROGRAM, appauthor=False)) / FILE


def stamp() -> tuple[int, int, int]:
    """Figures of the file that differ once it has been written anew."""
    try:
        status = file().stat()
    except OSError:
        return 0, 0, 0
    return status.st_mtime_ns, status.st_size, status.st_ino


def read() -> Approvals:
    """The decisions; none where there is no such file, or a damaged one."""
    try:
        with file().open("rb") as opened:
            content = opened.read(LARGEST + 1)
        told = json.loads(content) if len(content) <= LARGEST else None
    except (OSError, ValueError, RecursionError):
        return Approvals()
    if not isinstance(told, dict):
        return Approvals()
    given = told.get("plugins")
    records = map(_record, given if isinstance(given, list) else ())
    return Approvals(told.get("folder") is True, tuple(r for r in records if r is not None)[-MOST:])


def write(change: Callable[[Approvals], Approvals]) -> Approvals:
    """Change what is decided; gives all of it as it is then. Raises ``OSError`` where it cannot be kept."""
    place = file()
    place.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    deadline = time.monotonic() + PATIENCE
    while (held := hold(place.with_name(LOCK))) is None and time.monotonic() < deadline:
        time.sleep(PAUSE)
    try:
        before = read()
        after = change(before)
        if after != before:
            write_bytes(place, _bytes(after))
    finally:
        if held is not None:
            held.let_go()
    return after


def _bytes(approvals: Approvals) -> bytes:
    told = {"folder": approvals.is_folder_on, "plugins": [_plain(record) for record in approvals.records]}
    return json.dumps(told, indent=1).encode() + b"\n"


def _plain(record: PluginRecord) -> dict[str, Any]:
    return {
        "name": record.name,
        "origin": record.origin,
        "sha256": record.sha256,
        "decision": record.decision.value,
        "asked": record.is_asked,
        "version": record.version,
    } | Findings(record.provides, record.imports, record.problem).plain()


def _record(told: object) -> PluginRecord | None:
    """One record of the file; None where it means none: what may run is never guessed."""
    if not isinstance(told, dict):
        return None
    name, origin, sha256, decision = (told.get(field) for field in ("name", "origin", "sha256", "decision"))
    if not (is_text(name) and name and is_text(origin) and is_hash(sha256)):
        return None
    if not isinstance(decision, str) or decision not in {one.value for one in Decision}:
        return None
    version = str(told["version"]) if is_text(told.get("version")) else ""
    found = Findings.read(told)
    if told.get("problem") is not None and found.problem is None:
        return None
    return PluginRecord(
        str(name), str(origin), str(sha256), Decision(decision), found.provides, found.imports, found.problem,
        told.get("asked") is True, version,
    )  # fmt: skip


def is_hash(given: object) -> bool:
    """Tell whether a value is a SHA-256 as it is written here."""
    return isinstance(given, str) and len(given) == DIGITS and HEX.issuperset(given)

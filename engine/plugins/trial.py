"""Trials of plug-ins: one is imported and tried in a process of its own, with a limit of time, before it is allowed.

What that process does is in :mod:`engine.trial`: it needs all rooms of the program, this one only asks.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from engine import child_process
from engine.plugins.findings import Findings
from engine.plugins.sentences import ENDED, IMPORTED, SLOW, problem
from engine.plugins.sources import Content, Source

SECONDS = 20.0
PROGRAM = "engine.trial"  # the module that the process runs
REQUEST, ANSWER, STAGE = "request.json", "answer.json", "stage"


def tried(source: Source, content: Content, taken: Sequence[tuple[str, str]], seconds: float = SECONDS) -> Findings:
    """Try a content; ``taken`` are keys of other allowed plug-ins, and whose each is. It waits for the process."""
    with tempfile.TemporaryDirectory(prefix="spikeloom-") as name:
        folder = Path(name)
        request = {
            "name": source.name, "origin": source.origin, "path": str(source.path or ""), "target": source.target,
            "sha256": content.sha256, "taken": list(taken),
        }  # fmt: skip
        (folder / REQUEST).write_text(json.dumps(request), encoding="utf-8")
        quiet = subprocess.DEVNULL  # what it says is nobody's, and a pipe would be held by whatever it starts
        try:
            child_process.finished(
                ["-m", PROGRAM, name], {"QT_QPA_PLATFORM": "offscreen"}, stdin=quiet, stdout=quiet, stderr=quiet,
                timeout=seconds,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            told = problem(SLOW, path=source.shown, seconds=f"{seconds:g}", stage=_stage(folder))
            return Findings(problem=told)
        try:
            told_by_it = json.loads((folder / ANSWER).read_bytes())
        except (OSError, ValueError):
            return Findings(problem=problem(ENDED, path=source.shown, stage=_stage(folder)))
    return Findings.read(told_by_it)


def _stage(folder: Path) -> str:
    """The stage that it was at, as it wrote down before."""
    try:
        return (folder / STAGE).read_text(encoding="utf-8") or IMPORTED
    except (OSError, UnicodeDecodeError):
        return IMPORTED

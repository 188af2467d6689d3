"""Texts that have no translation yet: told by the summary of a run, a mistake in a release alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROPERTY = "untranslated"
"""Name under which a test hands them to the summary."""
SHOWN = 20  # of them in the summary

_told: list[str] = []


@cache
def collected(*language: str) -> dict[str, str]:
    """Texts and their places as ``docs.collect_texts`` finds them, all or those that a language lacks.

    It runs in a process of its own: in this one tests declare problems of theirs.
    """
    done = subprocess.run(
        [sys.executable, "-m", "docs.collect_texts", *language],
        cwd=ROOT, env=os.environ | {"PYTHONUTF8": "1"}, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    return dict(json.loads(done.stdout))


def note(report: pytest.TestReport) -> None:
    """Keep what a test has found, in whichever process it ran."""
    if report.when == "call":
        _told.extend(str(value) for name, value in report.user_properties if name == PROPERTY)


def tell(reporter: pytest.TerminalReporter) -> None:
    """Print what was found."""
    if _told:
        reporter.section(f"{len(_told)} texts without a translation, which a release must have")
        for text in _told[:SHOWN]:
            reporter.write_line(text)
        if len(_told) > SHOWN:
            reporter.write_line("… all by: uv run --group dev python -m tests.write")

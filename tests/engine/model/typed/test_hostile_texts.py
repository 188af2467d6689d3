"""No text is ever executed, and each that is wrong has one clear sentence with its place."""

from __future__ import annotations

import os
import re
import resource
import sys
import threading
from pathlib import Path

import pytest

from engine.model.typed.equations import READERS, equations
from engine.model.typed.mistakes import Mistake
from tests.engine.model.typed.hostile import texts
from tests.fuzz_seeds import fuzz_seeds

WATCHED = ("exec", "import", "open", "os.", "subprocess.", "socket.", "shutil.", "pty.", "ctypes.", "tempfile.")
SENTENCE = re.compile(r"Line \d+, column \d+: [^\n]{10,500}[.)!?]", re.DOTALL)
MOST_MEMORY = 400 * 1024  # KiB that all texts together may add

_seen: list[str] = []
_watching = [0]  # the thread that reads a text; another may load kernels meanwhile


def _hook(event: str, _: object) -> None:
    if _watching[0] == threading.get_ident() and event.startswith(WATCHED):
        _seen.append(event)


@pytest.fixture(scope="module", autouse=True)
def _audit() -> None:
    equations("dv/dt = -v/tau : mV\ntau = 1 ms\nmethod: rk4")  # what is imported late is imported now
    sys.addaudithook(_hook)


def _check(text: str, kind: str) -> bool:
    """Whether the text was refused; what must hold of every text is asserted."""
    _watching[0] = threading.get_ident()
    try:
        equations(text, kind)
        refused = False
    except Mistake as mistake:
        refused = True
        _watching[0] = 0
        lines = re.split(r"\r\n|\r|\n", text)
        assert 1 <= mistake.place.line <= len(lines) + 1, (text, str(mistake))
        assert 1 <= mistake.place.column <= len(lines[min(mistake.place.line, len(lines)) - 1]) + 2, (
            text,
            str(mistake),
        )
        assert SENTENCE.fullmatch(str(mistake)), (text, str(mistake))
        assert str(mistake).isprintable(), str(mistake)
    finally:
        _watching[0] = 0
    return refused


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


def _many(count: int, seed: int, tmp_path: Path, kind: str) -> None:
    canary = tmp_path / "canary"
    environment, modules = _environment(), set(sys.modules)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = 0
    for text in texts(count, seed, str(canary), kind):
        refused += _check(text, kind)
    assert not canary.exists() and _environment() == environment and _seen == []
    assert {"antigravity", "this"} & (set(sys.modules) - modules) == set()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < MOST_MEMORY
    assert refused > count / 2


@pytest.mark.parametrize("kind", READERS)
def test_five_hundred_hostile_texts_are_refused_and_none_is_executed(kind: str, tmp_path: Path) -> None:
    _many(500, 1, tmp_path, kind)


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("seed", fuzz_seeds(*range(2, 12)))
def test_ten_thousand_hostile_texts_are_refused_and_none_is_executed(seed: int, kind: str, tmp_path: Path) -> None:
    _many(1000, seed, tmp_path, kind)


def test_the_watch_would_see_an_execution() -> None:
    _watching[0] = threading.get_ident()
    try:
        eval("1 + 1")
    finally:
        _watching[0] = 0
    assert _seen == ["exec"]
    _seen.clear()

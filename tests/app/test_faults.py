"""A mistake of the program in a slot or a timer: told once, in words, and the window goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.faults import Faults, fault_words

ROOT = Path(__file__).parents[2]
TIMES = 20

BROKEN_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app import overrides
overrides.guard()
from app import process

class Broken(process.Composition):
    def __init__(self, *given):
        super().__init__(*given)
        self.ticks = 0
        timer = QTimer(self.window, interval=5)
        timer.timeout.connect(self.fail)
        timer.start()

    def fail(self):
        self.ticks += 1
        if self.ticks == 20:
            print(self.window.notice.words)
            QApplication.quit()
        raise IndexError("of a view")

process.Composition = Broken
sys.exit(process.live([]))
"""


def raising(times: int, raise_one: Callable[[], object], qtbot: QtBot) -> None:
    """Let a timer raise so often."""
    ticks: list[int] = []

    def tick() -> None:
        ticks.append(1)
        if len(ticks) >= times:
            timer.stop()
        raise_one()

    holder = QWidget()
    qtbot.addWidget(holder)
    timer = QTimer(holder, interval=1)
    timer.timeout.connect(tick)
    timer.start()
    qtbot.waitUntil(lambda: len(ticks) == times)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window would say."""
    words: list[str] = []
    monkeypatch.setattr(sys, "excepthook", Faults(words.append).take)
    return words


def test_an_error_in_a_timer_is_told_once_however_often_it_comes(
    qtbot: QtBot, told: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    """398 tracebacks stood on the terminal, and nothing in the window."""

    def fail() -> None:
        [][1]

    raising(TIMES, fail, qtbot)
    (sentence,) = told
    assert "IndexError in test_faults.py, line " in sentence and sentence.endswith(".") and "\n" not in sentence
    assert capfd.readouterr().err.count("Traceback") == 1
    raising(TIMES, lambda: int("x"), qtbot)
    assert len(told) == 2 and "ValueError" in told[1], "another mistake is another one"


def test_ctrl_c_is_no_mistake(told: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    try:
        raise KeyboardInterrupt
    except KeyboardInterrupt as stopped:
        for _ in range(2):
            sys.excepthook(type(stopped), stopped, stopped.__traceback__)
    assert told == [] and capfd.readouterr().err.count("KeyboardInterrupt") >= 2


def test_an_error_without_a_place_has_words_too() -> None:
    assert "IndexError" in fault_words(IndexError())


def test_the_window_says_it_and_goes_on(tmp_path: Path) -> None:
    environment = {"PATH": "", "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    window = [sys.executable, "-c", BROKEN_WINDOW]
    done = subprocess.run(window, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert "IndexError" in done.stdout and "made a mistake" in done.stdout
    assert done.stderr.count("IndexError: of a view") == 1

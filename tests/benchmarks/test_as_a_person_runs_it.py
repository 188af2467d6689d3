"""A benchmark measures what a person's run does: its libraries have their threads, its event loop deletes widgets."""

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.benchmarks.whole_window import process_events

FOLDER = Path(__file__).parent
HOLDING = ("NUM_THREADS", "threadpool_limits")
BENCHMARKS = sorted(path for path in FOLDER.rglob("*.py") if path != Path(__file__))


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_a_benchmark_leaves_the_threads_of_libraries_as_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [word for word in HOLDING if word in text]


def test_a_turn_of_the_event_loop_deletes_what_is_to_be_deleted(qtbot: QtBot) -> None:
    app, widget = QApplication.instance(), QWidget()
    assert isinstance(app, QApplication)
    widget.deleteLater()
    process_events(app)
    assert not shiboken6.isValid(widget)


@pytest.mark.parametrize(
    "path", [p for p in BENCHMARKS if "with whole_window(" in p.read_text(encoding="utf-8")], ids=lambda path: path.stem
)
def test_a_benchmark_of_the_window_turns_the_loop_as_a_person_has_it(path: Path) -> None:
    assert ".processEvents(" not in path.read_text(encoding="utf-8"), "widgets that are to be deleted would stay"

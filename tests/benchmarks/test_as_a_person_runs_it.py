"""A benchmark measures what a person's run does: its libraries have their threads, its event loop deletes widgets."""

from pathlib import Path

import shiboken6
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.benchmarks.whole_window import process_events

FOLDER = Path(__file__).parent
HOLDING = ("NUM_THREADS", "threadpool_limits")
BENCHMARKS = sorted(path for path in FOLDER.rglob("*.py") if path != Path(__file__))


def using(*words: str) -> list[str]:
    """The benchmarks in whose text one of these words stands."""
    return [path.name for path in BENCHMARKS if any(word in path.read_text(encoding="utf-8") for word in words)]


def test_a_benchmark_leaves_the_threads_of_libraries_as_they_are() -> None:
    assert not using(*HOLDING)


def test_a_turn_of_the_event_loop_deletes_what_is_to_be_deleted(qtbot: QtBot) -> None:
    app, widget = QApplication.instance(), QWidget()
    assert isinstance(app, QApplication)
    widget.deleteLater()
    process_events(app)
    assert not shiboken6.isValid(widget)


def test_a_benchmark_of_the_window_turns_the_loop_as_a_person_has_it() -> None:
    """Widgets that are to be deleted would stay."""
    of_the_window = using("with whole_window(")
    assert of_the_window and not set(of_the_window) & set(using(".processEvents("))

"""Threads that compute for the window: what they tell arrives in its thread, and they destroy nothing of Qt."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.running import collector as collector_module
from app.running.background import Background, Tell
from app.running.collector import Collector

ALLOCATED = 30_000  # objects: many times what starts a collection


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    made = Collector(qapp)
    yield made
    made.close()


class Circle(QObject):
    """A QObject that only a collection of cycles destroys."""

    def __init__(self, destroyed_in: list[str]) -> None:
        super().__init__()
        self._itself = self
        weakref.finalize(self, lambda: destroyed_in.append(threading.current_thread().name))


def allocate(_tell: Tell) -> list[list[None]]:
    return [[] for _ in range(ALLOCATED)]


def test_a_cycle_is_never_collected_in_a_worker_thread(qtbot: QtBot, collector: Collector) -> None:
    destroyed_in: list[str] = []
    Circle(destroyed_in)
    background = Background("worker")
    with qtbot.waitSignal(background.ended) as done:
        background.start(allocate)
    qtbot.waitUntil(lambda: bool(destroyed_in))
    assert len(done.args[0]) == ALLOCATED
    assert destroyed_in == ["MainThread"]


def test_what_outlived_a_collection_is_found_when_everything_is_gone_through(collector: Collector) -> None:
    destroyed_in: list[str] = []
    circle = Circle(destroyed_in)
    collector.collect_all()
    del circle
    gc.collect()
    assert not destroyed_in
    collector.collect_all()
    assert destroyed_in == ["MainThread"]


@pytest.fixture
def hasty(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """One that takes a person for away after a moment, and collects for no other reason."""
    monkeypatch.setattr(collector_module, "AWAY", 60)
    made = Collector(qapp)
    made.findChild(QTimer).stop()
    yield made
    made.close()


def look_elsewhere(qapp: QApplication) -> None:
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)


def test_more_is_collected_only_when_a_person_stays_away(qtbot: QtBot, qapp: QApplication, hasty: Collector) -> None:
    destroyed_in: list[str] = []
    Circle(destroyed_in)
    look_elsewhere(qapp)
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)  # with a file, say
    qtbot.wait(120)
    assert not destroyed_in
    look_elsewhere(qapp)
    assert not destroyed_in, "not at once: a drag may begin now"
    qtbot.waitUntil(lambda: bool(destroyed_in))


def test_the_program_itself_is_gone_through_only_while_its_window_is_not_to_be_seen(
    qtbot: QtBot, collector: Collector
) -> None:
    """That takes 0.3 s, in which who returns would wait."""
    window, kept_gone, young_gone = QWidget(), list[str](), list[str]()
    qtbot.addWidget(window)
    window.show()
    kept = Circle(kept_gone)
    collector.keep()
    del kept
    Circle(young_gone)
    collector.collect_when_idle()
    assert young_gone and not kept_gone
    assert gc.get_freeze_count() > ALLOCATED
    window.showMinimized()
    collector.collect_when_idle()
    assert kept_gone
    assert gc.get_freeze_count() > ALLOCATED


def test_only_what_takes_long_to_go_through_is_kept_out_of_the_next_collections(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    gc.unfreeze()
    monkeypatch.setattr(collector_module, "LONG", 1000.0)
    collector.collect()
    assert gc.get_freeze_count() == 0
    monkeypatch.setattr(collector_module, "LONG", 0.0)
    collector.collect()
    assert gc.get_freeze_count() > ALLOCATED


def test_python_collects_by_itself_again_afterwards(qapp: QApplication) -> None:
    made = Collector(qapp)
    assert not gc.isenabled()
    made.close()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_what_is_told_arrives_in_order_before_the_end(qtbot: QtBot) -> None:
    heard: list[object] = []
    background = Background("worker")
    background.told.connect(heard.append)
    background.ended.connect(heard.append)

    def work(tell: Tell) -> str:
        tell(1)
        tell(2)
        return "done"

    background.start(work)
    assert background.is_running
    qtbot.waitUntil(lambda: heard == [1, 2, "done"])
    assert not background.is_running


def test_of_an_earlier_start_nothing_is_heard(qtbot: QtBot) -> None:
    heard: list[object] = []
    go = threading.Event()
    background = Background("worker")
    background.ended.connect(heard.append)
    background.start(lambda _tell: go.wait())
    background.start(lambda _tell: "second")
    go.set()
    qtbot.waitUntil(lambda: not background.is_running)
    assert heard == ["second"]


def test_an_error_is_told_as_one(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    background = Background("worker")
    with qtbot.waitSignal(background.failed) as caught:
        background.start(lambda _tell: 1 / 0)
    assert isinstance(caught.args[0], ZeroDivisionError)
    assert "work in the background stopped" in caplog.text


def test_a_listener_that_is_deleted_meanwhile_harms_nothing(qtbot: QtBot) -> None:
    go = threading.Event()
    parent = QObject()
    Background("orphan", parent).start(lambda _tell: go.wait())
    (thread,) = (t for t in threading.enumerate() if t.name == "orphan")
    parent.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(parent))
    go.set()
    thread.join(2.0)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("error", "is_logged"), [(OSError(28, "No space left on device"), False), (KeyError("a"), True)]
)
def test_a_full_disk_is_told_and_no_mistake_of_the_program(
    error: Exception, is_logged: bool, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_tell: Tell) -> None:
        raise error

    background = Background("worker")
    with qtbot.waitSignal(background.failed) as told:
        background.start(fail)
    assert told.args == [error]
    assert bool(caplog.records) == is_logged

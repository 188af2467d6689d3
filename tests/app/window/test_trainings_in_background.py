"""A training goes on when its window is closed, and is found again: in the window, by clicks, with real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.commands import intentions
from app.document.examples import digits
from app.document.file.file_format import open_document, save
from app.preferences import Preferences
from app.window.project.questions import Unsaved
from engine.jobs.folder import JobState, jobs_in
from tests.app.window.answers import Answers
from tests.patience import outwait_double_click

METHOD = "surrogate_gradient"
EPOCHS = 40.0
CRASHES = """
import os, signal, sys, time
from pathlib import Path
from app.application import Composition
from app.commands import intentions
from app.document.examples import digits
from app.preferences import Preferences
from PySide6.QtWidgets import QApplication

def wait(until):
    while not until():
        app.processEvents()
        time.sleep(0.01)

app = QApplication([])
folder, method, *saved = sys.argv[1:]
room = Composition(Preferences(Path(folder) / "home"), None, Path(folder) / "recovery")
if saved:
    room.project.open(Path(folder) / "digits.spikeloom")
else:
    room.editor.load(digits.draw())
room.window.show()
room.window.show_workspace()
room.workspace.open_side("learn")
intentions.set_training_value(room.editor, method, "epochs", 4000.0, "Epochs")
intentions.set_training_value(room.editor, method, "batch", 200.0, "Batch")
wait(lambda: not room.learn.asking.is_unknown)
room.learn.start()
room.project.keep()
wait(lambda: room.learn.runs and room.learn.runs[-1].history)
os.kill(os.getpid(), signal.SIGKILL)
"""
"""A window on the digits, in a file or in none, which is killed while they are learnt."""

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signal")


class Desk:
    """Windows one after another on one folder, in which a classifier of digits is saved."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self._qtbot, self._folder = qtbot, folder
        self.file = folder / "digits.spikeloom"
        save(digits.draw(), self.file)
        self.answers = Answers(Unsaved.SAVE)
        self.room: Composition | None = None
        self._interval = QApplication.doubleClickInterval()
        QApplication.setDoubleClickInterval(1)  # a training goes on for as long as a click is waited with

    def open(self, path: Path | None = None) -> Composition:
        self.room = made = Composition(Preferences(self._folder / "home"), self.answers, self._folder / "recovery")
        if path is not None:
            made.project.open(path)
        made.window.setWindowState(Qt.WindowState.WindowNoState)
        made.window.resize(1400, 900)
        made.window.show()
        made.window.show_workspace()
        made.workspace.open_side("learn")
        return made

    def begin(self, epochs: float = EPOCHS) -> Composition:
        room = self.open(self.file)
        self._qtbot.waitUntil(lambda: not room.learn.asking.is_unknown)
        intentions.set_training_value(room.editor, METHOD, "epochs", epochs, "Epochs")
        intentions.set_training_value(room.editor, METHOD, "batch", 200.0, "Batch")
        self.click(room.learn.status.start)
        return room

    def click(self, button: object) -> None:
        outwait_double_click()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def has_learnt(self, room: Composition, epochs: int) -> Callable[[], bool]:
        return lambda: bool(room.learn.runs) and len(room.learn.runs[-1].history) >= epochs

    def leave(self) -> None:
        self.close()
        QApplication.setDoubleClickInterval(self._interval)

    def close(self) -> None:
        room, self.room = self.room, None
        if room is not None:
            room.close()
            room.window.hide()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    @property
    def jobs(self) -> Path:
        return self._folder / "jobs"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path)
    yield made
    made.leave()
    for job in jobs_in(made.jobs):
        for event, _ in job.events():
            if event["event"] == "started" and job.is_worked and sys.platform != "win32":
                os.kill(event["pid"], signal.SIGKILL)


def test_a_training_outlives_its_window_and_is_taken_back_by_the_next(desk: Desk, qtbot: QtBot) -> None:
    room = desk.begin()
    assert room.learn.status.left.words.startswith("starting…")
    told: list[str] = []
    qtbot.waitUntil(lambda: told.append(room.learn.status.left.words) or desk.has_learnt(room, 2)())
    assert room.trained.of(next(iter(room.editor.document.links))) is not None or room.trained.version > 1
    desk.answers.goes_on = True
    assert room.window.close()
    assert desk.answers.asked == ["stop"] or desk.answers.asked == ["stop", "unsaved"]
    desk.close()
    [job] = jobs_in(desk.jobs)
    assert job.is_worked or job.state is JobState.ENDED, "it goes on"
    again = desk.open(desk.file)
    qtbot.waitUntil(lambda: bool(again.learn.runs))
    qtbot.waitUntil(lambda: all(again.views.has(kind) for kind in ("loss", "accuracy", "confusion")))
    assert again.window.windowTitle() == "digits · Spikeloom", "while it learns, too"
    qtbot.waitUntil(lambda: any(run.state == "done" for run in again.learn.runs))
    [run] = again.learn.runs
    assert (run.number, len(run.history), run.is_applied) == (1, EPOCHS, True)
    assert run.test_accuracy is not None and run.test_accuracy > 0.3
    assert jobs_in(desk.jobs) == [job], "until the drawing is left in order"
    desk.answers.what = Unsaved.SAVE
    assert again.window.close()
    desk.close()
    assert jobs_in(desk.jobs) == []
    kept = open_document(desk.file)
    assert [(run.number, run.state) for run in kept.runs] == [(1, "done")]


def test_who_stays_after_all_follows_it_again_and_no_window_that_is_opened_meanwhile_takes_it(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    """It was offered twice: to be resumed from where it had been sent away, and to be followed where it was by then."""
    room = desk.begin(4000.0)
    qtbot.waitUntil(lambda: desk.has_learnt(room, 2)() and room.learn.runs[-1].checkpoint is not None)
    [run] = room.learn.runs
    desk.answers.goes_on, desk.answers.what = True, Unsaved.CANCEL
    assert not room.window.close() and room.window.isVisible()
    assert desk.answers.asked == ["stop", "unsaved"] and desk.answers.also == "", "nothing of it would be lost"
    assert room.training.is_running and room.learn.runs == [run] and run.state == "training"
    assert room.learn.background.list.lines == () and not room.learn.status.resume.isVisible()
    learnt = len(run.history)
    qtbot.waitUntil(lambda: len(run.history) > learnt)
    other = Composition(Preferences(tmp_path / "other"), Answers(), tmp_path / "recovery")
    other.project.open(desk.file)
    other.learn.background.look()
    assert other.learn.background.list.lines == () and other.learn.runs == []
    other.close()
    room.learn.endings.leave()
    assert run.can_resume
    room.learn.resume()
    assert room.training.is_running and len(jobs_in(desk.jobs)) == 1, "where it was left it is followed, not begun anew"
    desk.click(room.learn.status.cancel)
    qtbot.waitUntil(lambda: not room.training.is_running)
    assert run.state == "cancelled"


@POSIX
def test_one_whose_process_is_killed_says_so_and_goes_on_by_a_click(desk: Desk, qtbot: QtBot) -> None:
    room = desk.begin(400.0)
    qtbot.waitUntil(desk.has_learnt(room, 3))
    qtbot.waitUntil(lambda: (jobs_in(desk.jobs)[0].path / "checkpoint.npz").exists())
    [job] = jobs_in(desk.jobs)
    os.kill(next(event["pid"] for event, _ in job.events()), signal.SIGKILL)
    qtbot.waitUntil(lambda: room.learn.runs[-1].state == "failed")
    banner = room.learn.messages.banner
    assert banner is not None and "ended from outside" in banner.title.words
    run, learnt = room.learn.runs[-1], room.learn.runs[-1].resumes_after
    assert run.can_resume and learnt >= 1
    desk.click(room.learn.status.resume)
    qtbot.waitUntil(lambda: run.state == "training" and len(run.history) > learnt + 1)
    desk.click(room.learn.status.end_early)
    assert room.learn.status.left.words == "ending…"
    qtbot.waitUntil(lambda: run.state == "done")
    qtbot.waitUntil(lambda: room.learn.status.left.words == f"ended early, after epoch {len(run.history)}")
    assert run.ended_early and run.test_accuracy is not None and not run.can_resume and run.is_applied


@POSIX
def test_an_interrupted_one_is_listed_resumed_and_what_is_discarded_can_be_brought_back(
    desk: Desk, qtbot: QtBot
) -> None:
    room = desk.begin(400.0)
    qtbot.waitUntil(desk.has_learnt(room, 2))
    qtbot.waitUntil(lambda: (jobs_in(desk.jobs)[0].path / "checkpoint.npz").exists())
    desk.answers.goes_on, desk.answers.what = True, Unsaved.DISCARD
    assert room.window.close()
    desk.close()
    [job] = jobs_in(desk.jobs)
    os.kill(next(event["pid"] for event, _ in job.events()), signal.SIGKILL)
    qtbot.waitUntil(lambda: job.state is JobState.INTERRUPTED)
    room = desk.open()
    room.learn.background.look()
    listed = room.learn.background.list
    name = job.path.name
    assert set(listed.buttons) == {(name, "open"), (name, "discard")}, "another drawing is edited"
    desk.click(listed.buttons[name, "discard"])
    assert listed.lines == () and job.path.exists()
    banner = room.learn.messages.banner
    assert banner is not None
    desk.click(banner.buttons[0])
    assert len(listed.lines) == 1
    desk.click(listed.buttons[name, "open"])
    qtbot.waitUntil(lambda: (name, "resume") in listed.buttons)
    assert room.editor.path == desk.file
    desk.click(listed.buttons[name, "resume"])
    qtbot.waitUntil(lambda: room.training.is_running)
    qtbot.waitUntil(desk.has_learnt(room, 3))
    desk.click(room.learn.status.cancel)
    qtbot.waitUntil(lambda: not room.training.is_running)
    assert room.learn.runs[-1].can_resume and not listed.lines


@POSIX
@pytest.mark.parametrize("is_saved", [True, False])
def test_one_whose_window_crashed_is_found_by_the_next(
    desk: Desk, qtbot: QtBot, tmp_path: Path, is_saved: bool
) -> None:
    """By the file that is opened again, or by what the autosave has kept of a drawing that has no file."""
    crashed = subprocess.run([sys.executable, "-c", CRASHES, str(tmp_path), METHOD, *["saved"][: int(is_saved)]])
    assert crashed.returncode == -signal.SIGKILL
    [job] = jobs_in(desk.jobs)
    assert job.is_worked and not job.is_followed, "it goes on alone"
    room = desk.open(desk.file if is_saved else None)
    if not is_saved:
        (left,) = room.recovery.found()
        room.project.open_recovered(left)
    qtbot.waitUntil(lambda: room.training.is_running)
    qtbot.waitUntil(desk.has_learnt(room, 3))
    [run] = room.learn.runs
    assert (run.number, run.record.epochs) == (1, 4000)
    desk.click(room.learn.status.cancel)
    qtbot.waitUntil(lambda: not room.training.is_running)
    assert run.state == "cancelled" and run.can_resume and run.arrays
    desk.answers.what = Unsaved.DISCARD

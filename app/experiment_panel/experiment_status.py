"""The head of the panel: begin the runs, or how far they are and how to end them."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Signal, SignalInstance
from PySide6.QtWidgets import QApplication, QWidget

from app.i18n import time_words
from app.i18n.translation import tr
from app.widgets.buttons import Button
from app.widgets.layout import Ground, column, fill, row
from app.widgets.progress_bar import ProgressBar
from app.widgets.text import HEADING, MEDIUM, SECONDARY, STRONG, Text


class ExperimentStatus(Ground):
    """Asks with signals. What comes where another button was hears no click for the time of a double click."""

    run_wanted = Signal()
    pause_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface1", parent)
        self.title = Text(tr("Runs"), size=HEADING, weight=STRONG, elided=True)
        self.left = Text("", size=SECONDARY, tone="text2", tabular=True)
        self.bar = ProgressBar()
        self.done = Text("", size=SECONDARY, weight=MEDIUM, tabular=True)
        self.failed = Text("", size=SECONDARY, tone="error", tabular=True)
        self.run = Button(tr("Run all"), "primary", "run")
        self.pause = Button(tr("Pause"), "quiet", "pause")
        self.cancel = Button(tr("Stop"), "quiet", "stop")
        self.cancel.setToolTip(tr("Ends once the runs under way are over; what is done is kept"))
        self.note = Text("", size=SECONDARY, tone="text2", wrapped=True)
        self._progress = QWidget()
        self._is_running = False
        self._changed = QElapsedTimer()
        self.run.clicked.connect(lambda: self._ask(self.run_wanted))
        self.pause.clicked.connect(self.pause_wanted)
        self.cancel.clicked.connect(lambda: self._ask(self.cancel_wanted))
        head = fill(row(spacing=8), (self.title, 1), self.left)
        fill(column(self._progress, spacing=7), self.bar, fill(row(spacing=10), self.done, 1, self.failed))
        buttons = fill(row(spacing=8), self.run, 1, self.pause, self.cancel)
        fill(column(self, (12, 12, 12, 12), 8), head, self._progress, buttons, self.note)

    def show_ready(self, points: int, seeds: int, reason: str, done: int, failed: int) -> None:
        """Ready to begin, or to go on where some runs are ``done`` of all; ``reason`` says why not."""
        self._set_running(False)
        count = points * seeds
        is_whole = bool(count) and done == count
        told = tr("{count} {count:point|points}", count=points), tr("{count} {count:seed|seeds}", count=seeds)
        self.title.say(tr("{count} {count:run|runs}", count=count) if count else tr("No run is planned"))
        self.left.say(tr("done") if is_whole else " × ".join(told) if count else "")
        self._progress.setVisible(done > 0)
        self._show_counts(done, count, failed)
        self.run.setText(tr("Go on") if 0 < done < count else tr("Run all"))
        self.run.setEnabled(not reason and not is_whole)
        self.run.setToolTip(reason or (tr("All runs are made; their results stand below") if is_whole else ""))
        self.note.say(reason)
        self.note.setVisible(bool(reason))

    def show_running(self, title: str, seconds_left: float | None, done: int, count: int, failed: int) -> None:
        """Runs that go on; nobody knows for how long before the first is over."""
        self._set_running(True)
        self.title.say(title)
        self.left.say(tr("starting…") if seconds_left is None else time_words.time_left(seconds_left))
        self._show_counts(done, count, failed)
        self._progress.show()

    def show_paused(self, title: str, done: int, count: int, failed: int) -> None:
        """No further run begins until it goes on."""
        self.show_running(title, None, done, count, failed)
        self.left.say(tr("paused"))
        self.pause.setText(tr("Go on"))
        self.pause.set_icon_name("run")

    def show_ending(self) -> None:
        """The runs under way are waited for."""
        self.left.say(tr("stopping…"))
        self.pause.setEnabled(False)
        self.cancel.setEnabled(False)

    def _show_counts(self, done: int, count: int, failed: int) -> None:
        self.bar.show_share(done / count if count else 0.0)
        self.done.say(tr("{done} of {count} {count:run|runs}", done=f"{done:,}", count=count))
        self.failed.say(tr("{failed} failed", failed=f"{failed:,}") if failed else "")

    def _set_running(self, is_running: bool) -> None:
        self.pause.setText(tr("Pause"))
        self.pause.set_icon_name("pause")
        self.run.setVisible(not is_running)
        for button in (self.pause, self.cancel):
            button.setVisible(is_running)
            button.setEnabled(True)
        self.note.setVisible(self.note.isVisible() and not is_running)
        if is_running is not self._is_running:
            self._is_running = is_running
            self._changed.start()

    def _ask(self, wanted: SignalInstance) -> None:
        if not self._changed.isValid() or self._changed.hasExpired(QApplication.doubleClickInterval()):
            wanted.emit()

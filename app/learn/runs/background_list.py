"""The list of trainings that go on, or have ended, without a window: a line each, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from app.i18n.translation import sentence, tr
from app.running.trainings.training_job import FoundTraining
from app.widgets.buttons import Button
from app.widgets.layout import column, fill, let_go, row
from app.widgets.text import MEDIUM, SECONDARY, Text
from engine.jobs.folder import JobState


@dataclass(frozen=True)
class BackgroundLine:
    """A training that was found, and whether it ``is_own``: of the drawing that is edited."""

    found: FoundTraining
    is_own: bool


class BackgroundList(QWidget):
    """Asks with signals, which carry a :class:`FoundTraining`."""

    resume_wanted = Signal(object)
    open_wanted = Signal(object)
    stop_wanted = Signal(object)
    discard_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[BackgroundLine, ...] = ()
        self.rows: list[QWidget] = []
        self.buttons: dict[tuple[str, str], Button] = {}
        """By the name of a folder and what a button does: resume, open, stop, discard."""
        self._states: list[Text] = []
        self._column = column(self, spacing=8)

    def show_lines(self, lines: Sequence[BackgroundLine], is_busy: bool) -> None:
        """Show these; where only their figures differ, the buttons stay."""
        lines = tuple(lines)
        if [_kind(line) for line in lines] != [_kind(line) for line in self.lines]:
            for before in self.rows:
                let_go(before)
            self.rows, self._states, self.buttons = [], [], {}
            for line in lines:
                self.rows.append(self._row(line))
                self._column.addWidget(self.rows[-1])
        self.lines = lines
        for line, text in zip(lines, self._states, strict=True):
            text.say(state_words(line.found))
        for (_, does), button in self.buttons.items():
            if does == "resume":
                button.setEnabled(not is_busy)

    def _row(self, line: BackgroundLine) -> QWidget:
        found, holder = line.found, QWidget()
        title = Text(title_words(found), size=SECONDARY, weight=MEDIUM, wrapped=True)
        state = Text("", size=SECONDARY, tone="text2", wrapped=True)
        self._states.append(state)
        buttons = row(spacing=8)
        for does, words, wanted in self._actions(line):
            button = Button(words)
            button.clicked.connect(lambda _checked=False, wanted=wanted: wanted.emit(found))
            buttons.addWidget(button)
            self.buttons[found.folder.path.name, does] = button
        fill(column(holder, spacing=3), title, state, fill(buttons, 1))
        return holder

    def _actions(self, line: BackgroundLine) -> list[tuple[str, str, SignalInstance]]:
        found: list[tuple[str, str, SignalInstance]] = []
        if not line.is_own:
            found.append(("open", tr("Open"), self.open_wanted))
        elif line.found.state is JobState.RUNNING:
            found.append(("resume", tr("Follow it"), self.resume_wanted))
        else:
            words = tr("Take its weights") if line.found.state is JobState.ENDED else tr("Resume")
            found.append(("resume", words, self.resume_wanted))
        if line.found.state is JobState.RUNNING:
            found.append(("stop", tr("Stop it"), self.stop_wanted))
        else:
            found.append(("discard", tr("Discard"), self.discard_wanted))
        return found


def _kind(line: BackgroundLine) -> tuple[str, bool, JobState]:
    return line.found.folder.path.name, line.is_own, line.found.state


def title_words(found: FoundTraining) -> str:
    """The drawing and the training."""
    return tr(
        "{title}: run {number}, {method}, seed {seed}",
        title=found.title or tr("Untitled"), number=found.number, method=tr(found.method), seed=found.seed,
    )  # fmt: skip


def state_words(found: FoundTraining) -> str:
    """The state of a training that no window follows."""
    epoch = f"{found.epoch:,}"
    if found.state is JobState.RUNNING and found.epochs:
        return tr("runs in the background; whole epochs: {epoch} of {epochs}", epoch=epoch, epochs=f"{found.epochs:,}")
    if found.state is JobState.RUNNING:
        return tr("runs in the background; it prepares")
    if found.state is JobState.ENDED:
        return tr("ended; whole epochs: {epoch}", epoch=epoch)
    if found.state is JobState.FAILED:
        problems = found.problems()
        why = sentence(problems[0]) if problems else ""
        return tr("failed; whole epochs: {epoch}. {why}", epoch=epoch, why=why)
    return tr("interrupted, because its process or the machine was stopped; whole epochs: {epoch}", epoch=epoch)

"""Handlers of the menu *Learn* and the command palette for a training, wherever the Learn panel is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.i18n.translation import tr
from app.learn.panel import LearnPanel
from app.running.trainings.training import Training

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

PANEL = "learn"
BEGINNING = ("learn.start", "learn.resume", "learn.compare", "learn.reduce")


class TrainingHandlers(QObject):
    """The deeds of one window. The panel comes into sight with each: it says how far a training is, or what is
    in its way.
    """

    def __init__(self, window: MainWindow, learn: LearnPanel, trainer: Training) -> None:
        super().__init__(window)
        self._window, self._learn = window, learn
        for name, deed in (
            ("start", learn.start),
            ("pause", lambda: learn.status.pause.click()),
            ("resume", lambda: learn.status.resume.click()),
            ("cancel", learn.cancel),
            ("compare", learn.compare),
            ("reduce", learn.reduce),
        ):
            window.actions_.do(f"learn.{name}", self._in_sight(deed))
        window.abilities.training = self.reasons
        asking = learn.asking
        for told in (
            learn.facts_known, learn.begun, asking.forgotten, asking.wanted_changed,
            trainer.state_changed, learn.idle, window.editor.runs_kept,
        ):  # fmt: skip
            told.connect(window.abilities.show)

    def _in_sight(self, deed: Callable[[], object]) -> Callable[[], object]:
        def both() -> None:
            self._window.workspace.open_side(PANEL)
            deed()

        return both

    def reasons(self) -> dict[str, str]:
        """By id of the action, why each of these cannot act now, "" where it can."""
        learn, status = self._learn, self._learn.status
        if learn.is_busy:
            busy = tr("A training is under way; cancel it first")
            pause = "" if status.pause.isEnabled() else tr("The training is being cancelled")
            return {**dict.fromkeys(BEGINNING, busy), "learn.pause": pause, "learn.cancel": pause}
        idle = "" if learn.starts else tr("No training is under way")
        drawn = "" if self._window.editor.document.nodes else tr("There is nothing to train yet; add a node first")
        waits = tr("Training starts once the network has been looked at.") if learn.starts else ""
        resumed = tr("No cancelled run is chosen in Learn") if status.resume.isHidden() else ""
        return {
            "learn.start": drawn or waits,
            "learn.compare": drawn or waits or ("" if learn.asking.is_unknown else learn.comparison.reason),
            "learn.reduce": drawn,
            "learn.resume": resumed,
            "learn.pause": tr("No training is under way"),
            "learn.cancel": idle,
        }

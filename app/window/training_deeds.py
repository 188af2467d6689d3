"""What the menu *Learn* and the command palette do with a training, wherever the Learn panel is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.learn.panel import LearnPanel
from app.learn.trainer import Trainer

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

PANEL = "learn"


class TrainingDeeds(QObject):
    """The deeds of one window. The panel comes into sight with each: it says how far a training is, or what is
    in its way.
    """

    def __init__(self, window: MainWindow, learn: LearnPanel, trainer: Trainer) -> None:
        super().__init__(window)
        self._window, self._learn = window, learn
        self._starts = False
        for name, deed in (
            ("start", self.start),
            ("pause", lambda: learn.status.pause.click()),
            ("resume", lambda: learn.status.resume.click()),
            ("cancel", learn.cancel),
            ("compare", learn.compare),
        ):
            window.actions_.do(f"learn.{name}", self._in_sight(deed))
        learn.facts_known.connect(self._known)
        window.editor.loaded.connect(lambda _document: setattr(self, "_starts", False))
        window.abilities.training = self.able
        for told in (learn.facts_known, learn.begun, trainer.state_changed, window.editor.runs_kept):
            told.connect(window.abilities.show)

    def _in_sight(self, deed: Callable[[], object]) -> Callable[[], object]:
        def both() -> None:
            self._window.workspace.open_side(PANEL)
            deed()

        return both

    def start(self) -> None:
        """Begin a run as the panel stands; if it still looks at the network, once it knows what fits."""
        if self._learn.choosing.facts is None:
            self._starts = True
        else:
            self._learn.start()

    def _known(self) -> None:
        if self._starts:
            self._starts = False
            self._learn.start()

    def able(self) -> dict[str, bool]:
        """Which of these can act now, by id of the action."""
        busy, status = self._learn.is_busy, self._learn.status
        drawn = bool(self._window.editor.document.nodes)
        return {
            "learn.start": drawn and not busy,
            "learn.compare": drawn and not busy,
            "learn.pause": busy and not status.pause.isHidden(),
            "learn.resume": not busy and not status.resume.isHidden(),
            "learn.cancel": busy,
        }

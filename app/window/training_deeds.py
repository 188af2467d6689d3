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
        self._reduces = False  # as soon as it is known what weights can be measured with
        for name, deed in (
            ("start", learn.start),
            ("pause", lambda: learn.status.pause.click()),
            ("resume", lambda: learn.status.resume.click()),
            ("cancel", learn.cancel),
            ("compare", learn.compare),
            ("reduce", self._reduce),
        ):
            window.actions_.do(f"learn.{name}", self._in_sight(deed))
        window.abilities.training = self.able
        asking = learn.asking
        for told in (
            learn.facts_known, learn.begun, asking.forgotten, asking.starts_changed,
            trainer.state_changed, window.editor.runs_kept,
        ):  # fmt: skip
            told.connect(window.abilities.show)
        learn.facts_known.connect(self._show_reducing)
        asking.forgotten.connect(self._stay)

    def _in_sight(self, deed: Callable[[], object]) -> Callable[[], object]:
        def both() -> None:
            self._window.workspace.open_side(PANEL)
            deed()

        return both

    def _reduce(self) -> None:
        """Bring up where weights are reduced, at once or with the answer that is awaited."""
        self._reduces = True
        if not self._learn.asking.is_under_way:
            self._show_reducing()

    def _show_reducing(self) -> None:
        """Nothing where nobody asked for it, or there are no samples: what is missing stands in the panel."""
        if self._reduces and not self._learn.reducing_section.isHidden():
            self._learn.bring_up(self._learn.reducing_section)
            self._learn.reducing.measure.setFocus()
        self._stay()

    def _stay(self) -> None:
        self._reduces = False

    def able(self) -> dict[str, bool]:
        """Which of these can act now, by id of the action."""
        busy, status = self._learn.is_busy, self._learn.status
        waits = self._learn.asking.starts
        drawn = bool(self._window.editor.document.nodes)
        return {
            "learn.start": drawn and not busy and not waits,
            "learn.compare": drawn and not busy,
            "learn.reduce": drawn and not busy,
            "learn.pause": busy and not status.pause.isHidden(),
            "learn.resume": not busy and not status.resume.isHidden(),
            "learn.cancel": busy or waits,
        }

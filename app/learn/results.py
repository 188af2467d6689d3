"""Curves of loss and accuracy, or correlation, over epochs."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.appearance.theme import theme
from app.learn.runs import TrainingRun
from app.translation import tr
from app.widgets.curves import Curves, Series
from app.widgets.layout import row

TRAINING_SLOT, VALIDATION_SLOT = 0, 1
SIDE_BY_SIDE = 330  # px


class Results(QWidget):
    """Shows the figures of one run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.loss = Curves(tr("Loss"))
        self.accuracy = Curves(tr("Accuracy"), percent=True)
        self._body = row(self, spacing=12)
        self._body.addWidget(self.loss, 2)
        self._body.addWidget(self.accuracy, 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow panel one above the other: the names of the curves need the width."""
        super().resizeEvent(event)
        beside = self.width() >= theme().px(SIDE_BY_SIDE)
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def clear(self, epochs: int) -> None:
        """Nothing to show yet of so many epochs."""
        self.loss.show_series((), epochs)
        self.accuracy.show_series((), epochs)

    def show_run(self, run: TrainingRun) -> None:
        """The curves of this run."""
        length = max(run.epochs, len(run.history))
        self.loss.show_series((Series("", [f.loss for f in run.history], TRAINING_SLOT),), length)
        self.accuracy.name(tr("Accuracy") if run.counts_right else tr("Correlation"))
        shown = [Series(tr("training"), [f.training_accuracy for f in run.history], TRAINING_SLOT)]
        mark = None
        if run.is_validated:
            values = [f.validation_accuracy for f in run.history]
            shown.append(Series(tr("validation"), values, VALIDATION_SLOT, dashed=True))
            mark = run.best_epoch, values[run.best_epoch - 1]
        self.accuracy.show_series(shown, length, mark)

"""Small curves of loss and accuracy, or correlation, over epochs: those that the views of trainings draw."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.appearance.theme import theme
from app.i18n.metric_words import metric_name
from app.i18n.translation import tr
from app.running.trainings.known_trainings import ACCURACY, LOSS, Trainings
from app.widgets.layout import fill, row
from app.widgets.pictures.curves import CurvesPicture
from app.widgets.pictures.training_curves import curves_of
from engine.learning.components.figures import Metric

SIDE_BY_SIDE = 330  # px
LOSS_PART, ACCURACY_PART = 2, 3  # of the width, side by side


class Results(QWidget):
    """Follows what is shown of the ``trainings``."""

    def __init__(self, trainings: Trainings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trainings = trainings
        self.loss = CurvesPicture(tr("Loss"))
        self.accuracy = CurvesPicture(tr("Accuracy"), shares=True)
        self._body = fill(row(self, spacing=12), (self.loss, LOSS_PART), (self.accuracy, ACCURACY_PART))
        trainings.changed.connect(self._show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Lay the curves one above the other where their names need the width."""
        spacing = self._body.spacing()
        share = (self.width() - spacing) * ACCURACY_PART / (LOSS_PART + ACCURACY_PART)
        beside = self.width() >= theme().px(SIDE_BY_SIDE) and share >= self.accuracy.names_width
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def _show(self) -> None:
        shown, length = self._trainings.shown, self._trainings.length
        counts_right = not shown or shown[0].merit is Metric.ACCURACY
        self.accuracy.name(metric_name(shown[0].merit) if shown else tr("Accuracy"), percent=counts_right)
        self.loss.show_series(curves_of(shown, LOSS), length, named=False)
        self.accuracy.show_series(curves_of(shown, ACCURACY), length)
        self._place()

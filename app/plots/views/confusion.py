"""The confusion of labels: right answers on the diagonal, a click shows what was mistaken."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from app.i18n.metric_words import no_counts_words
from app.i18n.translation import tr, translatable
from app.plots.base.training_panel import TrainingPanel
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.header import Chip
from app.plots.parts.painted import Painted
from app.running.trainings.known_trainings import Trainings
from app.widgets.pictures.confusion import ARROWS, Cell, Matrix
from engine.learning.components.figures import Metric


class ConfusionView(TrainingPanel):
    """Of the first of the trainings: its test part once that was asked, else its validation part."""

    called = translatable("Confusion")
    also_called = translatable("confusion matrix")
    icon_name = "statistics"
    order = 220

    def __init__(self, trainings: Trainings) -> None:
        self.matrix = Matrix()
        super().__init__(trainings)
        self.graph.key_pressed.connect(self._key)
        self.graph.focus_left.connect(self._leave)

    @classmethod
    def tells_of(cls, merit: Metric) -> bool:
        return merit is Metric.ACCURACY

    def legend(self) -> list[Chip]:
        return []  # its cells need the room for their numbers

    def chips(self) -> list[Chip]:
        first = self.trainings.first
        if first is None or self.is_empty():
            return []
        part = tr("test") if first.tested else tr("validation")
        return [(-1, part if len(self.trainings.shown) == 1 else tr("run {number}", number=first.number))]

    def is_empty(self) -> bool:
        first = self.trainings.first
        return first is None or first.counts is None or not first.counts.any()

    def empty_words(self) -> tuple[str, str]:
        first = self.trainings.first
        if first is None:
            return super().empty_words()
        if first.merit is not Metric.ACCURACY:
            return no_counts_words(first.merit), ""
        if not first.is_running:
            return tr("This training has no count of answers."), ""
        return tr("Answers are counted here once an epoch is whole."), ""

    def build_items(self) -> None:
        self._cells = Painted(self._paint)
        self.graph.add_item(self._cells)

    def draw(self) -> None:
        first = self.trainings.first
        assert first is not None
        self.matrix.show(first.counts, first.names)
        self._cells.update()

    def _paint(self, painter: QPainter, size: QSizeF) -> None:
        self.matrix.paint(painter, size)

    def _at(self, position: QPointF) -> Cell | None:
        return self.matrix.at(position, QSizeF(self.graph.size()))

    def hover(self, position: QPointF | None) -> None:
        cell = None if position is None else self._at(position)
        self.say("" if cell is None else self.matrix.words(cell))
        mistake = self.matrix.is_mistake(cell)
        self.graph.viewport().setCursor(Qt.CursorShape.PointingHandCursor if mistake else Qt.CursorShape.ArrowCursor)

    def click(self, position: QPointF) -> None:
        self._ask(self._at(position))

    def _ask(self, cell: Cell | None) -> None:
        first = self.trainings.first
        if first is not None and cell is not None and self.matrix.is_mistake(cell):
            self.trainings.asked.emit(first, *cell)

    def _key(self, event: QKeyEvent) -> None:
        if self.is_empty():
            return
        if event.key() in ARROWS:
            self.matrix.chosen = self.matrix.moved(event.key())
            if self.matrix.chosen is not None:
                self.say(self.matrix.words(self.matrix.chosen))
            self.refresh()
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self.matrix.chosen)
            event.accept()

    def _leave(self) -> None:
        self.matrix.chosen = None
        self.refresh()

    def table(self, span: Interval | None = None) -> Table:
        rows = [(name, *map(int, row)) for name, row in zip(self.matrix.names, self.matrix.counts, strict=True)]
        return Table(("label", *self.matrix.names), rows)

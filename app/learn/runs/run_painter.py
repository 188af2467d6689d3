"""Paints the rows of the table of runs; the run whose weights are in use is filled."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.learn.runs.run_columns import EPOCHS, NUMBER, VALIDATION, run_columns
from app.learn.runs.runs_model import RUN, AnyIndex, alignment_of
from app.learn.runs.training_runs import TrainingRun
from app.widgets.figure_table import PADDING, row_under_mouse
from app.widgets.pictures.training_curves import slot_of
from engine.learning.components.figures import TrainingState

ROW = 28
SQUARE, ICON = 7, 12
ICONS = {
    TrainingState.TRAINING: "live",
    TrainingState.DONE: "ok",
    TrainingState.CANCELLED: "stop",
    TrainingState.FAILED: "error",
}


class RowPainter(QStyledItemDelegate):
    """Cells of one run on one ground."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._columns = run_columns()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(theme().px(40), theme().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        run: TrainingRun = index.data(RUN)
        look, cell = theme(), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, cell, run, index)
        inside = cell.adjusted(look.px(PADDING), 0, -look.px(PADDING), 0)
        if index.column() == NUMBER:
            top = cell.center().y() - look.px(SQUARE) / 2
            square = QRectF(inside.left(), top, look.px(SQUARE), look.px(SQUARE))
            colour = look.identity(slot_of(run.number))
            painter.setPen(QPen(colour, 1.2))
            painter.setBrush(colour if run.is_drawn else Qt.BrushStyle.NoBrush)
            painter.drawRect(square)
        if index.column() == EPOCHS:
            side = look.px(ICON)
            icon = QRectF(inside.left() - look.px(3), cell.center().y() - side / 2, side, side)
            paint_icon(painter, ICONS[run.state], icon, "accentText" if run.is_training else "text3")
        self._paint_words(painter, inside, run, index)
        painter.restore()

    def _paint_words(self, painter: QPainter, inside: QRectF, run: TrainingRun, index: AnyIndex) -> None:
        look, column = theme(), self._columns[index.column()]
        is_best = index.column() == VALIDATION
        painter.setFont(look.font(12, 600 if is_best else 400, tabular=True))
        tone = "accentText" if run.is_training else "text1" if run.arrays else "text3"
        painter.setPen(look.color(tone))
        words = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, int(inside.width()) + look.px(2)
        )
        painter.drawText(inside, alignment_of(column.is_number), words)

    def _paint_ground(self, painter: QPainter, cell: QRectF, run: TrainingRun, index: AnyIndex) -> None:
        look = theme()
        ground = "accentSoft" if run.is_applied or run.is_training else ""
        if not ground and run.arrays and index.row() == row_under_mouse(self._table):
            ground = "surface2"
        if ground:
            painter.fillRect(cell, look.color(ground))
        painter.setPen(QPen(look.color("line"), 1))
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        if self._table.hasFocus() and self._table.currentIndex().row() == index.row():
            painter.setPen(QPen(look.color("focus"), 1.5))
            for y in (cell.top() + 1, cell.bottom() - 1):
                painter.drawLine(QPointF(cell.left(), y), QPointF(cell.right(), y))

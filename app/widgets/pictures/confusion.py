"""A matrix of the counts of answers by label: right on the diagonal, wrong beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.translation import per_cent, tr
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import MIDDLE, RIGHT, paint_text, round_rect, stroke_and_fill, take_font
from engine.learning.training.confusion import class_figures
from engine.network.values import Floats

BESIDE_NAMES = 21  # the word "label" and a gap
LEFT_MOST = 130
LEFT, TOP, BOTTOM, NAME = 34, 6, 34, 16
BEHIND = 6  # at the right of the matrix
FAINTEST = 0.45  # of a cell's colour, for the smallest count
SMALLEST_FOR_NUMBERS, SMALLEST_FOR_CELLS = 14, 5  # pixels of a cell
LEVELS = 33  # of colour, where cells are points

Cell = tuple[int, int]
"""A label and the answer that was given."""
ARROWS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip


@dataclass
class Matrix:
    """The drawing, for a small widget and for a view: ``counts`` (labels, answers), rows are labels.

    ``chosen`` is outlined. ``names`` are those of the classes, their numbers where none are given.
    """

    counts: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    names: tuple[str, ...] = ()
    chosen: Cell | None = None

    def show(self, counts: Floats | NDArray[np.int64] | None, names: Sequence[str] = ()) -> None:
        """Hold other counts; a cell stays chosen where there is one."""
        self.counts = np.zeros((0, 0)) if counts is None else np.asarray(counts, np.float64)
        size = len(self.counts)
        self.names = tuple(names) if len(names) == size else tuple(str(index) for index in range(size))
        if self.chosen is not None and max(self.chosen) >= size:
            self.chosen = None

    @property
    def left(self) -> int:
        """Pixels beside the matrix, in which the names of the classes have room, long ones up to a limit."""
        look = theme()
        metrics = QFontMetrics(look.font(11, tabular=True))
        widest = max((metrics.horizontalAdvance(name) + 2 for name in self.names), default=0)
        return max(look.px(LEFT), min(widest + look.px(BESIDE_NAMES), look.px(LEFT_MOST)))

    def count(self, cell: Cell) -> int:
        return int(self.counts[cell])

    def words(self, cell: Cell) -> str:
        """Say what a cell counts; on the diagonal, what that is of its class."""
        label, answer = (self.names[index] for index in cell)
        if cell[0] == cell[1]:
            figures = class_figures(self.counts.astype(np.int64))[cell[0]]
            shares = {"precision": figures.precision, "recall": figures.recall, "f1": figures.f1}
            return tr(
                "{label}: {count} of {samples} right; precision {precision}, recall {recall}, F1 {f1}",
                label=label, count=self.count(cell), samples=figures.samples,
                **{name: _share_words(share) for name, share in shares.items()},
            )  # fmt: skip
        return tr("{label} answered as {answer}: {count}", label=label, answer=answer, count=self.count(cell))

    def is_mistake(self, cell: Cell | None) -> bool:
        """Tell whether a cell counts samples that were taken for others."""
        return cell is not None and cell[0] != cell[1] and self.count(cell) > 0

    def moved(self, key: int) -> Cell | None:
        """The cell beside the chosen one in the direction of an arrow; the first mistake where none is."""
        if not len(self.counts):
            return None
        if self.chosen is None:
            wrong = np.argwhere((self.counts > 0) & ~np.eye(len(self.counts), dtype=bool))
            label, answer = wrong[0].tolist() if len(wrong) else (0, 0)
            return label, answer
        last = len(self.counts) - 1
        down, right = ARROWS[Qt.Key(key)]
        return min(max(self.chosen[0] + down, 0), last), min(max(self.chosen[1] + right, 0), last)

    def grid(self, size: QSizeF) -> tuple[QRectF, float]:
        """The rectangle of all cells in a picture of this size, and the side of one."""
        px, classes = theme().px, max(len(self.counts), 1)
        room = size.width() - self.left - px(BEHIND), size.height() - px(TOP) - px(BOTTOM)
        side = max(min(room[0] / classes, room[1] / classes), 2.0)
        x = max(self.left, (size.width() - side * classes) / 2)
        return QRectF(x, px(TOP), side * classes, side * classes), side

    def area(self, cell: Cell, size: QSizeF) -> QRectF:
        """The rectangle of one cell."""
        return _area(cell, *self.grid(size))

    def at(self, point: QPointF, size: QSizeF) -> Cell | None:
        """The cell beneath a point."""
        grid, side = self.grid(size)
        if not len(self.counts) or not grid.contains(point):
            return None
        last = len(self.counts) - 1
        label, answer = (point.y() - grid.top()) / side, (point.x() - grid.left()) / side
        return min(int(label), last), min(int(answer), last)

    def paint(self, painter: QPainter, size: QSizeF) -> None:
        """Draw all of it."""
        if not len(self.counts):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grid, side = self.grid(size)
        most = max(float(self.counts.max()), 1.0)
        if side < SMALLEST_FOR_CELLS:
            self._paint_points(painter, grid, most)
        else:
            for cell, count in np.ndenumerate(self.counts):
                self._paint_cell(painter, _area((cell[0], cell[1]), grid, side), count, cell[0] == cell[1], most)
        self._paint_words(painter, grid, side)
        if self.chosen is not None:
            stroke_and_fill(painter, QPen(theme().color("focus"), 2.0), None)
            painter.drawRoundedRect(_area(self.chosen, grid, side).adjusted(1, 1, -1, -1), 2, 2)

    def _paint_points(self, painter: QPainter, grid: QRectF, most: float) -> None:
        """Very many classes: a point for each cell, all at once."""
        shares, right = self.counts / most, np.eye(len(self.counts), dtype=bool)
        levels = np.linspace(0.0, 1.0, LEVELS)
        colours = [[cell_colour(share, kind) for share in levels] for kind in (False, True)]
        tables = [np.array([(c.red(), c.green(), c.blue()) for c in row], np.uint8) for row in colours]
        found = np.ceil(shares * (LEVELS - 1)).astype(np.intp)
        pixels = np.ascontiguousarray(np.where(right[..., None], tables[1][found], tables[0][found]))
        rows, columns, _ = pixels.shape
        painter.drawImage(grid, QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888))

    def _paint_cell(self, painter: QPainter, area: QRectF, count: float, right: bool, most: float) -> None:
        look, fill = theme(), cell_colour(count / most, right)
        gap = 1.0 if area.width() > look.px(8) else 0.0
        round_rect(painter, area.adjusted(gap, gap, -gap, -gap), 2 * gap, None, fill)
        if not count:
            return
        words = f"{count:.0f}"
        painter.setFont(look.font(11, 600, tabular=True))
        if area.width() >= max(SMALLEST_FOR_NUMBERS, painter.fontMetrics().horizontalAdvance(words) + 2):
            painter.setPen(look.readable_on(fill))
            painter.drawText(area, MIDDLE, words)

    def _paint_words(self, painter: QPainter, grid: QRectF, side: float) -> None:
        look = theme()
        take_font(painter, look.font(11, tabular=True), look.color("text2"))
        every = 1 + int(painter.fontMetrics().height() * 0.8 / side)  # names of very small cells would overlap
        beside = self.left - look.px(BESIDE_NAMES)
        for index, name in enumerate(self.names):
            if index % every:
                continue
            row = QRectF(grid.left() - look.px(6) - beside, grid.top() + (index - 1) * side, beside, 3 * side)
            paint_text(painter, row, name, where=RIGHT)
            below = QRectF(
                grid.left() + (index - every / 2 + 0.5) * side, grid.bottom() + 2, every * side, look.px(NAME)
            )
            paint_text(painter, below, name, where=MIDDLE)
        right = QRectF(grid.left(), grid.bottom() + look.px(NAME), grid.width(), look.px(NAME))
        painter.setPen(look.color("text3"))
        painter.drawText(right, RIGHT, tr("answer"))
        painter.save()
        painter.translate(grid.left() - self.left, grid.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -1, 120, look.px(NAME)), MIDDLE, tr("label"))
        painter.restore()


class ConfusionMatrix(PaintedWidget):
    """A small matrix; ``asked(label, answer)`` where a mistake is clicked, or Enter pressed on it."""

    natural = (240, 260)

    asked = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matrix = Matrix()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Answers by class"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Floats | NDArray[np.int64], names: Sequence[str] = ()) -> None:
        """Draw another matrix."""
        self.matrix.show(counts, names)
        self.update()

    def area(self, cell: Cell) -> QRectF:
        """The rectangle of a cell."""
        return self.matrix.area(cell, QSizeF(self.size()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self.matrix.at(event.position(), QSizeF(self.size()))
        self.setToolTip("" if cell is None else self.matrix.words(cell))
        mistake = self.matrix.is_mistake(cell)
        self.setCursor(Qt.CursorShape.PointingHandCursor if mistake else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._ask(self.matrix.at(event.position(), QSizeF(self.size())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ARROWS:
            self.matrix.chosen = self.matrix.moved(event.key())
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self.matrix.chosen)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.matrix.chosen = None
        self.update()

    def _ask(self, cell: Cell | None) -> None:
        if cell is not None and self.matrix.is_mistake(cell):
            self.asked.emit(*cell)

    def paint(self, painter: QPainter) -> None:
        self.matrix.paint(painter, QSizeF(self.size()))
        if self.hasFocus() and self.matrix.chosen is None:
            stroke_and_fill(painter, theme().color("focus"), None)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def _area(cell: Cell, grid: QRectF, side: float) -> QRectF:
    """The rectangle of one cell of this grid."""
    return QRectF(grid.left() + cell[1] * side, grid.top() + cell[0] * side, side, side)


def _share_words(share: float) -> str:
    return "–" if np.isnan(share) else per_cent(f"{100 * share:.1f}")


def cell_colour(share: float, right: bool) -> QColor:
    """The ground of a cell with this share of the largest count."""
    if not share:
        return theme().color("grid")
    ground = theme().color("surface1")
    full = theme().color("accent") if right else theme().diverging(1.0)
    strength = FAINTEST + (1 - FAINTEST) * min(1.0, share)
    mixed = (round(a + (b - a) * strength) for a, b in zip(ground.getRgb()[:3], full.getRgb()[:3], strict=True))  # type: ignore[index]  # a tuple in PySide6; its stub says object
    return QColor(*mixed)

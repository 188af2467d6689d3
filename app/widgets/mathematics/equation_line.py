"""One equation on a line of its own; where it is wider than the page in several, and then scaled down."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.widgets.mathematics.equation import EquationPicture
from app.widgets.painted_widget import PaintedWidget

EQUATION_SIZE = 15
EQUATION_PADDING = 7
BETWEEN = r",\quad "  # an equation and what letters in it mean


class EquationLine(PaintedWidget):
    """An equation on one line; wider than the page, with its letters explained beneath; parts still wider shrink."""

    def __init__(self, name: str, latex: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._tone = name, "text1"
        self.write(latex)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def write(self, latex: str) -> None:
        """Show another equation."""
        self.latex, self._equation = latex, EquationPicture(latex)
        self._parts = [EquationPicture(part) for part in latex.split(BETWEEN)]
        self.setAccessibleName(f"{self._name}: {latex}")
        self.setToolTip(latex)
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str) -> None:
        """Change the colour role."""
        self._tone = tone
        self.update()

    @property
    def lines(self) -> int:
        """In how many lines it stands."""
        return len(self._lines())

    @property
    def smallest(self) -> float:
        """Pixels of the letters of its widest line."""
        return min(self._fitted(line) for line in self._lines())

    def _fitted(self, line: EquationPicture) -> float:
        size = float(theme().px(EQUATION_SIZE))
        width = line.width(size)
        return size if width <= self.width() or not self.width() else size * self.width() / width

    def _lines(self) -> list[EquationPicture]:
        is_wide = 0 < self.width() < self._equation.width(float(theme().px(EQUATION_SIZE)))
        return self._parts if is_wide else [self._equation]

    def sizeHint(self) -> QSize:
        size, lines = float(theme().px(EQUATION_SIZE)), self._lines()
        height = sum(line.ascent(size) + line.descent(size) for line in lines)
        paddings = (len(lines) + 1) * EQUATION_PADDING
        return QSize(round(self._equation.width(size)), round(height) + paddings)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.sizeHint().height() != self.height():
            self.updateGeometry()

    def paint(self, painter: QPainter) -> None:
        lines = [(line, self._fitted(line)) for line in self._lines()]
        heights = [line.ascent(size) + line.descent(size) for line, size in lines]
        gap = (self.height() - sum(heights)) / (len(lines) + 1)
        top = gap
        for (line, size), height in zip(lines, heights, strict=True):
            line.paint(painter, 0.0, top + line.ascent(size), size, theme().color(self._tone))
            top += height + gap

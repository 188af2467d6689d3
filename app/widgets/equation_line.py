"""One equation on a line of its own, scaled down where it is wider than the page."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.widgets.equation import Equation
from app.widgets.themed import follow

EQUATION_SIZE = 15
EQUATION_PADDING = 7


class EquationLine(QWidget):
    """One equation, scaled down where it is wider than the page."""

    def __init__(self, name: str, latex: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._tone = name, "text1"
        self.write(latex)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        follow(self, self.update)

    def write(self, latex: str) -> None:
        """Show another equation."""
        self.latex, self._equation = latex, Equation(latex)
        self.setAccessibleName(f"{self._name}: {latex}")
        self.setToolTip(latex)
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str) -> None:
        """Change the colour role."""
        self._tone = tone
        self.update()

    def _size(self) -> float:
        size = float(theme().px(EQUATION_SIZE))
        width = self._equation.width(size)
        return size if width <= self.width() or not self.width() else size * self.width() / width

    def sizeHint(self) -> QSize:
        size = float(theme().px(EQUATION_SIZE))
        height = self._equation.ascent(size) + self._equation.descent(size) + 2 * EQUATION_PADDING
        return QSize(round(self._equation.width(size)), round(height))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self._size()
        ascent, descent = self._equation.ascent(size), self._equation.descent(size)
        baseline = (self.height() - ascent - descent) / 2 + ascent
        self._equation.paint(painter, 0.0, baseline, size, theme().color(self._tone))

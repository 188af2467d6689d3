"""A class at each time of a sample: stretches of colour, each with its name where there is room for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter

from app.appearance.theme import theme
from app.widgets.painting import MIDDLE, stroke_and_fill, take_font

LETTERS, BESIDE = 11, 4  # px: of a name, and the room on both sides of it
WRONG = 3.0  # px: the height of the line beneath wrong answers


@dataclass(frozen=True)
class ClassBand:
    """Classes (times,) by their numbers in ``names``, of which those are underlined that are ``wrong`` (times,).

    The first ``uncounted`` share of the times is hatched.
    """

    classes: NDArray[np.int64]
    names: tuple[str, ...]
    uncounted: float = 0.0
    wrong: NDArray[np.bool_] | None = None

    def _name(self, number: int) -> str:
        return self.names[number] if number < len(self.names) else str(number)

    def paint(self, painter: QPainter, area: QRectF) -> QRectF:
        look, font = theme(), theme().font(LETTERS)
        beneath = 0.0 if self.wrong is None else look.px(WRONG)
        width = area.width() / len(self.classes)
        for low, high in stretches(self.classes):
            fill = look.identity(int(self.classes[low]))
            part = QRectF(area.left() + low * width, area.top(), (high - low) * width, area.height() - beneath)
            stroke_and_fill(painter, None, fill)
            painter.drawRect(part)
            name = self._name(int(self.classes[low]))
            if QFontMetricsF(font).horizontalAdvance(name) + 2 * look.px(BESIDE) <= part.width():
                take_font(painter, font, look.readable_on(fill))
                painter.drawText(part, MIDDLE, name)
        if self.wrong is not None:
            stroke_and_fill(painter, None, look.color("error"))
            for low, high in stretches(self.wrong):
                if self.wrong[low]:
                    painter.drawRect(
                        QRectF(area.left() + low * width, area.bottom() - beneath + 1, (high - low) * width, beneath)
                    )
        hatch(painter, area, self.uncounted)
        return area


def stretches(values: NDArray[np.generic]) -> list[tuple[int, int]]:
    """The first place and that behind the last of each stretch of equal ones among ``values`` (times,)."""
    edges = np.flatnonzero(values[1:] != values[:-1]) + 1
    return list(zip([0, *edges.tolist()], [*edges.tolist(), len(values)], strict=True))


def hatch(painter: QPainter, area: QRectF, share: float) -> None:
    """Cover the first ``share`` of ``area``, which does not count."""
    if share <= 0.0:
        return
    part = QRectF(area.left(), area.top(), area.width() * share, area.height())
    stroke_and_fill(painter, None, theme().color("field", 0.7))
    painter.drawRect(part)
    stroke_and_fill(painter, None, QBrush(theme().color("text3"), Qt.BrushStyle.BDiagPattern))
    painter.drawRect(part)

"""An axis whose ticks stand where values of a factor are, in words; and the name of what an axis measures."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from PySide6.QtGui import QFontMetrics

from app.appearance.theme import theme
from app.plots.parts.axes import NumberAxis
from app.widgets.painting import LABEL

NAME_ROOM = 20  # px for the name of an axis
BELOW_ROOM, BESIDE_ROOM = 24, 52  # px for its numbers
APART = 10  # px between two words
LINE = 15  # px that a word is high


class LevelAxis(NumberAxis):
    """Words at places of the plot, as many of them as have room; ``room`` px are for the words."""

    def __init__(self, side: str, room: int) -> None:
        super().__init__(side, room, grid=False)
        self._words: dict[float, str] = {}

    def show_levels(self, places: Sequence[float], words: Sequence[str]) -> None:
        """Let these words stand at these places, from the lowest."""
        self._words = dict(zip(places, words, strict=True))
        self.picture = None
        self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        places = [place for place in self._words if min(low, high) <= place <= max(low, high)]
        if not places:
            return []
        metrics = QFontMetrics(self.style["tickFont"])
        widest = max(metrics.horizontalAdvance(self._words[place]) for place in places) + theme().px(APART)
        needed = widest if self._has_line else theme().px(LINE)
        every = max(ceil(needed * len(places) / max(size, 1.0)), 1)
        return [(1.0, places[::every])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [self._words[value] for value in values]


def name_axis(axis: Any, name: str) -> None:
    """Write what an axis measures along it, in room that it was given beside its numbers."""
    look = theme()
    axis.setLabel(name, **{"color": look.color("text2").name(), "font-size": f"{look.px(LABEL)}px"})
    axis.label.setFont(look.font(LABEL))
    axis.resizeEvent()  # pyqtgraph centres it when the axis changes its size, which was before it had these words

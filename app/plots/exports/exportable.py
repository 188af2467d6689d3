"""The base of what is shown and can be taken away: as numbers, as a picture on paper."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import AbstractContextManager
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.header import Chip


class Exportable(QWidget):
    """A view or an answer: its ``graph`` paints on paper, and ``surface`` is what it takes of the window."""

    graph: Any  # a graph of pyqtgraph, which takes 0.4 s to import, or a picture
    surface: QWidget

    @property
    @abstractmethod
    def title(self) -> str:
        """The title of what is shown."""

    @abstractmethod
    def say(self, words: str, is_refusal: bool = False) -> None:
        """Tell what became of a file."""

    @abstractmethod
    def table(self, span: Interval | None = None) -> Table:
        """The data in view, or of one of :meth:`spans`, as column names and rows."""

    def spans(self) -> dict[str, Interval]:
        """The times of which data can be taken, by a key of :mod:`.spans`; none where time is no matter.

        What a view shows of time is the first.
        """
        return {}

    def no_longer_kept(self, span: Interval) -> list[tuple[str, float]]:
        """Of whose spikes of this time, by title, those before which ms are gone."""
        return []

    def legend(self) -> list[Chip]:
        """On paper, where there is no header, above what is drawn; none where names stand in it."""
        return []

    def dashes(self, count: int) -> tuple[bool, ...]:
        """Of ``count`` chips that stand for curves, which of these are dashed; none where they stand for no curves."""
        return ()

    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw yet."""
        return False

    @abstractmethod
    def empty_words(self) -> tuple[str, str]:
        """The sentence and the button of the empty state."""

    def as_image(self, dots: int) -> str:
        """Name what an SVG or PDF keeps as an image, at so many dots per inch, of what is drawn; "" where nothing."""
        return ""

    @abstractmethod
    def on_paper(self, size: QSize, dark: bool, dots: float) -> AbstractContextManager[None]:
        """Furnished for paper and laid out in ``size`` pixels, with images of so many ``dots`` a pixel."""

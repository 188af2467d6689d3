"""A word beside the mouse: why something is not possible, and what to do instead."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.canvas.overlays.overlay import Overlay
from app.i18n.translation import remedy, sentence
from app.widgets.buttons import Mark
from app.widgets.layout import column, fill, row
from app.widgets.text import MEDIUM, SECONDARY, Text
from engine.problems import Problem

SHOWN_FOR = 5000  # ms
WIDTH, PADDING = 300, 12
ASIDE, EDGE = 16, 8  # from the mouse, and from the edges of the canvas


class RefusalBubble(Overlay):
    """Says at a place of the canvas why something is impossible there and what to do, for a while."""

    ground, edge = "surface1", "warn"

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._why = Text(weight=MEDIUM, wrapped=True)
        self._remedy = Text(size=SECONDARY, tone="text2", wrapped=True)
        mark = fill(column(), Mark("problems", "", "warn"), 1)
        fill(row(self, (PADDING,) * 4, PADDING), mark, (fill(column(spacing=4), self._why, self._remedy), 1))
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def words(self) -> str:
        """The sentence that it says."""
        return self._why.words

    def say(self, problem: Problem, at: QPoint) -> None:
        """Show the sentence of a problem near a point of the canvas, wholly inside it."""
        self._why.say(sentence(problem))
        self._remedy.say(remedy(problem))
        self.setAccessibleName(f"{self._why.words} {self._remedy.words}")
        width = theme().px(WIDTH)
        height = self.heightForWidth(width)
        room = self._canvas.rect()
        x = min(max(at.x() + ASIDE, EDGE), max(room.width() - width - EDGE, EDGE))
        y = min(max(at.y() + ASIDE, EDGE), max(room.height() - height - EDGE, EDGE))
        self.setGeometry(x, y, width, height)
        self.show()
        self.raise_()
        self._timer.start()

"""Drags onto the canvas from elsewhere: they light up what would take them, or show what it would become."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPainterPath, QPen

from app.canvas.links.link_item import LinkItem
from app.canvas.painting import ink
from app.canvas.scene.hit import Hit
from app.canvas.scene.surface import Surface
from app.widgets.painting import dashed, round_rect, stroke_and_fill

GHOST_DASHES = (4.0, 3.0)
AROUND, CORNER = 5.0, 12.0  # between a node and the frame that says that it takes what is dragged; radius of this
LEFT, BASELINE = 14.0, 22.0  # of the words in a ghost


class CanvasDrop:
    """From entering the canvas to leaving it or letting go."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._at = QPointF()
        self._link: LinkItem | None = None

    @abstractmethod
    def enter(self, event: QDragEnterEvent) -> None:
        """Accept what can be dropped somewhere."""

    @abstractmethod
    def move(self, event: QDragMoveEvent) -> None:
        """The mouse has moved."""

    @abstractmethod
    def leave(self) -> None:
        """Nothing is dragged here any more."""

    @abstractmethod
    def drop(self, event: QDropEvent) -> None:
        """It was let go."""

    @abstractmethod
    def paint(self, painter: QPainter) -> None:
        """Draw over the scene, in its coordinates."""

    def find(self, event: QDropEvent) -> Hit:
        """Find what lies under the mouse."""
        self._at = self._surface.mapToScene(event.position().toPoint())
        return self._surface.drawing.hit(self._at)

    def aim(self, link: LinkItem | None) -> None:
        """Light up the link that would take it, and no other."""
        if self._link is not link:
            for item, aimed in ((self._link, False), (link, True)):
                if item is not None:
                    item.drop_target = aimed
                    item.update()
            self._link = link

    def paint_frame(self, painter: QPainter, area: QRectF) -> None:
        """Frame a node that would take it."""
        around = area.adjusted(-AROUND, -AROUND, AROUND, AROUND)
        round_rect(painter, around, CORNER, QPen(ink.look().color("accent"), 2.0), None)

    def paint_ghost(self, painter: QPainter, corner: QPointF, outline: QPainterPath, words: str) -> None:
        """Draw what it would become at a place of the ground."""
        look = ink.look()
        painter.save()
        painter.translate(corner)
        stroke_and_fill(painter, dashed(look.color("accent"), 1.5, GHOST_DASHES), look.color("surface1", 0.6))
        painter.drawPath(outline)
        ink.draw_text(painter, LEFT, BASELINE, outline.boundingRect().width() - 2 * LEFT, words, "text1", 13, 600)
        painter.restore()

"""A card with a picture, a title and a line of words: an example, or a template."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.i18n.translation import in_english
from app.widgets.painted_widget import PaintedButton
from app.widgets.painting import inside, paint_text, round_rect, rounded_path, stroke_and_fill, take_font

WIDTH = 352
PICTURE = 164
WORDS = 65
LOW = 96  # px of the picture of a card that lies
RADIUS = 7
RING = 4  # from the card to its focus ring


class PictureCard(PaintedButton):
    """A click, Enter or Space opens it.

    ``aside`` stands at the right of its title, ``mark`` behind the title; ``category`` is what it is found under.
    """

    def __init__(
        self, title: str, purpose: str, *, aside: str = "", mark: str = "", category: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.title, self.purpose, self.aside, self.mark, self.category = title, purpose, aside, mark, category
        self._lies = False
        self.setAccessibleName(title)
        self.setAccessibleDescription(purpose)

    def sizeHint(self) -> QSize:
        t = theme()
        return QSize(t.px(WIDTH + 2 * RING), t.px((LOW if self._lies else PICTURE + WORDS) + 2 * RING))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(220), self.sizeHint().height())

    def lie(self, lies: bool) -> None:
        """Have the words beside the picture, where a row holds one card, or beneath it."""
        self._lies = lies
        self.updateGeometry()
        self.update()

    def words_place(self) -> QRectF:
        """The area where the two lines of words may be."""
        t, area = theme(), self._area()
        if not self._lies:
            return area.adjusted(t.px(15), t.px(PICTURE + 11), -t.px(15), 0)
        return area.adjusted(self._picture_place().width() + t.px(15), (area.height() - t.px(42)) / 2, -t.px(15), 0)

    def matches(self, typed: str) -> bool:
        """Tell whether the card speaks of every typed word, in the language of the window or in English."""
        words = (self.title, self.purpose, self.category)
        about = " ".join((*words, *map(in_english, words))).casefold()
        return all(word in about for word in typed.casefold().split())

    def paint(self, painter: QPainter) -> None:
        t = theme()
        ring, area = t.px(RING), self._area()
        radius = t.px(RADIUS)
        frame = rounded_path(area, radius)
        painter.fillPath(frame, t.color("surface2" if self.isDown() else "surface1"))
        self._paint_picture(painter, frame, self._picture_place())
        stroke_and_fill(painter, QPen(t.color("lineStrong" if self.underMouse() else "line"), 1), None)
        painter.drawPath(frame)
        self._paint_words(painter, self.words_place())
        if self.hasFocus():
            round_rect(painter, inside(self, 1), radius + ring, QPen(t.color("focus"), 2), None)

    def _area(self) -> QRectF:
        """The card without its focus ring."""
        return inside(self, theme().px(RING) + 0.5)

    def _picture_place(self) -> QRectF:
        area = self._area()
        if self._lies:
            return QRectF(area.x(), area.y(), area.height() * WIDTH / PICTURE, area.height())
        return QRectF(area.x(), area.y(), area.width(), theme().px(PICTURE))

    def paint_picture(self, painter: QPainter, place: QRectF) -> None:
        """On the ground of the canvas."""
        raise NotImplementedError

    def _paint_picture(self, painter: QPainter, frame: QPainterPath, place: QRectF) -> None:
        t = theme()
        painter.save()
        painter.setClipPath(frame)
        painter.fillRect(place, t.color("canvas"))
        self.paint_picture(painter, place)
        edge = QRectF(place.right(), place.y(), 1, place.height())
        painter.fillRect(edge if self._lies else QRectF(place.x(), place.bottom(), place.width(), 1), t.color("line"))
        painter.restore()

    def _paint_words(self, painter: QPainter, place: QRectF) -> None:
        t = theme()
        left, top, right = place.left(), place.top(), place.right()
        line = t.px(20)
        take_font(painter, t.font(12, tabular=True), t.color("text2"))
        width = QFontMetricsF(painter.font()).horizontalAdvance(self.aside) + 1
        painter.drawText(QRectF(right - width, top, width, line), Qt.AlignmentFlag.AlignVCenter, self.aside)
        take_font(painter, t.font(14, 600), t.color("text1"))
        metrics = QFontMetricsF(painter.font())
        title = metrics.elidedText(self.title, Qt.TextElideMode.ElideRight, right - width - left - t.px(10))
        title_width = metrics.horizontalAdvance(title) + 1
        painter.drawText(QRectF(left, top, title_width, line), Qt.AlignmentFlag.AlignVCenter, title)
        if self.mark:
            take_font(painter, t.font(11, 600), t.color("accentText"))
            behind = QRectF(left + title_width + t.px(10), top, right - width - left - title_width, line)
            painter.drawText(behind, Qt.AlignmentFlag.AlignVCenter, self.mark)
        paint_text(painter, QRectF(left, top + t.px(22), right - left, line), self.purpose, size=13)

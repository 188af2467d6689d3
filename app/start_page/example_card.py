"""A card with the picture of an example, its title, its purpose and how long it takes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.appearance.theme import signals, theme
from app.document.gallery import Example
from app.translation import tr

WIDTH = 352
PICTURE = 164
WORDS = 65
LOW = 96  # px of the picture of a card that lies
RADIUS = 7
PICTURES = Path(__file__).parents[2] / "resources" / "examples" / "pictures"
RING = 4  # from the card to its focus ring


class ExampleCard(QAbstractButton):
    """A click, Enter or Space opens the example."""

    def __init__(self, example: Example, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.example = example
        self._lies = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr(example.title))
        self.setAccessibleDescription(tr(example.purpose))
        self.setObjectName(f"example {example.path.stem}")
        signals.theme_changed.connect(self.updateGeometry)

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
        """Where the two lines of words may be."""
        t, area = theme(), self._area()
        if not self._lies:
            return area.adjusted(t.px(15), t.px(PICTURE + 11), -t.px(15), 0)
        return area.adjusted(self._picture_place().width() + t.px(15), (area.height() - t.px(42)) / 2, -t.px(15), 0)

    def matches(self, typed: str) -> bool:
        """Whether the card speaks of every typed word."""
        about = f"{tr(self.example.title)} {tr(self.example.purpose)} {tr(self.example.category)}".casefold()
        return all(word in about for word in typed.casefold().split())

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring, area = t.px(RING), self._area()
        radius = t.px(RADIUS)
        frame = QPainterPath()
        frame.addRoundedRect(area, radius, radius)
        painter.fillPath(frame, t.color("surface2" if self.isDown() else "surface1"))
        self._paint_picture(painter, frame, self._picture_place())
        painter.setPen(QPen(t.color("lineStrong" if self.underMouse() else "line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(frame)
        self._paint_words(painter, self.words_place())
        if self.hasFocus():
            painter.setPen(QPen(t.color("focus"), 2))
            outer = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(outer, radius + ring, radius + ring)
        painter.end()

    def _area(self) -> QRectF:
        """The card without its focus ring."""
        ring = theme().px(RING) + 0.5
        return QRectF(self.rect()).adjusted(ring, ring, -ring, -ring)

    def _picture_place(self) -> QRectF:
        area = self._area()
        if self._lies:
            return QRectF(area.x(), area.y(), area.height() * WIDTH / PICTURE, area.height())
        return QRectF(area.x(), area.y(), area.width(), theme().px(PICTURE))

    def _paint_picture(self, painter: QPainter, frame: QPainterPath, place: QRectF) -> None:
        t = theme()
        painter.save()
        painter.setClipPath(frame)
        painter.fillRect(place, t.color("canvas"))
        picture = _picture(picture_file(self.example.path, t.dark))
        if not picture.isNull():
            shown = picture.size().scaled(place.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRectF(0, 0, shown.width(), shown.height())
            target.moveCenter(place.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(target, picture, QRectF(picture.rect()))
        edge = QRectF(place.right(), place.y(), 1, place.height())
        painter.fillRect(edge if self._lies else QRectF(place.x(), place.bottom(), place.width(), 1), t.color("line"))
        painter.restore()

    def _paint_words(self, painter: QPainter, place: QRectF) -> None:
        t = theme()
        left, top, right = place.left(), place.top(), place.right()
        line = t.px(20)
        painter.setFont(t.font(12, tabular=True))
        painter.setPen(t.color("text2"))
        minutes = tr("{minutes} min", minutes=self.example.minutes)
        width = QFontMetricsF(painter.font()).horizontalAdvance(minutes) + 1
        painter.drawText(QRectF(right - width, top, width, line), Qt.AlignmentFlag.AlignVCenter, minutes)
        painter.setFont(t.font(14, 600))
        painter.setPen(t.color("text1"))
        title = tr(self.example.title)
        title_width = QFontMetricsF(painter.font()).horizontalAdvance(title) + 1
        painter.drawText(QRectF(left, top, title_width, line), Qt.AlignmentFlag.AlignVCenter, title)
        if self.example.start_here:
            painter.setFont(t.font(11, 600))
            painter.setPen(t.color("accentText"))
            behind = QRectF(left + title_width + t.px(10), top, right - width - left - title_width, line)
            painter.drawText(behind, Qt.AlignmentFlag.AlignVCenter, tr("Start here"))
        painter.setFont(t.font())
        painter.setPen(t.color("text2"))
        purpose = QRectF(left, top + t.px(22), right - left, line)
        painter.drawText(purpose, Qt.AlignmentFlag.AlignVCenter, tr(self.example.purpose))


def picture_file(example: Path, dark: bool) -> Path:
    """Where the picture of an example is stored for the dark or the light theme."""
    return PICTURES / f"{example.stem}-{'dark' if dark else 'light'}.png"


@cache
def _picture(path: Path) -> QPixmap:
    """The stored picture, drawn at double density; empty when there is none."""
    return QPixmap(str(path))

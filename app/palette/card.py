"""The card beside a palette row: what the model is, its equations, where it comes from."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr, tr_as
from app.palette.rows import paint_model
from app.widgets.mathematics.equation import EquationPicture
from app.widgets.painting import inside, round_rect, take_font
from engine.model.declaration import Model
from engine.model.equations.card import Card, card

WIDTH = 320
PADDING = 14
PICTURE_WIDTH, PICTURE_HEIGHT = 72, 34
GAP = 8
EQUATION_SIZE, SMALL_EQUATION, MANY = 14, 12, 10  # more than so many lines are written small
LINE_SPACE = 6
BREAK = ",\\quad"  # between an equation and what its abbreviations mean


class ModelCard(QWidget):
    """A window without a frame that never takes the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._model: type[Model] | None = None
        self._icon = ""
        self._card: Card | None = None
        self._equations: list[EquationPicture] = []

    def show_model(self, model: type[Model], icon: str, beside: QRect) -> None:
        """Show the card of a model to the right of a row (global coordinates), wholly on the screen."""
        self._model, self._icon, self._card = model, icon, card(model)
        lines = [line for latex in self._card.equations.values() for line in latex.split(BREAK)]
        self._equations = [EquationPicture(line) for line in lines]
        self.resize(theme().px(WIDTH), self._lay_out(None))
        screen = QGuiApplication.screenAt(beside.center()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        x = beside.right() + theme().px(GAP)
        if x + self.width() > room.right():
            x = beside.left() - self.width() - theme().px(GAP)
        y = max(room.top(), min(beside.top() - theme().px(GAP), room.bottom() - self.height()))
        self.move(QPoint(x, y))
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = look.px(look.size("radius", "popup"))
        round_rect(painter, inside(self), radius, QPen(look.color("lineStrong"), 1), look.color("surface1"))
        self._lay_out(painter)

    def _lay_out(self, painter: QPainter | None) -> int:
        """Draw everything, or only measure it where there is no painter; the height that it takes."""
        if self._card is None or self._model is None:
            return 0
        look, pad = theme(), theme().px(PADDING)
        width = look.px(WIDTH) - 2 * pad
        picture = QRectF(
            look.px(WIDTH) - pad - look.px(PICTURE_WIDTH), pad, look.px(PICTURE_WIDTH), look.px(PICTURE_HEIGHT)
        )
        if painter is not None:
            paint_model(painter, self._model, self._icon, picture)
        beside = round(picture.left()) - pad - look.px(GAP)
        y = pad
        y += _words(painter, pad, y, beside, tr(self._card.title), 14, 600, "text1")
        y += _words(painter, pad, y, beside, tr_as(self._card.category, self._model.kind), 11, 400, "text3")
        y = max(y, round(picture.bottom())) + look.px(GAP)
        y += _words(painter, pad, y, width, tr(self._card.summary), 13, 400, "text2") + look.px(GAP)
        for equation in self._equations:
            size = float(look.px(SMALL_EQUATION if len(self._equations) > MANY else EQUATION_SIZE))
            wide = equation.width(size)
            size *= min(1.0, width / wide) if wide else 1.0
            if painter is not None:
                equation.paint(painter, pad, y + equation.ascent(size), size, look.color("text1"))
            y += round(equation.ascent(size) + equation.descent(size)) + look.px(LINE_SPACE)
        if self._card.source:
            y += look.px(GAP) // 2
            y += _words(painter, pad, y, width, tr(self._card.source), 11, 400, "text3")
        return y + pad


def _words(painter: QPainter | None, x: int, y: int, width: int, words: str, size: int, weight: int, tone: str) -> int:
    """Wrapped words; returns the height that they take."""
    font = theme().font(size, weight)
    flags = int(Qt.TextFlag.TextWordWrap)
    area = QFontMetrics(font).boundingRect(QRect(x, y, width, 10_000), flags, words)
    if painter is not None:
        take_font(painter, font, theme().color(tone))
        painter.drawText(QRect(x, y, width, area.height()), flags, words)
    return area.height() + theme().px(2)

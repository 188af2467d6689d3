"""The rows of the palette: a head per category with its count, a row per model with its small picture."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import signals, theme
from app.i18n.translation import tr, tr_as
from app.widgets.actions import menu_of, open_by_right_button
from app.widgets.model_catalogue import Category, Rank, rank, rank_of_name
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import RIGHT, paint_text, round_rect, stroke_and_fill, take_font
from app.widgets.pictures.behaviour import known_behaviour
from app.widgets.pictures.sample_icon import sample_icon
from engine.model.data import DatasetModel
from engine.model.declaration import Model

PICTURE_LEFT, PICTURE_WIDTH, PICTURE_HEIGHT = 9, 28, 14
NAME_LEFT, NAME_RIGHT = 43, 3
NAME_PADDING = 8  # above and below a name of several lines, together
NAME_FLAGS = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter)
PICTURE_PEN = 1.2
GROUP_HEIGHT, GROUP_PADDING = 22, 2
PULLED_FROM = 6  # px that a press moves before it is a drag
MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class PaletteRow(QWidget):
    """One line of the palette; reached by Tab and arrows, taken by Enter."""

    def __init__(self, height: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._height = height
        self._pressed: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a ring around what was clicked would be in the way
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        signals.theme_changed.connect(self.update_height)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(theme().size("chrome", self._height)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()

    def is_pulled(self, event: QMouseEvent) -> bool:
        """Tell whether the mouse has moved far from where it was pressed."""
        return self._pressed is not None and (event.position() - self._pressed).manhattanLength() > PULLED_FROM

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def paint_ground(self, painter: QPainter) -> None:
        """Hover and focus."""
        look = theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QPen(look.color("focus"), 2) if self.hasFocus() else None
        if self.underMouse() or self.hasFocus():
            self._paint_area(painter, ring, "surface2" if self.underMouse() else "surface0")

    def _paint_area(self, painter: QPainter, ring: QPen | None, ground: str) -> None:
        look = theme()
        area = QRectF(self.rect()).adjusted(look.px(4), 1, -look.px(3), -1)
        round_rect(painter, area, look.px(5), ring, look.color(ground))

    def update_height(self) -> None:
        """Take the height that the theme and the words ask for."""
        self.setFixedHeight(self.sizeHint().height())
        self.update()


class CategoryRow(PaletteRow):
    """The head of a category; a click folds it.

    ``carried`` tells where on the screen a hand has dragged it, ``dropped`` that it let go; ``moved`` asks for so many
    places further down, and ``usual_wanted`` for the order that all had.
    """

    toggled = Signal(bool)
    carried = Signal(QPoint)
    dropped = Signal()
    moved = Signal(int)
    usual_wanted = Signal()

    def __init__(self, category: Category, count: int, parent: QWidget) -> None:
        super().__init__("category_row", parent)
        self.category, self.is_open = category, True
        self._is_carried = False
        self.setToolTip(tr("Drag it, or press Alt with an arrow, to change the order"))
        open_by_right_button(self, self.menu)
        self.set_count(count)
        self.update_height()

    def set_count(self, count: int) -> None:
        """Set how many it holds."""
        self.count = count
        self.setAccessibleName(
            tr("{category}, {count} {count:model|models}", category=self.category.title, count=count)
        )
        self.update()

    def menu(self) -> QMenu:
        """The menu for its place; it deletes itself when it closes."""
        menu = menu_of(self)
        menu.addAction(tr("Move up"), partial(self.moved.emit, -1))
        menu.addAction(tr("Move down"), partial(self.moved.emit, 1))
        menu.addSeparator()
        menu.addAction(tr("Usual order"), self.usual_wanted.emit)
        return menu

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._is_carried = self._is_carried or self.is_pulled(event)
        if self._is_carried:
            self.carried.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_pressed, self._pressed = self._pressed is not None, None
        was_carried, self._is_carried = self._is_carried, False
        if was_carried:
            self.dropped.emit()
        elif was_pressed and self.rect().contains(event.position().toPoint()):
            self.set_open(not self.is_open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in MOVES:
            self.moved.emit(MOVES[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.set_open(not self.is_open)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.set_open(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def set_open(self, opens: bool) -> None:
        """Show or hide the models."""
        if opens != self.is_open:
            self.is_open = opens
            self.toggled.emit(opens)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        self.paint_ground(painter)
        middle, size = self.height() / 2, look.px(14)
        chevron = QRectF(look.px(8), middle - size / 2, size, size)
        paint_icon(painter, "down" if self.is_open else "chevron", chevron, "text3")
        icon = look.px(16)
        paint_icon(painter, self.category.icon, QRectF(look.px(28), middle - icon / 2, icon, icon), "text2")
        words = QRectF(look.px(51), 0, self.width() - look.px(51) - look.px(12), self.height())
        paint_text(painter, words, self.category.title, "text2", 12, 600)
        paint_text(painter, words, str(self.count), "text3" if not self.underMouse() else "text2", where=RIGHT)


class GroupLabel(PaintedWidget):
    """The name of a group of models within a category."""

    natural = (120, GROUP_HEIGHT)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = title
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def paint(self, painter: QPainter) -> None:
        look = theme()
        left = look.px(NAME_LEFT)
        area = QRectF(left, 0, self.width() - left - look.px(NAME_RIGHT), self.height() - look.px(GROUP_PADDING))
        paint_text(painter, area, self.title, "text3", where=Qt.AlignmentFlag.AlignBottom)


class NamedRow(PaletteRow):
    """Something that can be put on the canvas: drag it, double-click it, or press Enter. ``key`` says what it is.

    ``group`` names those that it stands among. The last three signals are of what a person keeps.
    """

    taken = Signal(str)
    dragged = Signal(str)
    pointed = Signal(object)
    left = Signal()
    unwanted = Signal(str)
    rename_wanted = Signal(str)
    refused = Signal(str)
    tone = "text1"

    def __init__(self, key: str, name: str, icon: str, parent: QWidget) -> None:
        super().__init__("palette_row", parent)
        self.key, self.name, self.icon = key, name, icon
        self._asked: object = None
        self._hint = QSize()
        self.is_best = False
        self.setAccessibleName(name)
        self.update_height()

    def sizeHint(self) -> QSize:
        """One line, or more where the name is longer than the row."""
        asked = self.width(), theme().base_font, self.name
        if asked != self._asked:
            self._asked, self._hint = asked, self._needed()
        return self._hint

    def _needed(self) -> QSize:
        usual = super().sizeHint()
        room = QRect(0, 0, self._name_area().width(), 0)
        metrics = QFontMetrics(theme().font(13))
        needed = metrics.boundingRect(room, NAME_FLAGS, self.name).height()
        if needed < 2 * metrics.height():
            return usual
        return QSize(usual.width(), max(usual.height(), needed + theme().px(NAME_PADDING)))

    def set_best(self, is_best: bool) -> None:
        """Mark the row that Enter in the search takes."""
        if is_best != self.is_best:
            self.is_best = is_best
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.update_height()

    def _name_area(self) -> QRect:
        left = theme().px(NAME_LEFT)
        return QRect(left, 0, self.width() - left - theme().px(NAME_RIGHT), self.height())

    def enterEvent(self, event: QEnterEvent) -> None:
        self.pointed.emit(self)

    def leaveEvent(self, event: object) -> None:
        self.left.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.is_pulled(event):
            self._pressed = None
            self.left.emit()
            self.drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        self.left.emit()
        self.take()

    def take(self) -> None:
        """Put it on the canvas."""
        self.taken.emit(self.key)

    def drag(self) -> None:
        """Let the mouse carry it."""
        self.dragged.emit(self.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        self.paint_ground(painter)
        area = QRectF(
            look.px(PICTURE_LEFT),
            (self.height() - look.px(PICTURE_HEIGHT)) / 2,
            look.px(PICTURE_WIDTH),
            look.px(PICTURE_HEIGHT),
        )
        self.paint_picture(painter, area)
        take_font(painter, look.font(13), look.color(self.tone))
        painter.drawText(self._name_area(), NAME_FLAGS, self.name)

    @property
    def group(self) -> str:
        """The name of the group that it stands in; empty where there is none."""
        return ""

    def rank(self, query: str) -> Rank | None:
        """Rank how well it answers a search; see ``app.widgets.model_catalogue.rank``."""
        return rank_of_name(self.name, "", query)

    def paint_picture(self, painter: QPainter, area: QRectF) -> None:
        """Paint what stands before the name."""
        paint_kind(painter, self.icon, area)

    def paint_ground(self, painter: QPainter) -> None:
        if self.is_best and not self.underMouse() and not self.hasFocus():
            self._paint_area(painter, None, "accentSoft")
        super().paint_ground(painter)


class ModelRow(NamedRow):
    """A model: how it behaves, what it is called."""

    def __init__(self, model: type[Model], icon: str, parent: QWidget) -> None:
        super().__init__(model.key, tr(model.title), icon, parent)
        self.model = model
        self.setAccessibleDescription(tr(model.summary()))

    @property
    def group(self) -> str:
        return tr_as(self.model.category, self.model.kind)

    def rank(self, query: str) -> Rank | None:
        return rank(self.model, query)

    def paint_picture(self, painter: QPainter, area: QRectF) -> None:
        paint_model(painter, self.model, self.icon, area)


def paint_model(painter: QPainter, model: type[Model], icon: str, area: QRectF) -> None:
    """The picture of a model's behaviour, or the icon of its kind where there is none, or none yet.

    Sources of samples have icons of what their samples are.
    """
    picture = known_behaviour(model)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not picture:
        paint_kind(painter, sample_icon(model) if issubclass(model, DatasetModel) else icon, area)
        return
    stroke_and_fill(painter, QPen(theme().color("text2"), PICTURE_PEN), None)
    for stroke in picture:
        painter.drawPolyline(
            [QPointF(area.left() + x * area.width(), area.bottom() - y * area.height()) for x, y in stroke]
        )


def paint_kind(painter: QPainter, icon: str, area: QRectF) -> None:
    """The icon of a kind in the middle of an area."""
    size = theme().px(16)
    place = QRectF(area.center().x() - size / 2, area.center().y() - size / 2, size, size)
    paint_icon(painter, icon, place, "text2")

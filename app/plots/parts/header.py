"""The head of a dock, 34 px: name, chips of what it shows, value at the cursor, more, detach, close."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from app.appearance.icons import icon
from app.appearance.theme import theme
from app.i18n.translation import tr
from app.plots.parts.cursor_reading import Reading
from app.plots.parts.painting import curve_pen
from app.plots.parts.painting import pen as line_pen
from app.widgets.layout import fill, row
from app.widgets.naming import named
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import LEFT, RIGHT, paint_text, straight, stroke_and_fill
from app.widgets.themed import apply_and_follow

Chip = tuple[int, str] | tuple[int, str, str]
"""Slot of an identity colour (negative is neutral), its word, and a shorter one for a narrow view."""
NOTE = -2  # in the place of a slot: words without a mark
SMALL_ICON = 14
CHIP, PIECE = 7, 15  # px of a square, and of a piece of a curve: two dashes
SHORTENED = 1.15  # of the room: the last of the short words may lose a letter
LEAST_WORD = 34  # px: of a word in less there is nothing to read
VALUE_ROOM = 120  # at least, so that what stands before it does not move with every digit


class PlotHeader(PaintedWidget):
    """Lets presses on its empty ground pass, so that a dock can be dragged by it.

    The name never gives way to what is read at the cursor. That gets shorter where there is little room: first its time
    goes, which the cursor stands at, then the second value and those after it, then digits. Notes do not give way to it
    either, where they have room beside marks. What has no room is told by ``without_room``: the last note, which says
    how finely the view counts, and all that is read, each "" where there is nothing to tell.
    """

    detaching = Signal()
    closing = Signal()
    renamed = Signal(str)
    without_room = Signal(str, str)

    def __init__(self, title: str, actions: Callable[[], Sequence[QAction]], parent: QWidget) -> None:
        super().__init__(parent)
        self._title = title
        self._actions = actions
        self._chips: list[Chip] = []
        self._dashes: tuple[bool, ...] = ()
        self._reading: Reading = ()
        self._value = ""  # what of it is written here
        self._held = 0  # notes, from the first, that are written here whatever is read
        self._extents = _extents()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.more_button = self._button("more", tr("What to show, copy and export"), self._open_menu)
        self.detach_button = self._button("detach", tr("Detach from the window, or put back"), self.detaching.emit)
        self.close_button = self._button("close", tr("Close this view"), self.closing.emit)
        self._row = fill(row(self, (0, 0, 8, 0), 2), 1, self.more_button, self.detach_button, self.close_button)
        apply_and_follow(self, self._restyle)

    def set_title(self, title: str) -> None:
        if title != self._title:
            self._title = title
            self._make_room()
            self._fit()
            self.renamed.emit(title)

    def set_chips(self, chips: list[Chip], dashes: tuple[bool, ...] = ()) -> None:
        """A square each, or a piece of its curve, dashed or not."""
        if (chips, dashes) != (self._chips, self._dashes):
            self._chips, self._dashes = chips, dashes
            self._fit()

    def set_value(self, *reading: str) -> None:
        """The value at the cursor, the whole of it before what is shorter, or words."""
        if reading != self._reading:
            self._reading = reading
            self._fit()

    def _fit(self) -> None:
        """Choose what is written here, and tell what is not."""
        room = self._end() - self._title_end()
        notes, self._held = notes_of(self._chips), notes_with_room(self._chips, room, self._side())
        self._value = longest_that_fits(self._reading, room - notes_width(notes[: self._held]))
        has_room = self._value or self._reading[-1:] == ("",)
        self.without_room.emit(notes[-1][1] if self._held < len(notes) else "", "" if has_room else self.value)
        self.update()

    def _side(self) -> int:
        """px of a mark."""
        return theme().px(PIECE if self._dashes else CHIP)

    def _title_end(self) -> float:
        """The place behind the name from which something may stand."""
        name = QFontMetrics(theme().font(13, 600, tabular=True)).horizontalAdvance(self._title) + 2
        return float(theme().px(12) + name + theme().px(10))

    def _end(self) -> float:
        """The place where the buttons begin."""
        buttons = (self.more_button, self.detach_button, self.close_button)
        return float(min(button.x() for button in buttons if not button.isHidden()) - theme().px(8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        self._fit()

    def _make_room(self) -> None:
        """Leave out the button that detaches where it would cut the name; its action stands in the menu then."""
        needed = self._title_end() + 3 * (self.detach_button.width() + theme().px(2)) + theme().px(8)
        self.detach_button.setVisible(self.width() >= needed or self.more_button.isHidden())
        self._row.activate()

    @property
    def value(self) -> str:
        return self._reading[0] if self._reading else ""

    def sizeHint(self) -> QSize:
        return self._extents[0]

    def minimumSizeHint(self) -> QSize:
        return self._extents[1]  # Qt asks all docks hundreds of times whenever something in one of them is shown

    def _button(self, name: str, words: str, act: Callable[[], object]) -> QToolButton:
        button = named(QToolButton(self, autoRaise=True), words, words)
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(act)
        return button

    def _restyle(self) -> None:
        self._extents = _extents()
        side = theme().px(24)
        for button in (self.more_button, self.detach_button, self.close_button):
            button.setIcon(icon(button.objectName(), SMALL_ICON, "text3"))
            button.setIconSize(QSize(theme().px(SMALL_ICON), theme().px(SMALL_ICON)))
            button.setFixedSize(side, side)
        self.setFixedHeight(self._extents[0].height())
        self.update()

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.addActions(list(self._actions()))
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.ignore()  # the dock takes it: dragging by the header

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), theme().color("surface0"))
        straight(painter, 0, 0, self.width(), 0, line_pen(theme().color("line")))
        height = float(self.height())
        x, end = self._title_end(), self._end()
        left = theme().px(12)
        name = QRectF(left, 0, max(min(x - theme().px(10), end) - left, 0.0), height)
        paint_text(painter, name, self._title, "text1", 13, 600)
        if self._value:
            notes = notes_width(notes_of(self._chips)[: self._held])
            room = min(float(max(theme().px(VALUE_ROOM), value_width(self._value))), max(0.0, end - x - notes))
            paint_text(painter, QRectF(end - room, 0, room, height), self._value, "text1", 11, 500, RIGHT)
            end -= room
        words = paint_chips(painter, self._chips, self._dashes, QRectF(x, 0, end - x, height), self._held)
        whole = [chip[1] for chip in self._chips]
        said = "" if words == whole else "\n".join(whole)
        if said != self.toolTip():
            self.setToolTip(said)


def value_width(value: str) -> int:
    return QFontMetrics(theme().font(11, 500, tabular=True)).horizontalAdvance(value) + 2


def longest_that_fits(reading: Reading, room: float) -> str:
    """The first that has room in px, or "": half a number is none."""
    return next((value for value in reading if value and value_width(value) <= room), "")


def marks(chips: Sequence[Chip]) -> int:
    """Count the chips that are no notes: each has a square, or a piece of its curve."""
    return sum(chip[0] != NOTE for chip in chips)


def _extents() -> tuple[QSize, QSize]:
    """The natural and the least one of a head at this font."""
    height = theme().px(theme().size("chrome", "dock_header"))
    return QSize(theme().px(200), height), QSize(theme().px(120), height)


def notes_of(chips: Sequence[Chip]) -> list[Chip]:
    return [chip for chip in chips if chip[0] == NOTE]


def notes_width(notes: Sequence[Chip]) -> float:
    """px that their short words take, with what parts them from what stands behind."""
    advance = QFontMetrics(theme().font(12, tabular=True)).horizontalAdvance
    return float(sum(advance(str(chip[-1])) + 2 + theme().px(10) for chip in notes))


def notes_with_room(chips: Sequence[Chip], room: float, mark: int) -> int:
    """Count the notes, from the first, that have room in px for their short words beside marks of so many px."""
    notes = notes_of(chips)
    widths = [notes_width(notes[: count + 1]) for count in range(len(notes))]
    return bisect_right(widths, room + theme().px(10) - marks(chips) * (mark + theme().px(5)))


def paint_chips(
    painter: QPainter, chips: Sequence[Chip], dashes: Sequence[bool], room: QRectF, held: int = 0
) -> list[str | None]:
    """A square each, or a piece of its curve, with its word behind it; what was written. ``dashes`` are of marks."""
    side, x = theme().px(PIECE if dashes else CHIP), room.left()
    words = chip_words(chips, room.width(), side, held)
    patterns = iter(dashes)
    for chip, word in zip(chips, words, strict=True):
        dashed = None if chip[0] == NOTE else next(patterns, None)
        if word is None:
            continue
        if chip[0] == NOTE:
            x = _paint_word(painter, x, room, word)
        elif x + side <= room.right():
            area = QRectF(x, room.top(), side, room.height())
            _paint_mark(painter, area, chip[0], dashed)
            x = _paint_word(painter, x + side + theme().px(5), room, word)
    return words


def _paint_mark(painter: QPainter, area: QRectF, slot: int, dashed: bool | None) -> None:
    """None stands for no curve."""
    middle = area.center().y()
    if dashed is not None:
        painter.setPen(curve_pen(slot, dashed))
        painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))
        return
    stroke_and_fill(painter, None, theme().identity(slot))
    painter.drawRoundedRect(QRectF(area.left(), middle - area.width() / 2, area.width(), area.width()), 1.5, 1.5)


def _paint_word(painter: QPainter, x: float, room: QRectF, word: str) -> float:
    """Paint a word; returns where the next mark may stand."""
    if not word:
        return x
    painter.setFont(theme().font(12, tabular=True))
    width = painter.fontMetrics().horizontalAdvance(word) + 2
    area = QRectF(x, room.top(), min(width, room.right() - x), room.height())
    paint_text(painter, area, word, "text2", 12, 400, LEFT)
    return x + width + theme().px(10)


def chip_words(chips: Sequence[Chip], room: float, mark: int, held: int = 0) -> list[str | None]:
    """Words behind each mark of so many px: all of it, else short words, else of each as much, or nothing.

    Notes are never cut: their short words stand there whole, the first of them longest, as long as there is room for
    the marks beside them. ``held`` notes stand there even in the place of marks. What is left out has None.
    """
    metrics, gap = QFontMetrics(theme().font(12, tabular=True)), theme().px(10)
    around = mark + theme().px(5) + 2
    notes = notes_of(chips)
    befores = [2 if chip[0] == NOTE else around for chip in chips]
    shortened = room if notes else room * SHORTENED
    for words, most in (([str(chip[1]) for chip in chips], room), ([str(chip[-1]) for chip in chips], shortened)):
        widths = (metrics.horizontalAdvance(word) + before for word, before in zip(words, befores, strict=True))
        if sum(width + gap for width in widths) - gap <= most:
            return [*words]
    kept = max(notes_with_room(chips, room, mark), held)
    names, taken = len(chips) - len(notes), notes_width(notes[:kept])
    share = int((room - taken + gap) / max(names, 1) - gap - around)
    seen = int((room - taken + (gap if kept else 0)) // (mark + theme().px(5))) if notes else names
    written = iter([*(str(chip[-1]) for chip in notes[:kept]), *(None for _ in notes[kept:])])
    most = share if share >= theme().px(LEAST_WORD) else 0
    shown = iter(range(names))

    def word(chip: Chip) -> str | None:
        if chip[0] == NOTE:
            return next(written)
        if next(shown) >= seen:
            return None
        return metrics.elidedText(str(chip[-1]), Qt.TextElideMode.ElideRight, most) if most else ""

    return [word(chip) for chip in chips]

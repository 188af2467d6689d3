"""The left column: mark, New, Open, recent files, recovered work, and the way to help."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.appearance.brand import Brand
from app.appearance.icons import pixmap
from app.appearance.theme import signals, theme
from app.document.file.recovery import Recovered
from app.i18n.translation import tr
from app.preferences import Recent
from app.start_page.dates import when
from app.widgets.buttons import Button
from app.widgets.fields.quoting import quoted
from app.widgets.layout import Gap, column, empty, fill, hint, row, widgets_in
from app.widgets.painted_widget import PaintedButton, PaintedWidget
from app.widgets.painting import RIGHT, inside, paint_text, round_rect
from app.widgets.text import Text

WIDTH = 400
MARGIN = 56
MARK = 40
RECENT_SHOWN = 5
MIDDLE_CUT = Qt.TextElideMode.ElideMiddle


class Begin(PaintedWidget):
    """400 px wide; its signals are what a person can begin with."""

    drawing_wanted = Signal()
    new_wanted = Signal()
    open_wanted = Signal()
    file_wanted = Signal(str)
    recovered_wanted = Signal(object)
    recovered_unwanted = Signal(object)
    recovered_wanted_back = Signal(object)
    shortcuts_wanted = Signal()
    theme_wanted = Signal()
    tour_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._add_head()
        self._cards, self._recent = QVBoxLayout(), QVBoxLayout()
        # cards above what is recent: in a low window they would be out of sight
        fill(self._column, self._cards, Text(tr("Recent"), weight=600), self._recent, 1)
        self._add_foot()
        self._resize()
        signals.theme_changed.connect(self._resize)
        self.show_drawing("")
        self.show_recent(())
        self.show_recovered(())

    def _add_head(self) -> None:
        title = Text(tr("Spikeloom"), size=28, weight=600)
        head = fill(row(spacing=16), Brand(MARK, self), title, 1)
        purpose = tr("Draw a spiking network, watch it run, train it, take the weights with you.")
        self._back = BeginButton("", tr("Esc"), "previous", primary=False)
        self._back.clicked.connect(self.drawing_wanted)
        self._back_room = fill(QVBoxLayout(), self._back)
        new = BeginButton(tr("New network"), tr("Ctrl N"), "add", primary=True)
        new.clicked.connect(self.new_wanted)
        self._open = BeginButton(tr("Open…"), tr("Ctrl O"), "folder", primary=False)
        self._open.clicked.connect(self.open_wanted)
        purpose_words = Text(purpose, size=15, tone="text2", wrapped=True)
        fill(self._column, head, Gap(14), purpose_words, Gap(22), self._back_room, new, Gap(8), self._open, Gap(30))

    def _add_foot(self) -> None:
        self._tour = Button(tr("First steps"), "flat", "help")
        self._tour.clicked.connect(self.tour_wanted)
        self._shortcuts = Button(tr("Shortcuts"), "flat", "inspector")
        self._shortcuts.clicked.connect(self.shortcuts_wanted)
        self._theme = Button(tr("Dark"), "flat", "theme")
        self._theme.clicked.connect(self.theme_wanted)
        self._column.addLayout(fill(row(spacing=8), self._tour, self._shortcuts, self._theme, 1))

    def show_drawing(self, title: str) -> None:
        """The way back to the drawing that was left for this page; none where ``title`` is empty."""
        words = tr("Back to “{title}”", title=quoted(title))
        self._back.setText(words)
        self._back.setAccessibleName(words)
        self._back.setVisible(bool(title))
        self._resize()

    @property
    def has_drawing(self) -> bool:
        """True if there is a way back to a drawing."""
        return not self._back.isHidden()

    def show_recent(self, recent: Sequence[Recent]) -> None:
        """The newest files, with their folders and when they were used."""
        empty(self._recent)
        for entry in recent[:RECENT_SHOWN]:
            row = RecentRow(entry)
            row.clicked.connect(lambda _checked=False, path=entry.path: self.file_wanted.emit(path))
            self._recent.addWidget(row)
        if not recent:
            self._recent.addWidget(hint(tr("Networks that you save will be listed here.")))
        self._chain()

    def show_recovered(self, found: Sequence[Recovered]) -> None:
        """A card for each unsaved work that a crash left behind; one that has the keyboard keeps it."""
        at = next((place for place, card in enumerate(widgets_in(self._cards)) if _has_keyboard(card)), None)
        empty(self._cards)
        for recovered in found:
            card = RecoveryCard(recovered)
            card.wanted.connect(self.recovered_wanted)
            card.unwanted.connect(self.recovered_unwanted)
            card.wanted_back.connect(self.recovered_wanted_back)
            self._cards.addWidget(card)
        self._resize()
        self._chain()
        if at is not None and at < len(found):
            widgets_in(self._cards)[at].findChildren(QPushButton)[-1].setFocus()

    def _chain(self) -> None:
        """Tab goes down the page, also where a row came later than what stands beneath it."""
        held = [*widgets_in(self._cards), *widgets_in(self._recent)]
        buttons = [button for widget in held for button in (widget, *widget.findChildren(QPushButton))]
        stops = [stop for stop in buttons if stop.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for first, second in pairwise((self._open, *stops, self._tour, self._shortcuts, self._theme)):
            QWidget.setTabOrder(first, second)

    def _resize(self) -> None:
        t = theme()
        self.setFixedWidth(t.px(WIDTH))
        side = t.px(MARGIN)
        self._column.setContentsMargins(side, t.px(52), t.px(40), t.px(20))
        self._recent.setContentsMargins(-t.px(10), t.px(4), -t.px(10), 0)
        self._recent.setSpacing(0)
        self._back_room.setContentsMargins(0, 0, 0, t.px(8) if self.has_drawing else 0)
        self._cards.setContentsMargins(0, 0, 0, t.px(22) if self._cards.count() else 0)
        self._cards.setSpacing(t.px(8))
        self._theme.setText(tr("Light") if t.dark else tr("Dark"))

    def paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), theme().color("surface0"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme().color("line"))


class BeginButton(PaintedButton):
    """An icon, words at the left and the keys at the right; ``primary`` is filled."""

    natural = (300, 38)

    def __init__(self, words: str, keys: str, icon_name: str, primary: bool) -> None:
        super().__init__()
        self.setText(words)
        self._keys, self._icon, self._primary = keys, icon_name, primary
        self.setAccessibleName(words)
        self.setObjectName(f"begin {icon_name}")

    def paint(self, painter: QPainter) -> None:
        t = theme()
        lit = self.underMouse() or self.isDown()
        ground = ("accentHover" if lit else "accent") if self._primary else ("surface2" if lit else "surface1")
        outline = ground if self._primary else "lineStrong"
        ink = "onAccent" if self._primary else "text1"
        round_rect(painter, inside(self), t.px(5), QPen(t.color(outline), 1), t.color(ground))
        if self.hasFocus():
            ring = QPen(t.color("text1" if self._primary else "focus"), 2)
            round_rect(painter, inside(self, 2), t.px(4), ring, None)
        side = t.px(16)
        painter.drawPixmap(t.px(14), (self.height() - side) // 2, side, side, pixmap(self._icon, side, ink))
        words = QRectF(t.px(38), 0, self.width() - t.px(90), self.height())
        paint_text(painter, words, self.text(), ink, 13, 600 if self._primary else 500, elide=MIDDLE_CUT)
        keys = QRectF(0, 0, self.width() - t.px(14), self.height())
        paint_text(painter, keys, self._keys, "onAccent" if self._primary else "text2", 12, where=RIGHT)


class RecentRow(PaintedButton):
    """Name, day and path of a file."""

    natural = (300, 50)

    def __init__(self, recent: Recent) -> None:
        super().__init__()
        path = Path(recent.path)
        self._name, self._day = path.stem, when(recent.when)
        self._path = _short(path)
        self.setToolTip(recent.path)
        self.setAccessibleName(self._name)

    def paint(self, painter: QPainter) -> None:
        t = theme()
        if self.underMouse() or self.hasFocus():
            ring = QPen(t.color("focus"), 2) if self.hasFocus() else None
            round_rect(painter, inside(self, 1), t.px(5), ring, t.color("surface2"))
        left, room = t.px(10), self.width() - t.px(20)
        day = QFontMetricsF(t.font(12, tabular=True)).horizontalAdvance(self._day) + 1
        top, bottom, beside = t.px(7), t.px(26), room - day - t.px(10)
        paint_text(painter, QRectF(left + room - day, top, day, t.px(18)), self._day, size=12)
        paint_text(painter, QRectF(left, bottom, room, t.px(16)), self._path, size=12, elide=MIDDLE_CUT)
        paint_text(painter, QRectF(left, top, beside, t.px(18)), self._name, "text1", 13, 500, elide=MIDDLE_CUT)


class RecoveryCard(PaintedWidget):
    """Unsaved work that a crash left behind: open it or discard it, or bring back what was discarded."""

    wanted = Signal(object)
    unwanted = Signal(object)
    wanted_back = Signal(object)

    def __init__(self, recovered: Recovered) -> None:
        super().__init__()
        self._recovered = recovered
        self.setObjectName("recovery card")
        body, line = column(self, (17, 10, 14, 11), 4), row(spacing=8)
        if not recovered.is_discarded:
            body.addWidget(Text(tr("Unsaved work was recovered"), weight=500))
        what = tr("“{title}”, {day}.", title=recovered.name, day=when(recovered.time))
        if recovered.is_discarded:
            what = tr("“{title}” is discarded. It is deleted when the window closes.", title=recovered.name)
        body.addWidget(hint(what))
        if recovered.is_discarded:
            self._offer(line, tr("Bring it back"), self.wanted_back)
        else:
            self._offer(line, tr("Open it"), self.wanted, "primary")
            self._offer(line, tr("Discard"), self.unwanted)
        fill(body, Gap(2), fill(line, 1))

    def _offer(self, row: QHBoxLayout, words: str, callback: SignalInstance, look: str = "") -> None:
        button = QPushButton(words)
        button.setProperty("look", look)
        button.clicked.connect(lambda _checked=False: callback.emit(self._recovered))
        row.addWidget(button)

    def paint(self, painter: QPainter) -> None:
        t = theme()
        round_rect(painter, inside(self), t.px(5), QPen(t.color("line"), 1), t.color("surface1"))
        if not self._recovered.is_discarded:
            round_rect(painter, QRectF(0, 0, 3, self.height()), 1.5, None, t.color("accent"))


def _short(path: Path) -> str:
    """The path with the home folder as ``~``."""
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except ValueError:
        return str(path)


def _has_keyboard(card: QWidget) -> bool:
    return any(button.hasFocus() for button in card.findChildren(QPushButton))

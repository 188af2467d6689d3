"""One row of a form: changed bar, symbol, name, value, mark, reset; and a sentence over the form when it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QBoxLayout, QMenu, QWidget
from shiboken6 import isValid

from app.appearance.theme import theme
from app.document.elements import Value
from app.i18n.file_words import not_read_words
from app.i18n.translation import tr
from app.inspector.file_entry import ask_for_entry, button_words, dropped_file
from app.inspector.forms.form import (
    AFTER_RESET,
    ChoiceEntry,
    FileEntry,
    FormEntry,
    PlacesEntry,
    QuantityEntry,
    TextEntry,
)
from app.inspector.row_name import RowName
from app.widgets.buttons import IconButton, Mark
from app.widgets.fields.choice_field import ChoiceField, wide_enough
from app.widgets.fields.file_field import FileField
from app.widgets.fields.objection_plate import ObjectionPlate
from app.widgets.fields.slider import Slider
from app.widgets.fields.text_field import TextArea, TextField
from app.widgets.fields.value_field import ValueField
from app.widgets.file_dialog import Then
from app.widgets.layout import column, row
from app.widgets.mathematics.symbol import SymbolLabel
from app.widgets.pictures.places_picture import PlacesPicture
from app.widgets.plot_drag import plot_mime
from app.widgets.quantities import NotAQuantity
from engine.files.problem import ImportProblem

BAR = 3
SYMBOL = 40
VALUE = 98
MARK = 18
EDGES = 30  # of a row, and between what stands in its line
BENEATH = 4  # from a name to the field beneath it
LARGEST_SHARE = 2.0  # the slider reaches to twice the value that it started from
WORDS_SHARE = 2  # of a field of words, to 1 of its name
WIDE = 130  # of the widest field beside a name


class FormRow(QWidget):
    """Shows one entry; ``show_entry`` gives it newer values of the same shape.

    Names begin behind a column of symbols only where their section ``has_symbols``.
    """

    def __init__(
        self, entry: FormEntry, locked: str = "", has_symbols: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.entry = entry
        self._pressed_at: QPoint | None = None
        px = theme().px
        self._body = column(self)
        self._body.setContentsMargins(px(12), px(2), px(4), px(2))
        self._line = row(spacing=4)
        self.symbol = SymbolLabel(entry.symbol)
        self._indented = SYMBOL if has_symbols else 0
        self.symbol.setFixedWidth(px(self._indented))
        self.name = RowName(entry.name)
        self.field = self._make_field(entry)
        self.field.setAccessibleName(entry.name)
        self.mark = _mark(entry.mark)
        self.reset = IconButton("default", tr("Back to the default"))
        self.reset.setFixedWidth(px(MARK))
        keep_place = self.reset.sizePolicy()
        keep_place.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(keep_place)
        self.reset.clicked.connect(lambda: self._write(None, ""))
        self.slider: Slider | None = None
        self.file_button: IconButton | None = None
        self.objection = ObjectionPlate(self)
        self._lay_out(entry)
        if entry.carries is not None:
            self.name.setCursor(Qt.CursorShape.OpenHandCursor)
            self.setToolTip(tr("Drag it onto the canvas or a live view to see it there while the network runs"))
        if locked:
            self.lock(locked)
        self.show_entry(entry)

    @property
    def key(self) -> str:
        return self.entry.key

    @property
    def is_changed(self) -> bool:
        """True if the bar and the reset are shown."""
        return self.entry.changed and self.entry.resettable

    @property
    def refused(self) -> str:
        """The text that was typed and is no value; "" where nothing is wrong."""
        return self.field.refused if isinstance(self.field, ValueField | TextArea) else ""

    def type_anew(self, text: str) -> None:
        """Take a text as if it had been typed."""
        if isinstance(self.field, ValueField | TextArea):
            self.field.type_anew(text)

    def give_up(self) -> None:
        """Show the value that was there before something was typed that is none."""
        if isinstance(self.field, ValueField | TextArea):
            self.field.give_up()

    def lock(self, reason: str) -> None:
        """Keep the value readable but fixed; the reason is the tooltip."""
        self.field.setEnabled(False)
        self.setAcceptDrops(False)
        if self.file_button is not None:
            self.file_button.setEnabled(False)
        self.reset.setEnabled(False)
        self.setToolTip(reason)

    def show_entry(self, entry: FormEntry) -> None:
        """Show other values; what a person is typing stays. Only what differs is painted anew."""
        was_changed, self.entry = self.is_changed, entry
        if isinstance(entry, QuantityEntry) and isinstance(self.field, ValueField):
            self.field.set_value(entry.value)
            self.field.setMinimumWidth(theme().px(VALUE))
            self._place_words(self.field)
            if self.slider is not None:
                self.slider.setVisible(isinstance(entry.value, float | int))
                self._show_on_slider(entry, self.slider)
        elif isinstance(entry, ChoiceEntry) and isinstance(self.field, ChoiceField):
            self.field.set_options(entry.options)
            self.field.set_hint(entry.hint)
            self.field.set_value(entry.value)
        elif isinstance(entry, TextEntry) and isinstance(self.field, TextField | TextArea):
            self.field.set_value(entry.value)
        elif isinstance(entry, PlacesEntry) and isinstance(self.field, PlacesPicture):
            self.field.show_places(entry.points)
        self.reset.setVisible(self.is_changed)
        if self.is_changed != was_changed:
            self.update()

    def _make_field(
        self, entry: FormEntry
    ) -> ValueField | ChoiceField | TextField | TextArea | PlacesPicture | FileField:
        if isinstance(entry, PlacesEntry):
            return PlacesPicture()
        if isinstance(entry, FileEntry):
            file = FileField(entry.words, entry.kinds)
            file.wanted.connect(lambda: file.ask(self._then(lambda path: entry.write(str(path), None))))
            file.dropped.connect(lambda path: self._write(path, ""))
            return file
        if isinstance(entry, QuantityEntry):
            value = ValueField(entry.bounds, entry.spread, entry.by_distance)
            value.edited.connect(self._write)
            value.objected.connect(self._object)
            value.menu_wanted.connect(self._open_menu)
            return value
        if isinstance(entry, ChoiceEntry):
            choice = ChoiceField(entry.options, wrapped=True)
            choice.chosen.connect(lambda key: self._write(key, ""))
            return choice
        assert isinstance(entry, TextEntry)
        if entry.tall:
            area = TextArea(entry.hint)
            area.finished.connect(lambda words: self._write_lines(area, words))
            area.objected.connect(self._object)
            return area
        text = TextField(entry.hint)
        text.finished.connect(lambda words: self._write(words, ""))
        return text

    def _lay_out(self, entry: FormEntry) -> None:
        tall = _is_tall(entry)
        words = row(spacing=1)
        words.addWidget(self.symbol)
        words.addWidget(self.name, 1)
        self._line.addLayout(words, 1)
        if isinstance(self.field, TextField) and not tall:
            self.field.setMinimumWidth(theme().px(WIDE))
            self.name.setMinimumWidth(self.name.narrowest())
            self._line.addWidget(self.field, WORDS_SHARE)
        elif not tall:
            self._line.addWidget(self.field)
            self.field.setFixedWidth(_width(entry)) if not isinstance(self.field, ValueField) else None
        if isinstance(entry, TextEntry) and entry.read_file is not None:
            self.file_button = IconButton("folder", button_words(entry))
            self.file_button.clicked.connect(self._choose_file)
            self._line.addWidget(self.file_button)
            self.setAcceptDrops(True)
        self._line.addWidget(self.mark)
        self._line.addWidget(self.reset)
        self._body.addLayout(self._line)
        self._beneath = self._indent(self._body, above=BENEATH)
        if tall:
            self._beneath.addWidget(self.field)
        if isinstance(entry, QuantityEntry) and entry.slider:
            self.slider = Slider()
            self.slider.setAccessibleName(entry.name)
            self.slider.edited.connect(self._write)
            self._indent(self._body).addWidget(self.slider)

    def _indent(self, body: QBoxLayout, above: int = 1) -> QBoxLayout:
        line = row(margins=(self._indented, above, MARK * 2 + 14, 1))
        body.addLayout(line)
        return line

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if isinstance(self.field, ValueField):
            self._place_words(self.field)

    def _place_words(self, field: ValueField) -> None:
        """Words of a value stand beneath a name that they would cut, anything else beside it."""
        room = self.width() - theme().px(self._indented + 2 * MARK + EDGES) - field.sizeHint().width()
        wanted = self._beneath if field.is_wide and self.name.narrowest() > room else self._line
        if wanted.indexOf(field) < 0:
            wanted.insertWidget(min(1, wanted.count()), field)  # in the line after the name, beneath it alone

    def _show_on_slider(self, entry: QuantityEntry, slider: Slider) -> None:
        if not isinstance(entry.value, float | int):
            return
        value = float(entry.value)
        is_seen = slider.low <= value <= slider.high and not 0 < abs(value) < slider.step
        if is_seen and slider.property("reach"):
            slider.show_value(value, slider.low, slider.high)
            return
        reach = LARGEST_SHARE * abs(value) or 1.0
        low = max(-reach, entry.bounds.at_least)
        high = min(reach, entry.bounds.at_most)
        slider.show_value(value, low, high)
        slider.setProperty("reach", reach)

    def _write(self, value: Value | None, gesture: str) -> None:
        self.attempt(lambda: self.entry.write(value, gesture or None))

    def _write_lines(self, area: TextArea, words: str) -> None:
        self._write(words, "")
        if self.objection.words:
            area.refuse(self.objection.words)

    def attempt(self, act: Callable[[], object]) -> None:
        """Do it; what is wrong with what was typed or with a file is one sentence beneath."""
        self._object("")
        try:
            act()
        except NotAQuantity as objection:
            self._object(str(objection))
        except ImportProblem as problem:
            self._object(not_read_words(problem))

    def _choose_file(self) -> None:
        if isinstance(self.entry, TextEntry):
            entry = self.entry
            ask_for_entry(self, entry, self._then(lambda path: entry.read_file(path) if entry.read_file else None))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._open_menu(event.globalPos())

    def _open_menu(self, place: QPoint) -> None:
        """Offer what else can be done with the value; where that is its spread alone, open it at once."""
        entry, field = self.entry, self.field
        if not isinstance(entry, QuantityEntry | ChoiceEntry) or not field.isEnabled():
            return
        number = field if isinstance(field, ValueField) else None
        spread = number if isinstance(entry, QuantityEntry) and entry.spread else None
        pin = entry.pin if isinstance(entry, QuantityEntry) else None
        if pin is None and entry.vary is None:
            if spread is not None:
                spread.open_picture()
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        if pin is not None:
            pinned = menu.addAction(tr("Slider at the node"), pin.toggle)
            pinned.setCheckable(True)
            pinned.setChecked(pin.is_pinned)
        if spread is not None:
            menu.addAction(tr("How the values are spread…"), spread.open_picture)
        if entry.vary is not None:
            menu.addAction(tr("Vary…"), entry.vary)
        menu.popup(place)

    def _then(self, take: Callable[[Path], object]) -> Then:
        """Takes a chosen file; what is wrong stands in the row that is there then, should the form be another."""
        window, key = self.window(), self.key

        def taken(path: Path, _kind: str) -> None:
            there = (row for row in window.findChildren(FormRow) if row.key == key)
            row = self if isValid(self) else next(there, None)
            if row is not None:
                row.attempt(lambda: take(path))

        return taken

    def read_file(self, path: Path) -> None:
        """Take the numbers of a file; what cannot be read is one sentence beneath."""
        read = self.entry.read_file if isinstance(self.entry, TextEntry) else None
        if read is not None:
            self.attempt(lambda: read(path))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.read_file(path)

    def _object(self, sentence: str) -> None:
        self.objection.say(sentence)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag only where the name stands: a field takes its own presses."""
        place = event.position().toPoint()
        on_name = place.x() < self.field.geometry().left() or place.y() < self.field.geometry().top()
        begins = event.button() is Qt.MouseButton.LeftButton and self.entry.carries is not None and on_name
        self._pressed_at = place if begins else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what the row carries onto the canvas."""
        carried, start = self.entry.carries, self._pressed_at
        if carried is None or start is None:
            return
        if (event.position().toPoint() - start).manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed_at = None
        drag = QDrag(self)
        drag.setMimeData(plot_mime(carried))
        drag.exec(Qt.DropAction.CopyAction)

    def paintEvent(self, _: QPaintEvent) -> None:
        if not self.is_changed:
            return
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent"))
        height = self.field.height() * 0.6 if self.field.height() < look.px(40) else look.px(16)
        middle = self.symbol.geometry().center().y() + 0.5
        painter.drawRoundedRect(QRectF(look.px(3), middle - height / 2, look.px(BAR), height), 1.5, 1.5)


def _is_tall(entry: FormEntry) -> bool:
    """Tell whether the field stands beneath the name: it is large, or its words are long."""
    if isinstance(entry, ChoiceEntry):
        return _wanted(entry) > theme().px(WIDE)
    return isinstance(entry, PlacesEntry) or (isinstance(entry, TextEntry) and entry.tall)


def _width(entry: FormEntry) -> int:
    """Pixels of a field beside a name."""
    return max(_wanted(entry), theme().px(VALUE)) if isinstance(entry, ChoiceEntry) else theme().px(WIDE)


def _wanted(choice: ChoiceEntry) -> int:
    """Pixels that the longest word of a choice asks for."""
    return wide_enough((choice.hint, *(words for _, words in choice.options)))


def _mark(kind: str) -> QWidget:
    """The mark of a row that does not act while the network runs; empty for the rest, which acts at once."""
    mark: QWidget = Mark("lock", tr("acts after reset"), "text3") if kind == AFTER_RESET else QWidget()
    mark.setFixedWidth(theme().px(MARK))
    return mark

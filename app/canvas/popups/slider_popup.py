"""The value and the range of a slider, typed: opens beneath it, and what is typed acts at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.meaning.slidable import ShownSlider, limits, slider_of
from app.i18n.translation import tr
from app.widgets.fields.objections import Objections
from app.widgets.fields.popup import Popup
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.layout import column, fill, row
from app.widgets.quantities import Bounds
from app.widgets.text import SECONDARY, STRONG, Text, row_words

BENEATH = 4  # px beneath the slider


class SliderPopup(Popup):
    """Closes on Enter, Escape or a click elsewhere, and with its slider."""

    def __init__(self, parent: QWidget, editor: Editor, node_id: str, name: str) -> None:
        super().__init__(parent)
        self._editor, self._id, self._name = editor, node_id, name
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = slider_of(editor.document.nodes[node_id], name)
        assert shown is not None
        bounds, unit, integer = Bounds.of(shown.parameter), shown.parameter.unit, shown.parameter.integer
        lowest, highest = limits(shown.parameter)
        ends = Bounds(unit, at_least=lowest, at_most=highest, integer=integer)
        self.value, self.low, self.high = QuantityField(bounds), QuantityField(ends), QuantityField(ends)
        self.objection = Objections()
        self._lay_out(shown)
        self._listen()
        self._show(shown)

    def _lay_out(self, shown: ShownSlider) -> None:
        body = fill(column(self, (14, 12, 14, 12), 8), Text(row_words(shown.parameter), weight=STRONG, wrapped=True))
        to = Text("…", tone="text2")
        for words, parts in ((tr("Value"), (self.value,)), (tr("Range"), (self.low, to, self.high))):
            fill(body, fill(row(spacing=6), Text(words, size=SECONDARY, tone="text2"), 1, *parts))
        body.addWidget(self.objection)
        self.value.setAccessibleName(row_words(shown.parameter))
        self.low.setAccessibleName(tr("Lower end of the range"))
        self.high.setAccessibleName(tr("Upper end of the range"))

    def _listen(self) -> None:
        self.value.edited.connect(self._set_value)
        for end in (self.low, self.high):
            end.edited.connect(lambda _value, gesture: self._set_range(gesture))
        self.low.also_objects = lambda low: self._why_no_range(low, self.high.value)
        self.high.also_objects = lambda high: self._why_no_range(self.low.value, high)
        self.objection.changed.connect(self.adjustSize)
        for field in (self.value, self.low, self.high):
            self.objection.add_field(field)
            field.installEventFilter(self)
        changed: Callable[[object], None] = self._changed
        self._editor.changed.connect(changed)
        self._editor.loaded.connect(changed)

    def open_at(self, place: QPoint, on: QuantityField) -> None:
        """Beneath a place of the screen, within it; ``on`` is to be typed into."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        left = min(max(place.x(), room.left()), max(room.right() - self.width(), room.left()))
        top = min(max(place.y() + theme().px(BENEATH), room.top()), max(room.bottom() - self.height(), room.top()))
        self.move(left, top)
        self.show()
        on.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show(self, shown: ShownSlider) -> None:
        self.value.set_value(shown.value)
        self.low.set_value(shown.slider.low)
        self.high.set_value(shown.slider.high)

    def _set_value(self, value: float, gesture: str) -> None:
        intentions.set_parameter(self._editor, (self._id,), self._name, value, gesture or None)

    @staticmethod
    def _why_no_range(low: float | None, high: float | None) -> str:
        if low is None or high is None or low < high:
            return ""
        return tr("The lower end of the range must lie below the upper end.")

    def _set_range(self, gesture: str) -> None:
        low, high = self.low.value, self.high.value
        if low is not None and high is not None:
            intentions.set_slider_range(self._editor, self._id, self._name, low, high, gesture or None)

    def _changed(self, _change: object) -> None:
        node = self._editor.document.nodes.get(self._id)
        shown = slider_of(node, self._name) if node is not None else None
        if shown is None:
            for field in (self.value, self.low, self.high):
                field.give_up()  # nothing is left that could take it
            self.close()
        else:
            self._show(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter keeps what was typed and closes, unless it is refused."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in keys:
            QTimer.singleShot(0, self, self._close_if_well)
        return super().eventFilter(watched, event)

    def _close_if_well(self) -> None:
        if not any(field.is_wrong for field in (self.value, self.low, self.high)):
            self.close()

"""A small window over the others that goes with a click elsewhere: a plate with an outline."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.appearance.theme import theme
from app.widgets.fields.value_edit import ValueEdit
from app.widgets.painting import inset_rect


class Popup(QFrame):
    """Over whatever it opens, its edge can be told from that. While something typed in it is refused it stays open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)

    def closeEvent(self, event: QCloseEvent) -> None:
        """A click elsewhere takes what was typed as leaving the field does; what is refused is to be read first."""
        focus = self.focusWidget()
        if isinstance(focus, ValueEdit):
            focus.take()
        event.setAccepted(not any(field.is_wrong for field in self.findChildren(ValueEdit) if field.isVisible()))

    def paintEvent(self, _: QPaintEvent) -> None:
        inset_rect(QPainter(self), QRectF(self.rect()), theme().color("surface1"), theme().color("lineStrong"))

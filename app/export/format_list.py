"""The formats, each with what it carries; a refused one stays listed with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from app.appearance.theme import theme
from app.export.writing import Exporter
from app.translation import tr
from app.widgets.layout import column, row
from app.widgets.text import MEDIUM, SECONDARY, Text, capital
from app.widgets.themed import follow

INDENT = 34
RING, DOT = 7, 2.5


class FormatList(QWidget):
    """``chosen(name)`` tells a person's choice."""

    chosen = Signal(str)

    def __init__(self, formats: Mapping[str, Exporter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, FormatButton] = {}
        self._group = QButtonGroup(self)
        body = column(self, spacing=6)
        for name, chosen in formats.items():
            button = FormatButton(chosen)
            button.clicked.connect(lambda _checked=False, name=name: self.chosen.emit(name))
            self._group.addButton(button)
            body.addWidget(button)
            self.buttons[name] = button

    @property
    def value(self) -> str:
        return next((name for name, button in self.buttons.items() if button.isChecked()), "")

    def set_value(self, name: str) -> None:
        """Choose a format without telling."""
        self.buttons[name].setChecked(True)

    def show_refusals(self, refused: Mapping[str, Sequence[str]]) -> None:
        """Mark the formats that cannot carry this network."""
        for name, button in self.buttons.items():
            button.show_refusals(refused.get(name, ()))


class FormatButton(QAbstractButton):
    """A radio card of two lines: name and suffix, then what the file is for."""

    def __init__(self, chosen: Exporter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setText(tr(chosen.title))
        self.setAccessibleName(tr(chosen.title))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.meaning = Text(capital(tr(chosen.meaning)), size=SECONDARY, tone="text2", wrapped=True)
        self.refused = Text("", size=SECONDARY, tone="warn")
        body = column(self, (INDENT, 9, 12, 9), 1)
        line = row(spacing=8)
        line.addWidget(Text(tr(chosen.title), weight=MEDIUM))
        line.addWidget(Text(chosen.suffix, size=SECONDARY, tone="text3"))
        line.addStretch(1)
        line.addWidget(self.refused)
        body.addLayout(line)
        body.addWidget(self.meaning)
        for label in self.findChildren(Text):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        follow(self, self.update)

    def show_refusals(self, reasons: Sequence[str]) -> None:
        """Say how much the format cannot carry; the dialog names each."""
        self.refused.say(tr("cannot carry this network") if reasons else "")
        self.setToolTip("\n".join(reasons))

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        outline = "accent" if chosen or self.hasFocus() else "line"
        painter.setPen(QPen(look.color(outline), 1.5 if chosen else 1))
        painter.setBrush(look.color("surface2" if self.underMouse() and not chosen else "surface1"))
        area = self.rect().toRectF().adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(area, look.px(7), look.px(7))
        middle = QPointF(look.px(17), look.px(18))
        painter.setPen(QPen(look.color("accent" if chosen else "lineStrong"), 1.5))
        painter.setBrush(look.color("accent") if chosen else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, RING, RING)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("onAccent"))
            painter.drawEllipse(middle, DOT, DOT)

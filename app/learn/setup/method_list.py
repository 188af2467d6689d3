"""Every method with what it is, or why it does not fit; one of those that fit is chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.translation import remedy, tr
from app.learn.setup.inquiry import MethodFacts
from app.widgets.layout import column, fill, hint, let_go
from app.widgets.text import SECONDARY, Text
from app.widgets.themed import follow

INDENT = 26
RING, DOT = 7, 2.5
MANY = 3  # methods that do not fit for one reason, which is then said once


class MethodList(QWidget):
    """``chosen(key)`` tells another method."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, MethodButton] = {}
        self._group = QButtonGroup(self)
        self._listed: Sequence[MethodFacts] = ()
        self.common = hint("")  # above those that most often do not fit for one reason
        self._body = fill(column(self, spacing=6), self.common)
        self.common.hide()

    @property
    def value(self) -> str:
        """Key of the chosen method; "" where none fits."""
        return next((key for key, button in self.buttons.items() if button.isChecked()), "")

    def show_methods(self, methods: Sequence[MethodFacts], wanted: str = "") -> None:
        """List these methods; ``wanted`` is chosen where it fits, else the usual one.

        What is listed already stays, and with it the place to which a panel was scrolled.
        """
        if list(methods) != list(self._listed):
            self._list(methods)
        self.choose(wanted)

    def _list(self, methods: Sequence[MethodFacts]) -> None:
        for button in self.buttons.values():
            self._group.removeButton(button)
            let_go(button)
        self.buttons, self._listed = {}, tuple(methods)
        reasons = Counter(facts.reason for facts in methods if facts.reason)
        common, count = max(reasons.items(), key=lambda item: item[1], default=("", 0))
        common = common if count >= MANY else ""
        self.common.say(common)
        self.common.setVisible(bool(common))
        self._add([facts for facts in methods if not facts.reason])
        self._body.removeWidget(self.common)
        self._body.addWidget(self.common)
        self._add([facts for facts in methods if facts.reason and facts.reason == common], are_brief=True)
        self._add([facts for facts in methods if facts.reason and facts.reason != common])

    def _add(self, methods: Sequence[MethodFacts], are_brief: bool = False) -> None:
        for facts in methods:
            button = MethodButton(facts, are_brief)
            button.clicked.connect(lambda _checked=False, key=facts.key: self.chosen.emit(key))
            self._group.addButton(button)
            self._body.addWidget(button)
            self.buttons[facts.key] = button

    def choose(self, wanted: str) -> None:
        """Choose ``wanted`` where it fits, else the usual method."""
        fitting = {key: button.facts.usual for key, button in self.buttons.items() if not button.facts.reason}
        if fitting:
            usual = max(fitting, key=lambda key: fitting[key])  # the first, where none is
            self.buttons[wanted if wanted in fitting else usual].setChecked(True)

    def lock(self, locked: bool) -> None:
        """Keep the choice readable but fixed."""
        for button in self.buttons.values():
            button.setEnabled(not locked and not button.facts.reason)


class MethodButton(QAbstractButton):
    """A radio button of two lines or three, or of its title alone."""

    def __init__(self, facts: MethodFacts, is_brief: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = facts
        self.setCheckable(True)
        self.setText(facts.title)
        self.setAccessibleName(facts.title)
        self.setEnabled(not facts.reason)
        self.setToolTip(f"{facts.reason} {remedy(facts.problem)}".strip() if facts.problem else facts.reason)
        fits = not facts.reason
        body = column(self, (INDENT, 0, 0, 0))
        body.addWidget(Text(facts.title, tone="text1" if fits else "text3"))
        if not is_brief:
            tone = "text2" if fits else "text3"
            body.addWidget(Text(facts.reason or facts.summary, size=SECONDARY, tone=tone, wrapped=True))
            if fits and facts.stays:
                words = tr("Trains on the processor. {reason}", reason=facts.stays)
                body.addWidget(Text(words, size=SECONDARY, tone="text2", wrapped=True))
        for label in self.findChildren(Text):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        follow(self, self.update)

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(look.px(8), look.px(9))
        chosen = self.isChecked()
        tone = "accent" if chosen else "lineStrong" if self.isEnabled() else "line"
        painter.setPen(QPen(look.color(tone), 1.5))
        painter.setBrush(look.color("accent") if chosen else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, RING, RING)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("onAccent"))
            painter.drawEllipse(middle, DOT, DOT)
        if self.hasFocus():
            painter.setPen(QPen(look.color("focus"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, RING + 2.5, RING + 2.5)

"""The question about new plug-ins: asked once, over whatever page is shown, without taking the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.i18n.translation import listed, sentences, tr
from app.widgets.buttons import Button
from app.widgets.layout import column, fill, row
from app.widgets.text import MEDIUM, SECONDARY, Text
from app.window.frame.floating_box import MARGIN, FloatingBox
from app.window.plugins.control import shown_name
from engine.plugins import Plugin

WIDTH = 460
TRANSPORT = 56  # px at the foot of the window that stay free: from there a run is started and stopped
NAMED = 3  # plug-ins that are called by their names


class PluginQuestion(FloatingBox):
    """``shown`` asks to see them first, ``allowed`` and ``put_off`` answer; each gives what was asked about."""

    shown = Signal(object)
    allowed = Signal(object)
    put_off = Signal(object)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, "new plug-ins")
        self._asked: tuple[Plugin, ...] = ()
        self.words = Text("", weight=MEDIUM, wrapped=True)
        self.warning = Text("", size=SECONDARY, tone="text2", wrapped=True)
        line = fill(row(spacing=8, margins=(0, 4, 0, 0)), 1)
        answers = (tr("Show"), self.shown), (tr("Not now"), self.put_off), (tr("Allow"), self.allowed)
        for words, told in answers:
            button = Button(words)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, told=told: self._answer(told))
            line.addWidget(button)
        fill(column(self, (MARGIN, MARGIN, MARGIN, MARGIN), 6), self.words, self.warning, line)

    def ask(self, new: tuple[Plugin, ...]) -> None:
        """Ask about these in one question; none takes the question away."""
        self._asked = new
        if not new:
            self.hide()
            return
        self.words.say(_said(new))
        code = tr("It is code that runs with your rights.") if len(new) == 1 else ""
        self.warning.say(code or tr("They are code that runs with your rights."))
        self.setAccessibleName(sentences(self.words.words, self.warning.words))
        self.show()
        self.place()
        self.raise_()

    def place(self) -> None:
        width = min(theme().px(WIDTH), self.over.width() - 2 * MARGIN)
        self.resize(width, self.height())
        self.place_at_bottom(width, self.heightForWidth(width) or self.sizeHint().height())
        self.move(self.x(), self.y() - theme().px(TRANSPORT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._answer(self.put_off)
        else:
            super().keyPressEvent(event)

    def _answer(self, told: SignalInstance) -> None:
        asked = self._asked
        if told is not self.shown:
            self._asked = ()
            self.close_box()
        told.emit(asked)


def _said(new: tuple[Plugin, ...]) -> str:
    first = new[0]
    if len(new) == 1:
        if first.is_changed:
            return tr("{name} has changed among your plug-ins.", name=shown_name(first))
        return tr("{name} is new among your plug-ins.", name=shown_name(first))
    names = listed(map(shown_name, new[:NAMED]))
    if len(new) > NAMED:
        names = tr("{names} and {count} more", names=names, count=len(new) - NAMED)
    return tr("{count} {count:file is|files are} new among your plug-ins: {names}.", count=len(new), names=names)

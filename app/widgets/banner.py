"""A message in place: what happened, what to do, and the buttons that do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.widgets.buttons import Button, Mark
from app.widgets.flow import Flow
from app.widgets.layout import RoundedGround, column, fill, row
from app.widgets.text import MEDIUM, SECONDARY, Text

Kind = Literal["warning", "error", "ok", "note"]
LOOKS: dict[Kind, tuple[str, str, str]] = {
    "warning": ("problems", "warn", "warnSoft"),
    "error": ("error", "error", "errorSoft"),
    "ok": ("ok", "ok", "surface1"),
    "note": ("live", "accentText", "accentSoft"),
}
"""Icon, tone and ground of each kind of message."""

BannerAction = tuple[str, Callable[[], object]]
"""The words of a button and what it does."""


class Banner(RoundedGround):
    """One message of a kind of :data:`LOOKS`; the first of ``actions`` is primary."""

    def __init__(
        self,
        kind: Kind,
        title: str,
        sentence: str = "",
        actions: tuple[BannerAction, ...] = (),
        primary: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        icon_name, tone, ground = LOOKS[kind]
        super().__init__(ground, ground, parent)
        self.kind = kind
        self.title = Text(title, weight=MEDIUM, wrapped=True)
        self.sentence = Text(sentence, size=SECONDARY, tone="text2", wrapped=True)
        self.buttons: list[Button] = []
        line = row(self, (10, 9, 10, 10), 10)
        line.addWidget(Mark(icon_name, "", tone), 0, Qt.AlignmentFlag.AlignTop)
        words = fill(column(spacing=2), self.title, self.sentence)
        if actions:
            words.addSpacing(5)
            words.addLayout(self._button_row(actions, primary))
        line.addLayout(words, 1)
        self.sentence.setVisible(bool(sentence))  # once it has a parent: else it is shown as a window of its own
        self.setAccessibleName(title)

    def _button_row(self, actions: tuple[BannerAction, ...], primary: bool) -> Flow:
        line = Flow(7)
        for index, (words, callback) in enumerate(actions):
            button = Button(words, "primary" if primary and index == 0 else "quiet")
            button.clicked.connect(lambda _checked=False, callback=callback: callback())
            self.buttons.append(button)
            line.addWidget(button)
        return line

"""A paragraph in Markdown: bold names, italic symbols, lists; it wraps, and its words can be copied."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from app.appearance.theme import theme
from app.widgets.text import measured
from app.widgets.themed import follow

SLANTED = re.compile(r"(?<!\*)\*(?!\*)([^*]+)\*(?!\*)")
CHINESE = re.compile("[\u4e00-\u9fff]")


class Prose(QLabel):
    """One paragraph, or one list."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.MarkdownText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        follow(self, self._restyle)
        self._restyle()
        self.say(words)

    def say(self, words: str) -> None:
        """Show another paragraph; Chinese that is stressed is bold, for its letters have no italics."""
        self.setText(measured(SLANTED.sub(_stressed, words)))
        self.setAccessibleName(words.replace("*", ""))

    def _restyle(self) -> None:
        look = theme()
        self.setFont(look.font())
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, look.color("text1"))
        self.setPalette(palette)


def _stressed(found: re.Match[str]) -> str:
    return f"**{found[1]}**" if CHINESE.search(found[1]) else found[0]

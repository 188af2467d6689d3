"""A paragraph in Markdown: bold names, italic symbols, lists; it wraps, and its words can be copied."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.widgets.text import Text, unbroken_unit

SLANTED = re.compile(r"(?<!\*)\*(?!\*)([^*]+)\*(?!\*)")
SYMBOL = re.compile("[A-Za-z]")
CHINESE = re.compile("[\u4e00-\u9fff]")


class Prose(Text):
    """One paragraph, or one list."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(wrapped=True, parent=parent)
        self.setTextFormat(Qt.TextFormat.MarkdownText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.say(words)

    def say(self, words: str) -> None:
        """Show another paragraph; what Chinese stresses is bold, since its letters have no italics, but for symbols."""
        super().say(words)
        self.setAccessibleName(words.replace("*", ""))

    def _lay_words(self) -> None:
        self.setText(unbroken_unit(SLANTED.sub(_stressed, self.words) if CHINESE.search(self.words) else self.words))


def _stressed(found: re.Match[str]) -> str:
    return found[0] if SYMBOL.fullmatch(found[1]) else f"**{found[1]}**"

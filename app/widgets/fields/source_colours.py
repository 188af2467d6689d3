"""Colours of a text with a grammar: each kind of words has a tone of the theme."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from app.appearance.theme import theme


class SourceColours(QSyntaxHighlighter):
    """Follows the theme; makes no difference to what a text means. Of several ``rules`` that fit, the last one colours.

    A rule is a kind of words and a pattern whose first group has them.
    """

    tones: ClassVar[Mapping[str, str]] = {}
    bold: ClassVar[frozenset[str]] = frozenset()
    rules: ClassVar[Sequence[tuple[str, re.Pattern[str]]]] = ()

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the present theme."""
        self._formats = {}
        for kind, tone in self.tones.items():
            form = QTextCharFormat()
            form.setForeground(theme().color(tone))
            if kind in self.bold:
                form.setFontWeight(QFont.Weight.DemiBold)
            self._formats[kind] = form
        self.rehighlight()

    def paint(self, kind: str, start: int, end: int) -> None:
        """Colour a part of the line that is being read."""
        self.setFormat(start, end - start, self._formats[kind])

    def highlightBlock(self, text: str) -> None:
        for kind, pattern in self.rules:
            for found in pattern.finditer(text):
                self.paint(kind, found.start(1), found.end(1))

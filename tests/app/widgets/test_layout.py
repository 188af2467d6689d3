"""Columns that are emptied and filled anew."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.widgets.layout import column, empty
from app.widgets.text import Text

SHORT, LONG = "Done.", "What is missing is said in so many words that they need a few lines more. " * 3
WIDTH = 240


def test_what_is_kept_while_a_column_is_filled_anew_grows_and_shrinks_with_its_words(qtbot: QtBot) -> None:
    """A lesson's task was cut behind its third line: Qt asked the card's old place for its height."""
    panel, card = QWidget(), QWidget()
    qtbot.addWidget(panel)
    body, words, given_up = column(panel), Text(SHORT, wrapped=True), Text("A paragraph", wrapped=True)
    column(card).addWidget(words)
    body.addWidget(given_up)
    body.addWidget(card)
    body.addStretch(1)
    panel.resize(WIDTH, 600)
    panel.show()
    least = card.height()
    empty(body, keep=(card,))
    assert body.count() == 0 and not given_up.isVisible() and card.isVisible()
    body.addWidget(card)
    body.addStretch(1)
    words.say(LONG)
    qtbot.waitUntil(lambda: card.height() == card.heightForWidth(card.width()) > 2 * least)
    words.say(SHORT)
    qtbot.waitUntil(lambda: card.height() == least)

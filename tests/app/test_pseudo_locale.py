"""Every word of the whole window comes from the catalogue, those too that are painted and not set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.i18n.translation import PSEUDO, use_language
from app.preferences import Preferences

MARKED = re.compile("[⟦⟧]")
WORD = re.compile(r"[A-Za-z]{4,}")
OWN = {"Spikeloom", "Ctrl", "Shift", "Enter", "Space", "Delete"}  # a name, and keys as the keyboard shows them


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every text that was painted from here on."""
    texts: set[str] = set()
    draw = QPainter.drawText

    def note(painter: QPainter, *arguments: object) -> object:
        texts.update(a for a in arguments if isinstance(a, str))
        return draw(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", note)
    return texts


@pytest.fixture
def composition(qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    use_language(PSEUDO)
    made = Composition(Preferences(tmp_path), recovery=tmp_path / "recovery")
    made.window.resize(1600, 1000)
    qtbot.addWidget(made.window)
    yield made
    made.close()
    use_language("en")


def set_texts(window: QWidget) -> Iterator[str]:
    for widget in window.findChildren(QWidget):
        if widget.isVisibleTo(window):
            yield widget.toolTip()
            if isinstance(widget, QLabel | QAbstractButton):
                yield widget.text()
            elif isinstance(widget, QLineEdit | QPlainTextEdit):
                yield widget.placeholderText()


def stray(texts: set[str], of_the_drawing: str) -> set[str]:
    """Texts with words that no catalogue saw and nobody drew."""
    found = set()
    for text in texts:
        plain = re.sub(r"<[^>]*>|&", "", text)
        words = set(WORD.findall(plain)) - OWN
        if words and not MARKED.search(plain) and not all(word in of_the_drawing for word in words):
            found.add(text)
    return found


def test_the_start_page_shows_no_stray_word(qtbot: QtBot, composition: Composition, painted: set[str]) -> None:
    window = composition.window
    window.show()
    window.grab()
    assert stray(painted | set(set_texts(window)), "") == set()
    assert any(MARKED.search(text) for text in painted | set(set_texts(window)))

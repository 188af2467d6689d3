"""Paragraphs of lessons: what is stressed in each language."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QPalette, QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.document.networks.lessons import LESSONS
from app.lessons.prose import Prose


def slanted(markdown: str) -> str:
    """All letters that are drawn in italics."""
    page = QTextDocument()
    page.setMarkdown(markdown)
    cursor, found = QTextCursor(page), ""
    for place in range(page.characterCount() - 1):
        cursor.setPosition(place + 1)
        found += page.characterAt(place) if cursor.charFormat().fontItalic() else ""
    return found


def test_symbols_slant_and_chinese_is_bold_instead(qtbot: QtBot) -> None:
    label = Prose("数就在*何时*之中：*V* 升高，**像素**不变。")
    qtbot.addWidget(label)
    assert slanted(label.text()) == "V" and "**何时**" in label.text() and "**像素**" in label.text()
    assert label.accessibleName() == "数就在何时之中：V 升高，像素不变。"


def test_names_are_stressed_like_the_chinese_beside_them(qtbot: QtBot) -> None:
    """*E-prop* slanted beside *随时间在线训练* in bold."""
    label = Prose("像 *e-prop* 和 *随时间在线训练* 这样的方法。")
    qtbot.addWidget(label)
    assert slanted(label.text()) == "" and "**e-prop**" in label.text()
    english = Prose("Methods like *e-prop* and *online training through time*.")
    qtbot.addWidget(english)
    assert slanted(english.text()) == "e-proponline training through time"


def test_no_lesson_slants_chinese(qtbot: QtBot) -> None:
    pages = [path.read_text("utf-8") for path in LESSONS.glob("*/zh.md")]
    assert pages and any(re.search("[\\u4e00-\\u9fff]", slanted(page)) for page in pages), "some stress words"
    for page in pages:
        for paragraph in page.split("\n\n"):
            label = Prose(paragraph)
            qtbot.addWidget(label)
            assert not re.search("[\\u4e00-\\u9fff]", slanted(label.text())), paragraph


def test_a_number_and_its_unit_stay_on_one_line(qtbot: QtBot) -> None:
    label = Prose("又在大约 20 ms 内落回去。")
    qtbot.addWidget(label)
    assert "20\u00a0ms" in label.text() and label.accessibleName() == "又在大约 20 ms 内落回去。"


def test_words_keep_the_tone_of_the_theme_whatever_palette_a_style_sheet_brings_back(qtbot: QtBot) -> None:
    """After a change of the theme tasks were nearly white on white: the dark palette came back as they were shown."""
    label = Prose("Press **Run**.")
    qtbot.addWidget(label)
    label.show()
    stale = QPalette()
    stale.setColor(QPalette.ColorRole.WindowText, QColor("red"))
    label.setPalette(stale)
    assert label.palette().color(QPalette.ColorRole.WindowText) == theme().color("text1")

"""Labels: long words part where they have to, and are still said as one."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.text import Text

NAME = "Hidden_layer_of_neurons_without_a_single_space_in_its_very_long_name_that_goes_on_and_on"
WIDTH = 240


@pytest.mark.parametrize("name", [NAME, "x" * 90, "/a/folder/within/another/and/a/file_of_a_long_name.spikeloom"])
def test_a_long_word_never_widens_a_wrapped_label(qtbot: QtBot, name: str) -> None:
    """A name without spaces in a reason widened the Learn panel, and everything in it was cut at the right."""
    holder = QWidget()
    qtbot.addWidget(holder)
    label = Text(f"{name}: its spikes do not count their input.", wrapped=True)
    QVBoxLayout(holder).addWidget(label)
    holder.resize(WIDTH, 300)
    holder.show()
    assert holder.minimumSizeHint().width() < WIDTH and holder.width() == WIDTH
    assert label.words == label.accessibleName() == f"{name}: its spikes do not count their input."
    assert label.text().replace("\u200b", "") == label.words


def test_short_words_and_chinese_are_left_as_they_are(qtbot: QtBot) -> None:
    words = "Short words, 以及一个没有空格但是可以在任何地方换行的很长的中文名字一直写到这里为止。"
    label = Text(words, wrapped=True)
    qtbot.addWidget(label)
    assert label.text() == words


@pytest.mark.parametrize(
    ("words", "laid"),
    [
        ("在大约 20 ms 内落回去", "在大约 20\u00a0ms 内落回去"),
        ("at least 15 Hz, 80 % of 3 MB", "at least 15\u00a0Hz, 80\u00a0% of 3\u00a0MB"),
        ("10 epochs and 5 megabytes of layer 1 spikes", "10 epochs and 5 megabytes of layer 1 spikes"),
    ],
)
def test_a_line_never_ends_between_a_number_and_its_unit(qtbot: QtBot, words: str, laid: str) -> None:
    label = Text(words, wrapped=True)
    qtbot.addWidget(label)
    assert label.text() == laid and label.words == label.accessibleName() == words


def test_shortened_words_come_back_where_there_is_room(qtbot: QtBot) -> None:
    """A label as wide as its words asked for the room of what it had been shortened to, and never grew again."""
    holder = QWidget()
    qtbot.addWidget(holder)
    label = Text("short", elided=True)
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
    line = QHBoxLayout(holder)
    line.addWidget(label)
    line.addStretch(1)
    holder.resize(WIDTH, 40)
    holder.show()
    label.say(NAME)
    qtbot.waitUntil(lambda: label.text().endswith("\u2026") and label.toolTip() == NAME)
    assert holder.width() == WIDTH
    holder.resize(4 * WIDTH, 40)
    qtbot.waitUntil(lambda: label.text() == NAME and not label.toolTip())

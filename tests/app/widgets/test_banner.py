"""Messages with a sentence and buttons, and that a new one stands in the place of the one before."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.canvas.drawing_dialog import DrawingDialog
from app.inspector.message import Message
from app.learn.runs.messages import Messages
from app.preferences import Preferences
from app.widgets.banner import Banner
from tests.app.inspector.bench import Bench
from tests.strays import no_stray_windows


@pytest.mark.parametrize("sentence", ["", "Link it, or remove it."])
def test_a_banner_is_made_without_a_window_that_flashes(qtbot: QtBot, dressed: Preferences, sentence: str) -> None:
    with no_stray_windows():
        banner = Banner("warning", "Nothing reaches the population.", sentence, (("Select", lambda: None),))
        qtbot.addWidget(banner)
    assert banner.sentence.isVisibleTo(banner) == bool(sentence)


def read(where: QWidget) -> list[str]:
    """The titles of all messages that are seen there."""
    return [banner.title.words for banner in where.findChildren(Banner) if banner.isVisible()]


def test_a_message_takes_the_place_of_the_one_before_it(qtbot: QtBot, tmp_path: Path) -> None:
    """In the Learn panel, in the properties, in the dialog of an image; two of them would contradict each other."""
    learn, bench = Messages(), Bench(qtbot)
    image = DrawingDialog(bench.editor, tmp_path)
    for widget in (learn, image):
        qtbot.addWidget(widget)
        widget.show()
    bench.select(bench.first)
    for title in ("First", "Second", "Third"):
        learn.say(Banner("error", title))
        bench.panel.show_message(bench.first, Message("note", title, ""))
        image.say(title)
        for where in (learn, bench.panel, image):
            qtbot.waitUntil(lambda where=where: bool(read(where)))
            assert read(where) == [title]
    learn.say(None)
    bench.panel.show_message(bench.first, None)
    image.say("")
    assert not read(learn) and not read(bench.panel) and not read(image)

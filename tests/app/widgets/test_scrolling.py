"""What a scrolling column does with parts that lie otherwise where there is less room."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.widgets.layout import MARGIN, Scrolling, SectionHead, column
from app.widgets.text import Text

TITLE, HINT = "steps for which a sample is shown", "each has its own words"
TURNING = """
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
from app.widgets.layout import Scrolling

class Turning(QWidget):
    def minimumSizeHint(self):
        return QSize(405 if self.width() < 400 else 309, 2400)

area = Scrolling(Turning())
area.resize(399, 200)
area.show()
application.processEvents()
print("ended")
"""


def test_a_part_whose_least_width_goes_with_its_width_ends_no_process() -> None:
    """The area made it wider, so it wanted less, so the area made it narrower, and so on until the stack was full."""
    done = subprocess.run([sys.executable, "-c", TURNING], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "ended"), done.stderr[-2000:]


@pytest.mark.parametrize("width", [160, *range(200, 620, 35)])
def test_a_head_asks_for_no_more_than_one_above_the_other_takes(qtbot: QtBot, width: int) -> None:
    """A head that lies on one line where there is room can also stand on two: that is its least width at any width."""
    content = QWidget()
    body = column(content, margins=(MARGIN, MARGIN, MARGIN, MARGIN))
    beside = Text(HINT)
    head = SectionHead(TITLE, beside)
    body.addWidget(head)
    area = Scrolling(content)
    qtbot.addWidget(area)
    area.resize(width, 200)
    area.show()
    assert content.width() == area.viewport().width()
    assert head.minimumSizeHint().width() == max(head.title.minimumSizeHint().width(), beside.minimumSizeHint().width())

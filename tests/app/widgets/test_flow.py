"""Rows of buttons that break where a panel is narrow."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.widgets.banner import Banner
from app.widgets.flow import Flow

SPACING = 7


def places(qtbot: QtBot, width: int, sizes: list[int]) -> list[QRect]:
    panel = QWidget()
    qtbot.addWidget(panel)
    flow = Flow(SPACING, panel)
    parts = [QWidget() for _ in sizes]
    for part, size in zip(parts, sizes, strict=True):
        part.setFixedSize(size, 20)
        flow.addWidget(part)
    panel.resize(width, flow.heightForWidth(width))
    panel.show()
    qtbot.waitExposed(panel)
    return [part.geometry() for part in parts]


def test_what_has_no_room_on_a_line_stands_on_the_next(qtbot: QtBot) -> None:
    one, other, last = places(qtbot, 200, [90, 90, 60])
    assert one.y() == other.y() == 0 and other.left() > one.right()
    assert (last.x(), last.y()) == (0, one.bottom() + 1 + other.left() - one.right() - 1)


def test_with_room_it_is_a_row(qtbot: QtBot) -> None:
    assert {place.y() for place in places(qtbot, 400, [90, 90, 60])} == {0}


def test_the_words_of_a_banner_are_not_wider_than_a_narrow_panel(qtbot: QtBot) -> None:
    """In the list of problems beside three views *Show* stood outside, and every sentence was cut at the right."""
    buttons = (("Set the time step to 0.002 ms", lambda: None), ("Show", lambda: None))
    banner = Banner("warning", "The resolution of 0.1 ms is coarse for the membrane. " * 3, "Make it finer.", buttons)
    qtbot.addWidget(banner)
    wide = banner.minimumSizeHint().width()
    longest = max(button.sizeHint().width() for button in banner.buttons)
    assert wide < sum(button.sizeHint().width() for button in banner.buttons) + SPACING
    banner.resize(wide, banner.heightForWidth(wide))
    banner.show()
    qtbot.waitExposed(banner)
    assert all(banner.rect().contains(part.geometry()) for part in (*banner.buttons, banner.title, banner.sentence))
    assert wide >= longest and banner.buttons[1].y() > banner.buttons[0].y()

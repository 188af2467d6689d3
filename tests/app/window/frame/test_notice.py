"""A sentence at the top of the page: seen, answered, and never over a button."""

from __future__ import annotations

from typing import get_args

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.widgets.banner import LOOKS, Kind
from app.window.frame.notice import Notice
from tests.activation import activate
from tests.app.seen import press


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    page.resize(900, 500)
    column = QVBoxLayout(page)
    column.addWidget(QPushButton("Neurons"))
    column.addStretch(1)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def notice(page: QWidget) -> Notice:
    made = Notice(page)
    made.room_taken.connect(lambda height: page.setContentsMargins(0, height, 0, 0))
    made.set_apart(True)
    return made


def test_a_refusal_goes_once_something_else_is_done_and_a_problem_stays(notice: Notice) -> None:
    notice.refuse("That cannot be pasted.")
    notice.tell_done()
    assert notice.words == ""
    notice.say("The disk is full.", "error")
    notice.tell_done()
    assert notice.words == "The disk is full."


def test_a_notice_apart_covers_no_button(qtbot: QtBot, page: QWidget, notice: Notice) -> None:
    notice.say("broken.spikeloom is damaged; nothing was changed.", "error")
    button = page.findChildren(QPushButton)[0]

    def place() -> QRect:
        return QRect(button.pos(), button.size())

    qtbot.waitUntil(lambda: not notice.geometry().intersects(place()))
    assert notice.isVisible()


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_notice_of_every_kind_has_a_ground(notice: Notice, kind: Kind) -> None:
    """An offer to renew the other instances of a module stood there as bare words across the drawing."""
    notice.say("Kept as the module Column; it is in the palette.", kind, "Update its other instances")
    picture = notice.grab().toImage()
    ratio = picture.devicePixelRatio()
    inside = picture.pixelColor(round(notice.width() / 2 * ratio), round(3 * ratio))
    assert inside == theme().color(LOOKS[kind][2])


def test_the_room_is_given_back_when_it_is_gone(qtbot: QtBot, page: QWidget, notice: Notice) -> None:
    notice.say("broken.spikeloom is damaged; nothing was changed.", "error")
    assert page.contentsMargins().top() > 0
    press(notice, "Close")
    assert page.contentsMargins().top() == 0


def test_a_click_on_its_buttons_leaves_the_keyboard_where_it_is(qtbot: QtBot, page: QWidget, notice: Notice) -> None:
    """It went to whatever came next in the window."""
    activate(qtbot, page)
    first = page.findChildren(QPushButton)[0]
    first.setFocus()
    for words in ("Update its other instances", "Close"):
        notice.say("Kept as the module Column.", "note", "Update its other instances")
        press(notice, words)
        assert not notice.words and page.focusWidget() is first


def test_its_button_does_what_it_says_and_closes_it(notice: Notice) -> None:
    done: list[str] = []
    notice.say(
        "broken.spikeloom is damaged; nothing was changed.", "error", "Open another…", lambda: done.append("opened")
    )
    press(notice, "Open another…")
    assert done == ["opened"]
    assert not notice.words

"""Templates as a person keeps, finds, opens and deletes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu
from pytestqt.qtbot import QtBot

from app import platform
from app.document.networks.templates import built_in, templates
from app.start_page.template_card import TemplateCard
from tests.activation import activate
from tests.app.seen import computes, press
from tests.app.window.rooms import Room, draw_neuron

LONG = "A circuit of the hippocampus to begin with, after the lesson of Tuesday"


@pytest.fixture
def room(own_room: Room) -> Room:
    """A window of each test's own: its start page has cards of what is kept in a folder of the test's own."""
    return own_room


@pytest.fixture
def kept_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(platform, "data_folder", lambda: tmp_path)
    return tmp_path / "templates"


def keep(room: Room, name: str) -> None:
    room.window.actions_["file.keep_template"].trigger()
    field = room.window.templates.box.field
    assert field.hasFocus() and field.selectedText() == field.text()
    QTest.keyClicks(field, name)
    QTest.keyClick(field, Qt.Key.Key_Return)


def cards(qtbot: QtBot, room: Room) -> list[TemplateCard]:
    """Those of the page, once each has its picture."""
    room.window.show_start_page()
    head = room.start_page.findChildren(QAbstractButton)
    at = next(button for button in head if button.text() == "Templates" and button.isVisible())
    QTest.mouseClick(at, Qt.MouseButton.LeftButton)
    page = room.start_page.templates
    qtbot.waitUntil(lambda: bool(page.cards) and not computes(page))
    return [card for card in page.cards if isinstance(card, TemplateCard)]


def own(qtbot: QtBot, room: Room) -> list[TemplateCard]:
    return [card for card in cards(qtbot, room) if card.template.path is not None]


def test_what_is_drawn_is_kept_and_a_click_begins_with_it_again(
    qtbot: QtBot, quick_room: Room, kept_nowhere: Path
) -> None:
    room = quick_room
    room.window.show_workspace()
    assert not room.window.actions_["file.keep_template"].isEnabled()
    draw_neuron(room)
    keep(room, LONG)
    assert LONG in room.window.notice.words and not room.window.templates.box.isVisible()
    (card,) = own(qtbot, room)
    assert (card.title, card.purpose) == (LONG, "Nodes: 1 · links: 0")
    room.editor.undo_stack.set_clean()
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: room.window.is_working)
    assert room.project.title == LONG and room.editor.path is None and len(room.editor.document.nodes) == 1
    draw_neuron(room)
    assert len(templates.read(LONG).nodes) == 1, "a copy is drawn on"


def test_the_programs_own_open_as_copies_and_have_pictures(qtbot: QtBot, quick_room: Room, kept_nowhere: Path) -> None:
    shown = cards(qtbot, quick_room)
    assert [card.title for card in shown] == [template.name for template in built_in()]
    for card in shown:
        picture = card.grab().toImage()
        assert len(colours(picture)) > 8, card.title
    QTest.keyClick(shown[1], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: quick_room.window.is_working)
    assert quick_room.project.title == shown[1].title and len(quick_room.editor.document.links) == 6


def test_keys_alone_reach_one_and_open_it(qtbot: QtBot, quick_room: Room, kept_nowhere: Path) -> None:
    """Tab went from the heads of the page past all of its cards: they are younger than the rest of the window."""
    room = quick_room
    shown = cards(qtbot, room)
    activate(qtbot, room.window)
    room.start_page.templates.stops()[-1].setFocus()
    for card in shown:
        held = QApplication.focusWidget()
        assert held is not None
        QTest.keyClick(held, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is card
    QTest.keyClick(shown[-1], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.window.is_working)
    assert room.project.title == shown[-1].title


def colours(picture: QImage) -> set[int]:
    return {picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height() // 2, 3)}


def test_a_name_that_is_taken_is_said_before_anything_is_replaced_and_a_click_takes_that_back(
    quick_room: Room, kept_nowhere: Path
) -> None:
    room = quick_room
    room.window.show_workspace()
    draw_neuron(room)
    keep(room, "Mine")
    draw_neuron(room)
    box = room.window.templates.box
    room.window.actions_["file.keep_template"].trigger()
    QTest.keyClicks(box.field, "Mine")
    assert box.button.text() == "Replace" and "takes its place" in box.objection.words
    QTest.keyClick(box.field, Qt.Key.Key_Escape)
    assert len(templates.read("Mine").nodes) == 1
    keep(room, "Mine")
    assert len(templates.read("Mine").nodes) == 2 and "in the place of" in room.window.notice.words
    press(room.window.notice, "Bring the one before back")
    assert len(templates.read("Mine").nodes) == 1 and "again what it was" in room.window.notice.words
    room.window.actions_["file.keep_template"].trigger()
    box.field.clear()
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert box.isVisible() and box.objection.words == "Give the template a name."


@pytest.mark.parametrize("way", ["key", "menu"])
def test_one_is_deleted_and_brought_back(qtbot: QtBot, quick_room: Room, kept_nowhere: Path, way: str) -> None:
    room = quick_room
    room.window.show_workspace()
    draw_neuron(room)
    keep(room, "Mine")
    (card,) = own(qtbot, room)
    if way == "key":
        QTest.keyClick(card, Qt.Key.Key_Delete)
    else:
        card.customContextMenuRequested.emit(QPoint(5, 5))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menu.actions()[0].trigger()
        menu.close()
    qtbot.waitUntil(lambda: len(room.start_page.templates.cards) == len(built_in()))
    assert not templates.names() and "Mine" in room.window.notice.words
    press(room.window.notice, "Bring it back")
    assert [card.title for card in own(qtbot, room)] == ["Mine"]


def test_a_file_that_is_no_network_says_so_on_its_card(qtbot: QtBot, quick_room: Room, kept_nowhere: Path) -> None:
    kept_nowhere.mkdir()
    (kept_nowhere / "Broken.spikeloom").write_bytes(b"no zip")
    (card,) = own(qtbot, quick_room)
    assert card.title == "Broken" and "Broken.spikeloom" in card.purpose
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Broken.spikeloom" in quick_room.window.notice.words)
    assert not quick_room.window.is_working

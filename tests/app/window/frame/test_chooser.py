"""The command palette finds by typing and acts by Enter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.window.frame.chooser import Chooser, ChooserEntry, matching
from tests.app.seen import commands
from tests.app.window.rooms import Room, draw_neuron

done: list[str] = []


def entries() -> list[ChooserEntry]:
    return [
        ChooserEntry("Save", "File", lambda: done.append("save"), "Ctrl+S"),
        ChooserEntry("Save as…", "File", lambda: done.append("save as")),
        ChooserEntry("Reset", "Run", lambda: done.append("reset")),
        ChooserEntry("Undo", "Edit", lambda: done.append("undo"), able=False),
    ]


@pytest.fixture
def chooser(qtbot: QtBot) -> Iterator[Chooser]:
    done.clear()
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(QLineEdit())
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    window.findChild(QLineEdit).setFocus()
    made = Chooser(window)
    made.open(entries, "Search commands")
    yield made


def field(chooser: Chooser) -> QLineEdit:
    return chooser.findChild(QLineEdit)


def test_every_typed_word_must_be_found() -> None:
    assert [e.text for e in matching(entries(), "as save")] == ["Save as…"]
    assert [e.text for e in matching(entries(), "run")] == ["Reset"]
    assert matching(entries(), "nothing of the kind") == []


def test_enter_adds_no_model_in_the_place_of_a_command_that_cannot_act(qtbot: QtBot, room: Room) -> None:
    """“resume” added *Target spike trains*, which ReSuMe is another name of, where no training could be resumed."""
    room.window.new()
    draw_neuron(room)
    found = commands(room.window, "resume")
    assert [(entry.text, entry.able) for entry in found[:2]] == [
        ("Resume the cancelled training", False), ("Add Target spike trains", True)
    ]  # fmt: skip
    pausing = commands(room.window, "pause")
    assert [(entry.text, entry.able) for entry in pausing[:2]] == [
        ("Run or pause", True), ("Pause training, or go on", False)
    ]  # fmt: skip


def test_what_begins_so_comes_first_and_what_cannot_act_comes_last() -> None:
    assert [e.text for e in matching(entries(), "e")][-1] == "Undo"
    assert matching(entries(), "re")[0].text == "Reset"


def test_enter_does_the_first_match(qtbot: QtBot, chooser: Chooser) -> None:
    qtbot.keyClicks(field(chooser), "rese")
    qtbot.keyClick(field(chooser), Qt.Key.Key_Return)
    assert done == ["reset"]
    assert not chooser.isVisible()


def test_a_step_that_is_undone_is_found_by_its_words_after_what_is_called_so(qtbot: QtBot) -> None:
    """Who typed “group” was offered *Undo Group* first."""
    known = [
        ChooserEntry("Undo Group", "Edit", lambda: None, name="Undo"),
        ChooserEntry("Ungroup", "Arrange", lambda: None),
        ChooserEntry("Update from the module", "Arrange", lambda: None, also="renew group"),
        ChooserEntry("Group", "Arrange", lambda: None, able=True),
    ]
    assert [e.text for e in matching(known, "group")] == ["Group", *[e.text for e in known[2:0:-1]], "Undo Group"]
    assert matching(known, "undo")[0].text == "Undo Group"


def test_arrows_choose_and_escape_leaves(qtbot: QtBot, chooser: Chooser) -> None:
    qtbot.keyClick(field(chooser), Qt.Key.Key_Down)
    qtbot.keyClick(field(chooser), Qt.Key.Key_Return)
    assert done == ["save as"]
    chooser.open(entries, "")
    qtbot.keyClick(field(chooser), Qt.Key.Key_Escape)
    assert not chooser.isVisible()
    assert done == ["save as"]


def test_an_action_that_cannot_act_does_nothing(qtbot: QtBot, chooser: Chooser) -> None:
    qtbot.keyClicks(field(chooser), "undo")
    qtbot.keyClick(field(chooser), Qt.Key.Key_Return)
    assert done == []


def test_a_field_that_was_replaced_meanwhile_does_not_keep_the_command_from_acting(
    qtbot: QtBot, chooser: Chooser
) -> None:
    before = next(f for f in chooser.window().findChildren(QLineEdit) if f is not field(chooser))
    shiboken6.delete(before)
    qtbot.keyClicks(field(chooser), "rese")
    qtbot.keyClick(field(chooser), Qt.Key.Key_Return)
    assert done == ["reset"]


def test_a_command_that_cannot_act_says_why_in_place_of_its_menu(room: Room) -> None:
    room.window.new()
    neuron = draw_neuron(room)

    def beside(text: str) -> str:
        return next(entry.reason or entry.belongs for entry in commands(room.window, text) if entry.text == text)

    assert (beside("Keep as a module"), beside("Group")) == ("Select one group first", "Arrange")
    intentions.group(room.editor, (neuron,), (0.0, 0.0))
    assert (beside("Keep as a module"), beside("Undo Group")) == ("Arrange", "Edit")
    found = commands(room.window, "group")
    said = [entry.text for entry in found]
    assert said[:3] == ["Group", "Leave the group", "Ungroup"] and "Undo Group" in said[3:]
    room.window.new()
    learnt = [entry.text for entry in commands(room.window, "learn")]
    assert {"Start training", "Reduce weights…"} < set(learnt), "found by their menu all the same"


def test_a_command_of_two_menus_is_found_once(room: Room) -> None:
    """*Export weights…* stood twice, the second time without its keys."""
    room.window.new()
    (found,) = (e for e in commands(room.window, "export weights") if e.text == "Export weights…")
    assert found.keys and found.belongs == "File"
    (learn,) = (m for m in room.window.findChildren(QMenu) if m.title() == "Learn")
    assert room.window.actions_["file.export"] in learn.actions()


CALLED = {
    "image": "Export drawing…", "svg": "Export drawing…", "play": "Run or pause",
    "settings": "Preferences…", "hotkeys": "Keyboard shortcuts", "tidy": "Arrange in layers",
    "f-i curve": "Equations", "nullcline": "Equations", "phase plane": "Equations",
}  # fmt: skip


def test_a_command_is_found_by_what_else_people_call_it(room: Room) -> None:
    """“image” found datasets alone, and the first of them was added."""
    room.window.new()
    for typed, wanted in CALLED.items():
        found = commands(room.window, typed)
        assert next(entry.text for entry in found if entry.able or entry.text == wanted) == wanted, typed


def test_what_a_view_shows_is_taken_away_by_its_name(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """“export csv” found nothing, while both views of the run could be exported behind three dots."""
    asked: list[str] = []
    monkeypatch.setattr("app.window.actions.view_commands.export_data", lambda panel: asked.append(panel.title))
    room.window.new()
    assert not [e for e in commands(room.window, "export csv") if e.able]
    room.window.views.add("raster")
    (entry,) = [e for e in commands(room.window, "export csv") if e.able]
    assert (entry.text, entry.belongs) == ("Export data…", "Raster")
    entry.callback()
    assert asked == ["Raster"]
    assert commands(room.window, "export figure raster")[0].text == "Export picture…"

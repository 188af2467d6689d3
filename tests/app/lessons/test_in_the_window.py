"""A lesson in the whole window, done as a person does it: by mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from app.document.edits import SetParameter
from app.document.networks.lessons import Lesson, elements, lessons
from app.preferences import Preferences
from tests.app.seen import submenu
from tests.app.window.rooms import Room, show_example
from tests.app.window.shared import SharedRoom

FIRST = lessons()[0]


@pytest.fixture(scope="module")
def room_of_file(dressed_once: Preferences, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedRoom]:
    with closing(SharedRoom(tmp_path_factory.mktemp("window"))) as made:
        yield made


@pytest.fixture
def room(qtbot: QtBot, dressed: Preferences, room_of_file: SharedRoom) -> Room:
    """The window that all of them have one after the other, as it would begin."""
    return room_of_file.as_new(qtbot)


def click(widget: QAbstractButton) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def open_first(qtbot: QtBot, room: Room) -> Lesson:
    """By its row on the start page."""
    page = room.start_page
    click(page.gallery.titles.buttons[1])
    row = page.lessons.rows[0]
    qtbot.waitUntil(row.isVisible)
    click(row)
    assert room.course.lesson is row.lesson is FIRST
    return FIRST


def test_a_lesson_stands_beside_its_network_and_the_palette_folds_and_f6_goes_through_it(
    qtbot: QtBot, room: Room
) -> None:
    open_first(qtbot, room)
    assert room.window.is_working and room.lesson.isVisible() and room.palette.is_folded and room.side.isVisible()
    palette, lesson, canvas = (
        widget.mapTo(room.window, widget.rect().topLeft()).x() for widget in (room.palette, room.lesson, room.canvas)
    )
    assert palette < lesson < canvas
    room.canvas.setFocus()
    room.window.next_region(-1)
    assert room.lesson.isAncestorOf(QApplication.focusWidget())
    room.window.next_region(1)
    assert QApplication.focusWidget() is room.canvas
    room.lesson.next_button.setFocus()
    click(room.lesson.close_button)
    assert not room.lesson.isVisible() and not room.palette.is_folded and room.course.lesson is None
    assert room.window.focusWidget() is room.canvas, "the search of commands had the keyboard"
    assert room.editor.document.nodes, "the network stays"


def test_a_lesson_is_restored_in_one_step_says_what_is_gone_and_ends_with_another_drawing(
    qtbot: QtBot, room: Room
) -> None:
    lesson = open_first(qtbot, room)
    editor = room.editor
    before = dict(editor.document.nodes), dict(editor.document.links), editor.document.settings
    editor.do(SetParameter(elements(lesson)["Current"], "amplitude", 0.0), "Change it")
    changed = dict(editor.document.nodes)
    click(room.lesson.restore_button)
    assert (dict(editor.document.nodes), dict(editor.document.links), editor.document.settings) == before
    editor.undo_stack.undo()
    assert dict(editor.document.nodes) == changed
    editor.undo_stack.undo()
    room.course.go(1)
    room.editor.selection.set((elements(lesson)["Neuron"],))
    room.canvas.setFocus()
    QTest.keyClick(room.canvas, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "gone" in room.lesson.task.missing.words)
    editor.undo_stack.undo()
    room.window.new()
    assert room.course.lesson is None and not room.lesson.isVisible()


def test_help_lists_every_lesson_by_chapter_and_the_next_leaves_nothing_of_an_exercise_or_of_learn(
    qtbot: QtBot, room: Room
) -> None:
    """“Select the link and raise its weight”: nothing was to be seen of either, beside the Learn panel."""
    menu = submenu(room.window, "help.lessons")
    listed = [action.text() for chapter in menu.actions() for action in chapter.menu().actions()]
    assert listed == [lesson.title for lesson in lessons()]
    menu.actions()[0].menu().actions()[0].trigger()
    assert room.course.lesson is FIRST
    assert not room.editor.is_modified
    room.editor.do(SetParameter(elements(FIRST)["Current"], "amplitude", 0.0), "Change it")
    room.course.go(len(FIRST.steps) - 1)
    click(room.lesson.next_button)
    assert room.course.lesson is lessons()[1] and not room.editor.is_modified
    assert {node.title for node in room.editor.document.nodes.values()} == set(elements(lessons()[1]))
    room.course.begin(FIRST)
    room.workspace.open_side("learn")
    room.course.begin(lessons()[1])
    assert room.side.current == "properties" and room.side.isVisible()


def test_a_lesson_begins_without_the_views_of_another_drawing(qtbot: QtBot, room: Room) -> None:
    """Five empty views of a training stood beneath its network, and came back with its first run."""
    show_example(room, "one-neuron")
    for kind in ("loss", "accuracy", "confusion"):
        room.views.add(kind)
    room.course.begin(FIRST)
    assert not room.views.names
    room.control.set_speed(0.0)
    QTest.keyClick(room.canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(room.views.names) > 1)
    assert room.views.open_kinds == ("raster", "traces")


def test_running_does_the_first_task_and_it_stays_done(qtbot: QtBot, room: Room) -> None:
    lesson = open_first(qtbot, room)
    assert not room.lesson.task.done and "press Run" in room.lesson.task.missing.words
    room.control.set_speed(0.0)
    QTest.keyClick(room.canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: room.lesson.task.done)
    assert room.lesson.pips.ticked == [True, False, False, False, False]
    assert room.lesson.isVisible() and room.palette.is_folded, "the views that opened left it where it was"
    assert room.lesson.width() + room.palette.width() < 0.3 * room.window.width()
    click(room.lesson.next_button)
    assert room.course.place == 1 and not room.lesson.task.done
    assert Preferences(room.folder).choices.lessons == {lesson.id: ("run",)}
    click(room.lesson.back_button)
    assert room.course.place == 0 and room.lesson.task.done


def test_every_task_of_the_first_lesson_is_done_by_typing_its_values(qtbot: QtBot, room: Room) -> None:
    lesson = open_first(qtbot, room)
    ids = elements(lesson)
    room.control.set_speed(0.0)
    room.control.toggle()
    changes = (
        (),
        (("Current", "amplitude", 300.0),),
        (("Current", "amplitude", 900.0),),
        (("Current", "amplitude", 200.0), ("Neuron", "tau_m", 20.0)),
        (("Current", "amplitude", 2500.0), ("Neuron", "t_ref", 12.0)),
    )
    for place, wanted in enumerate(changes):
        assert room.course.place == place
        for title, name, value in wanted:
            room.editor.do(SetParameter(ids[title], name, value), "Change it")
        qtbot.waitUntil(lambda: room.course.is_done)
        assert room.lesson.next_button.property("look") == "primary"
        if place < len(changes) - 1:
            click(room.lesson.next_button)
    assert room.course.share_done(lesson) == 1.0
    room.control.stop()
    room.window.show_start_page()
    assert room.start_page.lessons.rows[0].done


def test_in_a_narrow_window_it_stands_there_too(qtbot: QtBot, room: Room) -> None:
    room.window.resize(1024, 640)
    open_first(qtbot, room)
    assert room.lesson.isVisible() and room.palette.is_folded
    click(room.lesson.close_button)
    assert room.palette.is_folded, "as a narrow window wants it"


def lesson(id: str) -> Lesson:
    return next(found for found in lessons() if found.id == id)


def test_live_weights_are_watched_without_being_asked_for(qtbot: QtBot, room: Room) -> None:
    room.course.begin(lesson("order"))
    assert "Let the network run" in room.lesson.task.missing.words
    room.control.set_speed(0.0)
    room.control.toggle()
    qtbot.waitUntil(lambda: room.course.is_done)
    click(room.lesson.next_button)
    assert not room.course.is_done
    room.editor.do(SetParameter(elements(lesson("order"))["Early"], "phase", 35.0), "Change it")
    qtbot.waitUntil(lambda: room.course.is_done)


def test_what_was_read_before_a_change_does_not_count(qtbot: QtBot, room: Room) -> None:
    rates = lesson("rate-code")
    room.course.begin(rates)
    room.control.set_speed(0.0)
    room.control.toggle()
    qtbot.waitUntil(lambda: room.course.is_done)
    click(room.lesson.next_button)
    qtbot.waitUntil(lambda: "agrees" in room.lesson.task.missing.words)
    room.editor.do(SetParameter(elements(rates)["Picture"], "sample_time", 300.0), "Change it")
    qtbot.waitUntil(lambda: room.course.is_done)


def test_a_training_in_the_learn_panel_is_seen(qtbot: QtBot, room: Room) -> None:
    room.course.begin(lesson("surrogate"))
    click(room.lesson.next_button)
    assert room.course.done(lesson("surrogate")) == ("lie",), "what asks for nothing is done by reading it"
    assert "Nothing was trained yet" in room.lesson.task.missing.words
    room.workspace.open_side("learn")
    start = room.learn.status.start
    qtbot.waitUntil(lambda: start.isEnabled() and room.learn.settings.isVisible())
    qtbot.waitUntil(lambda: click(start) or room.training.is_running)
    qtbot.waitUntil(lambda: room.course.is_done)
    click(room.lesson.next_button)
    qtbot.waitUntil(lambda: not room.control.locked)  # what was trained is kept before the engine is given back
    room.control.set_speed(0.0)
    room.control.toggle()
    qtbot.waitUntil(lambda: room.course.is_done)
    assert room.course.share_done(lesson("surrogate")) == 1.0


NARROWER = 930  # px: beside a lesson and a panel less than 240 of them would be left


def test_a_lesson_gives_way_to_a_wide_panel_in_a_narrow_window_and_is_read_again_by_a_click(
    qtbot: QtBot, room: Room
) -> None:
    """Between the lesson and Learn 196 px were left of the canvas."""
    open_first(qtbot, room)
    room.window.resize(1024, 700)
    QApplication.processEvents()
    whole = room.lesson.width()
    room.workspace.open_side("properties")
    assert room.lesson.width() == whole, "beside the properties it is read"
    room.workspace.open_side("learn")
    assert room.lesson.width() == whole, "and beside every other panel, as all have one width"
    room.workspace.open_side("properties")
    room.lesson.next_button.setFocus()
    room.window.resize(NARROWER, 700)
    QApplication.processEvents()
    assert room.window.focusWidget() is room.canvas, "no button has the keyboard unasked"
    assert room.lesson.strip.isVisible() and not room.lesson.next_button.isVisible()
    assert room.canvas.width() - room.canvas.covered > 400
    room.inspector.findChildren(QAbstractButton)[0].setFocus()
    click(room.lesson.strip)
    assert room.window.focusWidget() is room.canvas
    QApplication.processEvents()
    assert room.lesson.width() == whole and room.lesson.next_button.isVisible() and not room.side.isVisible()
    room.workspace.open_side("learn")
    room.window.resize(1600, 900)
    QApplication.processEvents()
    assert room.lesson.width() == whole and room.side.isVisible()
    room.window.resize(NARROWER, 700)
    QApplication.processEvents()
    room.workspace.open_side("learn")
    assert room.lesson.width() < whole
    room.course.leave()
    assert not room.lesson.isVisible()

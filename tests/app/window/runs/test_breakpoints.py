"""Breakpoints by hand: added, switched off, removed, met, shown, undone and kept with the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.canvas.popups.context_menu import menu_for
from app.canvas.scene.hit import Hit
from app.commands import intentions
from app.document.breakpoints import Breakpoint, BreakpointKind
from app.document.file.file_format import open_document, save
from app.document.vocabulary import learns
from app.running.breaking import Stopped, Synapse
from app.widgets.buttons import IconButton
from app.window.runs.breakpoints import BreakpointsBox, breakpoint_words, element_words, event_words
from app.window.runs.stopping import stopped_words
from engine.problems import Problem
from engine.simulation.operations.finite import SOURCE_NOT_FINITE
from tests.app.seen import press
from tests.app.window.rooms import Room, show_example

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def room(room: Room) -> Room:
    """The example of plasticity, run by kernels; the box begins at what it offers first."""
    show_example(room, "stdp")
    room.control.set_speed(0.0)
    choose(room.window.breakpoints, BreakpointKind.FIRES)
    return room


def opened(room: Room) -> BreakpointsBox:
    room.canvas.setFocus()
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(room.canvas, Qt.Key.Key_B, modifiers)
    box = room.window.breakpoints
    assert box.isVisible()
    return box


def choose(box: BreakpointsBox, kind: BreakpointKind) -> None:
    box.kind.set_value(kind.value)
    box.kind.chosen.emit(kind.value)


def population(room: Room) -> str:
    return next(id for id, node in room.editor.document.nodes.items() if node.kind == "population")


def test_the_box_stays_in_sight_above_the_views_that_a_first_run_opens(qtbot: QtBot, room: Room) -> None:
    """It lay behind them, and the keys that were to bring it closed it."""
    box = opened(room)
    box.add_button.click()
    assert not room.views.names
    qtbot.mouseClick(room.transport.run_button, LEFT)
    qtbot.waitUntil(lambda: bool(room.views.names))
    middle = box.mapTo(room.window, box.rect().center())
    seen = room.window.childAt(middle)
    assert seen is box or box.isAncestorOf(seen)


def test_the_menu_of_what_can_stop_a_run_opens_the_list_at_it(room: Room) -> None:
    document, canvas = room.editor.document, room.canvas
    where, link = population(room), next(id for id, link in document.links.items() if learns(link))
    other = next(id for id, node in document.nodes.items() if node.kind not in ("population", "decoder"))

    def choose_in_menu(hit: Hit) -> bool:
        menu = menu_for(canvas, hit, QPointF())
        action = next((action for action in menu.actions() if action.text() == "Breakpoints…"), None)
        if action is not None:
            action.trigger()
        return action is not None

    box = room.window.breakpoints
    assert not choose_in_menu(Hit(node=canvas.drawing.nodes[other])) and not box.isVisible()
    assert choose_in_menu(Hit(link=canvas.drawing.links[link]))
    assert box.isVisible() and (box.kind.value, box.element.value) == (BreakpointKind.BOUND.value, link)
    canvas.setFocus()
    assert choose_in_menu(Hit(node=canvas.drawing.nodes[where])) and box.isVisible(), "it is not closed by that"
    assert (box.kind.value, box.element.value) == (BreakpointKind.FIRES.value, where)


def test_one_is_added_by_keys_and_stops_the_run_and_a_click_goes_there(qtbot: QtBot, room: Room) -> None:
    box = opened(room)
    assert box.empty.isVisible() and not box.boxes
    box.field.setFocus()
    QTest.keyClicks(box.field, "0")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    where = population(room)
    assert room.editor.document.breakpoints == (Breakpoint(BreakpointKind.FIRES, where, 0),)
    assert [b.text() for b in box.boxes] == [f"Neuron 0 of {element_words(room.editor.document, where)} fires"]
    QTest.keyClick(box.field, Qt.Key.Key_Escape)
    assert not box.isVisible() and room.canvas.hasFocus()
    QTest.keyClick(room.canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: room.window.notice.words.startswith("Stopped at"))
    qtbot.waitUntil(lambda: room.run.state == "paused")
    assert "fires." in room.window.notice.words
    spikes = room.run.frames.spikes(where)
    assert spikes.steps[spikes.neurons == 0].tolist() == [room.run.status().step]
    room.editor.selection.clear()
    press(room.window.notice, "Show")
    assert tuple(room.editor.selection.ids) == (where,)
    assert room.source.chosen.of(where).tolist() == [0], "views mark its row"


def test_a_box_switches_one_off_and_undo_brings_it_back(qtbot: QtBot, room: Room) -> None:
    box = opened(room)
    qtbot.mouseClick(box.add_button, LEFT)
    (breakpoint,) = room.editor.document.breakpoints
    assert breakpoint.neuron is None and breakpoint.enabled
    box.boxes[0].click()
    assert not room.editor.document.breakpoints[0].enabled
    box.close_box()
    assert room.control.run_to(200.0) == ""
    qtbot.waitUntil(lambda: room.run.state == "paused" and room.run.status().time_ms == 200.0)
    assert len(room.run.frames.spikes(population(room)).steps), "it fired and ran on"
    room.editor.undo_stack.undo()
    assert room.editor.document.breakpoints[0].enabled
    room.editor.undo_stack.undo()
    assert room.editor.document.breakpoints == ()
    room.editor.undo_stack.redo()
    box.open()
    qtbot.mouseClick(box.findChildren(IconButton)[-1], LEFT)
    assert room.editor.document.breakpoints == () and box.empty.isVisible()


def test_what_cannot_be_is_said_in_the_box(qtbot: QtBot, room: Room) -> None:
    box = opened(room)
    for text, words in (("100000", "Give a number from 0 to "), ("x", "Give a number from 0 to ")):
        box.field.setText(text)
        qtbot.mouseClick(box.add_button, LEFT)
        assert box.objection.isVisible() and box.objection.words.startswith(words)
        assert box.field.is_wrong and box.field.text() == text
    choose(box, BreakpointKind.RATE_ABOVE)
    assert not box.objection.isVisible()
    for text in ("", "fast", "-3", "10 mV"):
        box.field.setText(text)
        qtbot.mouseClick(box.add_button, LEFT)
        assert box.objection.isVisible() and box.objection.words and box.field.is_wrong
    choose(box, BreakpointKind.ANSWERS)
    assert not box.field.isVisible()
    qtbot.mouseClick(box.add_button, LEFT)
    assert box.objection.words == "Nothing that is drawn can do that: draw it first."
    assert room.editor.document.breakpoints == ()


def test_every_kind_is_added_worded_and_kept_with_the_project(qtbot: QtBot, room: Room, tmp_path: Path) -> None:
    box = opened(room)
    typed = {
        BreakpointKind.FIRES: "",
        BreakpointKind.RATE_ABOVE: "20 Hz",
        BreakpointKind.RATE_BELOW: "0.005 kHz",
        BreakpointKind.BOUND: "",
        BreakpointKind.NOT_FINITE: "",
    }
    for kind, text in typed.items():
        choose(box, kind)
        box.field.setText(text)
        qtbot.mouseClick(box.add_button, LEFT)
    document = room.editor.document
    assert [b.kind for b in document.breakpoints] == [k for k in BreakpointKind if k is not BreakpointKind.ANSWERS]
    assert [b.rate for b in document.breakpoints if b.rate] == [20.0, 5.0]
    words = [breakpoint_words(document, b) for b in document.breakpoints]
    assert len(set(words)) == 5 and len({event_words(kind) for kind in BreakpointKind}) == len(BreakpointKind)
    assert [b.text().lower() for b in box.boxes] == [w.lower() for w in words]
    qtbot.mouseClick(box.add_button, LEFT)
    assert len(document.breakpoints) == 5, "the same one again is no second"
    save(document, tmp_path / "kept.spikeloom")
    assert open_document(tmp_path / "kept.spikeloom").breakpoints == document.breakpoints


def test_one_whose_element_is_deleted_rests_until_undo(qtbot: QtBot, room: Room) -> None:
    box = opened(room)
    qtbot.mouseClick(box.add_button, LEFT)
    box.close_box()
    where = population(room)
    room.editor.selection.set((where,))
    intentions.delete_selection(room.editor)
    box.open()
    assert not box.boxes[0].isEnabled() and "(deleted)" in box.boxes[0].text()
    room.editor.undo_stack.undo()
    assert box.boxes[0].isEnabled()


def test_the_box_offers_when_it_is_opened_what_was_drawn_while_it_was_closed(room: Room) -> None:
    box = opened(room)
    before = box.element.count()
    box.close_box()
    intentions.add_node(room.editor, "neurons/izhikevich", (4000.0, 0.0), title="Newest")
    intentions.add_node(room.editor, "neurons/izhikevich", (4400.0, 0.0))
    assert box.element.count() == before  # nobody sees it
    opened(room)
    assert "Newest" in [box.element.itemText(row) for row in range(box.element.count())]
    intentions.add_node(room.editor, "neurons/izhikevich", (4800.0, 0.0))
    assert box.element.count() == before + 3


def test_the_box_begins_at_what_is_selected_whenever_it_is_opened(room: Room) -> None:
    first, *_, last = (id for id, node in room.editor.document.nodes.items() if node.kind == "population")
    for wanted in (last, first):
        room.editor.selection.set((wanted,))
        box = opened(room)
        assert box.element.value == wanted
        box.close_box()


def test_it_begins_with_what_a_selected_link_can_be_stopped_at_and_follows_a_click(room: Room) -> None:
    """Whoever had selected a link that learns was offered the spikes of the first population."""
    link = next(id for id, link in room.editor.document.links.items() if learns(link))
    room.editor.selection.set((link,))
    box = opened(room)
    assert (box.kind.value, box.element.value) == (BreakpointKind.BOUND.value, link)
    room.editor.selection.set((population(room),))
    assert (box.kind.value, box.element.value) == (BreakpointKind.FIRES.value, population(room))
    choose(box, BreakpointKind.RATE_ABOVE)
    room.editor.selection.clear()
    stimulus = next(id for id, node in room.editor.document.nodes.items() if node.kind == "stimulus")
    room.editor.selection.set((stimulus,))
    assert (box.kind.value, box.element.value) == (BreakpointKind.RATE_ABOVE.value, population(room)), (
        "nothing fits better"
    )


def test_a_run_that_stopped_goes_on_to_the_next_time(qtbot: QtBot, room: Room) -> None:
    box = opened(room)
    qtbot.mouseClick(box.add_button, LEFT)
    box.close_box()
    steps = []
    for _ in range(2):
        room.window.notice.hide()
        QTest.keyClick(room.canvas, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: room.window.notice.words.startswith("Stopped at"))
        qtbot.waitUntil(lambda: room.run.state == "paused")
        steps.append(room.run.status().step)
    assert steps[0] < steps[1]


def test_space_after_adding_runs(qtbot: QtBot, room: Room) -> None:
    box = opened(room)
    qtbot.mouseClick(box.add_button, LEFT)
    assert len(room.editor.document.breakpoints) == 1 and box.hasFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: room.window.notice.words.startswith("Stopped at"))
    assert len(room.editor.document.breakpoints) == 1
    qtbot.mouseClick(box.boxes[0], LEFT, pos=QPoint(8, box.boxes[0].height() // 2))
    assert box.hasFocus() and not room.editor.document.breakpoints[0].enabled, "its row was made anew"


def test_what_is_said_names_the_neuron_and_goes_once_the_run_goes_on(qtbot: QtBot, room: Room) -> None:
    box = opened(room)
    qtbot.mouseClick(box.add_button, LEFT)
    box.close_box()
    room.control.start()
    qtbot.waitUntil(lambda: room.window.notice.words.startswith("Stopped at"))
    qtbot.waitUntil(lambda: room.run.state == "paused")
    where, step = population(room), room.run.status().step
    spikes = room.run.frames.spikes(where)
    fired = spikes.neurons[spikes.steps == step].tolist()
    title = room.editor.document.nodes[where].title
    words = f"neuron {fired[0]} of {title} fires." if len(fired) == 1 else f"neurons {fired[0]}, "
    assert words in room.window.notice.words
    room.run.update_breakpoints(())
    room.control.step()
    qtbot.waitUntil(lambda: room.run.status().step == step + 1)
    qtbot.waitUntil(lambda: not room.window.notice.words)


def test_synapses_and_numbers_are_named_where_they_stop_it(room: Room) -> None:
    document = room.editor.document
    link = next(id for id, link in document.links.items() if learns(link))
    bound = Stopped(Breakpoint(BreakpointKind.BOUND, link), 1234, synapse=Synapse(3, 0, 20.0))
    assert stopped_words(document, bound, 0.1) == (
        f"Stopped at 0.1234 s: the weight from neuron 3 to neuron 0 of {element_words(document, link)} "
        "reaches its bound, 20 pA."
    )
    answered = Stopped(Breakpoint(BreakpointKind.ANSWERS, population(room)), 250, answer="setosa")
    assert stopped_words(document, answered, 0.1).endswith(" answers setosa.")
    many = Stopped(Breakpoint(BreakpointKind.FIRES, population(room)), 10, tuple(range(7)))
    assert "neurons 0, 1, 2, 3 and 3 more of " in stopped_words(document, many, 0.1)
    wrong = Problem(population(room), SOURCE_NOT_FINITE, {
        "variable": "V", "neuron": 5, "element": "Noise", "value": "∞", "time": 0.001, "since": 0.0005, "last": 9.0,
        "unit": " mV",
    })  # fmt: skip
    words = stopped_words(document, Stopped(Breakpoint(BreakpointKind.NOT_FINITE), 10, failure=wrong), 0.1)
    assert words.startswith(
        "Stopped at 0.0010 s, before a number goes wrong. The V that Noise sends in its train 5 became ∞ before "
        "0.0010 s; at 0.0005 s it was 9 mV."
    ), "one moment is written in one way"

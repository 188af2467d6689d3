"""Going back in the whole window: by keys, buttons and the ribbon, on the example of plasticity."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.document.edits import SetParameter
from engine.learning.components.figures import TrainingState
from tests.app.file_answers import answer_with
from tests.app.window.rooms import Room, show_example

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def room(qtbot: QtBot, room: Room) -> Room:
    """Half a second of the example of plasticity was run, by kernels: NumPy takes fifty times as long."""
    show_example(room, "stdp")
    room.control.set_speed(0.0)
    play(qtbot, room, 500.0)
    return room


def play(qtbot: QtBot, room: Room, ms: float) -> None:
    assert room.control.run_to(ms) == ""
    stands_at(qtbot, room, ms)


def stands_at(qtbot: QtBot, room: Room, ms: float) -> None:
    step = round(ms / room.run.resolution)
    qtbot.waitUntil(lambda: room.run.state == "paused" and room.run.status().step == step)
    qtbot.waitUntil(lambda: float(room.transport.clock.words) == pytest.approx(step * room.run.resolution / 1000))


def press(room: Room, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    room.canvas.setFocus()
    QTest.keyClick(room.canvas, key, modifier)


def spikes(room: Room) -> dict[str, list[list[int]]]:
    frames = room.run.frames
    return {id: [frames.spikes(id).steps.tolist(), frames.spikes(id).neurons.tolist()] for id in frames.elements()}


def look_back(qtbot: QtBot, room: Room, end: float) -> None:
    """Drag the frame of the ribbon until it ends there."""
    ribbon = room.transport.ribbon
    room.time_range.span = 100.0
    room.time_range.changed.emit()
    y, per_ms = ribbon.height() // 3, (ribbon.width() - 1) / 500.0
    start = QPoint(round(ribbon.frame().center().x()), y)
    qtbot.mousePress(ribbon, LEFT, pos=start)
    qtbot.mouseMove(ribbon, start - QPoint(round((500.0 - end) * per_ms), 0))
    qtbot.mouseRelease(ribbon, LEFT, pos=start - QPoint(round((500.0 - end) * per_ms), 0))


def test_space_right_after_a_reset_runs(room: Room, qtbot: QtBot) -> None:
    press(room, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert room.run.state == "preparing"
    press(room, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: room.run.state == "running")
    press(room, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: room.run.state == "paused")


def test_a_comma_goes_a_step_back_and_a_point_comes_again(qtbot: QtBot, room: Room) -> None:
    before = spikes(room)
    for _ in range(3):
        press(room, Qt.Key.Key_Comma)
    stands_at(qtbot, room, 499.7)
    for ms in (499.8, 499.9, 500.0):
        press(room, Qt.Key.Key_Period)
        stands_at(qtbot, room, ms)
    assert spikes(room) == before
    qtbot.mouseClick(room.transport.step_back_button, LEFT)
    stands_at(qtbot, room, 499.9)


def test_the_run_returns_to_where_a_person_looks_and_goes_on_the_same(qtbot: QtBot, room: Room) -> None:
    before, link = spikes(room), next(id for id, link in room.editor.document.links.items() if link.synapses)
    room.run.watch_weights(link)
    look_back(qtbot, room, 300.0)
    end = room.transport.ribbon.shown_end()
    assert end == pytest.approx(300.0, abs=3.0)
    qtbot.mouseClick(room.transport.ribbon.return_button, LEFT)
    stands_at(qtbot, room, round(end, 1))
    assert room.time_range.is_following and room.transport.ribbon.return_button.isHidden()
    play(qtbot, room, 500.0)
    assert spikes(room) == before


def test_a_change_after_returning_is_a_branch_and_is_undone_like_any(qtbot: QtBot, room: Room) -> None:
    before, document = spikes(room), room.editor.document
    look_back(qtbot, room, 200.0)
    press(room, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: room.run.state == "paused" and room.run.status().time_ms < 210.0)
    step = room.run.status().step
    neuron = next(n for n in document.nodes.values() if n.kind == "population")
    inverse = SetParameter(neuron.id, "E_L", -80.0).apply(document)
    play(qtbot, room, 500.0)
    branch = spikes(room)
    assert branch[neuron.id] != before[neuron.id]
    for id, (steps, _) in before.items():
        assert [s for s in branch[id][0] if s <= step] == [s for s in steps if s <= step]
    inverse.apply(document)
    room.control.return_to(step * room.run.resolution)
    stands_at(qtbot, room, step * room.run.resolution)
    play(qtbot, room, 500.0)
    assert spikes(room) == before


def test_by_keys_alone_one_looks_back_returns_and_branches(qtbot: QtBot, room: Room) -> None:
    show_example(room, "one-neuron")
    room.control.set_speed(0.0)
    play(qtbot, room, 400.0)
    (neuron,) = (node.id for node in room.editor.document.nodes.values() if node.kind == "population")
    before, ribbon = room.run.frames.spikes(neuron).steps, room.transport.ribbon
    room.time_range.span = 200.0
    ribbon.setFocus()
    for _ in range(3):
        QTest.keyClick(ribbon, Qt.Key.Key_Left)
    press(room, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    stands_at(qtbot, room, 250.0)
    press(room, Qt.Key.Key_Tab)
    for _ in range(3):
        QTest.keyClick(room.canvas, Qt.Key.Key_PageDown)
    assert room.editor.undo_stack.count() == 2, "the speed, and one step of the slider"
    play(qtbot, room, 600.0)
    after = room.run.frames.spikes(neuron).steps
    assert after[after <= 2500].tolist() == before[before <= 2500].tolist() != []
    assert after.max() < 2500 + 200 < before.max(), "too little current from there on"


def test_what_cannot_be_returned_to_is_said_in_one_sentence(qtbot: QtBot, room: Room) -> None:
    press(room, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert room.window.notice.words.startswith("Look back first")
    room.control.return_to(900.0)
    assert room.window.notice.words == "That time is still to come."
    room.control.reset()
    stands_at(qtbot, room, 0.0)
    press(room, Qt.Key.Key_Comma)
    assert room.window.notice.words == "This is the beginning."
    room.control.stop()
    qtbot.waitUntil(lambda: room.run.state == "idle")
    press(room, Qt.Key.Key_Comma)
    assert room.window.notice.words == "Nothing is running: run the network first."
    room.training.state_changed.emit(TrainingState.TRAINING)
    room.control.return_to(0.0)
    assert "training" in room.window.notice.words
    room.training.state_changed.emit(TrainingState.DONE)


def test_another_network_begins_the_way_back_anew(qtbot: QtBot, room: Room) -> None:
    from app.commands import intentions

    intentions.add_node(room.editor, "neurons/leaky_integrate_and_fire", (900.0, 400.0))
    qtbot.waitUntil(lambda: (room.run.status().first_kept_ms or 0.0) > 400.0)
    qtbot.waitUntil(lambda: room.run.state == "paused")
    room.control.return_to(100.0)
    assert room.window.notice.words == "The run can go back to 0.500 s, when the present network was built."


def test_once_the_run_has_returned_it_is_said_no_longer_that_it_cannot(qtbot: QtBot, room: Room) -> None:
    press(room, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert room.window.notice.words.startswith("Look back first")
    look_back(qtbot, room, 250.0)
    press(room, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: room.run.state == "paused" and room.run.status().time_ms < 500.0)
    qtbot.waitUntil(lambda: room.window.notice.words == "")


def test_a_span_of_the_ribbon_is_exported_by_its_menu(
    qtbot: QtBot, room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "part"
    answer_with(monkeypatch, path, kind=1)
    room.transport.export_requested.emit(100.0, 200.0)
    qtbot.waitUntil(lambda: room.window.notice.words == "Written: part.npz")
    arrays = np.load(tmp_path / "part.npz")
    times = np.concatenate([arrays[name] for name in arrays.files if name.endswith(".times")])
    assert len(times) and times.min() >= 100.0 - 1e-9 and times.max() <= 200.0 + 1e-9

"""A read-out is fitted by a button: the target is chosen in the form, the network runs aside, one step keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.commands import intentions
from app.document.meaning.meaning import meaning
from app.inspector.row import FormRow
from app.preferences import Preferences
from app.widgets.fields.choice_field import ChoiceField
from engine.network.values import Uniform
from tests.activation import activate


class Room:
    """A sine current into forty neurons that a read-out hears, in a whole window."""

    def __init__(self, home: Path) -> None:
        self.composition = Composition(Preferences(home), recovery=home / "recovery")
        self.composition.preferences.set(backend="numpy")  # nothing to compile
        self.editor, self.panel = self.composition.editor, self.composition.inspector
        editor = self.editor
        self.sine = intentions.add_node(editor, "stimuli/sine_current", (0, 0))
        intentions.set_parameter(editor, [self.sine], "amplitude", 200.0)
        neurons = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (300, 0))
        intentions.set_size(editor, [neurons], 40)
        intentions.set_parameter(editor, [neurons], "bias", Uniform(250.0, 600.0))
        self.read_out = intentions.add_node(editor, "decoders/linear_read_out", (600, 0))
        intentions.connect(editor, self.sine, "out", neurons, "in")
        intentions.connect(editor, neurons, "out", self.read_out, "in")
        intentions.set_parameter(editor, [self.read_out], "fit_duration", 300.0)
        editor.selection.set((self.read_out,))

    def row(self, name: str) -> FormRow:
        return self.panel.rows[f"parameters:{name}"]

    def press_fit(self) -> None:
        QTest.mouseClick(self.panel.parts["fit"].button, Qt.MouseButton.LeftButton)

    @property
    def told(self) -> str:
        banner = self.panel.banner
        return "" if banner is None else f"{banner.kind}: {banner.title.words} {banner.sentence.words}"


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    made = Room(tmp_path)
    made.composition.window.show()
    activate(qtbot, made.composition.window)
    yield made
    made.composition.window.hide()
    made.composition.close()


def test_a_read_out_is_fitted_to_a_stimulus_and_undone(room: Room, qtbot: QtBot) -> None:
    target = room.row("fit_target").field
    assert isinstance(target, ChoiceField)
    assert [key for key, _ in room.row("fit_target").entry.options] == [room.sine, "file"]  # type: ignore[attr-defined]
    room.press_fit()
    qtbot.waitUntil(lambda: "no target" in room.told)
    room.row("fit_target").field.chosen.emit(room.sine)  # type: ignore[union-attr]
    steps = room.editor.undo_stack.count()
    room.press_fit()
    assert "being fitted" in room.told
    qtbot.waitUntil(lambda: "explains" in room.told)
    assert room.editor.undo_stack.count() == steps + 1
    (decoder,) = meaning(room.editor.document).description.decoders
    assert decoder.parameters["W"].shape == (40,) and np.ptp(decoder.parameters["W"]) > 0
    assert "fit_target" not in decoder.parameters
    room.editor.undo_stack.undo()
    assert "W" not in room.editor.document.nodes[room.read_out].parameters


def test_what_does_not_fit_is_one_sentence_and_nothing_changes(room: Room, qtbot: QtBot, tmp_path: Path) -> None:
    room.row("fit_target").field.chosen.emit("file")  # type: ignore[union-attr]
    (tmp_path / "still.csv").write_text("t,y\n0,1\n2,1\n4,1\n300,1\n", encoding="utf-8")
    room.panel.rows["series:fit_values"].read_file(tmp_path / "still.csv")
    assert "equally far apart" in room.panel.rows["series:fit_values"].objection.text()
    lines = "".join(f"{2 * n},1\n" for n in range(200))
    (tmp_path / "still.csv").write_text(f"t,y\n{lines}", encoding="utf-8")
    room.panel.rows["series:fit_values"].read_file(tmp_path / "still.csv")
    assert room.editor.document.nodes[room.read_out].parameters["fit_interval"] == 2.0
    before = room.editor.document.nodes[room.read_out]
    room.press_fit()
    qtbot.waitUntil(lambda: "stands still" in room.told)
    assert room.editor.document.nodes[room.read_out] == before


def test_a_fit_is_cancelled_and_gives_nothing(room: Room, qtbot: QtBot) -> None:
    room.row("fit_target").field.chosen.emit(room.sine)  # type: ignore[union-attr]
    intentions.set_parameter(room.editor, [room.read_out], "fit_duration", 1e6)
    room.press_fit()
    assert room.panel.banner is not None
    QTest.mouseClick(room.panel.banner.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not room.composition.fitting_read_outs.is_active)
    assert not room.told and "W" not in room.editor.document.nodes[room.read_out].parameters

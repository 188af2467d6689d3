"""Typed equations as models of one's own: kept by a name, found like other models, named and deleted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app import platform
from app.canvas.popups.context_menu import menu_for
from app.canvas.popups.quick_add import ModelOffer
from app.commands import intentions
from app.document.connecting import ports
from app.document.edits import synapses_of
from app.document.elements import ArrayRef
from app.document.networks.kept_models import KeptModels, kept_models
from app.palette.rows import GroupLabel, NamedRow
from engine.model.registry.discovery import text_of
from tests.app.canvas.carrying import drop
from tests.app.seen import button, commands, press
from tests.app.window.rooms import LIF, Room, draw_neuron

LONG = "一个很长的名字 a/b: the neuron of the lesson of Tuesday, with all of its adaptation and bursts"


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(platform, "data_folder", lambda: tmp_path)
    return tmp_path / "models"


@pytest.fixture
def typed(room: Room, data: Path) -> str:
    """The id of a selected population whose equations are typed and whose time constant was changed."""
    room.window.new()
    node = draw_neuron(room)
    intentions.write_as_equations(room.editor, (node,), LIF)
    intentions.set_parameter(room.editor, (node,), "tau_m", 33.0)
    room.editor.selection.set((node,))
    return node


def keep(room: Room, name: str) -> None:
    room.window.actions_["edit.keep_model"].trigger()
    field = room.window.models.box.field
    assert field.hasFocus() and field.selectedText() == field.text()
    field.insert(name)  # as it is pasted: QTest has keys for Latin letters alone
    QTest.keyClick(field, Qt.Key.Key_Return)


def rows(room: Room) -> list[NamedRow]:
    """Those of the palette that stand for models of a person's own, from top to bottom."""
    found = [row for row in room.palette.findChildren(NamedRow) if row.isVisible() and row.name in kept_models.names()]
    return sorted(found, key=lambda row: row.mapTo(room.palette, QPoint()).y())


def choose(row: NamedRow, words: str) -> None:
    row.customContextMenuRequested.emit(QPoint(5, 5))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = next(action for action in menu.actions() if action.text() == words)
    menu.close()
    action.trigger()


@pytest.mark.parametrize("name", ["My neuron", "a/b: c?", "CON", "名字", LONG])
def test_typed_equations_are_kept_and_a_double_click_makes_a_node_with_their_text_and_values(
    room: Room, typed: str, name: str
) -> None:
    keep(room, name)
    assert name[:20] in room.window.notice.words and not room.window.models.box.isVisible()
    assert kept_models.names() == [name[:80]]
    before = room.editor.document.nodes[typed]
    (row,) = rows(room)
    assert row.name == name[:80]
    room.editor.selection.clear()
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton)
    (made,) = room.editor.selection.ids
    node = room.editor.document.nodes[made]
    assert node.title == name[:80] and node.model == before.model and dict(node.parameters) == {"tau_m": 33.0}
    room.editor.undo_stack.undo()
    assert made not in room.editor.document.nodes and kept_models.names()


def test_the_text_takes_the_name_as_its_title_as_one_step_that_is_undone(room: Room, typed: str) -> None:
    before = room.editor.document.nodes[typed]
    keep(room, "Mine")
    after = room.editor.document.nodes[typed]
    assert text_of(after.model).startswith("title: Mine\n") and after.parameters == before.parameters
    assert text_of(after.model).count("title:") == 1
    room.editor.undo_stack.undo()
    assert room.editor.document.nodes[typed] == before


def test_the_palette_groups_kept_models_finds_them_and_the_command_palette_adds_them(room: Room, typed: str) -> None:
    keep(room, "Zebra cell")
    (row,) = rows(room)
    (label,) = (label for label in room.palette.findChildren(GroupLabel) if label.title == "Kept by you")
    assert label.isVisible() and label.y() < row.y() < room.palette.row(LIF).y()
    QTest.keyClicks(room.palette.search, "zebra")
    assert room.palette.visible_models() == [room.editor.document.nodes[typed].model] and row.is_best
    QTest.keyClick(room.palette.search, Qt.Key.Key_Escape)
    (entry,) = (entry for entry in commands(room.window, "zebra") if "Zebra cell" in entry.text)
    entry.callback()
    (made,) = room.editor.selection.ids
    assert room.editor.document.nodes[made].title == "Zebra cell"


def test_a_kept_model_is_chosen_in_the_properties_with_its_text_and_values(room: Room, typed: str) -> None:
    keep(room, "Mine")
    other = draw_neuron(room)
    intentions.set_parameter(room.editor, (other,), "bias", 5.0)
    room.editor.selection.set((other,))
    choice = room.inspector.parts["model"].choice
    index = choice.findText("Mine")
    choice.setCurrentIndex(index)
    choice.activated.emit(index)
    node = room.editor.document.nodes[other]
    assert node.model == room.editor.document.nodes[typed].model
    assert dict(node.parameters) == {"bias": 5.0, "tau_m": 33.0}
    assert room.inspector.parts["model"].choice.currentText() == "Mine"
    intentions.set_equations(room.editor, other, text_of(node.model) + "\n# changed")
    assert room.inspector.parts["model"].choice.currentText() == "Equations"


def test_wrong_equations_cannot_be_kept_and_menus_and_the_editor_say_why(room: Room, typed: str) -> None:
    intentions.set_equations(room.editor, typed, "dV/dt = nothing / tau : mV\ntau = 10 ms")
    action = room.window.actions_["edit.keep_model"]
    assert not action.isEnabled() and "nothing" in action.toolTip()
    menu = menu_for(room.canvas, room.canvas.drawing.hit(_middle(room, typed)), QPointF())
    offer = next(each for each in menu.actions() if each.text() == "Keep as a model…")
    assert not offer.isEnabled() and "nothing" in offer.toolTip()
    shown = button(room.inspector, "Keep as a model…")
    assert not shown.isEnabled() and "once they are right" in shown.toolTip()
    (entry,) = (entry for entry in commands(room.window, "keep as a model") if entry.text == "Keep as a model…")
    assert not entry.able and "nothing" in entry.reason
    room.editor.undo_stack.undo()
    assert action.isEnabled() and shown.isEnabled()
    press(room.inspector, "Keep as a model…")
    assert room.window.models.box.isVisible()


def test_a_built_in_model_is_kept_once_it_is_written_as_equations(room: Room, data: Path) -> None:
    room.window.new()
    room.editor.selection.set((draw_neuron(room),))
    action = room.window.actions_["edit.keep_model"]
    assert not action.isEnabled() and "Write as equations" in action.toolTip()
    room.editor.selection.clear()
    assert "Select one population or link" in action.toolTip()


def test_a_name_that_is_taken_is_said_first_and_a_click_brings_the_one_before_back(room: Room, typed: str) -> None:
    keep(room, "Mine")
    intentions.set_parameter(room.editor, (typed,), "tau_m", 44.0)
    box = room.window.models.box
    room.window.actions_["edit.keep_model"].trigger()
    assert box.field.text() == "Mine" and box.button.text() == "Replace" and "take its place" in box.objection.words
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    (kept,) = kept_models.all()
    assert kept.parameters["tau_m"] == 44.0
    press(room.window.notice, "Bring the one before back")
    (kept,) = kept_models.all()
    assert kept.parameters["tau_m"] == 33.0 and "again what it was" in room.window.notice.words


def test_a_name_that_cannot_be_a_title_is_refused_in_its_box(room: Room, typed: str) -> None:
    room.window.actions_["edit.keep_model"].trigger()
    box = room.window.models.box
    for name, said in (("", "Give the model a name."), ("a # b", "without #"), ("a (b", "without #")):
        box.field.clear()
        QTest.keyClicks(box.field, name)
        QTest.keyClick(box.field, Qt.Key.Key_Return)
        assert box.isVisible() and said in box.objection.words and not kept_models.names()


def test_a_kept_model_is_renamed_and_its_text_with_it(room: Room, typed: str) -> None:
    keep(room, "Mine")
    keep(room, "Yours")
    choose(rows(room)[0], "Rename…")
    box = room.window.models.rename_box
    assert box.isVisible() and box.field.text() == "Mine"
    QTest.keyClicks(box.field, "Yours")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert box.isVisible() and "already" in box.objection.words
    box.field.selectAll()
    QTest.keyClicks(box.field, "Ours")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert not box.isVisible() and kept_models.names() == ["Ours", "Yours"]
    assert text_of(kept_models.all()[0].key).startswith("title: Ours\n")
    press(room.window.notice, "Take it back")
    assert kept_models.names() == ["Mine", "Yours"] and [row.name for row in rows(room)] == ["Mine", "Yours"]


def test_a_kept_model_is_deleted_and_brought_back_and_its_nodes_stay(room: Room, typed: str) -> None:
    keep(room, "Mine")
    choose(rows(room)[0], "Delete the model")
    assert not kept_models.names() and not rows(room) and "Mine is deleted" in room.window.notice.words
    assert typed in room.editor.document.nodes
    press(room.window.notice, "Bring it back")
    assert [row.name for row in rows(room)] == ["Mine"]


def test_a_damaged_file_says_so_in_its_row_and_the_rest_is_there(room: Room, typed: str, data: Path) -> None:
    keep(room, "Mine")
    (data / "Broken.spikeloom").write_bytes(b"no zip")
    kept_models.look()
    broken, mine = rows(room)
    assert broken.name == "Broken" and "Broken.spikeloom" in broken.toolTip() and mine.name == "Mine"
    QTest.mouseDClick(broken, Qt.MouseButton.LeftButton)
    assert "Broken.spikeloom" in room.window.notice.words and len(room.editor.document.nodes) == 1
    choose(broken, "Delete the model")
    assert kept_models.names() == ["Mine"]


def test_what_another_window_keeps_is_in_the_palette_once_this_one_is_used_again(
    qtbot: QtBot, room: Room, typed: str, data: Path
) -> None:
    elsewhere = KeptModels(lambda: data)
    elsewhere.keep(room.editor.document.nodes[typed], "From elsewhere")
    assert not rows(room)
    QApplication.sendEvent(room.palette, QEvent(QEvent.Type.WindowActivate))
    assert [row.name for row in rows(room)] == ["From elsewhere"]


def test_values_of_single_neurons_are_not_kept(room: Room, typed: str) -> None:
    values = room.editor.document.keep_array(np.array([1.0, 2.0]))
    node = replace(room.editor.document.nodes[typed], size=2, parameters={"tau_m": values, "C_m": 100.0})
    kept_models.keep(node, "Mine")
    (kept,) = kept_models.all()
    assert isinstance(values, ArrayRef) and dict(kept.parameters) == {"C_m": 100.0}


def test_a_kept_model_is_dragged_to_the_canvas(room: Room, typed: str) -> None:
    keep(room, "Mine")
    key = room.editor.document.nodes[typed].model
    assert drop(room.canvas, key, QPointF(300, 300))
    (made,) = room.editor.selection.ids
    assert room.editor.document.nodes[made].title == "Mine" and made != typed


def test_a_wire_that_is_let_go_is_offered_kept_models(room: Room, typed: str) -> None:
    keep(room, "Mine")
    stimulus = intentions.add_node(room.editor, "stimuli/poisson", (0.0, 0.0))
    (port,) = ports(room.editor.document.nodes[stimulus]).outputs
    offer = ModelOffer.fitting(room.editor, stimulus, port.name)
    key = room.editor.document.nodes[typed].model
    assert key in [model.key for model in offer.models]
    made = intentions.add_and_connect(room.editor, key, (400.0, 0.0), stimulus, port.name)
    assert room.editor.document.nodes[made].title == "Mine" and room.editor.document.links_of(made)


def _middle(room: Room, node: str) -> QPointF:
    return room.canvas.drawing.nodes[node].scene_area().center()


def test_a_typed_synapse_is_kept_from_its_link_and_given_to_another_with_its_values(room: Room, data: Path) -> None:
    room.window.new()
    first, second = draw_neuron(room), draw_neuron(room)
    one, other = (intentions.connect(room.editor, a, "out", b, "in") for a, b in ((first, second), (second, first)))
    intentions.set_part(room.editor, (one,), "synapse", "synapses/alpha_conductance")
    room.editor.selection.set((one,))
    action = room.window.actions_["edit.keep_model"]
    assert not action.isEnabled() and "Write as equations" in action.toolTip()
    intentions.write_part_as_equations(room.editor, (one,), "synapse", "synapses/alpha_conductance")
    intentions.set_link_parameter(room.editor, (one,), "synapse", "tau_syn", 3.0)
    keep(room, "Mine")
    key = synapses_of(room.editor.document.links[one]).synapse
    assert text_of(key).startswith("title: Mine\n") and [row.name for row in rows(room)] == ["Mine"]
    assert room.inspector.parts["synapse"].choice.currentText() == "Mine"
    intentions.drop_on_link(room.editor, other, key)
    given = synapses_of(room.editor.document.links[other])
    assert given.synapse == key and dict(given.synapse_parameters) == {"tau_syn": 3.0} and given.weight == 2.0
    choose(rows(room)[0], "Rename…")
    box = room.window.models.rename_box
    box.field.selectAll()
    QTest.keyClicks(box.field, "Ours")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    (kept,) = kept_models.all()
    assert (kept.name, kept.kind, dict(kept.parameters)) == ("Ours", "synapses", {"tau_syn": 3.0})

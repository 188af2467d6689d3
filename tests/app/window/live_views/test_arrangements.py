"""Arrangements of live views that have a name: saved, brought back, renamed, deleted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from app.document.example import examples
from app.document.file.file_format import open_document
from app.plots.base.weight_plot import WeightPlot
from app.plots.views.interval_histogram import IntervalHistogram
from app.plots.views.raster import Raster
from app.plots.views.traces import TracesView
from app.preferences import Preferences
from app.window.project.shelf_keeping import NameBox
from tests.app.seen import press
from tests.app.window.rooms import Room, with_one_neuron


@pytest.fixture
def room(room: Room) -> Room:
    return with_one_neuron(room)


def menu_named(room: Room, title: str) -> QMenu:
    (menu,) = (m for m in room.window.findChildren(QMenu) if m.title() == title)
    menu.aboutToShow.emit()
    return menu


def asked_for_a_name(room: Room) -> NameBox:
    room.window.actions_["view.save_arrangement"].trigger()
    box = room.window.arrangements.box
    assert box.isVisible()
    return box


def of_one(room: Room, button: str) -> list[QAction]:
    """The lines of a list in the menu of arrangements."""
    (listed,) = (a.menu() for a in menu_named(room, "Arrangements").actions() if a.menu() and a.text() == button)
    return list(listed.actions())  # type: ignore[attr-defined]


def test_an_arrangement_is_saved_brought_back_and_deleted(qtbot: QtBot, room: Room) -> None:
    assert [action.text() for action in menu_named(room, "Arrangements").actions()] == ["None yet"]
    for kind in ("rates", "weight_matrix"):
        room.window.views.add(kind)
    box = asked_for_a_name(room)
    qtbot.keyClicks(box.field, "  Weights & rates ")
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    kept = Preferences(room.folder).choices.arrangements
    assert list(kept) == ["Weights & rates"] and kept["Weights & rates"].views == ("rates#1", "weight_matrix#1")
    room.views.close_all()
    room.window.views.add("raster")
    first = menu_named(room, "Arrangements").actions()[0]
    assert first.text() == "Weights && rates"
    first.trigger()
    assert room.views.names == ("rates#1", "weight_matrix#1")
    room.views.close_all()
    room.window.show_commands()
    field = room.window.chooser.findChild(QLineEdit)
    qtbot.keyClicks(field, "weights & r")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert room.views.names == ("rates#1", "weight_matrix#1"), "by its name, too"
    of_one(room, "Delete")[0].trigger()
    assert Preferences(room.folder).choices.arrangements == {} and len(room.views.names) == 2
    press(room.window.notice, "Bring it back")
    assert Preferences(room.folder).choices.arrangements == kept, "a slip of the hand is taken back"


def test_an_arrangement_is_renamed_and_what_was_replaced_comes_back(qtbot: QtBot, room: Room) -> None:
    for name, kind in (("One", "rates"), ("Two", "raster")):
        room.views.close_all()
        room.window.views.add(kind)
        room.window.arrangements.keep(name)
    of_one(room, "Rename")[0].trigger()
    box = room.window.arrangements.rename_box
    assert box.field.text() == "One" and box.field.hasSelectedText() and box.button.text() == "Rename"
    qtbot.keyClicks(box.field, "Two")
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    assert box.isVisible() and box.objection.words.startswith("There is another arrangement of this name")
    box.field.selectAll()
    qtbot.keyClicks(box.field, "Rates")
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    assert room.window.arrangements.names() == ["Rates", "Two"] and not box.isVisible()
    before = room.preferences.choices.arrangements
    room.window.views.add("rates")
    box = asked_for_a_name(room)
    assert box.field.text() == "Two" and box.button.text() == "Replace", "the one that is shown"
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    assert room.preferences.choices.arrangements["Two"] != before["Two"]
    press(room.window.notice, "Bring the one before back")
    assert room.preferences.choices.arrangements == before


def test_an_arrangement_keeps_what_each_view_shows(room: Room) -> None:
    """Places came back, and every view showed what it begins with."""
    names = ("balanced-network", "digits")
    networks = {e.path.stem: open_document(e.path) for e in examples() if e.path.stem in names}
    room.editor.load(networks["balanced-network"])
    excitatory, inhibitory = (
        next(node.id for node in room.editor.document.nodes.values() if node.title == title)
        for title in ("Excitatory", "Inhibitory")
    )
    raster, traces = room.views.add("raster"), room.views.add("traces")
    intervals, weights = room.views.add("interval_histogram"), room.views.add("weight_matrix")
    assert isinstance(raster, Raster) and isinstance(intervals, IntervalHistogram) and isinstance(weights, WeightPlot)
    assert isinstance(traces, TracesView)
    raster.choice.show(inhibitory, False)
    for trace in room.source.traces():
        traces.shown.hide(trace)
    traces.shown.show(excitatory, (3, 17))
    intervals.show_logarithmic(True)
    chosen = next(link for link in weights.offered() if link.title == "Inhibitory → Excitatory")
    weights.choose(chosen.id)
    room.window.arrangements.keep("Mine")
    room.views.close_all()
    for trace in room.source.traces():
        room.source.shown.current.hide(trace)
    room.editor.load(networks["balanced-network"])
    menu_named(room, "Arrangements").actions()[0].trigger()
    raster, traces, intervals, weights = room.views.panels()
    assert isinstance(raster, Raster) and isinstance(intervals, IntervalHistogram) and isinstance(weights, WeightPlot)
    assert raster.content().left_out == ("Inhibitory",)
    assert traces.content().traces == (("Excitatory", 3, "V"), ("Excitatory", 17, "V"))
    assert intervals.logarithmic and not intervals.content().left_out
    shown = weights.one()
    assert shown is not None and shown.title == "Inhibitory → Excitatory"
    room.editor.load(networks["digits"])
    menu_named(room, "Arrangements").actions()[0].trigger()
    raster = next(room.views.panels())
    assert raster.content().left_out == (), "another drawing has no population of that name"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_an_arrangement_without_a_name_is_not_kept(qtbot: QtBot, room: Room, key: Qt.Key) -> None:
    box = asked_for_a_name(room)
    if key is Qt.Key.Key_Escape:
        qtbot.keyClicks(box.field, "Named")
    qtbot.keyClick(box.field, key)
    assert box.isVisible() is (key is Qt.Key.Key_Return)
    assert not box.isVisible() or box.objection.words == "Give the arrangement a name."
    assert room.preferences.choices.arrangements == {}

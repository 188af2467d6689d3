"""The palette shows every model, finds it by what a person calls it, and carries it to the canvas."""

from __future__ import annotations

import sys
from itertools import pairwise

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QDrag, QFontMetrics
from PySide6.QtTest import QTest

from app import platform
from app.appearance.icons import pixmap
from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.networks.modules import modules
from app.palette import panel as panel_module
from app.palette.card import ModelCard
from app.palette.panel import PalettePanel
from app.palette.rows import GroupLabel, sample_icon
from app.widgets.model_catalogue import rank
from app.widgets.model_drag import model_key_of
from app.widgets.pictures import behaviour as pictures
from app.widgets.pictures.behaviour import behaviour, known_behaviour
from app.widgets.text import Text
from engine.model.data import DatasetModel
from engine.model.registry import discovery
from tests.app.seen import category, press

MODELS = [model for kind in discovery.KINDS for model in discovery.models(kind).values()]
LIF = "neurons/leaky_integrate_and_fire"


def test_a_picture_waits_for_no_compiler(monkeypatch):
    monkeypatch.setitem(
        sys.modules, "engine.backends.functions.wiring_draws", None
    )  # the compiled draws of a large network
    monkeypatch.setattr(pictures, "_kept", {})  # every other test leaves pictures in it
    chosen = discovery.find("wiring/fixed_probability")
    assert len(behaviour(chosen)) > 3


def test_every_discovered_model_has_a_row(palette):
    assert sorted(palette.visible_models()) == sorted(model.key for model in MODELS)


def test_models_stand_under_the_name_of_their_group_and_a_search_leaves_only_what_answers(palette):
    labels = palette.findChildren(GroupLabel)
    assert {"Integrate-and-fire", "Conductance-based"} <= {label.title for label in labels if label.isVisible()}
    label = next(label for label in labels if label.title == "Integrate-and-fire")
    assert label.y() < palette.row(LIF).y() < palette.row("neurons/hodgkin_huxley").y()
    QTest.keyClicks(palette.search, "hodgkin")
    shown = {label.title for label in labels if label.isVisible()}
    assert "Conductance-based" in shown and "Integrate-and-fire" not in shown


def test_a_row_is_high_enough_for_the_whole_name_of_its_model(palette):
    short, long = (
        palette.row("neurons/leaky_integrator"),
        palette.row("neurons/discrete_leaky_integrate_and_fire_subtractive"),
    )
    assert short.height() == theme().px(26)
    assert long.height() >= 2 * QFontMetrics(theme().font(13)).height()


def test_every_model_is_found_by_its_name_its_aliases_and_the_words_of_its_description():
    for model in MODELS:
        names = (model.title, *model.aliases, model.key.split("/")[1])
        assert [name for name in names if rank(model, name) is None] == []
        told = [word.strip("(),.;:“”\"'") for word in model.summary().split()]
        assert [word for word in told if len(word) > 2 and rank(model, word) is None] == []


def test_a_double_click_and_enter_ask_for_the_model(qtbot, palette):
    row = palette.row(LIF)
    with qtbot.waitSignal(palette.add_requested) as asked:
        QTest.mouseDClick(row, Qt.MouseButton.LeftButton)
    assert asked.args == [LIF]
    with qtbot.waitSignal(palette.add_requested):
        QTest.keyClick(row, Qt.Key.Key_Return)


def test_a_drag_carries_the_key_of_the_model(palette, monkeypatch):
    carried = []

    class Drag(QDrag):
        def exec(self, *_):
            carried.append(model_key_of(self.mimeData()))
            return Qt.DropAction.CopyAction

    monkeypatch.setattr(panel_module, "QDrag", Drag)
    row = palette.row(LIF)
    QTest.mousePress(row, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    QTest.mouseMove(row, QPoint(60, 14))
    assert carried == [LIF]


def test_a_category_folds_by_mouse_and_opens_for_a_search(palette):
    QTest.mouseClick(category(palette, "neurons"), Qt.MouseButton.LeftButton)
    assert LIF not in palette.visible_models()
    QTest.keyClicks(palette.search, "leaky")
    assert LIF in palette.visible_models()


def test_the_keyboard_walks_from_the_search_through_the_rows(qtbot, palette):
    palette.search.setFocus()
    QTest.keyClicks(palette.search, "leaky")
    QTest.keyClick(palette.search, Qt.Key.Key_Down)
    first = palette.focusWidget()
    assert first.model.key in palette.visible_models()
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert palette.focusWidget() is not first


def test_it_folds_to_a_strip_and_asks_to_unfold(qtbot, palette):
    palette.set_folded(True)
    assert palette.is_folded and palette.width() == 44
    with qtbot.waitSignal(palette.unfold_requested):
        press(palette, category(palette, "neurons").category.title)
    palette.set_folded(False)
    assert palette.width() == 212


@pytest.mark.parametrize("kind", discovery.KINDS)
def test_every_model_has_a_card_that_fits_and_a_picture_within_its_frame(palette, kind):
    for model in discovery.models(kind).values():
        card = ModelCard(palette)
        card.show_model(model, "population", QRect(0, 0, 200, 26))
        assert 60 < card.height() < 700, model.key
        assert not card.grab().isNull(), model.key
        for stroke in behaviour(model):
            assert all(-0.01 <= x <= 1.01 and -0.01 <= y <= 1.01 for x, y in stroke), model.key


@pytest.mark.parametrize("kind", ["neurons", "synapses", "plasticity", "short_term"])
def test_neurons_synapses_and_plasticity_are_drawn_from_their_equations(kind):
    assert all(behaviour(model) for model in discovery.models(kind).values())


@pytest.mark.parametrize(
    "key", [key for key, m in discovery.models("neurons").items() if getattr(m, "upward_crossing", False)]
)
def test_a_neuron_that_ends_its_own_spikes_is_pictured_firing(key: str) -> None:
    (stroke,) = behaviour(discovery.find(key))
    heights = [y for _, y in stroke]
    crossings = sum(a < 0.5 <= b for a, b in pairwise(heights))
    assert len(stroke) > 100 and crossings >= 2, "flat, or the steps of the picture let the membrane overflow"


@pytest.mark.parametrize("key", [key for key, m in discovery.models("synapses").items() if m.category == "Conductance"])
def test_a_conductance_is_pictured_by_the_current_that_it_drives(key: str) -> None:
    (stroke,) = behaviour(discovery.find(key))
    assert max(y for _, y in stroke) == 1.0 and min(y for _, y in stroke) == 0.0


def test_a_row_waits_for_its_picture_with_the_icon_of_its_kind(palette, monkeypatch):
    monkeypatch.setattr(pictures, "_kept", {})  # every other test leaves pictures in it
    row = palette.row(LIF)
    waiting = row.grab().toImage()
    assert behaviour(row.model) and known_behaviour(row.model)
    palette.show_picture(LIF)
    assert row.grab().toImage() != waiting


def test_the_hint_beneath_the_models_is_whole_in_a_wide_font(palette, qapp):
    from PySide6.QtGui import QFont

    wide = QFont("DejaVu Sans")
    wide.setPixelSize(16)
    (hint,) = (text for text in palette.findChildren(Text) if text.words.startswith("Drag to the canvas"))
    hint.setFont(wide)
    QTest.qWait(1)
    assert hint.text() == "Drag to the canvas,\nor double-click"
    assert hint.height() >= hint.heightForWidth(hint.width())


@pytest.fixture
def kept(tmp_path, monkeypatch, qapp):
    """A folder of modules with one in it, in the place of the person's own."""
    monkeypatch.setattr(platform, "data_folder", lambda: tmp_path)
    editor = Editor()
    node = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (0.0, 0.0))
    group = intentions.group(editor, (node,), (0.0, 0.0))
    intentions.rename(editor, group, "Cortical column")
    intentions.keep_module(editor, modules, group)
    return modules


def test_modules_stand_in_the_palette_and_are_taken_like_models(qtbot, kept):
    panel = PalettePanel()
    qtbot.addWidget(panel)
    panel.show()
    (row,) = panel.modules.rows
    assert row.isVisible() and panel.modules.head.count == 1
    with qtbot.waitSignal(panel.add_requested) as told:
        QTest.mouseDClick(row, Qt.MouseButton.LeftButton)
    assert told.args == ["modules/Cortical column"]


def test_the_search_finds_modules_and_enter_takes_one(qtbot, kept):
    panel = PalettePanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.search.setText("column cort")
    assert [row.isVisible() for row in panel.modules.rows] == [True]
    with qtbot.waitSignal(panel.add_requested) as told:
        QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert told.args == ["modules/Cortical column"]
    panel.search.setText("nothing like it")
    assert not panel.modules.isVisible()


def test_a_module_that_is_called_as_typed_comes_before_models_that_are_found_by_other_words(qtbot, kept):
    """*Column* is in no title; *Poisson* is found by the alias of another simulator for *group*."""
    kept.put(kept.read("Cortical column"), "Group")
    panel = PalettePanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.search.setText("group")
    qtbot.waitUntil(lambda: panel.modules.y() == 0)
    assert panel.row("modules/Group").is_best and not panel.row("stimuli/poisson").is_best
    with qtbot.waitSignal(panel.add_requested) as told:
        QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert told.args == ["modules/Group"]
    kept.forget("Group")
    assert panel.row("stimuli/poisson").is_best


def test_a_module_that_is_deleted_goes_from_every_palette(qtbot, kept):
    panels = [PalettePanel() for _ in range(2)]
    for panel in panels:
        qtbot.addWidget(panel)
        panel.modules.unwanted.connect(kept.forget)
    (delete,) = panels[0].modules.rows[0].menu().actions()
    delete.trigger()
    assert kept.names() == [] and not any(panel.modules.rows for panel in panels)
    assert not any(panel.modules.isHidden() for panel in panels)  # it says how a module is made
    panels[0].search.setText("lif")
    assert panels[0].modules.isHidden()


def test_a_palette_that_is_gone_hears_of_no_module(qtbot, kept):
    panel = PalettePanel()
    shiboken6.delete(panel)
    kept.forget("Cortical column")
    assert kept.names() == []


def test_sources_of_samples_show_what_their_samples_are() -> None:
    """All of them had one icon."""
    shown = {
        key: sample_icon(model)
        for key, model in discovery.models("datasets").items()
        if issubclass(model, DatasetModel)
    }
    assert (shown["datasets/digits"], shown["datasets/spike_tables"]) == ("image", "spikes")
    assert (shown["datasets/waveforms"], shown["datasets/yin_yang"]) == ("signal", "points")
    for name in set(shown.values()):
        assert pixmap(name, 16).toImage() != pixmap("dataset", 16).toImage()

"""The Properties panel under real keys and mouse; each test looks at the document and at undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.document import vocabulary
from app.document.document import ArrayRef, Link, Node
from app.document.edits import synapses_of
from app.document.interpretation import interpret
from app.inspector.panel import InspectorPanel
from app.widgets.choice_field import ChoiceField
from app.widgets.text_field import TextArea
from app.widgets.value_field import ValueField
from engine.model import discovery
from engine.network.values import Normal, Uniform

LIF = "neurons/leaky_integrate_and_fire"
IF = "neurons/integrate_and_fire"


class Bench:
    """An editor with two linked populations, and the panel on it in an active window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.editor = Editor()
        self.first = intentions.add_node(self.editor, LIF, (0, 0))
        self.second = intentions.add_node(self.editor, LIF, (300, 0))
        self.link = intentions.connect(self.editor, self.first, "out", self.second, "in")
        self.editor.undo_stack.clear()
        self.panel = InspectorPanel(self.editor)
        self.panel.resize(304, 760)
        qtbot.addWidget(self.panel)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()

    def node(self, node_id: str) -> Node:
        return self.editor.document.nodes[node_id]

    def the_link(self) -> Link:
        return self.editor.document.links[self.link]

    def select(self, *ids: str) -> None:
        self.editor.selection.set(ids)

    def field(self, key: str) -> ValueField:
        field = self.panel.rows[key].field
        assert isinstance(field, ValueField)
        return field

    def type(self, key: str, text: str) -> None:
        QTest.qWait(1)  # a form that was rebuilt shows itself in the event loop
        number = self.field(key).number
        QTest.mouseClick(number, Qt.MouseButton.LeftButton)
        QTest.keyClick(number, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(number, text)
        QTest.keyClick(number, Qt.Key.Key_Return)

    def choose(self, field: ChoiceField, key: str) -> None:
        """Choose by arrow keys, as a person without a mouse does."""
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Down)
        listed = field.view()
        assert listed.isVisible(), "arrows open the list"
        QTest.keyClick(listed, Qt.Key.Key_Home)
        for _ in range(field.count()):
            if listed.currentIndex().data(Qt.ItemDataRole.UserRole) == key:
                QTest.keyClick(listed, Qt.Key.Key_Return)
                return
            QTest.keyClick(listed, Qt.Key.Key_Down)
        raise AssertionError(f"{key} is not offered")

    @property
    def steps(self) -> int:
        return self.editor.undo_stack.count()

    def undo(self) -> None:
        self.editor.undo_stack.undo()


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    made.select(made.first)
    yield made


def test_typing_a_value_with_a_unit_sets_the_parameter_in_one_step(bench: Bench) -> None:
    bench.type("parameters:tau_m", "0.02 s")
    assert vocabulary.value_of(bench.node(bench.first), "tau_m") == 20.0
    assert bench.steps == 1
    bench.undo()
    assert vocabulary.value_of(bench.node(bench.first), "tau_m") == 10.0
    assert bench.field("parameters:tau_m").value == 10.0


def test_a_refused_value_changes_nothing_and_says_why_beneath_the_row(bench: Bench) -> None:
    bench.type("parameters:tau_m", "-4")
    row = bench.panel.rows["parameters:tau_m"]
    assert bench.steps == 0
    assert row.objection.isVisible()
    assert "above 0 ms" in row.objection.words
    bench.type("parameters:tau_m", "4")
    assert not row.objection.isVisible()
    assert bench.steps == 1


def test_a_changed_row_shows_its_bar_and_its_reset_takes_it_back(bench: Bench) -> None:
    row = bench.panel.rows["parameters:V_th"]
    assert not row.is_changed
    assert not row.reset.isVisible()
    bench.type("parameters:V_th", "-48")
    assert row.is_changed
    QTest.mouseClick(row.reset, Qt.MouseButton.LeftButton)
    assert "V_th" not in bench.node(bench.first).parameters
    assert not row.is_changed
    bench.undo()
    assert bench.node(bench.first).parameters["V_th"] == -48.0


def test_dragging_a_value_is_one_undo_step(bench: Bench) -> None:
    number = bench.field("parameters:tau_m").number
    place = number.rect().center()
    QTest.mousePress(number, Qt.MouseButton.LeftButton, pos=place)
    for offset in range(12, 60, 6):
        QTest.mouseMove(number, place + QPoint(offset, 0))
    QTest.mouseRelease(number, Qt.MouseButton.LeftButton, pos=place + QPoint(54, 0))
    assert vocabulary.value_of(bench.node(bench.first), "tau_m") > 10.0
    assert bench.steps == 1
    bench.undo()
    assert vocabulary.value_of(bench.node(bench.first), "tau_m") == 10.0


def test_a_distribution_can_be_typed_and_undone(bench: Bench) -> None:
    bench.type("start:V", "uniform -70 to -55 mV")
    assert bench.node(bench.first).start["V"] == Uniform(-70.0, -55.0)
    assert bench.field("start:V").is_wide
    bench.undo()
    assert "V" not in bench.node(bench.first).start
    assert not bench.field("start:V").is_wide


def test_changing_the_model_keeps_parameters_of_the_same_name(bench: Bench) -> None:
    bench.type("parameters:V_th", "-51")
    bench.choose(bench.panel.choices["model"], IF)
    node = bench.node(bench.first)
    assert node.model == IF
    assert node.parameters["V_th"] == -51.0
    assert "parameters:tau_m" not in bench.panel.rows
    while bench.editor.undo_stack.canUndo():
        bench.undo()
    assert bench.node(bench.first).model == LIF
    assert "parameters:tau_m" in bench.panel.rows


def test_the_size_is_a_count_and_refuses_halves(bench: Bench) -> None:
    bench.type("size", "2.5")
    assert bench.node(bench.first).size != 2
    assert bench.steps == 0
    bench.type("size", "400")
    assert bench.node(bench.first).size == 400
    assert "400 neurons" in bench.panel.head.subtitle.words
    bench.undo()
    assert bench.node(bench.first).size != 400


def test_renaming_in_the_head_is_one_step(bench: Bench) -> None:
    title = bench.panel.head.title
    before = bench.node(bench.first).title
    QTest.mouseClick(title, Qt.MouseButton.LeftButton)
    title.selectAll()
    QTest.keyClicks(title, "Cortex")
    QTest.keyClick(title, Qt.Key.Key_Return)
    assert bench.node(bench.first).title == "Cortex"
    assert bench.steps == 1
    bench.undo()
    assert title.text() == before


def test_one_form_edits_many_nodes_in_one_step(bench: Bench) -> None:
    intentions.set_parameter(bench.editor, [bench.first], "V_th", -40.0)
    bench.select(bench.first, bench.second)
    assert bench.field("parameters:V_th").number.text() == "—"
    assert bench.field("parameters:tau_m").value == 10.0
    steps = bench.steps
    bench.type("parameters:V_th", "-45")
    assert [bench.node(i).parameters["V_th"] for i in (bench.first, bench.second)] == [-45.0, -45.0]
    assert bench.steps == steps + 1
    bench.undo()
    assert bench.node(bench.first).parameters["V_th"] == -40.0
    assert "V_th" not in bench.node(bench.second).parameters


def test_a_change_from_elsewhere_refreshes_without_stealing_focus_or_typing(bench: Bench) -> None:
    number = bench.field("parameters:E_L").number
    QTest.mouseClick(number, Qt.MouseButton.LeftButton)
    QTest.keyClicks(number, "-6")
    intentions.set_parameter(bench.editor, [bench.first], "tau_m", 33.0)
    intentions.move(bench.editor, {bench.first: (50.0, 50.0)})
    assert bench.field("parameters:tau_m").value == 33.0
    assert number.hasFocus()
    assert number.text() == "-6"


def test_without_a_selection_the_document_is_set(bench: Bench) -> None:
    bench.select()
    assert set(bench.panel.rows) == {"title", "settings:resolution", "settings:seed", "settings:speed"}
    bench.type("settings:seed", "42")
    assert bench.editor.document.settings.seed == 42
    assert isinstance(bench.editor.document.settings.seed, int)
    bench.undo()
    assert bench.editor.document.settings.seed == 1


def test_the_weight_slider_is_one_step_and_acts_while_dragged(bench: Bench) -> None:
    bench.select(bench.link)
    before = synapses_of(bench.the_link()).weight
    slider = bench.panel.rows["weight"].slider
    assert slider is not None
    QTest.qWait(20)
    seen: list[object] = []
    bench.editor.changed.connect(lambda change: seen.append(synapses_of(bench.the_link()).weight))
    middle = slider.rect().center()
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    for offset in (15, 30, 45):
        QTest.mouseMove(slider, middle + QPoint(offset, 0))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=middle + QPoint(45, 0))
    after = synapses_of(bench.the_link()).weight
    assert isinstance(after, float)
    assert isinstance(before, float)
    assert after > before
    assert len(set(map(str, seen))) >= 3
    assert bench.steps == 1
    bench.undo()
    assert synapses_of(bench.the_link()).weight == before


def test_every_part_of_a_projection_has_its_choice(bench: Bench) -> None:
    bench.select(bench.link)
    bench.choose(bench.panel.choices["wiring"], "wiring/fixed_probability")
    bench.type("wiring:p", "0.25")
    bench.choose(bench.panel.choices["plasticity"], "plasticity/pair_stdp")
    bench.type("plasticity:tau_plus", "17 ms")
    bench.type("delay", "1.5 ms")
    synapses = synapses_of(bench.the_link())
    assert synapses.wiring_parameters["p"] == 0.25
    assert synapses.plasticity == "plasticity/pair_stdp"
    assert synapses.plasticity_parameters["tau_plus"] == 17.0
    assert synapses.delay == 1.5
    while bench.editor.undo_stack.canUndo():
        bench.undo()
    assert synapses_of(bench.the_link()).plasticity is None
    assert "plasticity:tau_plus" not in bench.panel.rows


def test_the_sign_is_declared_and_bounds_the_weight(bench: Bench) -> None:
    bench.select(bench.link)
    row = bench.panel.rows["sign"]
    assert isinstance(row.field, ChoiceField)
    bench.choose(row.field, "inhibitory")
    synapses = synapses_of(bench.the_link())
    assert synapses.sign == "inhibitory"
    assert isinstance(synapses.weight, float)
    assert synapses.weight <= 0
    steps = bench.steps
    bench.type("weight", "5")
    assert bench.steps == steps
    assert bench.panel.rows["weight"].objection.isVisible()


def test_the_form_of_a_conductance_shows_the_reversal_that_its_sign_gives(bench: Bench) -> None:
    bench.select(bench.link)
    bench.choose(bench.panel.choices["synapse"], "synapses/exponential_conductance")
    assert bench.field("synapse:E_rev").value == 0.0
    row = bench.panel.rows["sign"]
    assert isinstance(row.field, ChoiceField)
    assert [row.field.itemData(i) for i in range(row.field.count())] == ["excitatory", "inhibitory"]
    bench.choose(row.field, "inhibitory")
    assert bench.field("synapse:E_rev").value == -80.0
    assert not bench.panel.rows["synapse:E_rev"].reset.isVisible(), "it is the default of this sign"
    bench.type("weight", "5")
    assert synapses_of(bench.the_link()).weight == 5.0
    bench.type("synapse:E_rev", "-10 mV")
    assert synapses_of(bench.the_link()).sign == "excitatory"


def test_trained_weights_are_shown_by_their_spread_and_reset_draws_anew(bench: Bench) -> None:
    sizes = bench.node(bench.second).size, bench.node(bench.first).size
    weights = np.linspace(1.0, 3.0, sizes[0] * sizes[1]).reshape(sizes)
    intentions.set_arrays(bench.editor, {(bench.link, "weight"): weights}, "Train")
    bench.select(bench.link)
    field = bench.field("weight")
    assert field.is_wide
    assert "array" in field.words.text()
    QTest.mouseClick(bench.panel.rows["weight"].reset, Qt.MouseButton.LeftButton)
    assert not isinstance(synapses_of(bench.the_link()).weight, ArrayRef)
    bench.undo()
    assert isinstance(synapses_of(bench.the_link()).weight, ArrayRef)


def test_weights_that_plasticity_moved_are_offered_to_be_kept(bench: Bench, qtbot: QtBot) -> None:
    bench.select(bench.link)
    assert bench.panel.drift_banner is None
    bench.panel.show_drift(bench.link, "mean 100 → 108 pA")
    banner = bench.panel.drift_banner
    assert banner is not None
    with qtbot.waitSignal(bench.panel.keep_weights_wanted) as wanted:
        QTest.mouseClick(banner.buttons[0], Qt.MouseButton.LeftButton)
    assert wanted.args == [bench.link]
    bench.panel.show_drift(bench.link, "")
    assert bench.panel.drift_banner is None


def test_spike_times_are_typed_as_a_list(bench: Bench) -> None:
    stimulus = intentions.add_node(bench.editor, "stimuli/spike_times", (0, 200))
    key = next(key for key in bench.panel.rows if key.startswith("series:"))
    area = bench.panel.rows[key].field
    assert isinstance(area, TextArea)
    QTest.qWait(1)
    area.editor.setFocus()
    QTest.keyClick(area.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(area.editor, "10, 25 40")
    QTest.keyClick(area.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    reference = bench.node(stimulus).parameters[key.removeprefix("series:")]
    assert isinstance(reference, ArrayRef)
    assert bench.editor.document.array(reference).tolist() == [10.0, 25.0, 40.0]
    QTest.keyClicks(area.editor, "x")
    QTest.keyClick(area.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert bench.panel.rows[key].objection.isVisible()


def test_a_locked_form_stays_readable_and_changes_nothing(bench: Bench) -> None:
    bench.panel.lock("training is under way")
    field = bench.field("parameters:tau_m")
    assert not field.isEnabled()
    assert field.number.text() == "10"
    bench.type("parameters:tau_m", "5")
    assert bench.steps == 0
    bench.panel.lock("")
    assert bench.field("parameters:tau_m").isEnabled()


def test_live_values_and_fixed_values_are_marked(bench: Bench) -> None:
    def icon(key: str) -> object:
        return getattr(bench.panel.rows[key].mark, "icon_name", "")

    assert icon("parameters:tau_m") == "live"
    assert icon("size") == "lock"
    bench.select(bench.link)
    assert icon("weight") == "live"
    assert icon("delay") == "lock"


@pytest.mark.parametrize("kind", ["neurons", "stimuli", "encoders", "decoders", "recorders", "datasets"])
def test_every_declared_quantity_of_every_model_has_a_row(bench: Bench, kind: str) -> None:
    for key, model in discovery.models(kind).items():
        node_id = intentions.add_node(bench.editor, key, (0, 0))
        names = {*model.parameters(), *model.choices}
        rows = {name.removeprefix("parameters:") for name in bench.panel.rows}
        assert names <= rows, key
        assert bench.panel.head.title.text() == bench.node(node_id).title


def test_no_row_is_wider_than_the_panel_and_none_lower_than_its_target(bench: Bench) -> None:
    intentions.set_parameter(bench.editor, [bench.first], "V_th", Normal(-50.123456, 1.123456))
    intentions.rename(bench.editor, bench.first, "A population with a name that no panel could ever hold")
    QTest.qWait(20)
    for row in bench.panel.rows.values():
        assert row.width() <= bench.panel.width()
        for part in row.findChildren(QWidget):
            if part.isVisible():
                assert part.mapTo(bench.panel, QPoint(part.width(), 0)).x() <= bench.panel.width()
        assert row.height() >= 28


def test_the_problem_list_can_point_at_a_row(bench: Bench) -> None:
    bench.panel.show_field("tau_m")
    assert bench.field("parameters:tau_m").number.hasFocus()


def test_names_of_rows_are_whole_or_end_in_an_ellipsis_with_the_rest_in_the_tooltip(bench: Bench) -> None:
    bench.select(bench.link)
    intentions.set_plasticity(bench.editor, [bench.link], "plasticity/pair_stdp")
    QTest.qWait(1)
    bench.panel.grab()
    for row in bench.panel.rows.values():
        metrics = QFontMetrics(row.name.shown_font)
        assert all(metrics.horizontalAdvance(line) <= row.name.width() for line in row.name.lines)
        if " ".join(row.name.lines) != row.name.words:
            assert row.name.lines[-1].endswith("…")
            assert row.name.toolTip() == row.name.words


def test_a_file_of_spikes_becomes_part_of_the_project_as_one_step(bench: Bench, tmp_path: Path) -> None:
    stimulus = intentions.add_node(bench.editor, "stimuli/spike_times", (0, 200))
    path = tmp_path / "spikes.csv"
    path.write_text("time,train\n5,0\n7.5,2\n", encoding="utf-8")
    row, steps = bench.panel.rows["series:times"], bench.steps
    QTest.qWait(1)
    assert row.file_button is not None and row.file_button.isVisible()
    row.read_file(path)
    node = bench.node(stimulus)
    assert bench.steps == steps + 1 and node.size == 3
    path.unlink()
    description = interpret(bench.editor.document)
    assert description.stimuli[0].parameters["times"].tolist() == [5.0, 7.5]
    assert description.stimuli[0].parameters["trains"].tolist() == [0.0, 2.0]
    path.write_text("time,train\n5,zero\n", encoding="utf-8")
    bench.panel.rows["series:times"].read_file(path)
    assert "Line 2 of spikes.csv" in bench.panel.rows["series:times"].objection.text()
    assert bench.node(stimulus) == node

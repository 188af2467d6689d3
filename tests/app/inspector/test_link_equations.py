"""A person types the equations of a link's synapse, sees them as mathematics, and mends what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document import vocabulary
from app.document.edits import synapses_of
from app.document.meaning.meaning import meaning
from app.document.vocabulary import EQUATIONS
from app.i18n.translation import use_language
from engine.model.registry.discovery import text_of
from engine.network.description import Sign
from tests.app.inspector.bench import LIF, Bench

CONDUCTANCE, TYPED = "synapses/exponential_conductance", "synapses/equations"


class LinkBench(Bench):
    """The panel on the link between the two populations."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__(qtbot)
        self.select(self.link)
        QTest.qWait(1)
        self.equations = self.panel.equations
        self.area = self.equations.area

    @property
    def text(self) -> str:
        return text_of(synapses_of(self.the_link()).synapse or "")

    def write(self, text: str) -> None:
        """Put a whole text in the place of what is written, and leave it."""
        self.area.setFocus()
        self.area.selectAll()
        self.area.insertPlainText(text)
        QTest.keyClick(self.area, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[LinkBench]:
    yield LinkBench(qtbot)


def written_as_equations(bench: LinkBench) -> None:
    button = bench.panel.parts["synapse"].button
    assert button is not None and not bench.equations.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.qWait(1)


def test_a_built_in_synapse_is_written_as_equations_by_the_button_of_its_form(bench: LinkBench) -> None:
    intentions.set_synapse_model(bench.editor, (bench.link,), CONDUCTANCE)
    intentions.set_link_parameter(bench.editor, (bench.link,), "synapse", "tau_syn", 7.0)
    before = synapses_of(bench.the_link())
    written_as_equations(bench)
    assert bench.equations.isVisible() and "on_pre: g += w" in bench.text
    assert any(r"\frac{dg}{dt}" in line.latex for line in bench.equations.lines)
    after = synapses_of(bench.the_link())
    assert (after.weight, after.sign, after.synapse_parameters) == (before.weight, before.sign, {"tau_syn": 7.0})
    assert bench.panel.parts["synapse"].choice.value == TYPED and bench.panel.parts["synapse"].button is None
    assert "synapse:tau_syn" in bench.panel.rows and not meaning(bench.editor.document).problems
    bench.editor.undo_stack.undo()
    assert synapses_of(bench.the_link()) == before and not bench.equations.isVisible()


def test_a_new_parameter_has_a_row_and_a_text_that_is_wrong_loses_no_value(bench: LinkBench) -> None:
    intentions.set_part(bench.editor, (bench.link,), "synapse", TYPED)
    intentions.set_link_parameter(bench.editor, (bench.link,), "synapse", "tau_syn", 9.0)
    intentions.set_weight(bench.editor, (bench.link,), 3.5)
    right = bench.text
    bench.write(right.replace("g*(E_rev - V)", "g*(E_rev - V)*shar"))
    assert "“shar” is not defined" in bench.equations.objection.words
    (problem,) = [found for found in meaning(bench.editor.document).problems if found.quantity == EQUATIONS]
    assert problem.place == bench.link
    assert synapses_of(bench.the_link()).synapse_parameters == {"tau_syn": 9.0}
    bench.panel.show_field(EQUATIONS)
    assert bench.area.hasFocus() and bench.area.textCursor().blockNumber() == 5
    bench.write(right.replace("g*(E_rev - V)", "g*(E_rev - V)*share") + "share = 0.5 (>= 0)  # share that flows\n")
    assert not meaning(bench.editor.document).problems and "synapse:share" in bench.panel.rows
    given = synapses_of(bench.the_link())
    assert given.weight == 3.5 and given.synapse_parameters == {"tau_syn": 9.0}


def test_weights_of_another_unit_begin_anew(bench: LinkBench) -> None:
    intentions.set_part(bench.editor, (bench.link,), "synapse", TYPED)
    assert synapses_of(bench.the_link()).weight == 2.0
    bench.write("dI_s/dt = -I_s/tau : pA\non_pre: I_s += w\ncurrent: I_s\ntau = 5 ms\nw = 80 pA")
    assert synapses_of(bench.the_link()).weight == 80.0 and bench.panel.rows["weight"].entry.bounds.unit == "pA"
    intentions.set_sign(bench.editor, (bench.link,), Sign.INHIBITORY.value)
    bench.write(bench.text.replace("w = 80 pA", "w = 2 nS (>= 0)").replace(": pA", ": nS").replace(
        "current: I_s", "current: -I_s*V"))  # fmt: skip
    given = synapses_of(bench.the_link())
    assert (given.weight, given.sign) == (2.0, "inhibitory") and not meaning(bench.editor.document).problems


def test_a_text_that_does_not_fit_the_neuron_is_a_problem_of_the_link(bench: LinkBench) -> None:
    intentions.set_part(bench.editor, (bench.link,), "synapse", TYPED)
    bench.write("dx/dt = -x/tau : mV\non_pre: x += w\ncurrent: x\nw = 1 mV\ntau = 5 ms")
    assert not bench.equations.objection.isVisible()
    assert [problem.place for problem in meaning(bench.editor.document).problems] == [bench.link]


def test_a_rule_is_typed_beside_the_synapse_and_hears_what_is_chosen(bench: LinkBench) -> None:
    third = intentions.add_node(bench.editor, LIF, (0, 300))
    bench.select(bench.link)
    intentions.set_part(bench.editor, (bench.link,), "synapse", TYPED)
    intentions.set_part(bench.editor, (bench.link,), "plasticity", "plasticity/reward_modulated_stdp")
    QTest.qWait(1)
    assert bench.equations.parts is None
    button = bench.panel.parts["plasticity"].button
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.qWait(1)
    parts = bench.equations.parts
    assert parts is not None and "on_pre: g += w" in bench.area.toPlainText()
    QTest.mouseClick(parts, Qt.MouseButton.LeftButton, pos=parts.area(f"{bench.link} plasticity").center().toPoint())
    assert "hears: reward" in bench.area.toPlainText() and "on_reward: d += dose" in bench.area.toPlainText()
    assert any(r"\text{spike}" in line.latex for line in bench.equations.lines)
    bench.choose(bench.panel.rows["plasticity:reward"].field, third)
    given = synapses_of(bench.the_link())
    assert given.plasticity_parameters["reward"] == third and not meaning(bench.editor.document).unread
    bench.write(bench.area.toPlainText().replace("on_reward: d += dose", "on_reward: d += dose*x"))
    assert "which do not know “x”" in bench.equations.objection.words
    parts.setFocus()
    QTest.keyClick(parts, Qt.Key.Key_Left)
    assert "on_pre: g += w" in bench.area.toPlainText() and not bench.equations.objection.isVisible()
    bench.panel.show_field(EQUATIONS)
    assert "on_reward" in bench.area.toPlainText() and bench.area.hasFocus()
    assert synapses_of(bench.the_link()).plasticity_parameters["reward"] == third


def test_the_text_begins_in_the_language_of_the_window(bench: LinkBench) -> None:
    use_language("zh_CN")
    try:
        intentions.set_part(bench.editor, (bench.link,), "synapse", TYPED)
    finally:
        use_language("en")
    assert "# 电导" in bench.text and vocabulary.part_model(bench.the_link(), "synapse") is not None

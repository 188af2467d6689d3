"""A person types equations, sees what is wrong and where, mends it, and runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.document import vocabulary
from app.document.file import file_format
from app.document.meaning.meaning import meaning
from app.i18n.translation import use_language
from app.inspector.panel import InspectorPanel
from app.inspector.row_name import RowName
from app.running.changes import Acts, planned_change
from engine.model.equations import mathematics
from engine.model.registry.discovery import text_of
from engine.model.typed.neuron import neuron
from engine.problems import NetworkError
from tests.activation import activate

EQUATIONS, LIF = "neurons/equations", "neurons/leaky_integrate_and_fire"


class Bench:
    """An editor with one typed neuron, selected, and the panel on it in an active window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.editor = Editor()
        self.id = intentions.add_node(self.editor, EQUATIONS, (0, 0))
        self.other = intentions.add_node(self.editor, LIF, (300, 0))
        self.editor.undo_stack.clear()
        self.editor.selection.set((self.id,))  # before there is a panel, which would build another form first
        self.panel = InspectorPanel(self.editor)
        self.panel.resize(304, 900)
        qtbot.addWidget(self.panel)
        self.panel.show()
        activate(qtbot, self.panel)
        QTest.qWait(1)
        self.equations = self.panel.equations
        self.area = self.equations.area

    @property
    def text(self) -> str:
        return text_of(self.editor.document.nodes[self.id].model)

    def replace(self, old: str, new: str) -> None:
        """Select ``old`` in the text and type ``new`` over it."""
        self.area.setFocus()
        at = self.area.toPlainText().index(old)
        cursor = self.area.textCursor()
        cursor.setPosition(at)
        cursor.setPosition(at + len(old), QTextCursor.MoveMode.KeepAnchor)
        self.area.setTextCursor(cursor)
        for number, line in enumerate(new.split("\n")):
            if number:
                QTest.keyClick(self.area, Qt.Key.Key_Return)
            QTest.keyClicks(self.area, line)

    def end(self) -> None:
        QTest.keyClick(self.area, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    yield Bench(qtbot)


def test_a_new_typed_neuron_shows_its_text_mathematics_and_parameters(bench: Bench) -> None:
    assert bench.equations.isVisible() and "dv/dt" in bench.area.toPlainText()
    assert any(r"\frac{dv}{dt}" in line.latex for line in bench.equations.lines)
    assert {"parameters:tau", "parameters:V_th", "start:v"} <= set(bench.panel.rows)
    assert bench.panel.parts["model"].choice.value == EQUATIONS
    bench.editor.selection.set((bench.other,))
    assert not bench.equations.isVisible()


def test_a_mistake_is_underlined_and_said_and_mended_and_keeps_values(bench: Bench) -> None:
    intentions.set_parameter(bench.editor, [bench.id], "tau", 25.0)
    bench.replace(")/tau :", ")/tauu :")
    bench.end()
    assert bench.equations.objection.isVisible() and "Did you mean “tau”?" in bench.equations.objection.words
    (mark,) = bench.area.extraSelections()
    assert mark.cursor.selectedText() == "tauu"
    assert mark.format.underlineStyle() is QTextCharFormat.UnderlineStyle.WaveUnderline
    (problem,) = [p for p in meaning(bench.editor.document).problems if p.place == bench.id]
    assert problem.quantity == "equations" and "tauu" in str(problem)
    bench.replace("tauu", "tau")
    bench.end()
    assert not bench.equations.objection.isVisible() and bench.area.extraSelections() == []
    assert vocabulary.value_of(bench.editor.document.nodes[bench.id], "tau") == 25.0
    assert not any(p.is_fatal for p in meaning(bench.editor.document).problems)


def test_typing_goes_on_while_the_form_beneath_changes(bench: Bench) -> None:
    bench.replace("tau = 10", "k = 3\ntau = 10")
    bench.qtbot.waitUntil(lambda: "parameters:k" in bench.panel.rows)
    assert bench.area.hasFocus()
    QTest.keyClicks(bench.area, "0")
    bench.end()
    assert "tau = 100 ms" in bench.text
    assert vocabulary.value_of(bench.editor.document.nodes[bench.id], "tau") == 100.0


def test_leaving_for_another_node_keeps_what_was_typed_and_undo_takes_it_back(bench: Bench) -> None:
    before = bench.text
    bench.replace("E_L = -70", "E_L = -71")
    bench.editor.selection.set((bench.other,))
    assert "E_L = -71" in bench.text
    bench.editor.selection.set((bench.id,))
    assert "E_L = -71" in bench.area.toPlainText()
    bench.editor.undo_stack.undo()
    assert bench.text == before and bench.area.toPlainText() == before


def test_a_built_in_neuron_is_written_as_equations_that_mean_the_same(bench: Bench) -> None:
    intentions.set_parameter(bench.editor, [bench.other], "V_th", -52.0)
    bench.editor.selection.set((bench.other,))
    QTest.qWait(1)
    button = bench.panel.parts["model"].button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    node = bench.editor.document.nodes[bench.other]
    assert "dV/dt = (E_L - V) / tau_m + I / C_m" in text_of(node.model)
    assert vocabulary.value_of(node, "V_th") == -52.0
    assert bench.equations.isVisible() and bench.panel.parts["model"].button is None


def test_a_text_to_begin_with_speaks_the_language_of_the_window(bench: Bench) -> None:
    """Titles and comments of built-in equations stayed English in a Chinese window; what is read stays as it is."""
    english, model = bench.area.toPlainText(), vocabulary.model_of(EQUATIONS)
    use_language("zh_CN")
    try:
        bench.editor.selection.set((bench.other,))
        QTest.qWait(1)
        QTest.mouseClick(bench.panel.parts["model"].button, Qt.MouseButton.LeftButton)
        written = text_of(bench.editor.document.nodes[bench.other].model)
        new = intentions.add_node(bench.editor, EQUATIONS, (0, 300))
        bench.editor.selection.set((new,))
        QTest.qWait(1)
        shown = bench.area.toPlainText()
    finally:
        use_language("en")
    assert "title: 泄漏积分发放（LIF）\n" in written and "# 膜时间常数" in written and "dV/dt = (E_L - V)" in written
    assert "about: A neuron" in english and "# membrane potential" in english
    assert "# 膜电位" in shown and "# membrane" not in shown and "source: 编写者本人" in shown
    assert model is not None and mathematics.equations(neuron(shown)) == mathematics.equations(model)


def test_a_starting_text_can_be_chosen(bench: Bench) -> None:
    groups = {action.text(): action.menu() for action in bench.equations.starts.menu().actions() if action.menu()}
    assert {"Integrate-and-fire", "Conductance-based", "Discrete"} <= set(groups)
    actions = {action.text(): action for action in groups["Integrate-and-fire"].actions()}
    actions["Integrate-and-fire"].trigger()
    assert "dV/dt = I / C_m" in bench.text and "parameters:C_m" in bench.panel.rows


def test_the_problem_list_leads_to_the_place(bench: Bench) -> None:
    bench.replace("reset: v", "reset: w")
    bench.end()
    bench.editor.selection.set((bench.other,))
    bench.editor.selection.set((bench.id,))
    bench.panel.show_field("equations")
    assert bench.area.hasFocus()
    assert bench.area.textCursor().block().text() == "reset: w = V_r"


def test_the_text_survives_the_file_a_copy_and_a_mistake_in_it(bench: Bench, tmp_path: Path) -> None:
    intentions.set_equations(bench.editor, bench.id, "dv/dt = nonsense : mV")
    path = tmp_path / "a.spikeloom"
    file_format.save(bench.editor.document, path)
    opened = file_format.open_document(path)
    assert text_of(opened.nodes[bench.id].model) == "dv/dt = nonsense : mV"
    bench.editor.selection.set((bench.id,))
    copy = intentions.duplicate(bench.editor)
    assert text_of(bench.editor.document.nodes[copy[0]].model) == "dv/dt = nonsense : mV" if copy else True


def test_a_wrong_text_leaves_the_running_network_as_it_is(bench: Bench) -> None:
    before = meaning(bench.editor.document).description
    intentions.set_equations(bench.editor, bench.id, bench.text.replace("R*I", "0.5*R*I"))
    assert planned_change(before, meaning(bench.editor.document).readable_description()).acts is Acts.REBUILT
    intentions.set_equations(bench.editor, bench.id, "dv/dt = nonsense : mV")
    with pytest.raises(NetworkError, match="nonsense"):
        meaning(bench.editor.document).readable_description()


def test_the_colours_follow_the_theme(bench: Bench) -> None:
    from app.appearance.theme import theme, use_theme

    def colour() -> str:
        formats = bench.area.document().findBlockByNumber(3).layout().formats()
        return formats[0].format.foreground().color().name()

    first = colour()
    use_theme(dark=not theme().dark)
    assert colour() != first and colour() == theme().color("accentText").name()
    use_theme(dark=not theme().dark)
    assert bench.area.event(QEvent(QEvent.Type.None_)) is False


def test_words_for_people_are_not_coloured_as_signs_of_the_grammar(bench: Bench) -> None:
    bench.area.setPlainText("title: One and not another, 3 ms\ndv/dt = 0.1 : 1  # here it is")
    formats = bench.area.document().firstBlock().layout().formats()
    assert [(f.start, f.length) for f in formats if f.format.hasProperty(QTextCharFormat.Property.ForegroundBrush)] == [
        (0, len("title"))
    ]


def test_a_name_of_which_nothing_was_said_stands_as_it_was_written(bench: Bench, qtbot: QtBot) -> None:
    bench.area.setPlainText("dv/dt = -v/tau_x + u : 1\ntau_x = 10 ms  # time constant\nu = 1 Hz")
    qtbot.waitUntil(lambda: {"u", "Time constant"} <= {row.words for row in bench.panel.findChildren(RowName)})
    assert "U" not in {row.words for row in bench.panel.findChildren(RowName)}


def test_a_text_file_can_be_begun_with_and_another_leaves_what_is_written(bench: Bench, tmp_path: Path) -> None:
    mine, table = tmp_path / "mine.txt", tmp_path / "table.csv"
    mine.write_text("dv/dt = -v/tau_x : 1\ntau_x = 10 ms\n", encoding="utf-8")
    table.write_text("time,train\n1,2\n", encoding="utf-8")
    bench.equations.take_file(mine)
    assert bench.text == "dv/dt = -v/tau_x : 1\ntau_x = 10 ms"
    bench.equations.take_file(table)
    assert bench.text == "dv/dt = -v/tau_x : 1\ntau_x = 10 ms"
    assert bench.equations.objection.isVisible() and "No line of table.csv" in bench.equations.objection.text()
    bench.equations.take_file(tmp_path / "gone.txt")
    assert "no file gone.txt" in bench.equations.objection.text()

"""Several things of different kinds selected at once, and the way from a model's name to its page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.inspector.forms.mixed_form import LISTED
from app.inspector.jump_row import JumpRow
from app.inspector.panel import InspectorPanel
from app.widgets.fields.value_field import ValueField
from app.widgets.quantities import Bounds
from tests.activation import activate

LIF = "neurons/leaky_integrate_and_fire"
POISSON = "stimuli/poisson"


@pytest.fixture
def editor() -> Editor:
    return Editor()


@pytest.fixture
def panel(qtbot: QtBot, editor: Editor) -> InspectorPanel:
    first = intentions.add_node(editor, LIF, (0, 0))
    second = intentions.add_node(editor, LIF, (300, 0))
    stimulus = intentions.add_node(editor, POISSON, (-300, 0))
    link = intentions.connect(editor, stimulus, "out", first, "in")
    editor.selection.set((first, second, stimulus, link))  # before there is a panel, which would build another form
    made = InspectorPanel(editor)
    made.resize(304, 760)
    qtbot.addWidget(made)
    made.show()
    activate(qtbot, made)
    QTest.qWait(1)
    return made


def jumps(panel: InspectorPanel) -> list[JumpRow]:
    return [row for part in panel.parts.values() for row in part.jumps]


def test_nodes_and_links_together_are_listed_by_kind_with_their_numbers(panel: InspectorPanel, editor: Editor) -> None:
    words = [row.jump.words for row in jumps(panel)]
    titles = [node.title for node in editor.document.nodes.values()]
    assert words[:3] == ["Select these 2", titles[0], titles[1]]
    assert words[3] == titles[2]
    assert words[4] == f"{titles[2]} → {titles[0]}"
    assert panel.head.title.text() == "4 selected"


def test_a_click_on_one_selects_it_alone_and_brings_it_into_view(
    qtbot: QtBot, panel: InspectorPanel, editor: Editor
) -> None:
    row = jumps(panel)[3]
    wanted = row.jump.ids[0]
    with qtbot.waitSignal(panel.show_element) as shown:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert shown.args == [wanted]
    assert tuple(editor.selection.ids) == (wanted,)
    assert panel.rows, "its own settings are shown now"


def test_enter_on_all_of_a_kind_shows_what_they_share(panel: InspectorPanel, editor: Editor) -> None:
    row = jumps(panel)[0]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert len(editor.selection.ids) == 2
    assert "parameters:tau_m" in panel.rows


def test_a_long_list_ends_with_how_many_more_there_are(panel: InspectorPanel, editor: Editor) -> None:
    for place in range(2 * LISTED):
        intentions.add_node(editor, LIF, (0, 100.0 * place))
    editor.selection.set(tuple(node.id for node in editor.document.nodes.values()))
    populations = [row for row in jumps(panel) if row.jump.icon == "neuron"]
    assert len(populations) == LISTED


def test_the_name_of_a_model_leads_to_its_page(qtbot: QtBot, panel: InspectorPanel, editor: Editor) -> None:
    editor.selection.set((next(iter(editor.document.nodes)),))
    QTest.qWait(1)
    with qtbot.waitSignal(panel.model_card_wanted) as wanted:
        QTest.mouseClick(panel.parts["model"].card, Qt.MouseButton.LeftButton)
    assert wanted.args == [LIF]


def test_each_part_of_a_link_leads_to_its_own_page(qtbot: QtBot, panel: InspectorPanel, editor: Editor) -> None:
    editor.selection.set((next(iter(editor.document.links)),))
    QTest.qWait(1)
    assert panel.parts["plasticity"].card.isHidden(), "there is no rule to read about"
    with qtbot.waitSignal(panel.model_card_wanted) as wanted:
        QTest.mouseClick(panel.parts["wiring"].card, Qt.MouseButton.LeftButton)
    assert wanted.args[0].startswith("wiring/")


def test_a_form_follows_once_what_an_undo_chose_otherwise_is_painted(
    qtbot: QtBot, panel: InspectorPanel, editor: Editor
) -> None:
    """Two forms were made within the undo itself: of 300 nodes they took a tenth of a second."""
    nodes = tuple(i for i in editor.selection.ids if i in editor.document.nodes)[:2]
    editor.selection.set(nodes)
    group = intentions.group(editor, nodes, (0.0, 0.0))
    assert editor.selection.ids == (group,)
    shown = panel.head.title.text()
    editor.undo_stack.undo()
    assert set(editor.selection.ids) == set(nodes) and panel.head.title.text() == shown, "not within the undo"
    qtbot.waitUntil(lambda: panel.head.title.text() == "2 selected")
    assert "parameters:tau_m" in panel.rows


IZHIKEVICH = "neurons/izhikevich"
ADEX = "neurons/adaptive_exponential_integrate_and_fire"


def selected(editor: Editor, *models: str) -> list[str]:
    """Nodes of these models, all of them selected."""
    ids = [intentions.add_node(editor, model, (0.0, 500.0 + 100 * place)) for place, model in enumerate(models)]
    editor.selection.set(ids)
    QTest.qWait(1)
    return ids


def field(panel: InspectorPanel, key: str) -> ValueField:
    found = panel.rows[key].field
    assert isinstance(found, ValueField)
    return found


def test_defaults_that_differ_are_a_dash_and_one_value_goes_into_all(panel: InspectorPanel, editor: Editor) -> None:
    """“250 pF” stood there although one of the two has 100."""
    lif, izhikevich = selected(editor, LIF, IZHIKEVICH)
    capacitance = field(panel, "parameters:C_m")
    assert capacitance.value is None and capacitance.number.text() == "—"
    assert not panel.rows["parameters:C_m"].is_changed
    QTest.mouseClick(capacitance.number, Qt.MouseButton.LeftButton)
    QTest.keyClicks(capacitance.number, "100")
    QTest.keyClick(capacitance.number, Qt.Key.Key_Return)
    nodes = editor.document.nodes
    assert [nodes[id].parameters["C_m"] for id in (lif, izhikevich)] == [100.0, 100.0]
    assert field(panel, "parameters:C_m").number.text() == "100"
    editor.undo_stack.undo()
    assert field(panel, "parameters:C_m").number.text() == "—"


def test_a_given_value_beside_a_default_is_a_dash_where_they_differ(panel: InspectorPanel, editor: Editor) -> None:
    lif, izhikevich = selected(editor, LIF, IZHIKEVICH)
    intentions.set_parameter(editor, [lif], "C_m", 100.0)
    assert field(panel, "parameters:C_m").value == 100.0, "both have 100 now"
    intentions.set_parameter(editor, [izhikevich], "C_m", 120.0)
    assert field(panel, "parameters:C_m").value is None


def test_one_name_in_two_units_is_no_common_value(panel: InspectorPanel, editor: Editor) -> None:
    """The a of one model is a conductance and that of the other a rate: one number went into both."""
    selected(editor, IZHIKEVICH, ADEX)
    assert "parameters:a" not in panel.rows and "parameters:C_m" in panel.rows


def test_what_all_selected_allow_may_be_typed() -> None:
    wide, narrow = Bounds("ms", at_least=0.0, below=10.0), Bounds("ms", above=1.0, at_most=5.0, integer=True)
    both = wide.within(narrow)
    assert [both.objection(value) == "" for value in (1.0, 2.0, 2.5, 5.0, 6.0)] == [False, True, False, True, False]


def test_weights_in_different_units_are_a_dash(panel: InspectorPanel, editor: Editor) -> None:
    stimulus = next(node.id for node in editor.document.nodes.values() if node.kind == "stimulus")
    link = next(iter(editor.document.links))
    other = intentions.connect(editor, stimulus, "out", selected(editor, LIF)[0], "in")
    intentions.set_part(editor, [other], "synapse", "synapses/exponential_conductance")
    intentions.set_weight(editor, [link, other], 3.0)
    editor.selection.set([link, other])
    QTest.qWait(1)
    assert field(panel, "weight").value is None
    intentions.set_part(editor, [other], "synapse", editor.document.links[link].synapses.synapse)
    intentions.set_weight(editor, [other], 3.0)
    assert field(panel, "weight").value == 3.0

"""Several things of different kinds selected at once, and the way from a model's name to its page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.inspector.mixed_form import LISTED
from app.inspector.panel import InspectorPanel
from tests.activation import activate

LIF = "neurons/leaky_integrate_and_fire"
POISSON = "stimuli/poisson"


@pytest.fixture
def panel(qtbot: QtBot) -> InspectorPanel:
    editor = Editor()
    first = intentions.add_node(editor, LIF, (0, 0))
    second = intentions.add_node(editor, LIF, (300, 0))
    stimulus = intentions.add_node(editor, POISSON, (-300, 0))
    link = intentions.connect(editor, stimulus, "out", first, "in")
    made = InspectorPanel(editor)
    made.resize(304, 760)
    qtbot.addWidget(made)
    made.show()
    activate(qtbot, made)
    editor.selection.set((first, second, stimulus, link))
    QTest.qWait(1)
    return made


def test_nodes_and_links_together_are_listed_by_kind_with_their_numbers(panel: InspectorPanel) -> None:
    words = [row.jump.words for row in panel.jumps]
    titles = [node.title for node in panel._editor.document.nodes.values()]
    assert words[:3] == ["Select these 2", titles[0], titles[1]]
    assert words[3] == titles[2]
    assert words[4] == f"{titles[2]} → {titles[0]}"
    assert panel.head.title.text() == "4 selected"


def test_a_click_on_one_selects_it_alone_and_brings_it_into_view(qtbot: QtBot, panel: InspectorPanel) -> None:
    row = panel.jumps[3]
    wanted = row.jump.ids[0]
    with qtbot.waitSignal(panel.show_element) as shown:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert shown.args == [wanted]
    assert tuple(panel._editor.selection.ids) == (wanted,)
    assert panel.rows, "its own settings are shown now"


def test_enter_on_all_of_a_kind_shows_what_they_share(panel: InspectorPanel) -> None:
    row = panel.jumps[0]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert len(panel._editor.selection.ids) == 2
    assert "parameters:tau_m" in panel.rows


def test_a_long_list_ends_with_how_many_more_there_are(panel: InspectorPanel) -> None:
    editor = panel._editor
    for place in range(2 * LISTED):
        intentions.add_node(editor, LIF, (0, 100.0 * place))
    editor.selection.set(tuple(node.id for node in editor.document.nodes.values()))
    populations = [row for row in panel.jumps if row.jump.icon == "neuron"]
    assert len(populations) == LISTED


def test_the_name_of_a_model_leads_to_its_page(qtbot: QtBot, panel: InspectorPanel) -> None:
    editor = panel._editor
    editor.selection.set((next(iter(editor.document.nodes)),))
    QTest.qWait(1)
    with qtbot.waitSignal(panel.model_card_wanted) as wanted:
        QTest.mouseClick(panel.cards["model"], Qt.MouseButton.LeftButton)
    assert wanted.args == [LIF]


def test_each_part_of_a_link_leads_to_its_own_page(qtbot: QtBot, panel: InspectorPanel) -> None:
    editor = panel._editor
    editor.selection.set((next(iter(editor.document.links)),))
    QTest.qWait(1)
    assert panel.cards["plasticity"].isHidden(), "there is no rule to read about"
    with qtbot.waitSignal(panel.model_card_wanted) as wanted:
        QTest.mouseClick(panel.cards["wiring"], Qt.MouseButton.LeftButton)
    assert wanted.args[0].startswith("wiring/")


def test_a_form_follows_once_what_an_undo_chose_otherwise_is_painted(qtbot: QtBot, panel: InspectorPanel) -> None:
    """Two forms were made within the undo itself: of 300 nodes they took a tenth of a second."""
    editor = panel._editor
    nodes = tuple(i for i in editor.selection.ids if i in editor.document.nodes)[:2]
    editor.selection.set(nodes)
    group = intentions.group(editor, nodes, (0.0, 0.0))
    assert editor.selection.ids == (group,)
    shown = panel.head.title.text()
    editor.undo_stack.undo()
    assert set(editor.selection.ids) == set(nodes) and panel.head.title.text() == shown, "not within the undo"
    qtbot.waitUntil(lambda: panel.head.title.text() == "2 selected")
    assert "parameters:tau_m" in panel.rows

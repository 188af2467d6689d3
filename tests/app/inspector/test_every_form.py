"""The forms of every model: all that it declares is there, and nothing of it is cut at the panel's usual width."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from app.appearance.style import _glyphs  # the sheet alone, on no application
from app.appearance.style_sheet import style_sheet
from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.vocabulary import LINK_PARTS, POSITIONS
from app.inspector.panel import InspectorPanel
from app.inspector.row_name import LEADING, RowName
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.text import SMALL
from engine.model.registry import discovery
from engine.network.values import Uniform
from tests.app.seen import scroll_area

LIF = "neurons/leaky_integrate_and_fire"
NEURONS = 16
WIDTH, HEIGHT = 304, 400  # so low that there is a scroll bar, which takes room
OF_THE_PROJECT = "settings:resolution"  # in the form of nothing that is selected
CHOICE_EDGES, FIELD, LINE_EDIT_EDGES = 36, 26, 4


def with_model(editor: Editor, key: str) -> str:
    """Draw what has a model; the id of the element whose form shows it."""
    kind = key.split("/")[0]
    if kind in LINK_PARTS.values():
        ends = [intentions.add_node(editor, LIF, (300.0 * x, 0.0)) for x in (0, 1)]
        intentions.set_size(editor, ends, NEURONS)
        for end in ends:
            intentions.set_arrangement(editor, [end], "positions/grid")
        link = intentions.connect(editor, ends[0], "out", ends[1], "in")
        intentions.drop_on_link(editor, link, key)
        return link
    if kind == POSITIONS:
        population = intentions.add_node(editor, LIF, (0.0, 0.0))
        intentions.set_size(editor, [population], NEURONS)
        intentions.set_arrangement(editor, [population], key)
        return population
    return intentions.add_node(editor, key, (0.0, 0.0))


def cut(panel: InspectorPanel) -> list[str]:
    """Words and numbers that have less room than they need."""
    px = theme().px
    found = [
        name.words
        for name in panel.findChildren(RowName)
        if " ".join(name.lines).replace("- ", "-") != name.words or name.height() < px(LEADING) * len(name.lines)
    ]
    smallest = QFontMetrics(theme().font(SMALL))
    found += [
        choice.currentText()
        for choice in panel.findChildren(ChoiceField)
        if any(choice.width() - px(CHOICE_EDGES) < smallest.horizontalAdvance(line) for line in choice.lines)
        or choice.height() < max(px(FIELD), len(choice.lines) * smallest.height())
    ]
    for field in panel.findChildren(QuantityField):
        margins = field.textMargins()
        room = field.width() - margins.left() - margins.right() - LINE_EDIT_EDGES
        if field.isVisible() and QFontMetrics(field.font()).horizontalAdvance(field.text()) > room:
            found.append(field.text())
    return found


@pytest.mark.parametrize("kind", discovery.KINDS)
def test_the_form_of_a_model_has_a_row_for_each_quantity_and_nothing_in_it_is_cut(qtbot: QtBot, kind: str) -> None:
    """All are drawn before there is a panel: one that follows the drawing builds forms that nobody looks at."""
    editor = Editor()
    drawn = {key: with_model(editor, key) for key in discovery.models(kind)}
    editor.selection.set(())
    panel = InspectorPanel(editor)
    panel.resize(WIDTH, HEIGHT)
    qtbot.addWidget(panel)
    panel.show()
    assert OF_THE_PROJECT in panel.rows
    for key, shown in drawn.items():
        before = tuple(panel.parts.values())
        editor.selection.set((shown,))
        assert panel.parts and not set(before) & set(panel.parts.values()) and OF_THE_PROJECT not in panel.rows, key
        if (node := editor.document.nodes.get(shown)) is not None and node.model == key:
            model = discovery.find(key)
            rows = {name.removeprefix("parameters:") for name in panel.rows}
            assert {*model.parameters(), *model.choices, *model.locations} <= rows, key
            assert panel.head.title.toolTip() == node.title
        qtbot.wait(0)  # Qt deletes the form before within a loop of events

        def is_whole(key: str = key) -> None:
            assert cut(panel) == [], key

        qtbot.waitUntil(is_whole)
        low = [name.words for name in panel.findChildren(RowName) if name.words[0].islower()]
        assert not low, f"as a row of {key} begins"


@pytest.mark.parametrize("key", [LIF, "neurons/hodgkin_huxley"])
def test_no_name_is_cut_by_a_distribution_and_a_number_is_beside_it_again(qtbot: QtBot, key: str) -> None:
    editor = Editor()
    shown = intentions.add_node(editor, key, (0.0, 0.0))
    intentions.set_size(editor, [shown], NEURONS)
    panel = InspectorPanel(editor)
    panel.resize(WIDTH, HEIGHT)
    qtbot.addWidget(panel)
    panel.show()
    editor.selection.set((shown,))
    spread = Uniform(-60.5, -50.5)
    intentions.set_start(editor, [shown], "V", spread)
    row = panel.rows["start:V"]

    def is_beneath() -> None:
        assert cut(panel) == [] and row.field.y() > row.name.geometry().bottom()

    def is_beside() -> None:
        assert cut(panel) == [] and row.name.geometry().right() < row.field.x()
        assert abs(row.field.geometry().center().y() - row.name.geometry().center().y()) <= 1

    qtbot.waitUntil(is_beneath)
    panel.resize(2 * WIDTH, HEIGHT)
    qtbot.waitUntil(is_beside)
    panel.resize(WIDTH, HEIGHT)
    qtbot.waitUntil(is_beneath)
    intentions.set_start(editor, [shown], "V", -60.0)
    qtbot.waitUntil(is_beside)


def test_no_field_moves_when_the_scroll_bar_comes(qtbot: QtBot) -> None:
    editor = Editor()
    short, long = (intentions.add_node(editor, key, (0.0, 0.0)) for key in ("stimuli/poisson", LIF))
    panel = InspectorPanel(editor)
    panel.resize(WIDTH, 2 * HEIGHT)
    qtbot.addWidget(panel)
    panel.show()
    bar = scroll_area(panel.equations_place).verticalScrollBar()
    rights = []
    for node, scrolls in ((short, False), (long, True)):
        editor.selection.set((node,))
        panel.resize(WIDTH, HEIGHT if scrolls else 2 * HEIGHT)
        qtbot.waitUntil(lambda scrolls=scrolls: (bar.maximum() > 0) is scrolls)
        assert bar.isEnabled() is scrolls, "a bar without a use has no handle"
        row = next(iter(panel.rows.values()))
        rights.append(row.field.mapTo(panel, row.field.rect().topRight()).x())
    assert rights[0] == rights[1]


def test_a_long_name_of_a_model_has_room_for_its_lines_under_the_window_s_style_sheet(qtbot: QtBot) -> None:
    """The sheet gives lists that open a least height, by which a form with little room went: one line's."""
    editor = Editor()
    shown = intentions.add_node(editor, "neurons/current_based_leaky_integrate_and_fire_subtractive", (0.0, 0.0))
    panel = InspectorPanel(editor)
    panel.setStyleSheet(style_sheet(theme(), _glyphs(theme())))
    panel.resize(WIDTH, HEIGHT)
    qtbot.addWidget(panel)
    panel.show()
    editor.selection.set((shown,))
    choice = panel.parts["model"].choice

    for width in (WIDTH, WIDTH - 60, WIDTH):
        panel.resize(width, HEIGHT)
        qtbot.waitUntil(lambda: choice.height() == choice.sizeHint().height())
        assert choice.currentText() not in cut(panel)

    choice.setFocus()
    intentions.set_model(editor, [shown], LIF)
    qtbot.waitUntil(lambda: panel.parts["model"].choice.height() == theme().px(FIELD))

"""The form of the wire of a third factor: from where, to which rule, and away with it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.third_factors import factor_id, heard_nodes
from app.inspector.panel import InspectorPanel
from app.widgets.fields.choice_field import ChoiceField
from tests.app.inspector.bench import Bench


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    made = Bench(qtbot)
    intentions.drop_on_link(made.editor, made.link, "plasticity/reward_modulated_stdp")
    intentions.set_third_factor(made.editor, made.link, "reward", made.first)
    made.select(factor_id(made.link, "reward"))
    return made


def heard(bench: Bench) -> dict[str, str]:
    return heard_nodes(bench.editor.document, bench.the_link())


def jumps(panel: InspectorPanel) -> list[tuple[str, ...]]:
    return [jump.ids for part in panel.parts.values() for jump in part.section.jumps]


def test_the_form_says_from_where_to_where_and_chooses_another_node(bench: Bench) -> None:
    assert bench.panel.head.title.text() == "Source of the reward"
    assert jumps(bench.panel) == [(bench.first,), (bench.link,)]
    field = bench.panel.rows["plasticity:reward"].field
    assert isinstance(field, ChoiceField)
    bench.choose(field, bench.second)
    assert heard(bench) == {"reward": bench.second} and jumps(bench.panel) == [(bench.second,), (bench.link,)]


def test_beside_the_link_stands_the_rule_that_hears_the_factor(bench: Bench) -> None:
    rules = [
        jump.detail for part in bench.panel.parts.values() for jump in part.section.jumps if bench.link in jump.ids
    ]
    assert rules == ["Reward-modulated STDP"]


def test_the_button_of_the_form_takes_the_wire_away_in_one_step(bench: Bench) -> None:
    steps = bench.steps
    (button,) = (part.section.button for part in bench.panel.parts.values() if part.section.button is not None)
    button.do()
    assert not heard(bench) and bench.steps == steps + 1 and not bench.editor.selection.ids
    bench.undo()
    assert heard(bench) == {"reward": bench.first}


def test_a_wire_among_others_is_listed(bench: Bench) -> None:
    bench.select(bench.first, factor_id(bench.link, "reward"))
    assert bench.panel.head.title.text() == "2 selected"
    assert jumps(bench.panel) == [(bench.first,), (factor_id(bench.link, "reward"),)]

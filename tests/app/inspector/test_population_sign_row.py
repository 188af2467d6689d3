"""The sign of a population in its form and on the canvas."""

from __future__ import annotations

from app.canvas.kinds import PAINTERS
from app.canvas.painting.node_words import subtitle_words
from app.widgets.fields.choice_field import ChoiceField
from tests.app.inspector.bench import Bench


def test_the_sign_is_chosen_at_the_population_by_keys(bench: Bench) -> None:
    field = bench.panel.rows["sign"].field
    assert isinstance(field, ChoiceField)
    assert PAINTERS["population"].icon_of(bench.node(bench.first)) == "population"
    bench.choose(field, "inhibitory")
    node = bench.node(bench.first)
    synapses = bench.the_link().synapses
    assert node.sign == "inhibitory" and synapses is not None and synapses.sign == "inhibitory"
    assert PAINTERS["population"].icon_of(node) == "inhibitory"
    assert subtitle_words(node).endswith(" · inhibitory")
    assert bench.steps == 1
    bench.undo()
    assert bench.node(bench.first).sign == ""

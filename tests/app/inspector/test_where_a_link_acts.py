"""The compartment that a link acts into: chosen in its form where there are several, meant by the drawing."""

from __future__ import annotations

from app.commands import intentions
from app.document.meaning.meaning import meaning
from app.widgets.fields.choice_field import ChoiceField
from tests.app.inspector.bench import LIF, Bench
from tests.engine.simulation.test_compartments import TEXT

TWO = TEXT.format(method="exact")


def test_a_choice_is_there_where_the_target_has_several_inputs(bench: Bench) -> None:
    bench.select(bench.link)
    assert "into" not in bench.panel.rows
    intentions.write_as_equations(bench.editor, [bench.second], LIF)
    intentions.set_equations(bench.editor, bench.second, TWO)
    bench.select(bench.link)
    steps = bench.steps
    field = bench.panel.rows["into"].field
    assert isinstance(field, ChoiceField)
    assert [field.itemText(row) for row in range(field.count())] == ["I_soma", "I_dend"]
    bench.choose(field, "I_dend")
    (projection,) = meaning(bench.editor.document).description.projections
    assert projection.into == "I_dend" and bench.steps == steps + 1
    bench.undo()
    (projection,) = meaning(bench.editor.document).description.projections
    assert projection.into == ""


def test_an_input_that_is_gone_stays_to_be_seen(bench: Bench) -> None:
    intentions.set_into(bench.editor, [bench.link], "I_axon")
    bench.select(bench.link)
    field = bench.panel.rows["into"].field
    assert isinstance(field, ChoiceField) and field.currentText() == "I_axon"

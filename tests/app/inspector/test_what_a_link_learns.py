"""What of a link learns: chosen in its form, said in its subtitle, meant by the drawing, and taken back."""

from __future__ import annotations

from app.document.meaning.meaning import meaning
from app.inspector.forms.link_form import link_form
from app.widgets.fields.choice_field import ChoiceField
from engine.network.description import Learns
from tests.app.inspector.bench import Bench


def test_what_a_link_learns_is_chosen_by_keys_and_taken_back(bench: Bench) -> None:
    bench.select(bench.link)
    for learns, said in ((Learns.NORMALISED, "normalised"), (Learns.NOTHING, "held")):
        field = bench.panel.rows["learns"].field
        assert isinstance(field, ChoiceField)
        bench.choose(field, learns)
        synapses = bench.the_link().synapses
        assert synapses is not None and synapses.learns == learns
        form = link_form(bench.editor, [bench.the_link()])
        assert said in form.subtitle
        (section,) = (section for section in form.sections if section.key == "weights")
        assert ("folded" in section.note) is (learns == Learns.NORMALISED)
        (projection,) = meaning(bench.editor.document).description.projections
        assert projection.learns == learns
    assert bench.steps == 2
    bench.undo()
    bench.undo()
    assert bench.the_link().synapses.learns == Learns.WEIGHTS

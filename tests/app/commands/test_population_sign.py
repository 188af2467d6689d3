"""A population is excitatory or inhibitory, and the links that leave it are what it is."""

from __future__ import annotations

import re

import numpy as np
import pytest

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.file.file_format import open_document, save
from app.document.making import described
from app.document.meaning.meaning import meaning
from engine.network.values import Normal
from engine.scripts.reading import read_script
from engine.scripts.writing import script

LIF, DISCRETE = "neurons/leaky_integrate_and_fire", "neurons/discrete_leaky_integrate_and_fire"
CONDUCTANCE, GAP = "synapses/exponential_conductance", "synapses/gap_junction"
SIGNS = ("both-signs", "other-sign")


class Drawing:
    """A population with links to two others: one of currents, one of conductances."""

    def __init__(self, key: str = LIF) -> None:
        self.editor = Editor()
        self.cells, self.one, self.other = (intentions.add_node(self.editor, key, (x, 0)) for x in (0, 300, 600))
        self.current = self.link(self.one)

    def link(self, target: str) -> str:
        return intentions.connect(self.editor, self.cells, "out", target, "in")

    def declare(self, sign: str) -> None:
        intentions.set_population_sign(self.editor, [self.cells], sign)

    def carried(self, link: str):
        synapses = self.editor.document.links[link].synapses
        assert synapses is not None
        return synapses

    def warnings(self) -> list[str]:
        return [p.code for p in meaning(self.editor.document).problems if p.code in SIGNS]


@pytest.fixture
def drawing(qapp) -> Drawing:
    return Drawing()


def test_links_that_leave_it_take_the_sign_by_their_weight_or_by_their_reversal_potential(drawing):
    conductance = drawing.link(drawing.other)
    intentions.set_synapse_model(drawing.editor, [conductance], CONDUCTANCE)
    reversal = reversals()
    steps = drawing.editor.undo_stack.count()
    drawing.declare("inhibitory")
    assert drawing.editor.undo_stack.count() == steps + 1
    assert drawing.carried(drawing.current).sign == "inhibitory" and drawing.carried(drawing.current).weight < 0
    given = drawing.carried(conductance)
    assert given.sign == "inhibitory" and given.weight > 0
    (meant,) = [p for p in meaning(drawing.editor.document).description.projections if p.id == conductance]
    assert meant.synapse_values()["E_rev"] == reversal["inhibitory"] != reversal["excitatory"]
    drawing.editor.undo_stack.undo()
    assert drawing.editor.document.nodes[drawing.cells].sign == ""
    assert drawing.carried(drawing.current).sign == "excitatory" and drawing.carried(drawing.current).weight > 0


def reversals() -> dict[str, float]:
    from engine.model.registry.discovery import find

    model = find(CONDUCTANCE)
    return {"excitatory": model.defaults(False)["E_rev"], "inhibitory": model.defaults(True)["E_rev"]}


@pytest.mark.parametrize("key", [LIF, DISCRETE])
def test_a_new_link_has_the_sign_of_its_population(qapp, key):
    drawing = Drawing(key)
    drawing.declare("inhibitory")
    intentions.set_sign(drawing.editor, [drawing.current], "excitatory")
    assert drawing.carried(drawing.link(drawing.other)).sign == "inhibitory"
    assert not [p for p in meaning(drawing.editor.document).problems if p.is_fatal]


def test_weights_of_both_signs_become_drawn_ones_of_one_and_kept_ones_stay_and_are_told_of(qapp):
    drawing = Drawing(DISCRETE)
    assert drawing.carried(drawing.current).sign == "mixed"
    drawing.declare("excitatory")
    assert isinstance(drawing.carried(drawing.current).weight, Normal)
    assert drawing.carried(drawing.current).sign == "excitatory" and drawing.warnings() == []
    drawing.declare("")
    intentions.set_sign(drawing.editor, [drawing.current], "mixed")
    kept = np.array([-1.0]), np.zeros(1, int), np.zeros(1, int)
    intentions.keep_all_weights(drawing.editor, {drawing.current: kept})
    drawing.declare("excitatory")
    assert drawing.carried(drawing.current).sign == "mixed" and drawing.warnings() == ["other-sign"]


def test_a_warning_tells_where_one_neuron_does_both(drawing):
    """A population excited one and inhibited another, with “No problems”."""
    second = drawing.link(drawing.other)
    assert drawing.warnings() == []
    intentions.set_sign(drawing.editor, [second], "inhibitory")
    assert drawing.warnings() == ["both-signs"]
    drawing.declare("mixed")
    assert drawing.warnings() == [], "that is said"
    drawing.declare("inhibitory")
    assert drawing.warnings() == []
    intentions.set_sign(drawing.editor, [second], "excitatory")
    assert drawing.warnings() == ["other-sign"]
    intentions.set_synapse_model(drawing.editor, [second], GAP)
    assert drawing.warnings() == [], "a link both ways is neither"


def test_a_file_and_a_script_keep_it(drawing, tmp_path):
    drawing.declare("inhibitory")
    save(drawing.editor.document, tmp_path / "a.spikeloom")
    again = open_document(tmp_path / "a.spikeloom")
    assert again.nodes[drawing.cells].sign == "inhibitory"
    written = script(meaning(again).description)
    assert "sign=Sign.INHIBITORY" in written.text
    fresh = Document()
    edit, _ = described.added_edit(fresh, read_script(written.text, written.arrays).description)
    edit.apply(fresh)
    assert [node.sign for node in fresh.nodes.values() if node.size] == ["inhibitory", "", ""]


def test_what_a_script_says_of_it_changes_the_drawing_and_the_rest_stays(drawing):
    drawing.declare("inhibitory")
    document = drawing.editor.document
    before = meaning(document).description
    written = script(before).text
    marked, count = re.subn(r"(Population\([^()]*?),\s*sign=Sign\.INHIBITORY", r"\1", written, count=1)
    assert count == 1
    changed = described.changed_edit(document, before, read_script(marked, {}).description)
    assert changed is not None
    changed[0].apply(document)
    assert document.nodes[drawing.cells].sign == ""

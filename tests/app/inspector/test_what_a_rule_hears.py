"""The element whose spikes a plasticity rule hears: chosen by title, kept by id, missed when it is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.edits import AddElements, synapses_of
from app.document.file.clipboard import copied_elements, pasted
from app.document.file.file_format import open_document, save
from app.document.meaning.meaning import meaning
from app.widgets.fields.choice_field import ChoiceField
from engine.network import problems_found as found
from engine.simulation.simulation import Simulation
from tests.app.inspector.bench import LIF, Bench

RULE, ROW = "plasticity/reward_modulated_stdp", "plasticity:reward"


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    made = Bench(qtbot)
    intentions.drop_on_link(made.editor, made.link, RULE)
    made.select(made.link)
    return made


def codes(bench: Bench) -> dict[str, str]:
    return {problem.code: problem.place for problem in meaning(bench.editor.document).problems if problem.is_fatal}


def row(bench: Bench) -> ChoiceField:
    field = bench.panel.rows[ROW].field
    assert isinstance(field, ChoiceField)
    return field


def heard(bench: Bench) -> object:
    return synapses_of(bench.the_link()).plasticity_parameters.get("reward")


def test_a_rule_without_its_element_says_so_at_the_link(bench: Bench) -> None:
    assert codes(bench) == {found.NO_SPIKE_SOURCE: bench.link}
    assert row(bench).value is None


def test_the_element_is_chosen_by_its_title_in_one_step_and_taken_back(bench: Bench) -> None:
    regular = intentions.add_node(bench.editor, "stimuli/regular", (0, 200))
    own_trains = intentions.add_node(bench.editor, "stimuli/poisson", (0, 300))
    intentions.rename(bench.editor, regular, "Sugar")
    bench.select(bench.link)
    offered = {row(bench).itemText(i): row(bench).itemData(i) for i in range(row(bench).count())}
    assert offered["Sugar"] == regular
    assert own_trains not in offered.values()
    bench.choose(row(bench), regular)
    assert heard(bench) == regular
    assert codes(bench) == {}
    bench.undo()
    assert heard(bench) != regular


def test_it_survives_another_title_a_file_and_a_copy_and_its_loss_is_a_problem(bench: Bench, tmp_path: Path) -> None:
    editor, third = bench.editor, intentions.add_node(bench.editor, LIF, (0, 200))
    intentions.set_link_parameter(editor, [bench.link], "plasticity", "reward", third)
    intentions.rename(editor, third, "Taste")
    assert codes(bench) == {}
    save(editor.document, tmp_path / "rewarded.spikeloom")
    reopened = open_document(tmp_path / "rewarded.spikeloom")
    assert synapses_of(reopened.links[bench.link]).plasticity_parameters["reward"] == third
    projection = meaning(reopened).description.projections[0]
    assert projection.plasticity_sources == {"reward": third}
    Simulation(meaning(reopened).description).advance(20)
    nodes, links = pasted(
        editor.document, copied_elements(editor.document, [bench.first, bench.second, third]), None, 40.0
    )
    AddElements(nodes, links).apply(editor.document)
    copy = synapses_of(next(link for link in links if link.synapses is not None))
    assert copy.plasticity_parameters["reward"] in {node.id for node in nodes}
    intentions.delete(editor, [third])
    assert codes(bench) == {found.LOST_SPIKE_SOURCE: bench.link}


def test_another_rule_that_hears_keeps_the_element(bench: Bench) -> None:
    intentions.set_link_parameter(bench.editor, [bench.link], "plasticity", "reward", bench.first)
    intentions.set_plasticity(bench.editor, [bench.link], "plasticity/reward_expectation_stdp")
    assert heard(bench) == bench.first
    intentions.set_plasticity(bench.editor, [bench.link], "plasticity/pair_stdp")
    assert heard(bench) is None

"""Short-term plasticity in the Properties panel: a section of its own beside a rule, or why it means nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.edits import synapses_of
from app.document.file.file_format import open_document, save
from app.document.meaning.meaning import meaning
from app.problem_list.remedies import remedy_for
from app.running.changes import Acts, planned_change
from engine.network import problems_found as found
from engine.network.description import Projection
from tests.app.inspector.bench import LIF, Bench

RULE, BOTH, TIRING = "plasticity/pair_stdp", "short_term/tsodyks_markram", "short_term/short_term_depression"


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    made = Bench(qtbot)
    made.select(made.link)
    return made


def meant(bench: Bench) -> Projection:
    (projection,) = meaning(bench.editor.document).description.projections
    return projection


def test_a_rule_and_a_release_are_chosen_each_in_its_own_section(bench: Bench) -> None:
    bench.choose(bench.panel.parts["plasticity"].choice, RULE)
    bench.choose(bench.panel.parts["short_term"].choice, BOTH)
    bench.type("short_term:tau_rec", "0.2 s")
    bench.type("plasticity:tau_plus", "17 ms")
    assert (meant(bench).plasticity.key, meant(bench).short_term.key) == (RULE, BOTH)  # type: ignore[union-attr]
    assert meant(bench).short_term_parameters["tau_rec"] == 200.0
    assert meant(bench).plasticity_parameters["tau_plus"] == 17.0
    bench.choose(bench.panel.parts["short_term"].choice, "")
    assert meant(bench).short_term is None and meant(bench).plasticity is not None
    assert "short_term:tau_rec" not in bench.panel.rows
    bench.undo()
    assert meant(bench).short_term_parameters["tau_rec"] == 200.0
    assert not [p for p in meaning(bench.editor.document).problems if p.is_fatal]


def test_no_model_is_offered_in_both_sections(bench: Bench) -> None:
    offered = [{c.itemData(i) for i in range(c.count())} - {""} for c in
               (bench.panel.parts["plasticity"].choice, bench.panel.parts["short_term"].choice)]  # fmt: skip
    assert RULE in offered[0] and {BOTH, TIRING} == offered[1] and not offered[0] & offered[1]


def test_a_parameter_of_the_release_reaches_a_running_network_by_its_own_name(bench: Bench) -> None:
    intentions.set_short_term(bench.editor, [bench.link], BOTH)
    before = meaning(bench.editor.document).description
    bench.type("short_term:U", "0.4")
    change = planned_change(before, meaning(bench.editor.document).description)
    assert change.acts is Acts.NOW
    assert [(c.element, c.name, c.value) for c in change.values] == [(bench.link, "short_term.U", 0.4)]


def test_copies_and_files_keep_it(bench: Bench, tmp_path: Path) -> None:
    intentions.set_plasticity(bench.editor, [bench.link], RULE)
    intentions.set_short_term(bench.editor, [bench.link], TIRING)
    intentions.set_link_parameter(bench.editor, [bench.link], "short_term", "U", 0.7)
    bench.select(bench.first, bench.second)
    intentions.paste(bench.editor, intentions.copy(bench.editor), (0.0, 400.0))
    save(bench.editor.document, tmp_path / "net.spikeloom")
    given = [synapses_of(link) for link in open_document(tmp_path / "net.spikeloom").links.values()]
    assert [(s.plasticity, s.short_term, s.short_term_parameters["U"]) for s in given] == 2 * [(RULE, TIRING, 0.7)]


@pytest.mark.parametrize("case", ["values", "coupling", "own trains"])
def test_where_nothing_is_released_the_reason_is_said_and_one_click_mends_it(bench: Bench, case: str) -> None:
    editor = bench.editor
    if case == "coupling":
        link = bench.link
        intentions.set_synapse_model(editor, [link], "synapses/gap_junction")
    else:
        model = "neurons/leaky_integrator" if case == "values" else "stimuli/poisson"
        source = intentions.add_node(editor, model, (0, 300))
        target = bench.second if case == "own trains" else intentions.add_node(editor, LIF, (300, 300))
        link = intentions.connect(editor, source, "out", target, "in")
    intentions.drop_on_link(editor, link, TIRING)
    wrong = [p for p in meaning(editor.document).problems if p.is_fatal]
    code = found.SHORT_TERM_SOURCE if case == "own trains" else found.SHORT_TERM_CURRENT
    assert [(p.code, p.place) for p in wrong] == [(code, link)]
    remedy = remedy_for(editor, wrong[0])
    assert remedy is not None
    remedy.do()
    assert not [p for p in meaning(editor.document).problems if p.is_fatal]

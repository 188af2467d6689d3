"""What a newcomer does on an empty canvas, by the same intentions that the window calls."""

from __future__ import annotations

import numpy as np
import pytest

from app.commands import intentions
from app.commands.editor import Editor
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from engine.network.values import Uniform
from engine.simulation.simulation import Simulation

LIF = "neurons/leaky_integrate_and_fire"
WEIGHTS = {"Excitatory": 180.0, "Inhibitory": -1080.0}
DECAY = {"Excitatory": 2.0, "Inhibitory": 4.0}


@pytest.fixture
def editor(qapp):
    """A balanced network of excitatory and inhibitory neurons under Poisson drive."""
    editor = Editor()
    drive = intentions.add_node(editor, "stimuli/poisson", (0, 0))
    intentions.set_parameter(editor, [drive], "rate", 1200.0)
    populations = {}
    for title, size in (("Excitatory", 400), ("Inhibitory", 100)):
        populations[title] = intentions.add_node(editor, LIF, (300, 0))
        intentions.rename(editor, populations[title], title)
        intentions.set_size(editor, [populations[title]], size)
    intentions.set_start(editor, list(populations.values()), "V", Uniform(-70.0, -55.0))
    for target in populations.values():
        link = intentions.connect(editor, drive, "out", target, "in")
        intentions.set_weight(editor, [link], 160.0)
        intentions.set_link_parameter(editor, [link], "synapse", "tau_syn", 2.0)
        for title, source in populations.items():
            link = intentions.connect(editor, source, "out", target, "in")
            intentions.set_wiring(editor, [link], "wiring/fixed_probability")
            intentions.set_link_parameter(editor, [link], "wiring", "p", 0.1)
            intentions.set_sign(editor, [link], title.lower())
            intentions.set_weight(editor, [link], WEIGHTS[title])
            intentions.set_link_parameter(editor, [link], "synapse", "tau_syn", DECAY[title])
            intentions.set_delay(editor, [link], 1.5)
    return editor


def excitatory(editor):
    return next(node.id for node in editor.document.nodes.values() if node.title == "Excitatory")


def within(editor):
    population = excitatory(editor)
    return next(k.id for k in editor.document.links.values() if k.source == k.target == population)


def test_the_drawn_network_runs_and_is_the_same_after_saving_and_opening(editor, tmp_path):
    assert not meaning(editor.document).problems
    first = Simulation(meaning(editor.document).description, seed=4).run(300.0)
    editor.save(tmp_path / "net.spikeloom")
    again = Simulation(meaning(open_document(tmp_path / "net.spikeloom")).description, seed=4).run(300.0)
    assert 1.0 < first.rate(excitatory(editor), 400) < 40.0
    for element, block in first.spikes.items():
        assert np.array_equal(block.steps, again.spikes[element].steps)
        assert np.array_equal(block.neurons, again.spikes[element].neurons)


def test_kept_weights_are_what_the_next_run_begins_with_and_undo_takes_all_back(editor):
    link = within(editor)
    intentions.set_plasticity(editor, [link], "plasticity/pair_stdp")
    intentions.set_link_parameter(editor, [link], "plasticity", "w_max", 360.0)
    running = Simulation(meaning(editor.document).description, seed=4)
    drawn = running.weights(link).copy()
    running.run(500.0)
    learnt, connections = running.weights(link).copy(), running.connections(link)
    assert not np.array_equal(drawn, learnt)
    intentions.keep_all_weights(editor, {link: (learnt, connections.pre, connections.post)})
    kept = Simulation(meaning(editor.document).description, seed=4)
    assert np.array_equal(kept.weights(link), learnt)
    assert np.array_equal(kept.connections(link).pre, connections.pre)
    assert not meaning(editor.document).problems
    editor.undo_stack.undo()
    assert np.array_equal(Simulation(meaning(editor.document).description, seed=4).weights(link), drawn)
    editor.undo_stack.go_to(0)
    assert editor.document.nodes == {} and editor.document.links == {}

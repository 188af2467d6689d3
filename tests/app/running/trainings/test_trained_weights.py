"""Weights of a training beside their connections, whatever the tape keeps of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.document.meaning.meaning import meaning
from app.running.trainings.trained_weights import TrainedWeights
from app.running.trainings.training import Training
from engine.circuit.circuit import circuit
from engine.circuit.sparse_wired import wired_for
from engine.learning.components.figures import TrainingState
from engine.network.description import NetworkDescription
from engine.sampling.resolving import projection_weights
from tests.app.seen import computes

SEED = 3


def drawing(wiring: str) -> tuple[NetworkDescription, str]:
    """Images through a link of this wiring onto a grid of neurons and to an answer."""
    editor = Editor()
    data = intentions.add_node(editor, "datasets/digits", (0, 0))
    code = intentions.add_node(editor, "encoders/poisson", (200, 0))
    cells = intentions.add_node(editor, "neurons/discrete_leaky_integrate_and_fire", (400, 0), size=36)
    answer = intentions.add_node(editor, "decoders/spike_count", (600, 0))
    intentions.set_arrangement(editor, [cells], "positions/grid")
    for name in ("rows", "columns"):
        intentions.set_place(editor, [cells], name, 6.0)
    intentions.connect(editor, data, "values", code, "values")
    link = intentions.connect(editor, code, "out", cells, "in")
    intentions.connect(editor, cells, "out", answer, "in")
    intentions.connect(editor, data, "labels", answer, "labels")
    intentions.set_part(editor, [link], "wiring", wiring)
    return meaning(editor.document).description, link


def heard(qtbot: QtBot, description: NetworkDescription) -> tuple[Training, TrainedWeights]:
    """What is known of a training of this network as soon as it has begun."""
    training = Training(train=lambda *_: (_ for _ in ()).throw(InterruptedError))
    trained = TrainedWeights(training, training)
    training.started = description, SEED
    training.state_changed.emit(TrainingState.TRAINING)
    qtbot.waitUntil(lambda: not computes(trained))
    return training, trained


@pytest.mark.parametrize("wiring", ["wiring/convolution", "wiring/all_to_all", "wiring/fixed_probability"])
def test_a_trained_link_has_one_weight_for_each_connection(qtbot: QtBot, wiring: str) -> None:
    """An index for each synapse went into a kernel of four rows: IndexError, whenever a view of weights was drawn."""
    description, link = drawing(wiring)
    training, trained = heard(qtbot, description)
    found = circuit(description)
    projection = next(p for p in found.projections if p.id == link)
    wired = wired_for(found, projection, SEED)
    training.snapshot_taken.emit({(link, "weight"): wired.outward(wired.drawn(SEED))})
    known = trained.of(link)
    assert known is not None
    weights, connections = known
    drawn = projection_weights(projection, connections, found.ends(projection, SEED), SEED)
    assert weights.shape == connections.pre.shape
    assert np.allclose(weights, drawn)
    training.close()


def test_what_was_forgotten_stays_so_although_the_training_tells_more(qtbot: QtBot) -> None:
    """The last epoch of a training that was left came into the next project."""
    description, link = drawing("wiring/all_to_all")
    training, trained = heard(qtbot, description)
    weights = np.zeros((36, 64))
    training.snapshot_taken.emit({(link, "weight"): weights})
    assert trained.of(link) is not None and trained.size_of(description.projections[0].target) == 36
    trained.forget()
    training.snapshot_taken.emit({(link, "weight"): weights})
    assert trained.of(link) is None and trained.size_of(description.projections[0].target) is None
    assert trained.pixels_of(description.projections[0].source) is None
    training.state_changed.emit(TrainingState.IDLE)
    training.started = replace(description), SEED
    training.state_changed.emit(TrainingState.TRAINING)
    training.snapshot_taken.emit({(link, "weight"): weights})
    qtbot.waitUntil(lambda: trained.of(link) is not None)
    training.close()

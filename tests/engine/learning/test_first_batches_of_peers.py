"""From equal weights on equal spikes, the losses of the first fifty batches are those of snnTorch and of Norse."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.learning.components.declared import DRAWN
from engine.learning.components.method import Batch
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.passes.encoding import Encoding
from engine.learning.training.fitting import FIRST_TRAINING
from engine.model.declaration import Input, NeuronModel, Reset, State, StepOrder, equation
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection
from tests.engine.learning.networks import digits, projection
from tests.patience import ENDLESS
from tests.peers.environments import python_of

SCRIPT = Path(__file__).parents[2] / "peers" / "trained_batches.py"
BATCHES, SIZE, RATE, AGREE = 50, 32, 2e-3, 1e-4
UNCUT = 1e9  # longer than any gradient: the peers shorten none
SETTINGS = {"learning_rate": RATE, "schedule": "constant", "smoothing": 0.0, "precision": "float64", "batch": SIZE,
            "largest_gradient": UNCUT, "measure": DRAWN}  # fmt: skip


class Lsnn(NeuronModel):
    """A membrane behind a current, with a threshold that each spike raises: Norse's LSNN at steps of 1 ms.

    Source: Bellec et al. (2018), Long short-term memory and learning-to-learn in networks of spiking neurons.
    """

    title = "LSNN"
    category = "Discrete"
    order = StepOrder.SYNAPSE_FIRST
    reset = Reset.MAP
    membrane = "current"  # what a spike moves

    current = State("1", "i", "current")
    v = State("1", "v", "potential")
    b = State("1", "b", "threshold", start=1.0)
    x = Input("1", "x", "input of one step")

    @equation
    def current_next(current, x):
        return 0.8 * current + x

    @equation
    def v_next(v, current):
        return v + 0.1 * (current - v)

    @equation
    def b_next(b):
        return b + 0.02 * (1.0 - b)

    @equation
    def spike(v, b):
        return v > b

    @equation
    def v_after_spike():
        return 0.0

    @equation
    def b_after_spike(b):
        return b + 0.3


def _dense() -> NetworkDescription:
    return digits(hidden=100)


def _recurrent() -> NetworkDescription:
    """Neurons whose spikes act in the step after: without adaptation that is snnTorch's reset by subtraction."""
    neuron = {"neuron": "neurons/discrete_adaptive_leaky_integrate_and_fire", "parameters": {"alpha": 0.9, "beta": 0.0}}
    return digits(hidden=60, more=(projection("loop", "hidden", "hidden", delay=1.0),), **neuron)


def _adaptive() -> NetworkDescription:
    network = _recurrent()
    return replace(network, populations=tuple(replace(p, model=Lsnn, parameters={}) for p in network.populations))


def _convolutional() -> NetworkDescription:
    network, grid = digits(hidden=1), find("positions/grid")
    neuron, unit = network.populations[0].model, find("neurons/linear_unit")

    def maps(id: str, model: type[NeuronModel], channels: int, side: int) -> Population:
        shape = {"channels": float(channels), "rows": float(side), "columns": float(side)}
        return Population(id, model, channels * side * side, positions=grid, positions_parameters=shape)

    def link(id: str, source: str, target: str, rule: str, **numbers: float) -> Projection:
        wiring = {"wiring": find(f"wiring/{rule}"), "wiring_parameters": numbers}
        return projection(id, source, target, **wiring, **({"synapse": None} if source.endswith("pool") else {}))

    return replace(
        network,
        populations=(
            maps("first", neuron, 6, 6), maps("pool", unit, 6, 3), maps("second", neuron, 8, 3),
            maps("last_pool", unit, 8, 1), network.populations[1],
        ),
        projections=(
            link("to first", "code", "first", "convolution", channels=6.0),
            link("to pool", "first", "pool", "pooling"),
            link("to second", "pool", "second", "convolution", channels=8.0, padding=1.0),
            link("to last_pool", "second", "last_pool", "pooling"),
            link("to out", "last_pool", "out", "all_to_all"),
        ),
    )  # fmt: skip


KINDS = {
    "dense": (_dense, "snntorch", {"in": "hidden", "read": "out"}),
    "recurrent": (_recurrent, "snntorch", {"in": "hidden", "loop": "loop", "read": "out"}),
    "convolutional": (_convolutional, "snntorch", {"to first": "first", "to second": "second", "to out": "out"}),
    "adaptive": (_adaptive, "norse", {"in": "hidden", "loop": "loop", "read": "out"}),
}


def our_losses(kind: str, path: Path, lift: float = 1.0) -> list[float]:
    """The losses of the batches, whose weights and spikes are kept for the peer."""
    drawn, _, layers = KINDS[kind]
    found = circuit(drawn())
    learner = SurrogateGradient.learner(found, SurrogateGradient.complete(SETTINGS), 0)
    for id in layers:
        learner.weights.values[id, "weight"][...] *= 3.0  # so that everything fires from the first batch on
    values = learner.weights.values
    given = {f"weight/{layer}": np.array(values[id, "weight"]) for id, layer in layers.items()}
    given |= {f"bias/{p.id}": np.array(values[p.id, "bias"]) for p in found.populations}
    encoding = Encoding(found.description, found.encoders[0], found.channels, found.steps, 0)
    spikes, labels, losses = [], [], []
    for number in range(BATCHES):
        part = np.arange(number * SIZE, (number + 1) * SIZE) % len(found.samples.labels)
        batch = Batch(found.samples.values[part], found.samples.labels[part], FIRST_TRAINING + part)
        losses.append(learner.learn(batch).loss)
        spikes.append(encoding.encoded(batch.values, batch.presentations, np.uint8))
        labels.append(batch.labels)
    np.savez(path, spikes=spikes, labels=labels, rate=RATE, **given)
    return losses


@pytest.mark.peers
@pytest.mark.parametrize("kind", KINDS)
def test_losses_of_the_first_batches_are_the_peers(kind: str, tmp_path: Path) -> None:
    peer = KINDS[kind][1]
    python = python_of(peer)
    if python is None:
        pytest.skip(f"make its environment: python -m tests.peers.environments {peer}")
    losses = our_losses(kind, tmp_path / "ours.npz")
    subprocess.run([python, SCRIPT, kind, tmp_path / "ours.npz", tmp_path / "theirs.npz"], check=True, timeout=ENDLESS)
    with np.load(tmp_path / "theirs.npz") as theirs:
        apart = np.abs(np.array(losses) - theirs["losses"])
    print(f"{kind}, {peer}: {losses[0]:.4f} … {losses[-1]:.4f}, at most {apart.max():.1e} apart")
    assert apart.max() < AGREE and losses[-1] < 0.8 * losses[0]

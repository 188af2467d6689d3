"""Learning on the way through kernels, pools and loops: gradients of plain loops and of back-propagation."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.learning.components.losses import softmax_cross_entropy
from engine.learning.components.method import Batch
from engine.learning.components.online import OnlineLearner, OnlineMethod
from engine.learning.methods.decolle import DECOLLE
from engine.learning.methods.e_prop import CUT, EProp
from engine.learning.methods.online_training_through_time import OnlineTrainingThroughTime
from engine.learning.passes.tape import Tape
from engine.learning.passes.walk import Walk
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from tests.engine.learning.networks import averaging, convolutional, kernels, of_few, with_values_around

SUBTRACTIVE = "neurons/discrete_leaky_integrate_and_fire_subtractive"
BETA, BATCH, MAPS, SIDE = 0.9, 6, 2, 3
FILTER = -1 / math.log(BETA)
METHODS = (EProp, OnlineTrainingThroughTime, DECOLLE)
Array = Any


def fires(network: NetworkDescription, model: str = SUBTRACTIVE, **parameters: float) -> NetworkDescription:
    """The same with other neurons in the place of all that fire."""
    return replace(
        network,
        populations=tuple(
            replace(p, model=find(model), parameters=dict(parameters)) if p.model.fires() else p
            for p in network.populations
        ),
    )


def learner_of(network: NetworkDescription, method: type[OnlineMethod], **settings: Any) -> tuple[OnlineLearner, Batch]:
    found = circuit(network)
    first = int(np.random.default_rng().integers(0, 100))
    chosen = np.arange(first, first + BATCH)
    batch = Batch(found.samples.values[chosen], found.samples.labels[chosen], np.arange(BATCH))
    return method.learner(found, method.complete({"precision": "float64", **settings}), first), batch


def off(expected: Array, found: Array) -> float:
    return float(np.abs(expected - found).max() / max(np.abs(expected).max(), 1e-12))


def both(
    network: NetworkDescription, method: type[OnlineMethod], louder: float = 1.0, **settings: Any
) -> tuple[dict[Any, Array], dict[Any, Array]]:
    """Gradients by back-propagation and on the way, told the same slope in every step."""
    learner, batch = learner_of(network, method, **settings)
    for key in learner.weights.values.keys() - learner.weights.fixed:
        learner.weights.values[key] *= louder
    tape = Tape(circuit(network), learner.weights, BATCH, learner._seed, gaps=learner.drive.gaps)
    shown = tape.forward(batch.values, batch.presentations)
    assert shown.any()
    loss, slope = softmax_cross_entropy(shown.sum(axis=0), batch.labels, 0.1)
    back = tape.backward(np.broadcast_to(slope, shown.shape))
    return back, learner.gradients(batch, lambda counts: (loss, slope))[1]


@pytest.mark.parametrize(
    "network",
    [averaging(), with_values_around(), with_values_around(current=0.3, delay=1.0)],
    ids=["pools of linear units", "values before and beside", "values that come back"],
)
def test_a_walk_sends_what_the_tape_sends_where_links_pass_values(network: NetworkDescription) -> None:
    found = circuit(network)
    weights = Weights(found, 1, "float64", parameters=False)
    values, numbers = found.samples.values[:BATCH], np.arange(BATCH)
    tape, walk = Tape(found, weights, BATCH, 1), Walk(found, weights, BATCH, 1)
    tape.forward(values, numbers)
    sent: dict[str, list[Array]] = {p.id: [] for p in found.populations}
    for _ in walk.steps(values, numbers):
        for id, steps in sent.items():
            steps.append(walk.spikes(id).copy())
    for id, steps in sent.items():
        assert np.array(steps).any() and np.allclose(np.array(steps), tape.spikes(id), atol=1e-12), id


def test_through_kernels_and_average_pools_e_prop_is_back_propagation() -> None:
    """Nothing before the read-out remembers but the synapses, so its filter is all that time does."""
    back, found = both(fires(averaging()), EProp, tau=FILTER, resets=CUT)
    assert found["in", "weight"].shape == back["in", "weight"].shape == (MAPS, 1, SIDE, SIDE)
    for key in (("in", "weight"), ("read", "weight"), ("hidden", "bias"), ("out", "bias")):
        assert off(back[key], found[key]) < 1e-12, key
    _, unfiltered = both(fires(averaging()), EProp, tau=0.0, resets=CUT)
    assert off(back["in", "weight"], unfiltered["in", "weight"]) > 0.01


@pytest.mark.parametrize("network", [convolutional(), averaging()], ids=["pools that fire", "pools of linear units"])
def test_through_kernels_and_pools_training_through_time_is_back_propagation_where_no_step_remembers(
    network: NetworkDescription,
) -> None:
    back, found = both(fires(network, beta=0.0), OnlineTrainingThroughTime, louder=12.0)  # some fire in every draw
    for key in (("in", "weight"), ("read", "weight"), ("hidden", "bias"), ("out", "bias")):
        assert off(back[key], found[key]) < 1e-12, key


def spread(
    kernel: Array, rows: int, columns: int, padding: int
) -> tuple[Array, list[tuple[int, int, tuple[int, ...]]]]:
    """A kernel (to, from, height, width) as a matrix (post, pre), and each connection with its place in the kernel."""
    to, into, height, width = kernel.shape
    high, wide = rows + 2 * padding - height + 1, columns + 2 * padding - width + 1
    matrix, places = np.zeros((to * high * wide, into * rows * columns)), []
    for c in range(to):
        for y in range(high):
            for x in range(wide):
                for place in np.ndindex(into, height, width):
                    row, column = y + place[1] - padding, x + place[2] - padding
                    if 0 <= row < rows and 0 <= column < columns:
                        post, pre = (c * high + y) * wide + x, (place[0] * rows + row) * columns + column
                        matrix[post, pre] = kernel[(c, *place)]
                        places.append((post, pre, (c, *place)))
    return matrix, places


def test_kernels_of_a_loop_have_the_sum_of_their_connections_eligibility() -> None:
    """Against plain loops over steps, connections and places; the loop itself is not followed."""
    learner, batch = learner_of(kernels(MAPS, loop=True), EProp, tau=FILTER)
    w = learner.weights.values
    for key in w.keys() - learner.weights.fixed:
        w[key] *= 2.0
    for layer in ("hidden", "out"):
        w[layer, "bias"] += 0.2  # some fire whatever was drawn
    tape = Tape(circuit(kernels(MAPS, loop=True)), learner.weights, BATCH, learner._seed, gaps=learner.drive.gaps)
    shown = tape.forward(batch.values, batch.presentations)
    sent, fired = tape.spikes("code"), tape.spikes("hidden")
    into, into_places = spread(w["in", "weight"], 8, 8, 0)
    loop, loop_places = spread(w["loop", "weight"], 6, 6, 1)
    pool = np.zeros((18, 72))
    for post, (c, y, x) in enumerate(np.ndindex(MAPS, 3, 3)):
        for dy, dx in np.ndindex(2, 2):
            pool[post, (c * 6 + 2 * y + dy) * 6 + 2 * x + dx] = float(np.ravel(w["pool", "weight"])[0]) / 4
    bias = np.repeat(w["hidden", "bias"], 36)
    loss, slope = softmax_cross_entropy(shown.sum(axis=0), batch.labels, 0.1)
    found = learner.gradients(batch, lambda counts: (loss, slope))[1]
    v, out = np.zeros((BATCH, 72)), np.zeros((BATCH, 10))
    of_input, of_loop = np.zeros((BATCH, 64)), np.zeros((BATCH, 72))
    dense = {"in": np.zeros((BATCH, 72, 64)), "loop": np.zeros((BATCH, 72, 72))}
    total = {name: np.zeros(part.shape[1:]) for name, part in dense.items()}
    for step, x in enumerate(sent):
        late = fired[step - 1] if step else np.zeros((BATCH, 72))
        v = BETA * v + x @ into.T + late @ loop.T + bias
        of_input, of_loop = BETA * of_input + x, BETA * of_loop + late
        psi = 1 / (1 + (np.pi * (v - 1)) ** 2)
        assert np.array_equal(fired[step], v > 1)
        v = np.where(v > 1, 0.0, v)
        out = BETA * out + fired[step] @ pool.T @ w["read", "weight"].T + w["out", "bias"]
        psi_out = 1 / (1 + (np.pi * (out - 1)) ** 2)
        out = np.where(out > 1, 0.0, out)
        learning = (slope * psi_out) @ w["read", "weight"] @ pool
        for name, trace in (("in", of_input), ("loop", of_loop)):
            dense[name] = BETA * dense[name] + psi[:, :, None] * trace[:, None, :]
            total[name] += (learning[:, :, None] * dense[name]).sum(axis=0)
    assert fired.any() and shown.any()
    for name, places in (("in", into_places), ("loop", loop_places)):
        expected = np.zeros(w[name, "weight"].shape)
        for post, pre, place in places:
            expected[place] += total[name][post, pre]
        assert off(expected, found[name, "weight"]) < 1e-11, name


@pytest.mark.parametrize("method", METHODS)
def test_every_method_on_the_way_learns_digits_through_kernels_and_a_loop_of_kernels(
    method: type[OnlineMethod],
) -> None:
    told = {"learning_rate": 0.01}
    history = fit(of_few(kernels(loop=True)), method, epochs=4, batch=16, seed=1, settings=told).history
    assert history[-1].training_accuracy > 0.5 and history[-1].loss < history[0].loss

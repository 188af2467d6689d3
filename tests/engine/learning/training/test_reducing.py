"""Laws of quantised and pruned weights: on the grid, counted exactly, and nothing where nothing is asked."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.quantising import FULL, GRIDS, LARGEST, LEAST_SQUARES, SCALES, TERNARY, Grid, quantised
from engine.circuit.trained import with_arrays
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training import reducing
from engine.learning.training.evaluation import evaluate, evaluate_samples
from engine.learning.training.fitting import fit
from engine.learning.training.reducing import (
    EACH_LINK,
    LINK,
    NEURON,
    WHOLE_NETWORK,
    Reduction,
    measured_reductions,
    reduced,
)
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Sign
from engine.network.values import Uniform
from engine.simulation.arrays.presentation import split_indices, training_parts
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import convolutional, digits, small

SEED = 3
Array = Any


def sparse() -> NetworkDescription:
    return digits(hidden=30, wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.3})


def doubled() -> NetworkDescription:
    """Some pairs of neurons are connected more than once."""
    return digits(hidden=30, wiring=find("wiring/fixed_total_number"), wiring_parameters={"number": 600.0}, delay=1.0)


NETWORKS = {"dense": lambda: digits(hidden=30), "sparse": sparse, "kernels": convolutional}


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("bits", GRIDS)
def test_quantised_weights_are_the_nearest_levels_times_a_scale(bits: str, scale: str) -> None:
    grid, weights = GRIDS[bits], np.random.default_rng(0).standard_normal((5, 200))
    weights[2, 3:50] = 0.0
    weights[4] = 0.0
    found, scales = quantised(weights, grid, scale)
    assert np.array_equal(found == 0, weights == 0) or 0.0 in grid.levels
    for row, s, was in zip(found, scales[:, 0], weights, strict=True):
        assert set(np.round(row / s, 9)) <= {*grid.levels, 0.0}
        levels = np.array(grid.levels)
        nearest = levels[np.abs(was[:, None] - s * levels).argmin(axis=1)]
        assert np.array_equal(row, np.where(was == 0, 0.0, s * nearest))


@pytest.mark.parametrize("bits", GRIDS)
def test_least_squares_are_no_more_than_those_of_any_scale(bits: str) -> None:
    grid = GRIDS[bits]
    for seed in range(5):
        weights = np.random.default_rng(seed).standard_normal((1, 60))
        off = np.square(quantised(weights, grid, LEAST_SQUARES)[0] - weights).sum()
        tried = np.linspace(1e-3, 4.0, 4000) / grid.levels[-1]
        best = min(np.square(s * grid.nearest(weights / s) - weights).sum() for s in tried)
        assert off <= best * (1.001 if bits != "8 bits" else 1.5)  # of 255 levels there are many minima
        assert off <= np.square(quantised(weights, grid, LARGEST)[0] - weights).sum()


def test_the_ternary_grid_of_a_known_row() -> None:
    """Of 1, 1, 4 and -4 the best is 0, 0, 4, -4 (changed by 2); the grid that keeps all four changes by 9."""
    found, scales = quantised(np.array([[1.0, 1.0, 4.0, -4.0]]), GRIDS[TERNARY])
    assert found.tolist() == [[0.0, 0.0, 4.0, -4.0]] and scales.tolist() == [[4.0]]
    assert quantised(np.zeros((2, 0)), GRIDS[TERNARY])[1].tolist() == [[1.0], [1.0]]


@pytest.mark.parametrize("bits", GRIDS)
def test_levels_are_symmetric_and_as_many_as_bits_can_tell(bits: str) -> None:
    grid: Grid = GRIDS[bits]
    assert list(grid.levels) == sorted(grid.levels) == [-level for level in reversed(grid.levels)]
    assert 2 ** (grid.bits - 1) < len(grid.levels) <= 2**grid.bits


def _synapses(network: NetworkDescription, arrays: Any) -> dict[str, Array]:
    simulation = Simulation(with_arrays(network, arrays), seed=SEED, backend="numpy")
    return {p.id: np.array(simulation.connections(p.id).weight) for p in network.projections}


@pytest.mark.parametrize("name", [*NETWORKS, "doubled"])
def test_without_bits_and_shares_nothing_changes(name: str) -> None:
    network = doubled() if name == "doubled" else NETWORKS[name]()
    arrays, scales = reduced(circuit(network), Reduction(), SEED)
    plain = SurrogateGradient.learner(circuit(network), SurrogateGradient.complete({"start": "present weights",
                                      "precision": "float64"}), SEED).arrays()  # fmt: skip
    assert scales == 0 and all(np.array_equal(array, plain[key]) for key, array in arrays.items())
    (same,) = measured_reductions(network, [Reduction()], seed=SEED, split="test")
    drawn = evaluate(network, seed=SEED)
    assert (same.quality, same.cost.spikes) == (drawn.accuracy, drawn.cost.spikes)
    assert same.cost == drawn.cost and same.connections == same.all_connections
    assert same.memory == 4 * same.connections


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99, 1.0])
@pytest.mark.parametrize("among", [EACH_LINK, WHOLE_NETWORK])
@pytest.mark.parametrize("name", NETWORKS)
def test_pruning_takes_the_smallest_and_as_many_as_were_asked_for(name: str, among: str, share: float) -> None:
    found = circuit(NETWORKS[name]())
    before, _ = reduced(found, Reduction(), SEED)
    after, _ = reduced(found, Reduction(pruned=share, among=among), SEED)
    links = [[a[p.id, "weight"].ravel() for a in (before, after)] for p in found.projections]
    groups = (
        [[np.concatenate(all_links) for all_links in zip(*links, strict=True)]] if among == WHOLE_NETWORK else links
    )
    for was, now in groups:
        there = was != 0
        gone = there & (now == 0)
        assert gone.sum() == int(share * there.sum()) and np.array_equal(now[~gone], was[~gone])
        if gone.any() and not gone[there].all():
            assert np.abs(was[gone]).max() <= np.abs(was[there & ~gone]).min()


@pytest.mark.parametrize(("bits", "per"), list(product(GRIDS, [LINK, NEURON])))
@pytest.mark.parametrize("name", NETWORKS)
def test_reduced_weights_of_every_wiring_lie_on_the_grid_of_their_link_or_neuron(
    name: str, bits: str, per: str
) -> None:
    found, grid = circuit(NETWORKS[name]()), GRIDS[bits]
    was, _ = reduced(found, Reduction(pruned=0.3), SEED)
    now, scales = reduced(found, Reduction(bits, 0.3, per), SEED)
    counted = 0
    for p in found.projections:
        whole, before = now[p.id, "weight"], was[p.id, "weight"]
        assert not whole[before == 0].any()
        if name == "sparse":
            post = found_connections(found, p.id)
            rows = [whole[post == neuron] for neuron in range(found.size(p.target))]
        else:
            rows = list(whole.reshape(len(whole), -1))
        groups = rows if per == NEURON else [whole.ravel()]
        counted += len(groups)
        for group in groups:
            levels = np.unique(np.abs(group[group != 0]))
            if len(levels):
                steps = levels / levels[0]
                possible = np.array([level for level in grid.levels if level > 0])
                assert any(np.allclose(np.min(np.abs(steps[:, None] - possible / unit), axis=1), 0, atol=1e-6)
                           for unit in possible)  # fmt: skip
    assert scales == counted


def found_connections(found: Any, id: str) -> Array:
    from engine.circuit.weights import Weights

    return Weights(found, SEED, "float64", parameters=False).wiring[id].connections.post


def test_signs_and_the_declared_side_of_zero_are_kept() -> None:
    network = digits(hidden=30, sign=Sign.EXCITATORY, weight=Uniform(0.0, 0.3))
    for bits in GRIDS:
        arrays, _ = reduced(circuit(network), Reduction(bits), SEED)
        assert all((array >= 0).all() for array in arrays.values())
        evaluate(with_arrays(network, arrays), seed=SEED)


def test_accuracy_and_spikes_are_those_of_the_reduced_network_and_costs_of_what_is_left() -> None:
    trained = fit(small(), SurrogateGradient, epochs=6, seed=SEED, validation=0.1)
    network = with_arrays(small(), trained.arrays)
    asked = [Reduction(), Reduction("4 bits", 0.5, NEURON), Reduction(TERNARY)]
    for split in ("validation", "test"):
        for reduction, left in zip(asked, measured_reductions(network, asked, seed=SEED, split=split), strict=True):
            assert left.reduction == reduction and left.split == split
            small_network = with_arrays(network, left.arrays)
            again = evaluate(small_network, seed=SEED, split=split)
            assert (left.quality, left.cost.spikes) == (again.accuracy, again.cost.spikes)
            held = circuit(network)
            assert len(again.samples) == len(split_indices(replace(held.dataset, split=split), held.samples, SEED))
            nonzero = sum(np.count_nonzero(array) for (_, name), array in left.arrays.items() if name == "weight")
            assert left.connections == nonzero <= left.all_connections == 64 * 20 + 20 * 10
    first, second, third = measured_reductions(network, asked, seed=SEED)
    assert first.quality == pytest.approx(trained.validation_accuracy, abs=1e-12)
    assert second.cost.operations < 0.7 * first.cost.operations
    assert second.cost.energy == pytest.approx(0.1 * second.cost.accumulates / 1000)
    assert first.cost.energy == pytest.approx(0.9 * first.cost.accumulates / 1000)
    assert second.memory == -(-(second.connections * 4 + 30 * 32) // 8)
    assert third.memory == -(-(third.connections * 2 + 2 * 32) // 8) < first.memory / 15


def test_the_samples_are_those_that_the_training_of_the_weights_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights of another seed were measured on samples that they had been trained with."""
    network, shown = small(), []

    def note(found: Any, indices: Array, **how: Any) -> Any:
        shown.append(indices)
        return evaluate_samples(found, indices, **how)

    monkeypatch.setattr(reducing, "evaluate_samples", note)
    found = circuit(network)
    train, _ = found.dataset.model.split(found.samples, found.dataset.parameters)
    for held in ((SEED + 1, 0.3), (SEED, 0.1)):
        list(measured_reductions(network, [Reduction()], seed=SEED, held=held))
        assert np.array_equal(shown[-1], training_parts(found.dataset.id, train, found.samples.labels, *held)[1])
    assert next(measured_reductions(network, [Reduction()], seed=SEED, held=(SEED, 0.0))).split == "test"


def test_operations_of_connections_that_are_gone_are_not_counted() -> None:
    network = sparse()
    everything = list(measured_reductions(network, [Reduction(pruned=share) for share in (0.0, 1.0)], seed=SEED))
    assert everything[0].cost.operations > 0 and everything[1].cost.operations == 0
    assert everything[1].connections == 0 and everything[1].memory == 0
    assert everything[1].reduction.bits == FULL

"""Training keeps a weight for each connection of windows, and nothing of pairs that are not connected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.sparse_wired import SparseWired
from engine.circuit.weights import Weights
from engine.datasets.own_samples import OwnSamples
from engine.learning.components import by_tape
from engine.learning.methods.surrogate_gradient import SurrogateGradient, SurrogateGradientLearner
from engine.learning.passes.blocks import weights_of
from engine.learning.training.batches import batch_of
from engine.model.registry.discovery import find
from engine.network.description import Dataset, NetworkDescription
from tests.engine.learning.networks import digits

SIDE, MAPS, BATCH = 16, 4, 16
KEY = "in", "weight"


def windows(**changes: Any) -> NetworkDescription:
    """Images of 16 × 16, windows of 3 × 3 that edges cut, ten neurons."""
    drawn, random = digits(hidden=MAPS * 14**2, sample_time=5.0), np.random.default_rng(0)
    own = {"x": random.random((40, SIDE, SIDE)), "labels": np.arange(40.0) % 10, "scale": "as they are"}
    hidden, out = drawn.populations
    shape = {"rows": 14.0, "columns": 14.0, "channels": float(MAPS)}
    first, read = drawn.projections
    field = {"wiring": find("wiring/local_receptive_field"), "wiring_parameters": {"height": 3.0, "width": 3.0}}
    return replace(
        drawn,
        datasets=(Dataset("data", OwnSamples, own, sample_time=5.0),),
        populations=(replace(hidden, positions=find("positions/grid"), positions_parameters=shape), out),
        projections=(replace(first, **field, **changes), read),
    )


def both() -> tuple[Weights, Weights]:
    """Weights by pairs, and by connections."""
    found = circuit(windows())
    return Weights(found, 1, "float64", False), Weights(found, 1, "float64", False, sparse=True)


def learner(monkeypatch: pytest.MonkeyPatch, sparse: bool, **settings: float | str) -> SurrogateGradientLearner:
    """One that keeps weights of links by pairs unless they may be ``sparse``."""

    def kept(*given: Any, **named: Any) -> Weights:
        return Weights(*given, **{**named, "sparse": sparse})

    monkeypatch.setattr(by_tape, "Weights", kept)
    complete = SurrogateGradient.complete({"precision": "float64", "batch": float(BATCH), **settings})
    made = SurrogateGradient.learner(circuit(windows()), complete, 1)
    assert isinstance(made, SurrogateGradientLearner)
    return made


def test_only_what_is_connected_is_kept() -> None:
    whole, sparse = both()
    wiring = sparse.wiring["in"]
    count = len(wiring.connections.pre)
    assert isinstance(wiring, SparseWired) and wiring.weight_shape == sparse.values[KEY].shape == (count,)
    assert whole.values[KEY].shape == (MAPS * 14**2, SIDE**2)
    assert sparse.values["read", "weight"].shape == whole.values["read", "weight"].shape
    found = circuit(windows())
    assert weights_of(found, found.projections[0]) == count


def test_products_and_draws_are_those_of_the_matrix() -> None:
    whole, sparse = both()
    for weights in (whole, sparse):
        weights.draw_fresh(3)
    one, other, random = whole.wiring["in"], sparse.wiring["in"], np.random.default_rng(2)
    matrix, kept = whole.values[KEY], sparse.values[KEY]
    assert np.array_equal(other.matrix(matrix), kept)
    sent, bars = random.random((70, one.shape[1])), random.normal(size=(70, one.shape[0]))
    sent[:, ::3] = 0
    assert np.abs(other.onward(sent, kept) - one.onward(sent, matrix)).max() < 1e-12
    assert np.abs(other.back(bars, kept) - one.back(bars, matrix)).max() < 1e-12
    by_pair = bars.T @ sent
    assert np.abs(other.gradient(bars, sent) - other.matrix(by_pair)).max() < 1e-12
    assert np.array_equal(other.gathered(by_pair), other.matrix(by_pair))
    assert all(np.array_equal(array, whole.outward()[key]) for key, array in sparse.outward().items())


def test_rows_hold_the_weights_of_a_target_though_edges_cut_windows() -> None:
    wiring = both()[1].wiring["in"]
    weight = np.arange(1.0, len(wiring.connections.pre) + 1)
    rows = wiring.rows(weight)
    assert rows.shape == (MAPS * 14**2, 9) and np.array_equal((rows != 0).sum(axis=1), wiring.fan_in())
    assert np.array_equal(wiring.of_rows(rows), weight)
    assert np.array_equal(wiring.of_targets(np.arange(wiring.shape[0])), wiring.connections.post)


@pytest.mark.parametrize(
    "settings",
    [{}, {"grid": "4 bits"}, {"average": "exponential average", "weight_decay": 1e-3, "largest_gradient": 0.5}],
    ids=["plain", "grid", "average"],
)
def test_what_is_learnt_is_that_of_the_matrix(monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any]) -> None:
    learnt = []
    for sparse in (False, True):
        made = learner(monkeypatch, sparse, **settings)
        for number in range(2):
            made.learn(batch_of(made._circuit, np.arange(BATCH) + number * BATCH, number * BATCH))
        learnt.append(made.arrays())
    for key, array in learnt[0].items():
        assert array.shape == learnt[1][key].shape and np.abs(array - learnt[1][key]).max() < 1e-12
    moments = [array for name, array in made.state().items() if name.endswith("in/weight")]
    assert len(moments) > 2 and {array.shape for array in moments} == {made.weights.values[KEY].shape}


@pytest.mark.parametrize("sparse", [True, False])
def test_a_checkpoint_of_the_other_form_goes_on(monkeypatch: pytest.MonkeyPatch, sparse: bool) -> None:
    average = {"average": "exponential average"}
    before, after = learner(monkeypatch, not sparse, **average), learner(monkeypatch, sparse, **average)
    batches = [batch_of(before._circuit, np.arange(BATCH), number) for number in (0, BATCH)]
    before.learn(batches[0])
    after.restore(before.state())
    for made in (before, after):
        made.learn(batches[1])
    assert all(np.abs(array - after.arrays()[key]).max() < 1e-12 for key, array in before.arrays().items())


def test_connections_with_delays_of_their_own_stay_a_matrix() -> None:
    from engine.network.values import Uniform

    found = circuit(windows(delay=Uniform(1.0, 3.0)))
    weights = Weights(found, 1, "float64", False, sparse=True)
    assert not isinstance(weights.wiring["in"], SparseWired)
    assert weights_of(found, found.projections[0]) == MAPS * 14**2 * SIDE**2

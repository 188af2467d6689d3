"""Whatever runs: in pieces of any size, from a copied state, compiled and on two threads it does the same to the bit.

``FUZZ_SEEDS=7,8 python -m pytest -n0 -m fuzz tests/laws/test_any_network.py`` tries other networks.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from engine.backends.cupy_device import reason_not_usable
from engine.network.description import NetworkDescription
from engine.problems import NetworkError
from engine.simulation.chunk import Chunk, joined
from engine.simulation.operations.finite import NumericalFailure
from engine.simulation.simulation import Simulation
from tests.fuzz_seeds import fuzz_seeds
from tests.laws.random_networks import AnyNetwork

SEEDS = fuzz_seeds(1)
COMMON, OF_EVERY_KIND = 200, 150
TIME, MOST, IN_PARTS, AGAIN = 60.0, 1200, 60, 20  # ms, then steps; a step in parts may be a thousand on NumPy
ON_A_DEVICE, ROUNDING = 150, 1e-9  # sums have no order there
AT_LEAST = 0.5  # of the networks run to the end

Done = tuple[Chunk, dict[str, np.ndarray]]


def run(simulation: Simulation, pieces: Iterable[int]) -> Done:
    chunk = joined([simulation.advance(steps) for steps in pieces])
    return chunk, {p.id: np.array(simulation.weights(p.id)) for p in simulation.description.projections}


def same(one: Done, other: Done, what: str, rounding: float = 0.0) -> None:
    (chunk, weights), (chunk_2, weights_2) = one, other
    for id, block in chunk.spikes.items():
        assert np.array_equal(block.steps, chunk_2.spikes[id].steps), f"{what}: when {id} fires"
        assert np.array_equal(block.neurons, chunk_2.spikes[id].neurons), f"{what}: who of {id} fires"
    for id, given in chunk.answers.items():
        assert [(a.step, a.sample, a.answer) for a in given] == [
            (a.step, a.sample, a.answer) for a in chunk_2.answers[id]
        ], f"{what}: answers of {id}"
    for id, values in weights.items():
        assert np.allclose(weights_2[id], values, rounding, rounding, equal_nan=True), f"{what}: weights of {id}"


def runs_alike(network: NetworkDescription) -> None:
    in_parts = any(p.model.goes_in_parts() for p in network.populations)
    steps = min(int(TIME / network.resolution), IN_PARTS if in_parts else MOST)
    plain = Simulation(network, backend="numpy")
    whole, state = run(plain, [steps]), plain.state()
    after = run(plain, [AGAIN])
    for name, backend, threads, first in (
        ("in pieces", "numpy", 1, (1, 2, 7, 31)), ("compiled", "numba", 1, (3,)), ("on two threads", "numba", 2, (50,))
    ):  # fmt: skip
        other = Simulation(network, backend=backend, threads=threads)
        same(whole, run(other, [*first, steps - sum(first)]), name)
        other.restore(state)
        same(after, run(other, [AGAIN]), f"{name}, from a copied state")
        other.close()
    plain.close()


@pytest.mark.fuzz
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("common", [True, False], ids=["common", "of every kind"])
@pytest.mark.parametrize("seed", SEEDS)
def test_any_network_runs_alike_on_every_way(seed: int, common: bool) -> None:
    chance, drawn, ran = AnyNetwork(seed, common), COMMON if common else OF_EVERY_KIND, 0
    for number in range(drawn):
        network = chance.network()
        if network is None:
            continue
        try:
            runs_alike(network)
            ran += 1
        except (NetworkError, NumericalFailure) as told:
            assert str(told)
        except Exception as error:
            error.add_note(f"network {number} of seed {seed}: {network}")
            raise
    assert ran >= AT_LEAST * drawn


@pytest.mark.fuzz
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("common", [True, False], ids=["common", "of every kind"])
@pytest.mark.parametrize("seed", SEEDS)
def test_any_network_fires_on_a_device_as_here(seed: int, common: bool) -> None:
    if (reason := reason_not_usable()) is not None:
        pytest.skip(reason)
    chance, ran = AnyNetwork(seed, common), 0
    for number in range(ON_A_DEVICE):
        network = chance.network()
        if network is None:
            continue
        told, done = {}, {}
        for home in ("numpy", "cupy"):
            try:
                simulation = Simulation(network, backend=home)
                done[home] = run(simulation, [min(int(TIME / network.resolution), IN_PARTS)])
                simulation.close()
            except (NetworkError, NumericalFailure) as failure:
                told[home] = str(failure)
            except Exception as error:
                error.add_note(f"network {number} of seed {seed} by {home}: {network}")
                raise
        assert told.get("numpy") == told.get("cupy"), network
        if not told:
            same(done["numpy"], done["cupy"], f"network {number} on a device", ROUNDING)
            ran += 1
    assert ran >= AT_LEAST * ON_A_DEVICE

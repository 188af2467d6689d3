"""Links that pass values on are gone through by source: what they bring is a plain sum, on every backend, by any number
of threads, before and after a change of their weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Recording, Sign
from engine.network.values import Uniform
from engine.simulation.changes import SetWeights
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import digits
from tests.fuzz_seeds import fuzz_seeds

STEPS, BETA = 30, 0.9


def _network(random: np.random.Generator, delay: float, shared: bool) -> tuple[NetworkDescription, Connections]:
    """Spikes → rectified units, silent at times → integrators; some pairs are joined more than once, some never."""
    sources, targets, count = int(random.integers(2, 30)), int(random.integers(1, 40)), int(random.integers(1, 200))
    wires = Connections(random.integers(0, sources, count), random.integers(0, targets, count))
    network = digits(hidden=20, sample_time=100.0)
    into = replace(network.projections[0], target="values", weight=Uniform(-0.5, 0.5))
    on = Projection(
        "on", "values", "sum", None, find("wiring/explicit_list"), 0.7 if shared else random.normal(size=count), delay,
        Sign.MIXED, connections=wires,
    )  # fmt: skip
    rectified, integrator = find("neurons/rectified_linear_unit"), find("neurons/discrete_leaky_integrator")
    recordings = tuple(
        Recording(f"{id} kept", id, quantity, interval=1.0) for id, quantity in (("values", "y"), ("sum", "V"))
    )
    return replace(
        network, populations=(Population("values", rectified, sources), Population("sum", integrator, targets)),
        projections=(into, on), decoders=(), recordings=recordings,
    ), wires  # fmt: skip


@pytest.mark.parametrize("delay", [0.0, 3.0])
@pytest.mark.parametrize("seed", fuzz_seeds(1, 2, 3))
def test_values_arrive_as_a_plain_sum_with_old_and_with_new_weights(seed: int, delay: float) -> None:
    random = np.random.default_rng(seed)
    network, wires = _network(random, delay, shared=bool(seed % 2))
    drawn, others = network.projections[1].weight, random.normal(size=len(wires.pre))
    found: dict[tuple[str, int], list[np.ndarray]] = {}
    for backend, threads in (("numpy", 1), ("numba", 1), ("numba", 3), ("numpy", 3)):
        simulation = Simulation(network, seed=seed, backend=backend, threads=threads)
        for half in range(2):
            if half and isinstance(drawn, np.ndarray):  # one number for all has no room for others
                simulation.apply(SetWeights("on", others))
            chunk = simulation.advance(STEPS)
            for id in ("values", "sum"):
                found.setdefault((id, threads if backend == "numba" else -threads), []).append(
                    chunk.samples[f"{id} kept"].values
                )
        simulation.close()
    first = {id: np.concatenate(found[id, 1]) for id in ("values", "sum")}
    for (id, _), parts in found.items():
        assert np.array_equal(np.concatenate(parts), first[id])
    sent, late = first["values"], int(delay)
    assert 0 < np.count_nonzero(sent) < sent.size
    expected, membrane = [], np.zeros(first["sum"].shape[1])
    for step in range(2 * STEPS):
        weight = others if step >= STEPS and isinstance(drawn, np.ndarray) else np.broadcast_to(drawn, others.shape)
        arrived = np.zeros_like(membrane)
        if step >= late:
            np.add.at(arrived, wires.post, weight * sent[step - late][wires.pre])
        membrane = BETA * membrane + arrived
        expected.append(membrane)
    assert first["sum"] == pytest.approx(np.array(expected), rel=1e-12, abs=1e-12)

"""Neurons fire alike in whatever order they stand, and in however many populations they are divided."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Sign
from engine.simulation.simulation import Simulation
from tests.science.given_trains import listed

SIZE, SYNAPSES, STEPS = 30, 180, 300
EXPLICIT, ON_A_GRID = find("wiring/explicit_list"), 1024  # numbers of so many parts add up alike in any order
CASES = {
    "discrete": ("discrete_leaky_integrate_and_fire", "delta", 1.0, 0.5, 0.12),
    "currents": ("leaky_integrate_and_fire", "exponential_current", 0.1, 600.0, 500.0),
    "two states": ("izhikevich", "delta", 0.5, 8.0, 100.0),
}


def fired(case: str, order: Any, cuts: Sequence[int], backend: str) -> list[tuple[int, int]]:
    """Steps and neurons, by their first numbers, of neurons that stand in this ``order`` in populations cut there."""
    model, synapse, h, strength, current = CASES[case]
    random, place = np.random.default_rng(3), np.argsort(order)
    pre, post = random.integers(0, SIZE, (2, SYNAPSES))
    weight = strength * np.round(random.uniform(-0.3, 0.7, SYNAPSES) * ON_A_GRID) / ON_A_GRID
    delay = h * random.integers(1, 9, SYNAPSES)
    bias = current * np.round(random.uniform(0, 1, SIZE) * ON_A_GRID) / ON_A_GRID
    trains = [np.flatnonzero(random.random(STEPS) < 0.05) + 1 for _ in range(SIZE)]
    spans = list(pairwise([0, *cuts, SIZE]))

    def link(id: str, source: str, target: str, some: Any, lows: tuple[int, int], drives: bool = False) -> Projection:
        ends = Connections(
            some if drives else place[pre[some]] - lows[0], place[(some if drives else post[some])] - lows[1]
        )
        given = (2 * strength, h) if drives else (weight[some], delay[some])
        return Projection(
            id, source, target, find(f"synapses/{synapse}"), EXPLICIT, *given, Sign.MIXED, connections=ends
        )

    def within(neurons: Any, span: tuple[int, int]) -> Any:
        return (place[neurons] >= span[0]) & (place[neurons] < span[1])

    populations = [
        Population(f"p{low}", find(f"neurons/{model}"), high - low, bias=bias[order[low:high]]) for low, high in spans
    ]
    links = [
        link(f"r{a[0]} {b[0]}", f"p{a[0]}", f"p{b[0]}", np.flatnonzero(within(pre, a) & within(post, b)), (a[0], b[0]))
        for a, b in product(spans, spans)
    ]
    every = np.arange(SIZE)
    links += [link(f"d{b[0]}", "s", f"p{b[0]}", every[within(every, b)], (0, b[0]), drives=True) for b in spans]
    network = NetworkDescription(h, tuple(populations), tuple(links), (listed("s", trains, h),))
    record = Simulation(network, backend=backend).run(STEPS * h)
    blocks = {low: record.spikes[f"p{low}"] for low, _ in spans}
    return sorted(
        (step, neuron)
        for low, block in blocks.items()
        for step, neuron in zip(block.steps.tolist(), order[block.neurons + low].tolist(), strict=True)
    )


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("case", CASES)
def test_order_and_division_of_neurons_change_no_spike(case: str, backend: str) -> None:
    as_drawn, shuffled = np.arange(SIZE), np.random.default_rng(1).permutation(SIZE)
    expected = fired(case, as_drawn, (), "numpy")
    assert len(expected) > 50
    for order, cuts in ((shuffled, ()), (as_drawn, (1, 8, 20)), (shuffled, (13,))):
        assert fired(case, order, cuts, backend) == expected

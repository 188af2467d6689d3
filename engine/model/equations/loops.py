"""States that read each other, by what their equations name."""

from __future__ import annotations

from engine.model.declaration import NeuronModel

MOST_EXACT = 20
"""States that read each other, directly or through others, at most, where linear ones still are solved exactly: a step
of n of them takes n * n products, whatever the equations say."""


def largest_loop(model: type[NeuronModel]) -> int:
    """The size of the largest set of a neuron's states that read each other, directly or through others."""
    rates = {s: model.equations[f"d{s}_dt"] for s in model.states() if f"d{s}_dt" in model.equations}
    reached = {s: {s, *(rates.keys() & equation.arguments)} for s, equation in rates.items()}
    for through in rates:
        for found in reached.values():
            if through in found:
                found |= reached[through]
    return max((sum(s in reached[other] for other in found) for s, found in reached.items()), default=0)

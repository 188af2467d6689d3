"""Spike times in segments: the spikes, first times and gradients of the whole tape, and cuts that forget the past."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.learning.methods.event_prop import EventPropLearner
from engine.learning.passes.event_tape import EventSegments, EventTape
from engine.network.description import NetworkDescription
from tests.engine.learning.replayed import learner_of
from tests.engine.learning.test_every_method import of_times
from tests.engine.learning.test_training_by_spike_times import patterns, through

BATCH, EQUAL = 7, 1e-11
DRAWN: dict[str, Callable[[], NetworkDescription]] = {
    "a loop": patterns,
    "refractory beyond a segment": lambda: patterns(t_ref=9.0, V_reset=-0.5),
    "refractory for a step": lambda: patterns(t_ref=1.0, bias=0.02),
    "alpha currents": lambda: through("alpha_current"),
    "a membrane": lambda: patterns(decoder="decoders/largest_value", last="neurons/leaky_integrator"),
    "kernels": lambda: of_times()["convolution and pooling"],
    "delays of each connection": lambda: of_times()["delays of each connection"],
}


def both(network: NetworkDescription, length: int, keeps: bool = False) -> tuple[EventTape, EventSegments]:
    learner: EventPropLearner = learner_of(network, start="fresh weights")
    found = circuit(network)
    given = found, learner.weights, learner.membranes, BATCH, 1, 0.0
    return EventTape(*given), EventSegments(EventTape(*given, length=length, keeps=keeps))


def shown(network: NetworkDescription) -> tuple[Any, Any]:
    return circuit(network).samples.values[:BATCH], np.arange(5, 5 + BATCH)


@pytest.mark.parametrize("keeps", [True, False], ids=["kept", "anew"])
@pytest.mark.parametrize("length", [1, 4, 7])
@pytest.mark.parametrize("name", DRAWN)
def test_segments_have_the_spikes_and_the_gradients_of_the_whole_tape(name: str, length: int, keeps: bool) -> None:
    network, random = DRAWN[name](), np.random.default_rng(0)
    whole, parts = both(network, length, keeps)
    output = whole.circuit.output
    slope = random.standard_normal((whole.steps, BATCH, output.size))
    for _ in range(2):  # nothing of one presentation reaches the next
        fired = [np.array(form.forward(*shown(network))) for form in (whole, parts)]
        assert np.array_equal(*fired) and whole.fired_in_all() > BATCH
        if output.model.fires():
            times = [form.first_times(output.id) for form in (whole, parts)]
            assert times[0][0] == pytest.approx(times[1][0], rel=1e-12) and np.array_equal(times[0][1], times[1][1])
        one, other = whole.backward(slope), parts.backward(slope)
        assert one.keys() == other.keys()
        for key, by in one.items():
            assert np.abs(by - other[key]).max() <= EQUAL * max(np.abs(by).max(), 1.0), key
        assert any(by.any() for by in one.values())


@pytest.mark.parametrize("name", ["a loop", "refractory beyond a segment", "a membrane"])
def test_what_is_wrong_before_the_first_cut_is_followed_as_ever_and_the_rest_no_further(name: str) -> None:
    network, random, length = DRAWN[name](), np.random.default_rng(0), 20
    whole, parts = both(network, length)
    slope = random.standard_normal((whole.steps, BATCH, whole.circuit.output.size))

    def cut(at: int) -> dict[Any, Any]:
        """Gradients of what is wrong in the segment that ends there."""
        return parts.truncated(*shown(network), lambda so_far: (slope[: len(so_far)] * (len(so_far) == at), None))

    first = slope * (np.arange(whole.steps) < length)[:, None, None]
    whole.forward(*shown(network))
    expected, later = whole.backward(first), whole.backward(slope - first)
    seen = cut(length)
    assert all(np.abs(by - seen[key]).max() <= EQUAL * max(np.abs(by).max(), 1.0) for key, by in expected.items())
    behind = cut(whole.steps)
    assert any(by.any() for by in behind.values())
    assert not all(np.allclose(by, behind[key]) for key, by in later.items()), "its past is left out"

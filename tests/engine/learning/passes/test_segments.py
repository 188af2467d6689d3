"""A presentation in segments has the spikes and gradients of the whole tape; cut, those of a plain loop that cuts."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.learning.components.losses import count_cross_entropy
from engine.learning.passes import scan as scans
from engine.learning.passes.segments import Segments
from engine.learning.passes.tape import Tape
from engine.learning.passes.thresholds import GATE, SOFT
from engine.network.description import NetworkDescription
from engine.network.values import Uniform
from tests.engine.learning.networks import (
    averaging,
    changing_currents,
    digits,
    maxima_of_values,
    of_maxima,
    projection,
    with_values_around,
)
from tests.engine.learning.test_membrane_losses import drawn, reading
from tests.engine.learning.test_recurrent_gradients import backward, forward
from tests.engine.learning.test_smoothed_model import NETWORKS, continuous, looped
from tests.engine.learning.training.test_costs import NETWORKS as COSTED

BATCH, EQUAL = 4, 1e-12
DRAWN: dict[str, tuple[Callable[[], NetworkDescription], float]] = {
    **NETWORKS,
    "constant current": (lambda: COSTED["constant current"], 4.0),
    "changing currents": (lambda: changing_currents(times=7, resolution=0.5), 4.0),
    "a delay of thirty steps": (lambda: digits(hidden=20, delay=30.0), 4.0),
    "a loop later than a segment": (lambda: looped(9.0), 4.0),
    "delays of their own": (lambda: digits(hidden=20, delay=Uniform(1.0, 12.0)), 4.0),
    "loops with delays of their own": (
        lambda: digits(hidden=20, more=(projection("loop", "hidden", "hidden", delay=Uniform(1.0, 9.0)),)),
        4.0,
    ),
    "a read-out that never fires": (lambda: reading(digits(hidden=20, delay=2.0)), 4.0),
    "pools of values": (averaging, 4.0),
    "largest spikes": (lambda: of_maxima(2.0), 4.0),
    "largest values": (lambda: maxima_of_values(2.0), 4.0),
    "values around": (with_values_around, 4.0),
    "a read-out in a loop": (lambda: drawn(more=True), 4.0),
}


@pytest.fixture(autouse=True)
def _on_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")


def _shown(found: Any) -> tuple[Any, Any]:
    return found.samples.values[:BATCH], np.arange(7, 7 + BATCH)


LENGTHS, SLOPES = (1, 4, 7, 24), ("arctangent", SOFT, GATE)
TRIED = [(name, SLOPES[(i + j) % 3], length) for i, name in enumerate(DRAWN) for j, length in enumerate(LENGTHS)]
"""Every network in segments of every length, every slope among them: a slope knows nothing of segments."""


@pytest.mark.parametrize(("name", "threshold", "length"), TRIED)
def test_segments_have_the_spikes_and_the_gradients_of_the_whole_tape(name: str, threshold: str, length: int) -> None:
    network, sharpness = DRAWN[name]
    found = circuit(network())
    weights, random = Weights(found, 1, "float64", parameters=True), np.random.default_rng(0)
    whole = Tape(found, weights, BATCH, 1, threshold, sharpness)
    parts = Segments(Tape(found, weights, BATCH, 1, threshold, sharpness, length))
    others = {p.id: random.standard_normal(p.size) for p in found.populations if p.id != found.output.id}
    slope = random.standard_normal((found.steps, BATCH, found.output.size))
    for form in (whole, parts):
        form.drop(0.3, _shown(found)[1])
    for _ in range(2):  # nothing of one presentation reaches the next
        fired = [np.array(form.forward(*_shown(found))) for form in (whole, parts)]
        assert np.abs(fired[0] - fired[1]).max() <= EQUAL * (1 if found.output.model.fires() else 100)
        assert len(fired[1]) == found.steps
        one, other = whole.backward(slope, others), parts.backward(slope, others)
        for id in ["code", *others, found.output.id]:
            if id not in parts._currents:
                assert np.allclose(whole.counts(id), parts.counts(id), rtol=EQUAL, atol=EQUAL)
        assert np.abs(whole.membrane(found.output.id) - parts.membrane(found.output.id)).max() <= EQUAL * 100
        assert one.keys() == other.keys()
        for key, by in one.items():
            assert np.abs(by - other[key]).max() <= EQUAL * max(np.abs(by).max(), 1.0), key
        assert any(by.any() for by in one.values())


@pytest.mark.parametrize(("length", "threshold"), [(4, "arctangent"), (7, SOFT)])
@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("name", DRAWN)
def test_segments_that_are_kept_and_such_as_are_computed_anew_are_equal_to_the_last_digit(
    name: str, threshold: str, precision: str, length: int
) -> None:
    """So memory may decide between them."""
    network, sharpness = DRAWN[name]
    found = circuit(network())
    weights, random = Weights(found, 1, precision, parameters=True), np.random.default_rng(0)
    kept, anew = (
        Segments(Tape(found, weights, BATCH, 1, threshold, sharpness, length, keeps=keeps)) for keeps in (True, False)
    )
    others = {p.id: random.standard_normal(p.size).astype(precision) for p in found.populations}
    slope = random.standard_normal((found.steps, BATCH, found.output.size)).astype(precision)
    others.pop(found.output.id)
    for form in (kept, anew):
        form.drop(0.3, _shown(found)[1])
    for _ in range(2):
        assert np.array_equal(kept.forward(*_shown(found)), anew.forward(*_shown(found)))
        one, other = kept.backward(slope, others), anew.backward(slope, others)
        assert one.keys() == other.keys() and any(by.any() for by in one.values())
        assert all(np.array_equal(by, other[key]) for key, by in one.items())


def _cut(bars: Any, membranes: Any, spikes: Any, loop: Any, delay: int, length: int) -> Any:
    """Derivatives by what arrives, each segment gone back through as if it were all there is."""
    parts = [slice(first, first + length) for first in range(0, len(bars), length)]
    return np.concatenate([backward(membranes[p], spikes[p], bars[p], loop, delay) for p in parts])


@pytest.mark.parametrize("length", [5, 8, 25])
@pytest.mark.parametrize("delay", [1, 3])
def test_gradients_that_are_cut_are_those_of_a_plain_loop_that_cuts(delay: int, length: int) -> None:
    """The error of a segment is that of the counts at its end."""
    network = digits(hidden=20, more=(projection("loop", "hidden", "hidden", delay=float(delay)),))
    found = circuit(network)
    weights, random = Weights(found, 1, "float64", parameters=False), np.random.default_rng(0)
    for key in sorted(weights.values):
        weights.values[key][...] = random.uniform(-0.2, 0.3, weights.values[key].shape)
    weights.keep_bounds()
    labels, tape = found.samples.labels[:BATCH], Tape(found, weights, BATCH, 1)
    out, shown = tape.forward(*_shown(found)), tape.spikes("code")
    parts = Segments(Tape(found, weights, BATCH, 1, length=length))
    gradients = parts.truncated(*_shown(found), lambda spikes: (count_cross_entropy(spikes, labels)[1], None))

    first, loop, second = (weights.values[id, "weight"] for id in ("in", "loop", "read"))
    u1, s1 = forward(shown @ first.T + weights.values["hidden", "bias"], loop, delay)
    u2, s2 = forward(s1 @ second.T + weights.values["out", "bias"], np.zeros((10, 10)), 1)
    assert np.array_equal(s2, out) and s2.any()
    slope = np.concatenate([count_cross_entropy(s2[:last], labels)[1][first:last] for first, last in parts.parts])
    d2 = _cut(slope, u2, s2, np.zeros((10, 10)), 1, length)
    d1 = _cut(d2 @ second, u1, s1, loop, delay, length)
    expected = {
        ("in", "weight"): np.einsum("tbo,tbi->oi", d1, shown),
        ("loop", "weight"): np.einsum("tbo,tbi->oi", d1[delay:], s1[:-delay]) * weights.wiring["loop"].mask,
        ("read", "weight"): np.einsum("tbo,tbi->oi", d2, s1),
        ("hidden", "bias"): d1.sum((0, 1)),
        ("out", "bias"): d2.sum((0, 1)),
    }
    for key, value in expected.items():
        assert np.abs(gradients[key] - value).max() <= EQUAL * np.abs(value).max(), key


@pytest.mark.parametrize("threshold", ["arctangent", SOFT])
def test_a_cut_behind_the_last_step_cuts_nothing(threshold: str) -> None:
    found = circuit(continuous(3.0))
    weights = Weights(found, 1, "float64", parameters=True)
    labels = found.samples.labels[:BATCH]
    whole = Tape(found, weights, BATCH, 1, threshold, 0.3)
    one = whole.backward(count_cross_entropy(whole.forward(*_shown(found)), labels)[1])
    parts = Segments(Tape(found, weights, BATCH, 1, threshold, 0.3, found.steps))
    other = parts.truncated(*_shown(found), lambda spikes: (count_cross_entropy(spikes, labels)[1], None))
    assert all(np.abs(by - other[key]).max() <= EQUAL * max(np.abs(by).max(), 1.0) for key, by in one.items())

"""Traces over whole presentations against plain sums over the course of one spike."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm

from engine.learning.passes.filters import Filter
from engine.learning.passes.traces import LinearTrace, exponential_trace

STEPS = 14
RATES = np.array([[-0.5, 0.0, 0.0], [0.4, -0.3, 0.0], [0.2, 0.7, -0.1]])
TRACES = {
    "one state": exponential_trace(5.0, 0.5),
    "three states": LinearTrace(expm(RATES), np.array([1.5, -0.25, 0.5])),
    "from the next step": LinearTrace(expm(RATES), np.array([1.5, -0.25, 0.5])).from_the_next_step(),
}


def course(trace: LinearTrace, steps: int = STEPS + 2) -> np.ndarray:
    """What one spike leaves from its own step on, by powers of the matrix."""
    states = [np.linalg.matrix_power(trace.step, k) @ trace.jump for k in range(steps)]
    return np.concatenate([np.zeros(trace.late), [state[-1] for state in states]])[:steps]


@pytest.mark.parametrize("delay", [0, 1, 3, STEPS, STEPS + 3])
@pytest.mark.parametrize("name", TRACES)
def test_a_trace_is_the_sum_over_spikes_and_goes_back_as_its_transpose(name: str, delay: int) -> None:
    trace, random = TRACES[name], np.random.default_rng(0)
    sent, one = random.normal(size=(STEPS, 2, 3)), course(trace)
    onward, back = np.zeros_like(sent), np.zeros_like(sent)
    for t in range(STEPS):
        for s in range(t - delay + 1):
            onward[t] += one[t - s - delay] * sent[s]
            back[s] += one[t - s - delay] * sent[t]
    filtered = Filter(trace, delay=delay)
    assert filtered.onward(sent) == pytest.approx(onward, abs=1e-12)
    assert filtered.back(sent) == pytest.approx(back, abs=1e-12)
    asked = np.array([0, 2, 3, STEPS - 1])
    assert filtered.onward(sent, asked) == pytest.approx(onward[asked], abs=1e-12)


@pytest.mark.parametrize("delay", [0, 1, 4])
@pytest.mark.parametrize("name", TRACES)
def test_a_slope_is_half_of_a_step_earlier_less_a_step_later(name: str, delay: int) -> None:
    trace, random = TRACES[name], np.random.default_rng(1)
    sent = random.normal(size=(STEPS, 4))
    one = np.concatenate([[0.0, 0.0], course(trace)])  # from two steps before the spike on
    onward, back = np.zeros_like(sent), np.zeros_like(sent)
    for t in range(STEPS):
        for s in range(STEPS):
            since = t - s - delay
            if since >= -1:
                slope = (one[since + 3] - one[since + 1]) / 2 if since + 3 < len(one) else np.nan
                onward[t] += slope * sent[s]
                back[s] += slope * sent[t]
    filtered = Filter(trace.slope(), delay=delay)
    assert filtered.onward(sent) == pytest.approx(onward, abs=1e-12)
    assert filtered.back(sent) == pytest.approx(back, abs=1e-12)


@pytest.mark.parametrize("name", TRACES)
@pytest.mark.parametrize("sloping", [False, True])
def test_a_squared_trace_is_that_of_one_spike_squared(name: str, sloping: bool) -> None:
    trace = TRACES[name].slope() if sloping else TRACES[name]
    spike = np.eye(STEPS, 1, k=-3)
    found = Filter(trace.squared()).onward(spike)
    assert found == pytest.approx(Filter(trace).onward(spike) ** 2, rel=1e-9, abs=1e-12) and found.any()

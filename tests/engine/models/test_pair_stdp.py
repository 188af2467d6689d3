"""Pair STDP moves weights by the rule."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.backends.kernels.array_text import for_arrays
from engine.compiling.steps.equation_text import equation_text
from engine.plasticity import PairSTDP


def _function(name: str) -> Any:
    scope: dict[str, Any] = {"np": np, "F": np.float64}
    exec(for_arrays(equation_text(PairSTDP, name)), scope)
    return scope[name]


def _played(pre: list[float], post: list[float], w: float, **values: float) -> float:
    """The weight after all spikes: decay, use, increment, event by event."""
    x = y = last = 0.0
    for time in sorted({*pre, *post}):
        x *= np.exp(-(time - last) / values["tau_plus"])
        y *= np.exp(-(time - last) / values["tau_minus"])
        last = time
        if time in pre:
            w = _function("weight_after_pre")(w=w, y=y, A_minus=values["A_minus"], w_max=values["w_max"])
        if time in post:
            w = _function("weight_after_post")(w=w, x=x, A_plus=values["A_plus"], w_max=values["w_max"])
        x += time in pre
        y += time in post
    return w


VALUES = {"tau_plus": 20.0, "tau_minus": 15.0, "A_plus": 0.01, "A_minus": 0.012, "w_max": 50.0}


@pytest.mark.parametrize("lag", [-30.0, -5.0, 5.0, 30.0])
def test_one_pair_moves_the_weight_by_the_window(lag: float) -> None:
    change = _played([100.0], [100.0 + lag], 20.0, **VALUES) - 20.0
    grows = lag > 0
    expected = 0.01 * 50 * np.exp(-lag / 20) if grows else -0.012 * 50 * np.exp(lag / 15)
    assert change == pytest.approx(expected, rel=1e-12)


def test_a_coincident_pair_has_no_effect() -> None:
    assert _played([100.0], [100.0], 20.0, **VALUES) == 20.0


def test_traces_give_the_sum_over_all_pairs() -> None:
    random = np.random.default_rng(2)
    pre, post = (sorted(random.uniform(0, 500, 30)) for _ in range(2))
    change = _played(pre, post, 0.0, **VALUES)
    lags = np.subtract.outer(post, pre)
    expected = 0.01 * 50 * np.exp(-lags[lags > 0] / 20).sum() - 0.012 * 50 * np.exp(lags[lags < 0] / 15).sum()
    assert change == pytest.approx(expected, rel=1e-10)


def test_the_largest_weight_suits_the_unit_of_the_synapse() -> None:
    from engine.synapses import Delta, ExponentialCurrent

    assert PairSTDP.defaults(Delta)["w_max"] == 2.0, "mV"
    assert PairSTDP.defaults(ExponentialCurrent)["w_max"] == 200.0, "pA"
    assert PairSTDP.defaults(None)["tau_plus"] == PairSTDP.defaults(Delta)["tau_plus"] == 20.0

"""Rules of spike timing against an account of their spikes one by one, and against tables computed elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

import numpy as np
import pytest

from engine.plasticity import (
    DiehlCook,
    InhibitorySTDP,
    NearestPairSTDP,
    NearestTripletSTDP,
    PairSTDP,
    PowerLawSTDP,
    TripletSTDP,
    VanRossumSTDP,
    WeightDependentSTDP,
)
from tests.science.given_trains import ONE, learning, learnt

H, STEPS, W_MAX, START = 0.1, 4000, 1000.0, 500.0
TAU_PLUS, TAU_MINUS = 17.0, 34.0


def one_by_one(pre, post, delay, before, after, nearest):
    """The weight from the times of all earlier spikes, without traces: a reference of another shape.

    ``before(w, y)`` is what a source spike makes of the weight, ``after(w, x)`` what a target spike does.
    """

    def seen(times, now, tau):
        past = [t for t in times if t < now - 1e-9]
        past = past[-1:] if nearest else past
        return sum(exp(-(now - t) / tau) for t in past)

    arrivals = [t + delay for t in post]
    events = sorted([(t, 1, "pre") for t in pre] + [(t, 0, "post") for t in arrivals if t <= STEPS * H + 1e-9])
    w = START
    for now, _, side in events:
        w = before(w, seen(arrivals, now, TAU_MINUS)) if side == "pre" else after(w, seen(pre, now, TAU_PLUS))
        w = min(max(w, 0.0), W_MAX)
    return w


TAUS = {"tau_plus": TAU_PLUS, "tau_minus": TAU_MINUS}
Change = Callable[[float, float], float]
RULES: dict[str, tuple] = {
    "additive": (
        PairSTDP, {"A_plus": 0.01, "A_minus": 0.012}, False,
        lambda w, y: w - 0.012 * W_MAX * y, lambda w, x: w + 0.01 * W_MAX * x,
    ),
    "nearest": (
        NearestPairSTDP, {"A_plus": 0.02, "A_minus": 0.015}, True,
        lambda w, y: w - 0.015 * W_MAX * y, lambda w, x: w + 0.02 * W_MAX * x,
    ),
    "power of the weight": (
        WeightDependentSTDP, {"lambda_": 0.03, "alpha": 1.2, "mu_plus": 0.4, "mu_minus": 0.7}, False,
        lambda w, y: w - 0.03 * 1.2 * W_MAX * (w / W_MAX) ** 0.7 * y,
        lambda w, x: w + 0.03 * W_MAX * (1 - w / W_MAX) ** 0.4 * x,
    ),
    "multiplicative": (
        WeightDependentSTDP, {"lambda_": 0.03, "alpha": 1.2, "mu_plus": 1.0, "mu_minus": 1.0}, False,
        lambda w, y: w - 0.03 * 1.2 * w * y, lambda w, x: w + 0.03 * (W_MAX - w) * x,
    ),
    "van Rossum": (
        VanRossumSTDP, {"c_p": 0.01, "c_d": 0.02}, False,
        lambda w, y: w - 0.02 * w * y, lambda w, x: w + 0.01 * W_MAX * x,
    ),
    "power law": (
        PowerLawSTDP, {"lambda_": 0.1, "alpha": 0.11, "mu": 0.4, "w_0": 10.0}, False,
        lambda w, y: w - 0.1 * 0.11 * w * y, lambda w, x: w + 0.1 * 10.0**0.6 * w**0.4 * x,
    ),
}  # fmt: skip


@pytest.mark.parametrize("delay", [0.1, 7.0])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_does_what_an_account_of_its_spikes_says(name, delay):
    rule, parameters, nearest, before, after = RULES[name]
    random = np.random.default_rng(round(10 * delay))
    pre, post = (np.sort(random.choice(np.arange(10, STEPS), 25, replace=False)) for _ in range(2))
    post[3] = pre[5]  # a pair on one step
    post = np.unique(post)
    bound = {"w_max": W_MAX} if "w_max" in rule.parameters() else {}
    network = learning(rule, [pre], [post], TAUS | parameters | bound, weight=START, delay=delay)
    expected = one_by_one([t * H for t in pre], [t * H for t in post], delay, before, after, nearest)
    assert learnt(network, STEPS)[0] == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize("name", [name for name in RULES if name not in ("power law",)])
def test_a_single_pair_gives_the_window_exactly(name):
    rule, parameters, _, before, after = RULES[name]
    lags = np.array([-400, -95, -1, 1, 63, 388])
    pre, post = [np.array([500])] * len(lags), [np.array([500 + lag]) for lag in lags]
    network = learning(rule, pre, post, TAUS | parameters | {"w_max": W_MAX}, weight=START, wiring=ONE)
    delayed = lags + 1  # a target spike meets the synapse one delay later

    def alone(lag):
        if lag == 0:
            return START
        return after(START, exp(-lag * H / TAU_PLUS)) if lag > 0 else before(START, exp(lag * H / TAU_MINUS))

    expected = [alone(lag) for lag in delayed]
    assert learnt(network, 2000) == pytest.approx(expected, rel=1e-13)


def test_inhibitory_stdp_is_symmetric_and_a_lonely_source_spike_weakens():
    pre, post = [np.array([500])] * 4, [np.array([s]) for s in (439, 559, 499, 3000)]
    given = {"tau": 20.0, "eta": 0.01, "rho_0": 5.0, "w_max": W_MAX}
    found = learnt(learning(InhibitorySTDP, pre, post, given, weight=START, wiring=ONE), 2000)
    lonely, near = -10.0 * 2 * 5.0 * 20.0 / 1000.0, 10.0 * exp(-6.0 / 20.0)
    assert found == pytest.approx([START + lonely + near, START + lonely + near, START + lonely, START + lonely])


def test_a_target_spike_compares_each_source_with_what_it_expects():
    given = {"tau_x": 20.0, "eta": 0.1, "x_tar": 0.4, "mu": 2.0, "w_max": W_MAX, "w_total": 1e6, "interval": 1e5}
    found = learnt(
        learning(DiehlCook, [np.array([500]), np.array([400])], [np.array([559])], given, weight=START), 2000
    )
    traces = np.array([exp(-6.0 / 20.0), exp(-16.0 / 20.0)])
    assert found == pytest.approx(START + 0.1 * W_MAX * (traces - 0.4) * 0.25, rel=1e-13)


RATES = (0.1, 10.0, 20.0, 40.0, 50.0)
MINIMAL = {"tau_plus": 16.8, "tau_minus": 33.7, "tau_x": 101.0, "tau_y": 114.0, "A2_plus": 0.0, "A3_plus": 6.5e-3,
           "A2_minus": 7.1e-3, "A3_minus": 0.0}  # fmt: skip
FULL_NEAREST = {"tau_plus": 16.8, "tau_minus": 33.7, "tau_x": 714.0, "tau_y": 40.0, "A2_plus": 8.8e-11,
                "A3_plus": 5.3e-2, "A2_minus": 6.6e-3, "A3_minus": 3.1e-3}  # fmt: skip
TABLE = {
    "minimal, all spikes": (TripletSTDP, MINIMAL, [0.00, 0.12, 0.23, 0.53, 0.76], [-0.32, -0.33, -0.34, 0.17, 0.75]),
    "full, nearest": (
        NearestTripletSTDP, FULL_NEAREST, [0.00, 0.10, 0.32, 0.56, 0.62], [-0.29, -0.41, -0.34, 0.26, 0.62],
    ),
}  # fmt: skip


def sixty_pairings(rule, parameters):
    """Relative change by 60 pairs at +10 ms, then at -10 ms, at every rate."""
    h, lag, size = 1.0, 10, 0.1  # a tenth of the published steps, so that no weight meets a bound
    scaled = {n: v * (size if n.startswith("A") else 1.0) for n, v in parameters.items()}
    pre, post = [], []
    for sign in (1, -1):
        for rate in RATES:
            start = 100 + np.round(np.arange(60) * 1000.0 / rate).astype(np.int64)
            pre.append(start)
            post.append(start + sign * lag - 1)  # and one step of delay
    steps = int(max(train[-1] for train in post)) + 100
    network = learning(rule, pre, post, scaled | {"w_max": W_MAX}, weight=START, h=h, wiring=ONE)
    change = (learnt(network, steps) - START) / (W_MAX * size)
    return change[: len(RATES)], change[len(RATES) :]


@pytest.mark.parametrize("name", TABLE)
def test_triplets_of_published_parameters_depend_on_the_rate_as_computed_elsewhere(name):
    rule, parameters, positive, negative = TABLE[name]
    after, before = sixty_pairings(rule, parameters)
    assert after == pytest.approx(positive, abs=0.01)
    assert before == pytest.approx(negative, abs=0.01)


def test_pairs_cannot_turn_depression_into_potentiation_at_high_rates():
    _, before = sixty_pairings(PairSTDP, {"tau_plus": 16.8, "tau_minus": 33.7, "A_plus": 5e-3, "A_minus": 7e-3})
    assert (before < 0.0).all()


@pytest.mark.parametrize(("mu", "left"), [(0.0, 1.0), (0.01, 0.0), (1.0, 0.0)])
def test_only_a_power_of_zero_lets_the_largest_weight_sink(mu, left):
    """What is left of the largest weight is nothing; to the power of zero that is one, and the step is whole."""
    given = {"eta": 0.1, "x_tar": 0.4, "mu": mu, "w_max": W_MAX, "w_total": 1e6, "interval": 1e5}
    lonely = learning(DiehlCook, [np.array([3000])], [np.array([559])], given, weight=W_MAX)
    assert learnt(lonely, 1000, "numpy").tolist() == pytest.approx([W_MAX - 0.1 * W_MAX * 0.4 * left])

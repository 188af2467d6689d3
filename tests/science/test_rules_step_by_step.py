"""Rules with memories of their own against a plain loop over steps that knows nothing of how the engine runs them.

On one step traces decay, or go toward what they follow; what acts without spikes acts; spikes that meet the synapse
use the traces; then traces step for the spikes of the step. A target's traces are seen one delay later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import exp

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording
from engine.plasticity import (
    BCM,
    Clopath,
    DiehlCook,
    Hebb,
    HomeostaticScaling,
    NearestTripletSTDP,
    Oja,
    RewardExpectationSTDP,
    RewardModulatedSTDP,
    TripletSTDP,
)
from engine.simulation.simulation import Simulation
from tests.science.given_trains import ALL, DELTA, learning, learnt, listed

H, STEPS, DELAY, START, W_MAX = 0.5, 1500, 3, 40.0, 100.0
Values = Mapping[str, float]
Formula = Callable[[Values], float]


@dataclass(frozen=True)
class Memory:
    """A trace of one side: its time constant, what a spike makes of it, and what it follows."""

    side: str
    tau: float
    after_spike: Callable[[float], float] | None = None
    toward: Formula | None = None


@dataclass(frozen=True)
class Account:
    """What a paper says of a rule: memories, and what spikes and time do to a weight and to an eligibility."""

    memories: Mapping[str, Memory]
    after_pre: Formula | None = None
    after_post: Formula | None = None
    rate: Formula | None = None
    tau_e: float = 0.0
    e_after_pre: Formula | None = None
    e_after_post: Formula | None = None
    every: int = 1
    largest: float = W_MAX
    start: Values = field(default_factory=dict)


def told(
    account: Account, trains: Mapping[str, np.ndarray], steps: int = STEPS, *, h: float = H, delay: int = DELAY,
    w: float = START, membrane: np.ndarray | None = None,
) -> float:  # fmt: skip
    """The weight after all steps; ``membrane`` (steps,) is that of the target at the end of every step."""
    m = {n: account.start.get(n, 0.0) for n in account.memories}
    late = [{**m, "u": 0.0}] * delay
    e = 0.0
    fired = {side: set(train.tolist()) for side, train in trains.items()}
    for k in range(1, steps + 1):
        old = dict(m) | ({"u": float(membrane[k - 1])} if membrane is not None else {})
        for name, memory in account.memories.items():
            goal = memory.toward(old) if memory.toward is not None else 0.0
            m[name] = goal + (m[name] - goal) * exp(-h / memory.tau)
        e *= exp(-h / account.tau_e) if account.tau_e else 0.0
        late.append({n: v for n, v in {**old, **m}.items() if n == "u" or account.memories[n].side == "post"})
        seen: dict[str, float] = {**m, **late[k - 1], "w": w, "e": e}
        if account.rate is not None and k % account.every == 0:
            w += account.every * h * account.rate(seen)
            seen["w"] = w = min(max(w, 0.0), account.largest)
        for meets, change, learns in (
            (k - delay in fired["post"], account.after_post, account.e_after_post),
            (k in fired["pre"], account.after_pre, account.e_after_pre),
        ):
            if meets and change is not None:
                seen["w"] = w = min(max(change(seen), 0.0), account.largest)
            if meets and learns is not None:
                seen["e"] = e = learns(seen)
        for name, memory in account.memories.items():
            if k in fired[memory.side] and memory.after_spike is not None:
                m[name] = memory.after_spike(m[name])
    return w


def counted(side: str, tau: float) -> Memory:
    return Memory(side, tau, lambda x: x + 1.0)


def rated(side: str, tau: float) -> Memory:
    return Memory(side, tau, lambda x: x + 1.0 / tau)


def nearest(side: str, tau: float) -> Memory:
    return Memory(side, tau, lambda x: 1.0)


RATES = {"x": rated("pre", 30.0), "y": rated("post", 70.0)}
TRIPLETS = {"r1": ("pre", 17.0), "r2": ("pre", 100.0), "o1": ("post", 34.0), "o2": ("post", 120.0)}
TRIPLET = {"tau_plus": 17.0, "tau_x": 100.0, "tau_minus": 34.0, "tau_y": 120.0, "A2_plus": 0.004, "A3_plus": 0.006,
           "A2_minus": 0.005, "A3_minus": 0.003}  # fmt: skip
REWARD = {"tau_plus": 20.0, "tau_minus": 30.0, "A_plus": 0.025, "A_minus": 0.03, "tau_e": 400.0, "tau_w": 1000.0}
PAIRS = {"x": counted("pre", 20.0), "y": counted("post", 30.0)}


def triplet(kind: Callable[[str, float], Memory]) -> Account:
    """Pfister & Gerstner (2006), equations 3 and 4."""
    return Account(
        {name: kind(*given) for name, given in TRIPLETS.items()},
        after_pre=lambda s: s["w"] - W_MAX * s["o1"] * (0.005 + 0.003 * s["r2"]),
        after_post=lambda s: s["w"] + W_MAX * s["r1"] * (0.004 + 0.006 * s["o2"]),
    )


def rewarded(memories: Mapping[str, Memory], rate: Formula) -> Account:
    return Account(
        {**PAIRS, **memories}, rate=rate, tau_e=400.0,
        e_after_pre=lambda s: s["e"] - 0.03 * W_MAX * s["y"],
        e_after_post=lambda s: s["e"] + 0.025 * W_MAX * s["x"],
    )  # fmt: skip


CASES = {
    "Hebb": (
        Hebb, {"tau_x": 30.0, "tau_y": 70.0, "eta": 0.1, "w_max": W_MAX, "interval": 1.5},
        Account(RATES, rate=lambda s: 0.1 * W_MAX * s["x"] * s["y"], every=3),
    ),
    "Oja": (
        Oja, {"tau_x": 30.0, "tau_y": 70.0, "eta": 5.0, "w_1": 80.0, "interval": 1.0},
        Account(RATES, rate=lambda s: 5.0 * s["y"] * (80.0 * s["x"] - s["w"] * s["y"]), every=2, largest=np.inf),
    ),
    "BCM": (
        BCM,
        {"tau_x": 30.0, "tau_y": 70.0, "tau_theta": 250.0, "rho_0": 25.0, "eta": 0.1, "w_max": W_MAX, "interval": 1.0},
        Account(
            RATES | {"theta": Memory("post", 250.0, toward=lambda s: s["y"] ** 2 / 0.025)},
            rate=lambda s: 0.1 * W_MAX * s["x"] * s["y"] * (s["y"] - s["theta"]) / 0.025, every=2,
        ),
    ),
    "scaling": (
        HomeostaticScaling, {"rho_0": 12.0, "tau_y": 90.0, "tau_s": 800.0, "w_max": W_MAX, "interval": 2.0},
        Account({"y": rated("post", 90.0)}, rate=lambda s: s["w"] * (1 - s["y"] / 0.012) / 800.0, every=4),
    ),
    "triplets": (TripletSTDP, TRIPLET | {"w_max": W_MAX}, triplet(counted)),
    "nearest triplets": (NearestTripletSTDP, TRIPLET | {"w_max": W_MAX}, triplet(nearest)),
    "dopamine": (
        RewardModulatedSTDP, REWARD | {"tau_d": 150.0, "dose": 0.4, "d_0": 0.3, "w_max": W_MAX},
        rewarded(
            {"d": Memory("reward", 150.0, lambda d: d + 0.4)}, lambda s: s["e"] * (s["d"] + 0.3) / 1000.0
        ),
    ),
    "reward beyond expectation": (
        RewardExpectationSTDP, REWARD | {"tau_R": 80.0, "tau_mean": 300.0, "w_max": W_MAX},
        rewarded(
            {"R": counted("reward", 80.0), "expected": Memory("reward", 300.0, toward=lambda s: s["R"])},
            lambda s: s["e"] * (s["R"] - s["expected"]) / 1000.0,
        ),
    ),
}  # fmt: skip


def train(seed: int, count: int) -> np.ndarray:
    return np.sort(np.random.default_rng(seed).choice(np.arange(5, STEPS - DELAY), count, replace=False))


@pytest.mark.parametrize("backend", ["numba", "numpy"])
@pytest.mark.parametrize("name", CASES)
def test_a_rule_is_the_loop_of_its_paper(name: str, backend: str) -> None:
    rule, parameters, account = CASES[name]
    trains = {"pre": train(1, 40), "post": train(2, 30), "reward": train(3, 12)}
    network = learning(
        rule,
        [trains["pre"]],
        [trains["post"]],
        parameters,
        weight=START,
        h=H,
        delay=DELAY * H,
        heard=[trains["reward"]],
    )
    expected = told(account, trains)
    assert abs(expected - START) > 0.02 * START and 0.0 < expected < account.largest, "something to compare"
    assert learnt(network, STEPS, backend)[0] == pytest.approx(expected, rel=1e-9)


def test_diehl_and_cooks_weights_are_scaled_to_their_sum_in_intervals() -> None:
    given = {"tau_x": 20.0, "eta": 0.05, "x_tar": 0.4, "mu": 1.0, "w_max": W_MAX, "w_total": 90.0, "interval": 50.0}
    pre, post = [train(seed, 40) for seed in (4, 5, 6)], train(7, 30)
    post = post[(post + DELAY) % 100 != 0]  # none in the step of a scaling
    simulation = Simulation(learning(DiehlCook, pre, [post], given, weight=START, h=H, delay=DELAY * H))
    w, x = np.full(3, START), np.zeros(3)
    for k in range(1, STEPS + 1):
        x *= exp(-H / 20.0)
        if k % 100 == 0:
            w *= 90.0 / w.sum()
        if k - DELAY in post:
            w = np.clip(w + 0.05 * (W_MAX - w) * (x - 0.4), 0.0, W_MAX)
        x += [k in one for one in pre]
    simulation.advance(STEPS)
    assert simulation.weights("plastic") == pytest.approx(w, rel=1e-9)
    assert w.sum() == pytest.approx(90.0) and np.ptp(w) > 1.0


@pytest.mark.parametrize("t_spike", [0.0, 2.0])
def test_clopaths_rule_is_the_loop_of_its_paper(t_spike: float) -> None:
    """Equations 1 to 3 along the membrane that the engine records; a hidden spike lasts ``t_spike`` at ``V_spike``."""
    A_LTD, A_LTP, low, high, V_spike = 2e-3, 1e-4, -66.0, -58.0, 29.4
    tau_x, tau_minus, tau_plus, h, steps = 15.0, 10.0, 7.0, 0.1, 4000
    given = {"A_LTD": A_LTD, "A_LTP": A_LTP, "theta_minus": low, "theta_plus": high, "tau_x": tau_x, "w_1": 1e-3,
             "tau_minus": tau_minus, "tau_plus": tau_plus, "V_spike": V_spike, "t_spike": t_spike,
             "w_max": 1e-1}  # fmt: skip
    random = np.random.default_rng(8)
    pre = np.sort(random.choice(np.arange(50, steps - 50), 45, replace=False))
    driven = Population("target", find("neurons/leaky_integrate_and_fire"), 1, bias=420.0)
    network = NetworkDescription(
        h, (driven,),
        (Projection("plastic", "pre", "target", DELTA, ALL, 5e-3, DELAY * h, plasticity=Clopath,
                    plasticity_parameters=given),),
        (listed("pre", [pre], h),), recordings=(Recording("V", "target", "V", interval=h),),
    )  # fmt: skip
    simulation = Simulation(network)
    chunk = simulation.advance(steps)
    left = {tau: exp(-t_spike / tau) for tau in (tau_minus, tau_plus)}

    def above(u: float, level: float) -> float:
        return max(u - level, 0.0)

    hidden = above(V_spike, high) * t_spike
    account = Account(
        {
            "x": counted("pre", tau_x),
            "minus": Memory("post", tau_minus, lambda u: V_spike + (u - V_spike) * left[tau_minus], lambda s: s["u"]),
            "plus": Memory("post", tau_plus, lambda u: V_spike + (u - V_spike) * left[tau_plus], lambda s: s["u"]),
        },
        after_pre=lambda s: s["w"] - A_LTD * 1e-3 * above(s["minus"], low),
        after_post=lambda s: s["w"] + A_LTP * 1e-3 * s["x"] / tau_x * hidden * above(s["plus"], low),
        rate=lambda s: A_LTP * 1e-3 * s["x"] / tau_x * above(s["u"], high) * above(s["plus"], low),
        start={"minus": low, "plus": low}, largest=1e-1,
    )  # fmt: skip
    trains = {"pre": pre, "post": chunk.spikes["target"].steps}
    assert len(trains["post"]) > 10
    expected = told(account, trains, steps, h=h, w=5e-3, membrane=chunk.samples["V"].values[:, 0])
    assert abs(expected - 5e-3) > 1e-5 and 0.0 < expected < 1e-1
    assert simulation.weights("plastic")[0] == pytest.approx(expected, rel=1e-9)

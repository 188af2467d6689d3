"""Five published rules, typed here and written for Brian2, learn the same weights from the same spikes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine import equations
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.network.values import Uniform
from engine.neurons import LeakyIntegrateAndFire
from engine.simulation.simulation import Simulation
from engine.stimuli import PoissonStimulus
from engine.synapses import ExponentialCurrent
from engine.wiring import AllToAll
from tests.peers.environments import python_of
from tests.peers.validation import Row, record

RUN = Path(__file__).with_name("brian2_rules.py")
SOURCES, TARGETS, H, DURATION, DELAY = 20, 6, 0.1, 800.0, 3
CLOSE = 1e-9  # pA

TRACES = "dx/dt = -x/tau_plus : 1\ndy/dt = -y/tau_minus : 1\ntau_plus = 20 ms\ntau_minus = 25 ms\nw_max = 2 weights\n"
TYPED = {
    "pairs": (
        "pair STDP (Song, Miller & Abbott 2000)",
        TRACES + "on_pre: x += 1; w -= A_minus*w_max*y\non_post: y += 1; w += A_plus*w_max*x\n"
        "A_plus = 0.005\nA_minus = 0.00525",
    ),
    "proportional": (
        "proportional depression (van Rossum, Bi & Turrigiano 2000)",
        TRACES + "on_pre: x += 1; w -= c_d*w*y\non_post: y += 1; w += c_p*w_max*x\nc_p = 0.005\nc_d = 0.0105",
    ),
    "triplets": (
        "triplet STDP (Pfister & Gerstner 2006)",
        "dr1/dt = -r1/tau_plus : 1\ndr2/dt = -r2/tau_x : 1\ndo1/dt = -o1/tau_minus : 1\ndo2/dt = -o2/tau_y : 1\n"
        "on_pre: w -= w_max*o1*(A2_minus + A3_minus*r2); r1 += 1; r2 += 1\n"
        "on_post: w += w_max*r1*(A2_plus + A3_plus*o2); o1 += 1; o2 += 1\n"
        "tau_plus = 16.8 ms\ntau_x = 101 ms\ntau_minus = 33.7 ms\ntau_y = 125 ms\nA2_plus = 5e-10\nA3_plus = 6.2e-4\n"
        "A2_minus = 7e-4\nA3_minus = 2.3e-5\nw_max = 2 weights",
    ),
    "rewarded": (
        "reward-modulated STDP (Izhikevich 2007)",
        TRACES + "hears: reward\nde/dt = -e/tau_e : weights\ndd/dt = -d/tau_d : 1\ndw/dt = e*(d + d_0)/tau_w\n"
        "on_pre: e -= A_minus*w_max*y; x += 1\non_post: e += A_plus*w_max*x; y += 1\non_reward: d += dose\n"
        "tau_e = 1000 ms\ntau_d = 200 ms\ntau_w = 100 ms\ndose = 0.5\nd_0 = 0.002\nA_plus = 0.0025\nA_minus = 0.003",
    ),
    "membrane": (
        "membrane of the target (Clopath, Büsing, Vasilaki & Gerstner 2010)",
        "u : mV (membrane)\ndx/dt = -x/tau_x : 1\ndslow/dt = (u - slow)/tau_minus : mV\n"
        "dfast/dt = (u - fast)/tau_plus : mV\nslow(0) = theta_minus\nfast(0) = theta_minus\n"
        "dw/dt = A_LTP*w_1*x/tau_x*max(u - theta_plus, 0)*max(fast - theta_minus, 0)\n"
        "on_pre: w -= A_LTD*w_1*max(slow - theta_minus, 0); x += 1\n"
        "tau_x = 15 ms\ntau_minus = 10 ms\ntau_plus = 7 ms\ntheta_minus = -66 mV\ntheta_plus = -60 mV\n"
        "A_LTD = 14e-4 1/mV\nA_LTP = 24e-4 1/mV/mV\nw_1 = 1 weights\nw_max = 3 weights",
    ),
}  # fmt: skip
"""Title and text of each."""


def network(text: str) -> NetworkDescription:
    """Noise and steady currents drive both sides; a third population is the reward."""
    rule = equations(text, "plasticity")
    heard = dict.fromkeys(rule.spike_sources(), "c")
    return NetworkDescription(
        H,
        (
            Population("a", LeakyIntegrateAndFire, SOURCES, bias=Uniform(150.0, 300.0)),
            Population("b", LeakyIntegrateAndFire, TARGETS, bias=Uniform(150.0, 260.0)),
            Population("c", LeakyIntegrateAndFire, 1, bias=377.0),
        ),
        (
            Projection("noise a", "noise", "a", ExponentialCurrent, AllToAll, 35.0),
            Projection("noise b", "noise", "b", ExponentialCurrent, AllToAll, 35.0),
            Projection("w", "a", "b", ExponentialCurrent, AllToAll, Uniform(40.0, 120.0), DELAY * H,
                       plasticity=rule, plasticity_sources=heard),
        ),
        (Stimulus("noise", PoissonStimulus, parameters={"rate": 1000.0}),),
        recordings=(Recording("V", "b", "V", interval=H),),
    )  # fmt: skip


def ours(text: str, backend: str = "numpy") -> dict[str, np.ndarray]:
    """Weights before and behind, and what Brian2 needs: when each side fired, and the membrane of the targets."""
    simulation = Simulation(network(text), seed=11, precision="float64", backend=backend)
    before = simulation.weights("w")
    run = simulation.run(DURATION)
    after, ends = simulation.weights("w"), simulation.connections("w")
    simulation.close()
    spikes, steps = run.spikes, round(DURATION / H)
    fires = np.zeros((steps + 1, TARGETS))
    fires[spikes["b"].steps, spikes["b"].neurons] = 1.0
    seen = np.zeros((steps + 1, TARGETS))
    seen[run.samples["V"].steps] = run.samples["V"].values
    return {
        "weight": before, "learnt": after, "fires": fires, "seen": seen, "pre": spikes["a"].neurons,
        "pre_steps": spikes["a"].steps, "rewards": spikes["c"].steps, "i": ends.pre, "j": ends.post,
    }  # fmt: skip


def case_of(name: str, text: str) -> dict[str, np.ndarray]:
    """The arrays of one rule; the membrane that a synapse reads is one delay old, before that as its traces begin."""
    found = ours(text)
    late = np.zeros_like(found["seen"])
    late[DELAY:] = found["seen"][:-DELAY]
    rule = equations(text, "plasticity")
    late[: DELAY + 1] = rule.parameters()["theta_minus"].default if "theta_minus" in rule.parameters() else 0.0
    numbers = {f"{name} {n}": np.array(p.default) for n, p in rule.parameters().items()}
    return {**found, "seen": late, **numbers}


def theirs(name: str, case: dict[str, np.ndarray], python: Path, folder: Path) -> np.ndarray:
    given = {name: array for name, array in case.items() if name != "learnt"}
    np.savez(folder / "case.npz", **given, h=H, sources=SOURCES, delay=DELAY, rule=name)
    subprocess.run([python, RUN, folder / "case.npz", folder / "out.npz"], check=True)
    with np.load(folder / "out.npz") as found:
        return np.asarray(found["w"])


@pytest.mark.peers
@pytest.mark.parametrize("name", TYPED)
def test_a_typed_rule_learns_the_weights_of_brian2(name: str, tmp_path: Path) -> None:
    python = python_of("brian2")
    if python is None:
        pytest.skip("run `python -m tests.peers.environments brian2` first")
    title, text = TYPED[name]
    case = case_of(name, text)
    found = theirs(name, case, python, tmp_path)
    largest, moved = np.abs(case["learnt"] - found).max(), np.abs(case["learnt"] - case["weight"]).mean()
    spikes = int(case["fires"].sum()) + len(case["pre"])
    compared = f"{len(found)} typed synapses, {spikes:,} spikes, weights moved by {moved:.1f} pA"
    record("Brian2", Row(f"typed: {title}", compared, f"weights within {largest:.1e} pA", f"within {CLOSE:g} pA"))
    between = (case["learnt"] > 0.0) & (case["learnt"] < 200.0)
    assert largest < CLOSE < 1.0 < moved and between.mean() > 0.8

"""The same text as equations in Brian2 and here: a recurrent network with weights, delays and currents of its own."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Connections, NetworkDescription, Population, Projection, Simulation, equations, find
from engine.network.description import Sign
from tests.peers.environments import python_of
from tests.peers.validation import Row, record

PEER = "brian2"
RUN = Path(__file__).with_name("brian2_run.py")
SIZE, H, DURATION, TAU_S = 60, 0.1, 400.0, 5.0
CLOSE = 0.2  # ms


@dataclass(frozen=True)
class Case:
    """One text; ``drive`` are the lowest and highest steady currents in pA, ``strength`` of synapses too."""

    title: str
    equations: str
    constants: str
    threshold: str
    reset: str
    method: str
    refractory: float | None
    start: dict[str, tuple[float, float, str]]  # lowest, highest, unit in Brian2
    drive: tuple[float, float]
    strength: float
    exact: bool


LEAKY = Case(
    "leaky integrate-and-fire",
    "dv/dt = (E_L - v + R*I)/tau : volt (unless refractory)",
    "tau = 10*ms\nE_L = -70*mV\nR = 40*Mohm\nV_th = -55*mV\nV_r = -70*mV",
    "v >= V_th",
    "v = V_r",
    "exact",
    2.0,
    {"v": (-70.0, -56.0, "mV")},
    (360.0, 460.0),
    120.0,
    exact=True,
)
ADAPTIVE = Case(
    "leaky integrate-and-fire with an adaptive threshold",
    "dv/dt = (E_L - v + R*I)/tau : volt (unless refractory)\ndtheta/dt = (theta_0 - theta)/tau_theta : volt",
    "tau = 15*ms\nE_L = -70*mV\nR = 60*Mohm\nV_r = -68*mV\ntheta_0 = -56*mV\ntau_theta = 80*ms\nb = 2*mV",
    "v > theta",
    "v = V_r\ntheta += b",
    "exact",
    1.5,
    {"v": (-70.0, -57.0, "mV"), "theta": (-56.0, -52.0, "mV")},
    (300.0, 420.0),
    80.0,
    exact=True,
)
EXPONENTIAL = Case(
    "adaptive exponential integrate-and-fire",
    "dv/dt = (g_L*(E_L - v) + g_L*Delta_T*exp(clip((v - V_T)/Delta_T, -50, 6)) - w + I)/C : volt\n"
    "dw/dt = (a*(v - E_L) - w)/tau_w : amp",
    "C = 281*pF\ng_L = 30*nS\nE_L = -70.6*mV\nV_T = -50.4*mV\nDelta_T = 2*mV\na = 4*nS\ntau_w = 144*ms\n"
    "b = 80.5*pA\nV_cut = -39*mV\nV_r = -70.6*mV",
    "v > V_cut",
    "v = V_r\nw += b",
    "rk4",
    0.0,
    {"v": (-70.0, -56.0, "mV"), "w": (0.0, 20.0, "pA")},
    (600.0, 1000.0),
    60.0,
    exact=False,
)
HODGKIN_HUXLEY = Case(
    "Hodgkin–Huxley after Traub and Miles",
    """dv/dt = (g_l*(E_l - v) - g_na*(m*m*m)*h*(v - E_na) - g_kd*(n*n*n*n)*(v - E_k) + I)/C : volt
dm/dt = alpha_m*(1 - m) - beta_m*m : 1
dn/dt = alpha_n*(1 - n) - beta_n*n : 1
dh/dt = alpha_h*(1 - h) - beta_h*h : 1
alpha_m = 0.32*(mV**-1)*4*mV/exprel((13*mV - v + V_t)/(4*mV))/ms : Hz
beta_m = 0.28*(mV**-1)*5*mV/exprel((v - V_t - 40*mV)/(5*mV))/ms : Hz
alpha_h = 0.128*exp((17*mV - v + V_t)/(18*mV))/ms : Hz
beta_h = 4/(1 + exp((40*mV - v + V_t)/(5*mV)))/ms : Hz
alpha_n = 0.032*(mV**-1)*5*mV/exprel((15*mV - v + V_t)/(5*mV))/ms : Hz
beta_n = 0.5*exp((10*mV - v + V_t)/(40*mV))/ms : Hz""",
    "C = 200*pF\ng_l = 10*nS\nE_l = -60*mV\nE_k = -90*mV\nE_na = 50*mV\ng_na = 20000*nS\ng_kd = 6000*nS\nV_t = -63*mV",
    "v > -40*mV",
    "",
    "exponential_euler",
    None,
    {"v": (-65.0, -60.0, "mV"), "m": (0.02, 0.02, ""), "n": (0.05, 0.05, ""), "h": (0.99, 0.99, "")},
    (150.0, 400.0),
    40.0,
    exact=False,
)
CASES = [LEAKY, ADAPTIVE, EXPONENTIAL, HODGKIN_HUXLEY]


def text_of(case: Case) -> str:
    """The very lines that Brian2 reads, with its keyword arguments as words."""
    lines = [case.equations, case.constants, f"threshold: {case.threshold}"]
    lines += [f"reset: {line}" for line in case.reset.splitlines()]
    lines += [f"refractory: {case.refractory:g} ms"] if case.refractory else []
    lines += [f"method: {case.method}"] if case.method != "exact" else []
    return "\n".join(lines)


def network(case: Case) -> dict[str, Any]:
    """Everything random, drawn once for both."""
    dice = np.random.default_rng(7)
    pre, post = np.nonzero(dice.random((SIZE, SIZE)) < 0.15)
    weight = dice.uniform(0.2, 1.0, len(pre)) * case.strength * np.where(pre < 0.8 * SIZE, 1.0, -3.0)
    return {
        "pre": pre.tolist(),
        "post": post.tolist(),
        "weight": weight.tolist(),
        "delay": (np.rint(dice.uniform(5, 40, len(pre))) * H).tolist(),
        "bias": dice.uniform(*case.drive, SIZE).tolist(),
        "start": {s: dice.uniform(low, high, SIZE).tolist() for s, (low, high, _) in case.start.items()},
    }


def ours(case: Case, drawn: dict[str, Any]) -> set[tuple[int, int]]:
    start = {state: np.array(values) for state, values in drawn["start"].items()}
    neurons = Population("a", equations(text_of(case)), SIZE, start=start, bias=np.array(drawn["bias"]))
    links = Projection(
        "aa", "a", "a", find("synapses/exponential_current"), find("wiring/explicit_list"),
        np.array(drawn["weight"]), np.array(drawn["delay"]), Sign.MIXED, synapse_parameters={"tau_syn": TAU_S},
        connections=Connections(np.array(drawn["pre"]), np.array(drawn["post"])),
    )  # fmt: skip
    description = NetworkDescription(populations=(neurons,), projections=(links,), resolution=H)
    block = Simulation(description).advance(round(DURATION / H)).spikes["a"]
    return set(zip(block.steps.tolist(), block.neurons.tolist(), strict=True))


def theirs(case: Case, drawn: dict[str, Any], python: Path, folder: Path) -> set[tuple[int, int]]:
    told = {
        "h": H, "size": SIZE, "duration": DURATION, "tau_s": TAU_S, "equations": case.equations + "\n",
        "constants": case.constants, "threshold": case.threshold, "reset": case.reset, "method": case.method,
        "refractory": case.refractory, "units": {s: unit for s, (_, _, unit) in case.start.items()}, **drawn,
    }  # fmt: skip
    (folder / "case.json").write_text(json.dumps(told), encoding="utf-8")
    subprocess.run([python, RUN, folder / "case.json", folder / "out.json"], check=True, capture_output=True, text=True)
    found = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return set(zip(found["steps"], found["neurons"], strict=True))


def shifts(one: set[tuple[int, int]], other: set[tuple[int, int]]) -> list[float]:
    """Differences of the times of each neuron's spikes in order, in ms; raises where counts differ."""
    found: list[float] = []
    for neuron in range(SIZE):
        mine, peers = (sorted(step for step, who in spikes if who == neuron) for spikes in (one, other))
        assert len(mine) == len(peers), f"neuron {neuron} fires {len(mine)} times here, {len(peers)} in Brian2"
        found += [abs(a - b) * H for a, b in zip(mine, peers, strict=True)]
    return found


def test_the_texts_fire_without_the_peer() -> None:
    for case in CASES:
        fired = ours(case, network(case))
        assert SIZE < len(fired) < SIZE * DURATION, case.title


@pytest.mark.peers
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_the_same_text_fires_as_in_brian2(case: Case, tmp_path: Path) -> None:
    python = python_of(PEER)
    if python is None:
        pytest.skip("run `python -m tests.peers.environments brian2` first")
    drawn = network(case)
    one, other = ours(case, drawn), theirs(case, drawn, python, tmp_path)
    assert len(one) > SIZE
    compared = f"{SIZE} typed neurons, {len(drawn['pre']):,} synapses, {DURATION:g} ms, {len(one):,} spikes"
    if case.exact:
        record("Brian2", Row(case.title, compared, f"{len(one ^ other)} differing spikes", "0"))
        assert one == other
    else:
        largest = max(shifts(one, other))
        measured = f"equal counts; times within {largest:.1f} ms"
        record("Brian2", Row(case.title, compared, measured, f"equal counts; times within {CLOSE} ms"))
        assert largest <= CLOSE + H / 100

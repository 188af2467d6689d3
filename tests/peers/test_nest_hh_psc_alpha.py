"""The squid's axon with alpha currents against NEST's hh_psc_alpha, whose solver adapts its step.

NEST stamps a spike in the step after the membrane's peak above 0 mV, here a spike is the upward crossing of V_th. To
compare the membranes and not the two conventions, listed spikes drive neurons that are not connected to each other, and
NEST's rule is read off our membrane too. The spikes come in volleys 20 ms apart, after which the axon has recovered: at
random times some find it between firing and not, and what either solver leaves decides (in 1 to 5 of 100 neurons within
300 ms at a step of 0.01 ms). The figures of our method of order 2 at 0.05 ms stand beside those at 0.01 ms.
"""

from pathlib import Path

import numpy as np
import pytest

from engine.model.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Sign, Stimulus
from engine.neurons import HodgkinHuxley
from engine.synapses import AlphaCurrent
from tests.peers.against_nest import Case, Cell, Comparison

FINE, COARSE = 0.01, 0.05
SIZE, TRAINS, DURATION, REFRACTORY, APART = 100, 60, 500.0, 2.0, 20.0
TAUS = {Sign.EXCITATORY: 0.5, Sign.INHIBITORY: 2.0}
CELL = {name: name for name in ("C_m", "g_Na", "g_K", "g_L", "E_Na", "E_K", "E_L")} | {
    "V_m": "start V", "Act_m": "start m", "Inact_h": "start h", "Act_n": "start n", "I_e": "bias",
    "tau_syn_ex": TAUS[Sign.EXCITATORY], "tau_syn_in": TAUS[Sign.INHIBITORY], "t_ref": REFRACTORY,
}  # fmt: skip


def driven(h: float) -> NetworkDescription:
    """Every neuron hears 20 exciting and 10 inhibiting trains of volleys, with weights and delays of its own."""
    random = np.random.default_rng(8)
    volleys = np.tile(np.arange(5.0, DURATION - 10.0, APART), TRAINS)
    times = np.round((volleys + random.uniform(0.0, 2.0, len(volleys))) / COARSE) * COARSE
    trains = np.repeat(np.arange(TRAINS), len(volleys) // TRAINS)
    stimulus = Stimulus("s", find("stimuli/spike_times"), TRAINS, {"times": times, "trains": trains.astype(float)})

    def projection(sign: Sign, first: int, count: int, weight: np.ndarray) -> Projection:
        pre = np.concatenate([first + random.choice(TRAINS // 2, count, replace=False) for _ in range(SIZE)])
        delay = random.integers(1, 40, len(pre)) * COARSE
        return Projection(
            sign.value, "s", "a", AlphaCurrent, find("wiring/explicit_list"), weight, delay, sign,
            {"tau_syn": TAUS[sign]}, connections=Connections(pre, np.repeat(np.arange(SIZE), count)),
        )  # fmt: skip

    population = Population("a", HodgkinHuxley, SIZE, {"E_L": -54.402}, {}, random.uniform(0.0, 100.0, SIZE))
    exciting = projection(Sign.EXCITATORY, 0, 20, random.uniform(100.0, 500.0, SIZE * 20))
    inhibiting = projection(Sign.INHIBITORY, TRAINS // 2, 10, random.uniform(-200.0, -50.0, SIZE * 10))
    return NetworkDescription(h, (population,), (exciting, inhibiting), (stimulus,))


def peaks(membrane: np.ndarray, h: float) -> list[np.ndarray]:
    """Steps at which NEST would stamp a spike, for every neuron of (steps, neurons)."""
    found = []
    for v in membrane.T:
        falls, own, free = np.flatnonzero((v[:-1] > v[1:]) & (v[1:] >= 0.0)) + 1, [], 0
        for step in falls:
            if step >= free:
                own.append(step)
                free = step + round(REFRACTORY / h) + 1
        found.append(np.array(own))
    return found


def measured(h: float, folder: Path) -> tuple[Case, Comparison, int, float]:
    """The case at a step of ``h``, neurons with another count, and the latest peak of the others in ms."""
    folder.mkdir()
    case = Case("hh_psc_alpha", driven(h), {"a": Cell("hh_psc_alpha", CELL, trace="V_m")}, DURATION)
    found = case.compared(folder)
    pairs = list(zip(*(peaks(v, h) for v in found.membranes["a"]), strict=True))
    apart = [int(np.abs(a - b).max(initial=0)) for a, b in pairs if len(a) == len(b)]
    return case, found, len(pairs) - len(apart), max(apart) * h


@pytest.mark.peers
def test_the_membrane_of_hh_psc_alpha_peaks_as_often_and_within_two_tenths(tmp_path):
    case, found, others, latest = measured(FINE, tmp_path / "fine")
    _, _, coarse_others, coarse_latest = measured(COARSE, tmp_path / "coarse")
    words = f"{found.spikes:,} spikes, {others} neurons with another count, peaks within {latest:.2g} ms at {FINE} ms;"
    words += (
        f" {coarse_others} of {SIZE} neurons with another count, peaks within {coarse_latest:.2g} ms at {COARSE} ms"
    )
    demanded = "equal counts of every neuron, times within 0.2 ms, at both steps"
    compared = "uncoupled, driven by volleys 20 ms apart; a spike is the peak, NEST's rule, in both"
    case.record(found, demanded, compared, words)
    assert found.spikes > 1000
    assert others == coarse_others == 0 and max(latest, coarse_latest) <= 0.2

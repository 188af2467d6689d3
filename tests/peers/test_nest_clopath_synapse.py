"""Clopath's rule between listed spikes and the squid's axon against NEST's clopath_synapse onto hh_psc_alpha_clopath.

The formulation is the same where the membrane shows its spikes (t_spike = 0 here) and NEST's ``delay_u_bars``, which
the paper does not have, is 0. What differs is how a step is taken. NEST's solver filters the membrane within the step,
here the filters move toward its value at the end of a step; NEST meets the membrane of one step with the trace of
sources a delay later, here with that of the step; and the axon's spikes lie apart as in the case of hh_psc_alpha. So
what the rule has changed of a weight is compared, and must meet in proportion to the step.

``aeif_psc_delta_clopath`` is not compared: its threshold moves after a spike, an after-depolarising current follows,
and the membrane is clamped for a while, of which the adaptive exponential neuron here has nothing.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Stimulus
from engine.neurons import HodgkinHuxley
from engine.plasticity import Clopath
from engine.synapses import AlphaCurrent
from tests.peers.against_nest import Case, Cell, Comparison, Synapse

SOURCES, TARGETS, DURATION, LAST = 20, 10, 500.0, 400.0  # ms
COARSE, FINE, GRID = 0.02, 0.01, 0.1
TAU_SYN, START, LARGEST = 0.5, 20.0, 60.0  # ms, pA
OURS = {"A_LTD": 14e-4, "A_LTP": 8e-5, "theta_minus": -70.6, "theta_plus": -45.3, "tau_x": 15.0, "tau_minus": 10.0,
        "tau_plus": 7.0, "t_spike": 0.0, "w_1": START, "w_max": LARGEST}  # fmt: skip
CELL = {name: name for name in ("C_m", "g_Na", "g_K", "g_L", "E_Na", "E_K", "E_L")} | {
    "V_m": "start V", "Act_m": "start m", "Inact_h": "start h", "Act_n": "start n", "I_e": "bias", "t_ref": 2.0,
    "tau_syn_ex": TAU_SYN, "tau_syn_in": TAU_SYN, "delay_u_bars": 0.0,
    "u_bar_plus": OURS["theta_minus"], "u_bar_minus": OURS["theta_minus"],
    "tau_u_bar_plus": OURS["tau_plus"], "tau_u_bar_minus": OURS["tau_minus"],
    "theta_plus": OURS["theta_plus"], "theta_minus": OURS["theta_minus"],
    "A_LTP": OURS["A_LTP"] * START, "A_LTD": OURS["A_LTD"] * START,
}  # fmt: skip


def network(h: float) -> NetworkDescription:
    """Volleys of their own drive the targets, 20 ms apart; the sources fire at random, and once more at the end."""
    random = np.random.default_rng(14)

    def stimulus(id: str, trains: list[np.ndarray]) -> Stimulus:
        which = np.repeat(np.arange(len(trains)), [len(train) for train in trains]).astype(float)
        times = np.round(np.concatenate(trains) / GRID) * GRID
        return Stimulus(id, find("stimuli/spike_times"), len(trains), {"times": times, "trains": which})

    drive = [np.arange(10.0, LAST, 20.0) + random.uniform(0.0, 8.0) for _ in range(TARGETS)]
    free = np.arange(20, round(LAST / GRID)) * GRID
    sources = [np.append(np.sort(random.choice(free, 12, replace=False)), LAST + 40.0 + i) for i in range(SOURCES)]
    pre, post = (index.ravel() for index in np.meshgrid(np.arange(SOURCES), np.arange(TARGETS)))
    return NetworkDescription(
        h,
        (Population("t", HodgkinHuxley, TARGETS, {"E_L": -54.402}),),
        (
            Projection("drive", "d", "t", AlphaCurrent, find("wiring/one_to_one"), 4000.0, 1.0,
                       synapse_parameters={"tau_syn": TAU_SYN}),
            Projection("learns", "s", "t", AlphaCurrent, find("wiring/explicit_list"), START, GRID,
                       synapse_parameters={"tau_syn": TAU_SYN}, plasticity=Clopath, plasticity_parameters=OURS,
                       connections=Connections(pre, post)),
        ),
        (stimulus("d", drive), stimulus("s", sources)),
    )  # fmt: skip


@dataclass(frozen=True)
class Apart:
    """Weights in pA: the largest change, and the largest difference between the two simulators."""

    case: Case
    found: Comparison
    changed: float
    weights: float


def learnt(h: float, folder: Path, **wrong: float) -> Apart:
    folder.mkdir()
    case = Case(
        "clopath_synapse", network(h), {"t": Cell("hh_psc_alpha_clopath", CELL | wrong)}, DURATION,
        {"learns": Synapse("clopath_synapse", {"tau_x": OURS["tau_x"], "Wmax": LARGEST})},
    )  # fmt: skip
    found = case.compared(folder)
    with np.load(folder / "out.npz") as theirs:
        return Apart(case, found, float(np.abs(theirs["weight/learns"] - START).max()), found.weights["learns"])


@pytest.mark.peers
def test_what_clopath_synapse_learns_meets_as_the_step_shrinks(tmp_path: Path):
    fine, coarse = learnt(FINE, tmp_path / "fine"), learnt(COARSE, tmp_path / "coarse")
    words = f"weights change by up to {fine.changed:.3g} pA and lie within {fine.weights:.2g} pA at {FINE} ms,"
    words += f" {coarse.weights:.2g} pA at {COARSE} ms"
    fine.case.record(
        fine.found, f"within 1 % of the largest change at {FINE} ms; twice as far at twice the step",
        f"{SOURCES * TARGETS} plastic synapses onto hh_psc_alpha_clopath", words,
    )  # fmt: skip
    assert fine.changed > 1.0
    assert fine.weights < 0.01 * fine.changed
    assert 1.5 < coarse.weights / fine.weights < 2.5


@pytest.mark.peers
@pytest.mark.parametrize("amplitude", ["A_LTP", "A_LTD"])
def test_an_amplitude_that_is_a_twentieth_larger_is_noticed(amplitude: str, tmp_path: Path):
    wrong = learnt(FINE, tmp_path / "wrong", **{amplitude: 1.05 * CELL[amplitude]})
    assert wrong.weights > 0.02 * wrong.changed

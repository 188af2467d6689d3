"""Traub and Miles' cell with exponential conductances against NEST's hh_cond_exp_traub, whose solver adapts its step.

What is compared and why is said in :mod:`tests.peers.volleys`; NEST counts peaks above V_T + 30 mV.
Every volley is strong enough to fire every cell once: the drive was chosen among several, by comparing the engine with
itself at 0.025 and 0.05 ms, so that none stands between firing and not. With conductances of 0.5 to 5 nS that decay in
2 ms one cell of 100 does, and fires 4 ms apart in the two at a step of 0.01 ms, 13 ms and one spike more at 0.05 ms.
"""

import numpy as np
import pytest

from engine.network.description import Population
from engine.neurons import TraubMiles
from engine.synapses import ExponentialConductance
from tests.peers.against_nest import Cell
from tests.peers.volleys import REFRACTORY, Link, compared, driven, recorded

FINE, COARSE = 0.01, 0.05
SIZE, DURATION, V_T = 100, 500.0, -63.0
EXCITES, INHIBITS = Link(ExponentialConductance, 1.0, 20, 3.0, 8.0), Link(ExponentialConductance, 5.0, 10, 0.5, 4.0)
CELL = {name: name for name in ("C_m", "g_Na", "g_K", "g_L", "E_Na", "E_K", "E_L", "V_T")} | {
    "V_m": "start V", "Act_m": "start m", "Inact_h": "start h", "Act_n": "start n", "I_e": "bias",
    "tau_syn_ex": EXCITES.tau_syn, "tau_syn_in": INHIBITS.tau_syn, "E_ex": 0.0, "E_in": -80.0, "t_ref": REFRACTORY,
}  # fmt: skip
CELLS = Population("a", TraubMiles, SIZE, {"V_T": V_T}, {}, np.random.default_rng(9).uniform(-50.0, 50.0, SIZE))


@pytest.mark.peers
def test_the_membrane_of_hh_cond_exp_traub_peaks_as_often_and_within_two_tenths(tmp_path):
    fine, coarse = (
        compared("hh_cond_exp_traub", driven(CELLS, EXCITES, INHIBITS, 20.0, DURATION - 10.0, h),
                 Cell("hh_cond_exp_traub", CELL, trace="V_m"), DURATION, V_T + 30.0, tmp_path / f"{h}")
        for h in (FINE, COARSE)
    )  # fmt: skip
    assert fine.found.spikes > 1000
    recorded(fine, coarse)

"""The squid's axon with alpha currents against NEST's hh_psc_alpha, whose solver adapts its step.

What is compared and why is said in :mod:`tests.peers.volleys`. The figures of our method of order 2 at 0.05 ms stand
beside those at 0.01 ms. At random times of the drive 1 to 5 of 100 neurons would fire another number of spikes within
300 ms at a step of 0.01 ms.
"""

import numpy as np
import pytest

from engine.network.description import Population
from engine.neurons import HodgkinHuxley
from engine.synapses import AlphaCurrent
from tests.peers.against_nest import Cell
from tests.peers.volleys import REFRACTORY, Link, compared, driven, recorded

FINE, COARSE = 0.01, 0.05
SIZE, DURATION, LEVEL = 100, 500.0, 0.0
EXCITES, INHIBITS = Link(AlphaCurrent, 0.5, 20, 100.0, 500.0), Link(AlphaCurrent, 2.0, 10, -200.0, -50.0)
CELL = {name: name for name in ("C_m", "g_Na", "g_K", "g_L", "E_Na", "E_K", "E_L")} | {
    "V_m": "start V", "Act_m": "start m", "Inact_h": "start h", "Act_n": "start n", "I_e": "bias",
    "tau_syn_ex": EXCITES.tau_syn, "tau_syn_in": INHIBITS.tau_syn, "t_ref": REFRACTORY,
}  # fmt: skip
CELLS = Population("a", HodgkinHuxley, SIZE, {"E_L": -54.402}, {}, np.random.default_rng(9).uniform(0.0, 100.0, SIZE))


@pytest.mark.peers
def test_the_membrane_of_hh_psc_alpha_peaks_as_often_and_within_two_tenths(tmp_path):
    fine, coarse = (
        compared("hh_psc_alpha", driven(CELLS, EXCITES, INHIBITS, 20.0, DURATION - 10.0, h),
                 Cell("hh_psc_alpha", CELL, trace="V_m"), DURATION, LEVEL, tmp_path / f"{h}")
        for h in (FINE, COARSE)
    )  # fmt: skip
    assert fine.found.spikes > 1000
    recorded(fine, coarse)

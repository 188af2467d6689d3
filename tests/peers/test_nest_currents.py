"""How often membranes with channels fire by a steady current, at the default step, against NEST on currents of the day.

All currents stand frozen in :mod:`tests.science.test_spikes_by_current`; here NEST is asked again, for some of them.
"""

from datetime import date

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population
from tests.peers.against_nest import Cell
from tests.peers.test_nest_hh_cond_exp_traub import CELL as TRAUB
from tests.peers.test_nest_hh_psc_alpha import CELL as SQUID
from tests.peers.volleys import compared, peaks

H, FINE, DURATION, LATEST = 0.1, 0.01, 1000.0, 0.2
COUNT = 10
CURRENTS = np.arange(0.0, 2001.0, 5.0)
RECEPTORS = ("tau_syn_ex", "tau_syn_in", "E_ex", "E_in")
CASES = {
    "hh_psc_alpha": ("hodgkin_huxley", SQUID, 0.0),
    "hh_cond_exp_traub": ("traub_miles", TRAUB, -33.0),  # V_T + 30 mV
}


@pytest.mark.peers
@pytest.mark.parametrize("name", CASES)
def test_it_fires_as_often_as_nests_and_within_two_tenths_on_currents_of_the_day(name, tmp_path):
    neuron, values, level = CASES[name]
    own = {theirs: ours for theirs, ours in values.items() if theirs not in RECEPTORS}
    today = date.today().toordinal()
    currents = np.sort(np.random.default_rng(today).choice(CURRENTS, COUNT, replace=False))

    def membranes(h: float) -> list[list[np.ndarray]]:
        cells = Population("a", find(f"neurons/{neuron}"), COUNT, {}, {}, currents)
        cell, folder = Cell(name, own, trace="V_m"), tmp_path / f"{h}"
        found = compared(name, NetworkDescription(h, (cells,)), cell, DURATION, level, folder)
        return [peaks(v, h, level) for v in found.found.membranes["a"]]

    ours, theirs = membranes(H)
    wrong = [i for i in range(COUNT) if len(ours[i]) != len(theirs[i])]
    if wrong:
        fine = membranes(FINE)[1]
        for i in wrong:
            either = sorted((len(theirs[i]), len(fine[i])))
            assert either[0] <= len(ours[i]) <= either[1], f"{currents[i]} pA, seed {today}"
    late = max(np.abs(a - b).max(initial=0) * H for a, b in zip(ours, theirs, strict=True) if len(a) == len(b))
    assert late <= LATEST, f"{late} ms on {currents}, seed {today}"
    assert sum(map(len, theirs)) > COUNT

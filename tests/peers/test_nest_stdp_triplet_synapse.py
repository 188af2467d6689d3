"""Triplet STDP is NEST's stdp_triplet_synapse, weight for weight."""

from dataclasses import replace

import pytest

from engine.plasticity import TripletSTDP
from tests.peers.against_nest import Case, Cell, Synapse
from tests.peers.leaky import CELL
from tests.peers.learning import DURATION, learning

W_MAX = 200.0
GIVEN = {"tau_plus": 16.8, "tau_x": 101.0, "tau_minus": 33.7, "tau_y": 125.0, "A2_plus": 2e-3, "A3_plus": 6.2e-3,
         "A2_minus": 7e-3, "A3_minus": 2.3e-4, "w_max": W_MAX}  # fmt: skip
NAMES = {"tau_plus": "tau_plus", "tau_plus_triplet": "tau_x"}
SHARES = {"Aplus": "A2_plus", "Aplus_triplet": "A3_plus", "Aminus": "A2_minus", "Aminus_triplet": "A3_minus"}
COMMON = {theirs: GIVEN[ours] for theirs, ours in NAMES.items()} | {"Wmax": W_MAX}
COMMON |= {theirs: W_MAX * GIVEN[ours] for theirs, ours in SHARES.items()}
TAUS = {"tau_minus": GIVEN["tau_minus"], "tau_minus_triplet": GIVEN["tau_y"], "tau_syn_ex": 5.0, "tau_syn_in": 5.0}

CASE = Case(
    "stdp_triplet_synapse",
    learning(TripletSTDP, GIVEN),
    cells={"t": Cell("iaf_psc_exp", CELL | TAUS)},
    synapses={"learns": Synapse("stdp_triplet_synapse", COMMON)},
    duration=DURATION,
)


ABOVE = replace(CASE, name="stdp_triplet_synapse, from above Wmax", network=learning(TripletSTDP, GIVEN, largest=400.0))
"""Some synapses begin above the largest weight: they shrink until they are next potentiated, and then end at it."""


@pytest.mark.peers
@pytest.mark.parametrize("case", [CASE, ABOVE], ids=["within", "above"])
def test_every_weight_of_stdp_triplet_synapse_is_equal(case, tmp_path):
    found = case.compared(tmp_path)
    case.record(found, "weights within 1e-10 pA, 0 spikes differ", "360 plastic synapses of own delays",
                f"{found}; weights within {found.weight:.1e} pA")  # fmt: skip
    assert found.differing == 0 and found.spikes > 400
    assert found.weight < 1e-10

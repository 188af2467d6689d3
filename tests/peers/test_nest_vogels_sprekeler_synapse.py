"""Inhibitory STDP is NEST's vogels_sprekeler_synapse, weight for weight."""

import pytest

from engine.plasticity import InhibitorySTDP
from tests.peers.against_nest import Case, Cell, Synapse
from tests.peers.leaky import CELL
from tests.peers.learning import DURATION, learning

W_MAX = 4000.0  # never reached: NEST clips between the two changes of a source spike, here after both
GIVEN = {"tau": 20.0, "eta": 0.001, "rho_0": 6.0, "w_max": W_MAX}
COMMON = {"tau": 20.0, "eta": 0.001 * W_MAX, "alpha": 2 * 6.0 * 20.0 / 1000.0, "Wmax": -W_MAX, "weight": -100.0}

CASE = Case(
    "vogels_sprekeler_synapse",
    learning(InhibitorySTDP, GIVEN, inhibitory=True),
    cells={"t": Cell("iaf_psc_exp", CELL | {"tau_minus": 20.0, "tau_syn_ex": 5.0, "tau_syn_in": 5.0})},
    synapses={"learns": Synapse("vogels_sprekeler_synapse", COMMON)},
    duration=DURATION,
)


@pytest.mark.peers
def test_every_weight_of_vogels_sprekeler_synapse_is_equal(tmp_path):
    found = CASE.compared(tmp_path)
    CASE.record(found, "weights within 1e-10 pA, 0 spikes differ", "360 plastic inhibitory synapses of own delays",
                f"{found}; weights within {found.weight:.1e} pA")  # fmt: skip
    assert found.differing == 0 and found.spikes > 400
    assert found.weight < 1e-10

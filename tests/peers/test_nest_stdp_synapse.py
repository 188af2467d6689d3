"""STDP with weight dependence is NEST's stdp_synapse, weight for weight."""

from dataclasses import replace

import pytest

from engine.plasticity import WeightDependentSTDP
from tests.peers.against_nest import Case, Cell, Synapse
from tests.peers.leaky import CELL
from tests.peers.learning import DURATION, learning

GIVEN = {"tau_plus": 17.0, "tau_minus": 31.0, "lambda_": 0.02, "alpha": 1.1, "mu_plus": 0.4, "mu_minus": 0.7,
         "w_max": 200.0}  # fmt: skip
NAMES = {"tau_plus": "tau_plus", "lambda": "lambda_", "alpha": "alpha", "mu_plus": "mu_plus", "mu_minus": "mu_minus",
         "Wmax": "w_max"}  # fmt: skip

CASE = Case(
    "stdp_synapse",
    learning(WeightDependentSTDP, GIVEN),
    cells={"t": Cell("iaf_psc_exp", CELL | {"tau_minus": GIVEN["tau_minus"], "tau_syn_ex": 5.0, "tau_syn_in": 5.0})},
    synapses={"learns": Synapse("stdp_synapse", {theirs: GIVEN[ours] for theirs, ours in NAMES.items()})},
    duration=DURATION,
)


ABOVE = replace(CASE, name="stdp_synapse, from above Wmax", network=learning(WeightDependentSTDP, GIVEN, largest=400.0))
"""Some synapses begin above the largest weight: they shrink until they are next potentiated, and then end at it."""


@pytest.mark.peers
@pytest.mark.parametrize("case", [CASE, ABOVE], ids=["within", "above"])
def test_every_weight_of_stdp_synapse_is_equal(case, tmp_path):
    found = case.compared(tmp_path)
    case.record(found, "weights within 1e-10 pA, 0 spikes differ", "360 plastic synapses of own delays",
                f"{found}; weights within {found.weight:.1e} pA")  # fmt: skip
    assert found.differing == 0 and found.spikes > 400
    assert found.weight < 1e-10

"""Defaults that are somebody's published numbers are those that NEST has from the same papers."""

from __future__ import annotations

import json
import subprocess

import pytest

from engine.model.discovery import find
from tests.peers.environments import python_of

ASK = """
import json, nest
nest.set_verbosity("M_ERROR")
names = ["aeif_psc_delta_clopath", "clopath_synapse", "stdp_triplet_synapse", "stdp_pl_synapse_hom",
         "stdp_dopamine_synapse"]
found = {n: {k: v for k, v in nest.GetDefaults(n).items() if isinstance(v, float)} for n in names}
print("\\n" + json.dumps(found))
"""
SAME = {
    ("clopath", "A_LTD"): ("aeif_psc_delta_clopath", "A_LTD"),
    ("clopath", "A_LTP"): ("aeif_psc_delta_clopath", "A_LTP"),
    ("clopath", "theta_minus"): ("aeif_psc_delta_clopath", "theta_minus"),
    ("clopath", "theta_plus"): ("aeif_psc_delta_clopath", "theta_plus"),
    ("clopath", "tau_minus"): ("aeif_psc_delta_clopath", "tau_u_bar_minus"),
    ("clopath", "tau_plus"): ("aeif_psc_delta_clopath", "tau_u_bar_plus"),
    ("clopath", "tau_x"): ("clopath_synapse", "tau_x"),
    ("triplet_stdp", "A2_plus"): ("stdp_triplet_synapse", "Aplus"),
    ("triplet_stdp", "A3_plus"): ("stdp_triplet_synapse", "Aplus_triplet"),
    ("triplet_stdp", "A2_minus"): ("stdp_triplet_synapse", "Aminus"),
    ("triplet_stdp", "A3_minus"): ("stdp_triplet_synapse", "Aminus_triplet"),
    ("triplet_stdp", "tau_plus"): ("stdp_triplet_synapse", "tau_plus"),
    ("triplet_stdp", "tau_x"): ("stdp_triplet_synapse", "tau_plus_triplet"),
    ("power_law_stdp", "lambda_"): ("stdp_pl_synapse_hom", "lambda"),
    ("power_law_stdp", "mu"): ("stdp_pl_synapse_hom", "mu"),
    ("power_law_stdp", "tau_plus"): ("stdp_pl_synapse_hom", "tau_plus"),
    ("reward_modulated_stdp", "tau_e"): ("stdp_dopamine_synapse", "tau_c"),
    ("reward_modulated_stdp", "tau_d"): ("stdp_dopamine_synapse", "tau_n"),
    ("reward_modulated_stdp", "tau_plus"): ("stdp_dopamine_synapse", "tau_plus"),
}  # fmt: skip
"""By rule and parameter here: NEST's model and parameter."""


@pytest.mark.peers
def test_published_defaults_are_those_of_nest() -> None:
    python = python_of("nest")
    if python is None:
        pytest.skip("make its environment: python -m tests.peers.environments nest")
    told = subprocess.run([python, "-c", ASK], capture_output=True, text=True, check=True, timeout=200)
    theirs = json.loads(told.stdout.splitlines()[-1])
    for (rule, name), (model, parameter) in SAME.items():
        ours = find(f"plasticity/{rule}").parameters()[name].default
        assert ours == pytest.approx(theirs[model][parameter], rel=1e-12), (rule, name)
    rewarded = find("plasticity/reward_modulated_stdp").parameters()
    dopamine = theirs["stdp_dopamine_synapse"]
    ratio = rewarded["A_minus"].default / rewarded["A_plus"].default
    assert ratio == pytest.approx(dopamine["A_minus"] / dopamine["A_plus"])

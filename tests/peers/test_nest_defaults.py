"""Defaults that are somebody's published numbers are those that NEST has from the same papers."""

from __future__ import annotations

import json
import subprocess

import pytest

from engine.model.registry.discovery import find
from tests.peers.environments import python_of

ASK = """
import json, nest
nest.set_verbosity("M_ERROR")
names = ["aeif_psc_delta_clopath", "clopath_synapse", "stdp_triplet_synapse", "stdp_pl_synapse_hom",
         "stdp_dopamine_synapse", "vogels_sprekeler_synapse", "tsodyks2_synapse", "aeif_cond_exp", "izhikevich",
         "hh_psc_alpha", "hh_cond_exp_traub"]
found = {n: {k: v for k, v in nest.GetDefaults(n).items() if isinstance(v, float)} for n in names}
print("\\n" + json.dumps(found))
"""
SAME = {
    ("plasticity/clopath", "A_LTD"): ("aeif_psc_delta_clopath", "A_LTD"),
    ("plasticity/clopath", "A_LTP"): ("aeif_psc_delta_clopath", "A_LTP"),
    ("plasticity/clopath", "theta_minus"): ("aeif_psc_delta_clopath", "theta_minus"),
    ("plasticity/clopath", "theta_plus"): ("aeif_psc_delta_clopath", "theta_plus"),
    ("plasticity/clopath", "tau_minus"): ("aeif_psc_delta_clopath", "tau_u_bar_minus"),
    ("plasticity/clopath", "tau_plus"): ("aeif_psc_delta_clopath", "tau_u_bar_plus"),
    ("plasticity/clopath", "tau_x"): ("clopath_synapse", "tau_x"),
    ("plasticity/triplet_stdp", "A2_plus"): ("stdp_triplet_synapse", "Aplus"),
    ("plasticity/triplet_stdp", "A3_plus"): ("stdp_triplet_synapse", "Aplus_triplet"),
    ("plasticity/triplet_stdp", "A2_minus"): ("stdp_triplet_synapse", "Aminus"),
    ("plasticity/triplet_stdp", "A3_minus"): ("stdp_triplet_synapse", "Aminus_triplet"),
    ("plasticity/triplet_stdp", "tau_plus"): ("stdp_triplet_synapse", "tau_plus"),
    ("plasticity/triplet_stdp", "tau_x"): ("stdp_triplet_synapse", "tau_plus_triplet"),
    ("plasticity/power_law_stdp", "lambda_"): ("stdp_pl_synapse_hom", "lambda"),
    ("plasticity/power_law_stdp", "mu"): ("stdp_pl_synapse_hom", "mu"),
    ("plasticity/power_law_stdp", "tau_plus"): ("stdp_pl_synapse_hom", "tau_plus"),
    ("plasticity/reward_modulated_stdp", "tau_e"): ("stdp_dopamine_synapse", "tau_c"),
    ("plasticity/reward_modulated_stdp", "tau_d"): ("stdp_dopamine_synapse", "tau_n"),
    ("plasticity/reward_modulated_stdp", "tau_plus"): ("stdp_dopamine_synapse", "tau_plus"),
    ("plasticity/inhibitory_stdp", "tau"): ("vogels_sprekeler_synapse", "tau"),
    ("short_term/short_term_depression", "U"): ("tsodyks2_synapse", "U"),
    ("short_term/short_term_depression", "tau_rec"): ("tsodyks2_synapse", "tau_rec"),
    **{
        ("neurons/adaptive_exponential_integrate_and_fire", name): ("aeif_cond_exp", {"V_T": "V_th"}.get(name, name))
        for name in ("C_m", "g_L", "E_L", "V_T", "Delta_T", "a", "tau_w", "b")
    },
    **{
        (f"neurons/{key}", name): ("izhikevich", name)
        for key in ("izhikevich", "izhikevich_published")
        for name in "abcd"
    },
    **{  # its leak reversal is 15 microvolts lower
        ("neurons/hodgkin_huxley", name): ("hh_psc_alpha", name)
        for name in ("C_m", "g_Na", "g_K", "g_L", "E_Na", "E_K")
    },
    **{  # its leak reversal is that of another paper
        ("neurons/traub_miles", name): ("hh_cond_exp_traub", name)
        for name in ("C_m", "g_Na", "g_K", "g_L", "E_Na", "E_K", "V_T")
    },
}  # fmt: skip
"""By model and parameter here: NEST's model and parameter."""


@pytest.mark.peers
def test_published_defaults_are_those_of_nest() -> None:
    python = python_of("nest")
    if python is None:
        pytest.skip("make its environment: python -m tests.peers.environments nest")
    told = subprocess.run([python, "-c", ASK], capture_output=True, text=True, check=True, timeout=200)
    theirs = json.loads(told.stdout.splitlines()[-1])
    for (key, name), (model, parameter) in SAME.items():
        ours = find(key).parameters()[name].default
        assert ours == pytest.approx(theirs[model][parameter], rel=1e-12), (key, name)
    rewarded = find("plasticity/reward_modulated_stdp").parameters()
    dopamine = theirs["stdp_dopamine_synapse"]
    ratio = rewarded["A_minus"].default / rewarded["A_plus"].default
    assert ratio == pytest.approx(dopamine["A_minus"] / dopamine["A_plus"])

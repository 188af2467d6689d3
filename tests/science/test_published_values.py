"""What a new element starts with where its paper lists values."""

from __future__ import annotations

import pytest

from engine.model.registry.discovery import find

REGULAR_SPIKING = {"a": 0.02, "b": 0.2, "c": -65.0, "d": 8.0, "k_2": 0.04, "k_1": 5.0, "k_0": 140.0, "V_peak": 30.0}
VISUAL_CORTEX = {"tau_plus": 16.8, "tau_minus": 33.7}
PUBLISHED = {
    # Brette & Gerstner (2005), table 1
    "neurons/adaptive_exponential_integrate_and_fire": {
        "C_m": 281.0, "g_L": 30.0, "E_L": -70.6, "V_T": -50.4, "Delta_T": 2.0, "a": 4.0, "tau_w": 144.0, "b": 80.5,
    },
    # Fourcaud-Trocme et al. (2003): a membrane of 10 ms, matched to Wang and Buzsaki's interneuron
    "neurons/exponential_integrate_and_fire": {
        "E_L": -65.0, "V_T": -59.9, "Delta_T": 3.48, "V_reset": -68.0, "V_peak": -30.0, "t_ref": 1.7,
    },
    "neurons/izhikevich": REGULAR_SPIKING,  # Izhikevich (2003), figure 2
    "neurons/izhikevich_published": REGULAR_SPIKING,
    # Jahr & Stevens (1990), with 1 mM of magnesium and 0.062 per mV
    "synapses/nmda_conductance": {"Mg": 1.0, "K_Mg": 3.57, "V_B": 1 / 0.062, "E_rev": 0.0},
    # Pfister & Gerstner (2006), tables 3 and 4, full rules
    "plasticity/triplet_stdp": {
        **VISUAL_CORTEX, "tau_x": 101.0, "tau_y": 125.0,
        "A2_plus": 5e-10, "A3_plus": 6.2e-3, "A2_minus": 7e-3, "A3_minus": 2.3e-4,
    },
    "plasticity/nearest_triplet_stdp": {
        **VISUAL_CORTEX, "tau_x": 714.0, "tau_y": 40.0,
        "A2_plus": 8.8e-11, "A3_plus": 5.3e-2, "A2_minus": 6.6e-3, "A3_minus": 3.1e-3,
    },
    # Clopath et al. (2010), visual cortex
    "plasticity/clopath": {
        "A_LTD": 14e-5, "A_LTP": 8e-5, "theta_minus": -70.6, "theta_plus": -45.3,
        "tau_x": 15.0, "tau_minus": 10.0, "tau_plus": 7.0, "V_spike": round((29.4 + 32.862) / 2, 1), "t_spike": 2.0,
    },
    # Song, Miller & Abbott (2000): depression 1.05 times potentiation
    "plasticity/pair_stdp": {"tau_plus": 20.0, "tau_minus": 20.0, "A_plus": 0.005, "A_minus": 1.05 * 0.005},
    # Morrison, Aertsen & Diesmann (2007)
    "plasticity/power_law_stdp": {"tau_plus": 20.0, "tau_minus": 20.0, "lambda_": 0.1, "alpha": 0.11, "mu": 0.4},
    # Izhikevich (2007), daspnet: steps of 0.1 and 0.15 of weights up to 4, changed each 10 ms by (0.002 + d) c
    "plasticity/reward_modulated_stdp": {
        "tau_plus": 20.0, "tau_minus": 20.0, "A_plus": 0.1 / 4, "A_minus": 0.15 / 4, "tau_e": 1000.0, "tau_d": 200.0,
        "dose": 0.5, "d_0": 0.002, "tau_w": 10.0,
    },
    # Vogels et al. (2011)
    "plasticity/inhibitory_stdp": {"tau": 20.0, "rho_0": 5.0},
    # Tsodyks, Pawelzik & Markram (1998), the depressing example, and the time constants of the facilitating one
    "short_term/short_term_depression": {"U": 0.5, "tau_rec": 800.0},
    "short_term/tsodyks_markram": {"tau_rec": 130.0, "tau_fac": 530.0},
}  # fmt: skip


@pytest.mark.parametrize("key", PUBLISHED)
def test_a_new_element_starts_with_the_values_of_its_paper(key: str) -> None:
    found = {name: find(key).parameters()[name].default for name in PUBLISHED[key]}
    assert found == pytest.approx(PUBLISHED[key], rel=1e-5)


def test_the_exponential_neurons_membrane_takes_ten_milliseconds() -> None:
    values = find("neurons/exponential_integrate_and_fire").parameters()
    assert values["C_m"].default / values["g_L"].default == 10.0


@pytest.mark.parametrize("key", ["neurons/izhikevich", "neurons/izhikevich_published"])
def test_izhikevichs_cell_starts_where_his_program_does(key: str) -> None:
    """``v = c; u = b * v`` in the program of the paper."""
    states = find(key).states()
    assert states["V"].start == "c" and states["u"].start == 0.2 * -65.0

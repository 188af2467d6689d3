"""Pair STDP against the closed-form sum over all pairs of spikes."""

from dataclasses import replace

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Stimulus
from engine.simulation.edit_log import SetValue
from engine.simulation.simulation import Simulation

TAU_PLUS, TAU_MINUS, A_PLUS, A_MINUS, W_MAX, START = 17.0, 34.0, 0.004, 0.003, 1000.0, 500.0
H, DURATION = 0.1, 400.0


def network(pre: np.ndarray, post: np.ndarray, delay: float) -> NetworkDescription:
    """A source train, and a neuron that one strong delta spike fires in the step in which it arrives."""
    one, delta = find("wiring/all_to_all"), find("synapses/delta")
    return NetworkDescription(
        H,
        (
            Population("source", find("neurons/discrete_leaky_integrate_and_fire"), 1),
            Population("target", find("neurons/discrete_leaky_integrate_and_fire"), 1, {"beta": 0.0, "V_th": 1e6}),
        ),
        (
            Projection("fire source", "pre", "source", delta, one, 2.0, H),
            Projection("fire target", "post", "target", delta, one, 2e6, H),
            Projection(
                "plastic", "source", "target", delta, one, START, delay, plasticity=find("plasticity/pair_stdp"),
                plasticity_parameters={
                    "tau_plus": TAU_PLUS, "tau_minus": TAU_MINUS, "A_plus": A_PLUS, "A_minus": A_MINUS, "w_max": W_MAX,
                },
            ),
        ),
        (
            Stimulus("pre", find("stimuli/spike_times"), 1, {"times": (pre - 1) * H}),
            Stimulus("post", find("stimuli/spike_times"), 1, {"times": (post - 1) * H}),
        ),
    )  # fmt: skip


def closed_form(pre: np.ndarray, post: np.ndarray, delay: float) -> float:
    """The weight after every pair has acted: a target spike meets the synapse one delay later."""
    lag = (post[None, :] * H + delay) - pre[:, None] * H  # target after source: above zero
    seen_by_target = (post[None, :] * H + delay <= DURATION + H / 2) & (lag > H / 2)
    seen_by_source = lag < -H / 2
    change = A_PLUS * np.exp(-lag[seen_by_target] / TAU_PLUS).sum()
    change -= A_MINUS * np.exp(lag[seen_by_source] / TAU_MINUS).sum()
    return START + W_MAX * change


@pytest.mark.parametrize("delay", [0.0, 0.1, 1.3, 7.0])
@pytest.mark.parametrize("backend", ["numba", "numpy"])
def test_the_weight_is_the_sum_over_all_pairs(delay, backend):
    random = np.random.default_rng(round(10 * delay))
    steps = round(DURATION / H)
    pre = np.sort(random.choice(np.arange(10, steps), 25, replace=False))
    post = np.sort(random.choice(np.arange(10, steps), 25, replace=False))
    post[3] = pre[5]  # a pair on one step
    post = np.unique(post)
    simulation = Simulation(network(pre, post, delay), backend=backend)
    record = simulation.run(DURATION)
    assert np.array_equal(record.spikes["source"].steps, pre)
    assert np.array_equal(record.spikes["target"].steps, post)
    assert simulation.weights("plastic")[0] == pytest.approx(closed_form(pre, post, delay), rel=1e-10)


def test_weights_stay_between_zero_and_the_largest():
    pre = np.arange(100, 3900, 100)
    up = Simulation(network(pre, pre + 10, 0.1))
    down = Simulation(network(pre + 10, pre, 0.1))
    for simulation, own, other in ((up, "A_plus", "A_minus"), (down, "A_minus", "A_plus")):
        simulation.apply(SetValue("plastic", other, 0.0))
        simulation.apply(SetValue("plastic", own, 0.2))
        simulation.run(DURATION)
    assert up.weights("plastic")[0] == W_MAX
    assert down.weights("plastic")[0] == 0.0


@pytest.mark.parametrize("backend", ["numba", "numpy"])
def test_a_weight_that_starts_above_the_largest_shrinks_until_it_is_potentiated(backend):
    """As NEST's does; it was cut at its first spike."""
    pre, post = np.array([200, 400, 1000]), np.array([300, 800])
    drawn = network(pre, post, 0.1)
    above = replace(drawn.projections[2], weight=1.5 * W_MAX)
    simulation = Simulation(replace(drawn, projections=(*drawn.projections[:2], above)), backend=backend)
    found, reached = [float(simulation.weights("plastic")[0])], 0.0
    for until in (25.0, 35.0, 45.0, 105.0):
        simulation.run(until - reached)
        reached = until
        found.append(float(simulation.weights("plastic")[0]))
    assert found[0] == found[1] == 1.5 * W_MAX, "a spike of the source leaves it"
    assert found[2] == W_MAX, "one of the target ends at the largest"
    assert 0.9 * W_MAX < found[3] < W_MAX and 0.9 * W_MAX < found[4] < W_MAX

"""Typed equations are trained as built-in ones are: equal gradients where they mean the same, right ones elsewhere."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from engine.circuit.weights import trainable
from engine.learning.passes import scan as scans
from engine.learning.passes.scan import Scan
from engine.model.declaration import NeuronModel, SynapseModel
from engine.model.registry.discovery import find, models
from engine.model.typed.neuron import neuron
from engine.model.writers.writing import model_text
from engine.network.description import Population
from engine.simulation.arrays.population_arrays import ReceptorGroup
from tests.engine.learning import test_gradients as gradients
from tests.pairs import covering

STEPS, IN_PARTS, BATCH, SIZE = 12, 8, 2, 3  # on arrays a step in parts takes as long as hundreds of others
FITTING = {model: synapse for model, synapse in covering() if gradients._has_slope(model) or model.goes_in_parts()}

ADAPTIVE_THRESHOLD = """
dv/dt = (E_L - v + R*I)/tau : mV
dtheta/dt = -theta/tau_theta : mV
threshold: v >= V_th + theta
reset: v = V_r; theta += jump
v(0) = E_L
tau = 10 ms (> 0, trainable)
tau_theta = 60 ms (> 0, trainable)
R = 40 MOhm (> 0)
E_L = -70 mV
V_th = -55 mV (trainable)
V_r = -68 mV
jump = 4 mV
"""
ADAPTIVE_EXPONENTIAL = """
dv/dt = (g*(E_L - v) + g*D*exp((v - V_T)/D) - w + I)/C : mV (at most V_th)
dw/dt = (a*(v - E_L) - w)/tau_w : pA
threshold: v >= V_th
reset: v = V_r; w += b
v(0) = E_L
C = 281 pF (> 0)
g = 30 nS (> 0)
E_L = -70 mV
V_T = -40 mV
D = 8 mV (> 0)
V_th = -30 mV (trainable)
V_r = -65 mV
a = 4 nS
tau_w = 90 ms (> 0, trainable)
b = 40 pA
"""
QUADRATIC_RECOVERY = """
dv/dt = 0.04*v**2/(1 ms * 1 mV) + 5*v/(1 ms) + 140 mV/ms - u/(1 ms) + I/C : mV
du/dt = (b*v - u)/tau_u : mV
threshold: v >= V_peak
reset: v = c; u += d
v(0) = c
u(0) = u_0
C = 100 pF (> 0)
tau_u = 50 ms (> 0, trainable)
b = 0.2
c = -65 mV
d = 8 mV
u_0 = -13 mV
V_peak = -40 mV (trainable)
"""
CHANNELS = """
dv/dt = (g_L*(E_L - v) + g_K*n**2*(E_K - v) + I)/C : mV
dn/dt = (0.1/exprel(-(v + 50 mV)/(10 mV))*(1 - n) - 0.125*exp(-(v + 60 mV)/(40 mV))*n)/tau : 1
threshold: v >= V_th
reset: v = V_r
v(0) = E_L
n(0) = n_0
C = 200 pF (> 0)
g_L = 10 nS (> 0)
g_K = 40 nS (> 0, trainable)
E_L = -65 mV
E_K = -80 mV
V_th = -40 mV (trainable)
V_r = -62 mV
n_0 = 0.2
tau = 2 ms (> 0, trainable)
I : pA
"""
SINE = """
dv/dt = (g*(E_L - v) + J*sin(v/(20 mV)) + I)/C : mV
threshold: v >= V_th
reset: v = V_r
v(0) = E_L
C = 200 pF (> 0)
g = 10 nS (> 0)
J = 60 pA (trainable)
E_L = -70 mV
V_th = -50 mV (trainable)
V_r = -65 mV
I : pA
"""


def backward(
    model: type[NeuronModel], synapse: type[SynapseModel], monkeypatch: pytest.MonkeyPatch, steps: int = STEPS
) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    """Spikes, and the gradients of a weighted sum of final states and spikes."""
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")
    population = Population("p", model, SIZE)
    scan = Scan(
        population, (ReceptorGroup("r0", synapse, {}, ("in",)),), resolution=1.0, seed=1, batch=BATCH, steps=steps,
        precision="float64", surrogate="arctangent", width=2.0, trained=trainable(population),
    )  # fmt: skip
    scan.compile()
    rng, columns, discrete = np.random.default_rng(5), BATCH * SIZE, model.is_discrete()
    scan.arrived["r0"][:] = rng.uniform(0, 0.6 if discrete else max(4 * synapse.weight.default, 6.0), (steps, columns))
    scan.injected[:] = rng.uniform(0, 0.2 if discrete else 1200.0, (1, columns))
    scan.begin({n: scan.values[n] for n in scan.trained})
    scan.forward(0, steps)
    scan.begin_backward()
    scan.bar_spikes[:] = rng.uniform(-1, 1, scan.bar_spikes.shape)
    for bar in scan._bars.values():
        bar[:] = rng.uniform(0.5, 1, columns)
    scan.backward(0, steps)
    found = {"spikes": scan.spikes, "arrivals": scan.bar_arrived["r0"], "currents": scan.bar_current}
    return {n: np.array(v, np.float64) for n, v in (found | scan.parameter_gradients()).items()}


@pytest.mark.parametrize("model", FITTING, ids=lambda model: model.key)
def test_the_text_of_a_neuron_has_its_gradients_to_the_last_bit(
    model: type[NeuronModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = IN_PARTS if model.goes_in_parts() else STEPS
    own = backward(model, FITTING[model], monkeypatch, steps)
    typed = backward(neuron(model_text(model)), FITTING[model], monkeypatch, steps)
    assert own.keys() == typed.keys() and own["currents"].any()
    assert own["spikes"].any() or not model.goes_in_parts(), "no upstroke to go back through"
    for name, gradient in own.items():
        assert np.array_equal(gradient, typed[name]), name


@pytest.mark.parametrize("model", [m for m in models("neurons").values() if m.goes_in_parts()], ids=lambda m: m.key)
def test_what_stands_still_while_refractory_is_not_divided_by_its_speed(
    model: type[NeuronModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole arrays are passed until the loops are compiled, long where the machine is slow."""
    text = re.sub(r"t_ref = 0(\.0)? ms", "t_ref = 3 ms", model_text(model))
    with np.errstate(divide="raise"):
        found = backward(neuron(text), find("synapses/exponential_current"), monkeypatch, IN_PARTS)
    assert "t_ref = 3 ms" in text and found["spikes"].any()


@pytest.mark.parametrize("model", [m for m in models("neurons").values() if m.goes_in_parts()], ids=lambda m: m.key)
def test_what_goes_in_parts_can_be_written_without_them(
    model: type[NeuronModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the refusal of smooth spikes says: *Write as equations*, then take out its parts."""
    text = model_text(model)
    whole = neuron(re.sub(r", in parts of [^)]*", "", text))
    assert not gradients._has_slope(neuron(text)) and gradients._has_slope(whole)
    found = backward(whole, find("synapses/exponential_current"), monkeypatch)
    assert found["currents"].any() and all(np.isfinite(gradient).all() for gradient in found.values())


@pytest.mark.parametrize(
    "text",
    [ADAPTIVE_THRESHOLD, ADAPTIVE_EXPONENTIAL, QUADRATIC_RECOVERY, CHANNELS, SINE],
    ids=["theta", "w", "u", "n", "sine"],
)
def test_gradients_of_what_a_person_typed_are_finite_differences(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = neuron(text), find("synapses/exponential_current")
    assert trainable(Population("p", pair[0], 1)), "the text names what may be learnt"
    gradients.test_gradients_of_states_are_finite_differences(pair, False, monkeypatch)  # type: ignore[arg-type]

"""A step in parts backward: the product of its parts' derivatives, none of which grows in an upstroke."""

from __future__ import annotations

import math
import tracemalloc
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.compiling.passes import scan_parts
from engine.compiling.steps import kept_text
from engine.learning.methods import methods
from engine.learning.methods.smoothed_model import SmoothedModel
from engine.learning.passes import scan as scans
from engine.learning.passes.scan import Scan
from engine.learning.passes.tape import Tape
from engine.learning.training.fitting import fit
from engine.model.declaration import NeuronModel
from engine.model.registry.discovery import find
from engine.model.typed.neuron import neuron
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population
from engine.network.values import Uniform
from engine.problems import NetworkError
from engine.simulation.arrays.population_arrays import ReceptorGroup
from tests.engine.learning.networks import digits, projection
from tests.engine.learning.test_typed_gradients import ADAPTIVE_EXPONENTIAL, backward

ADEX = find("neurons/adaptive_exponential_integrate_and_fire")
CURRENT = find("synapses/exponential_current")
COLUMNS, H = 8, 1.0
C, G, E, V_T, D, A, TAU_W, B, PEAK, RESET, PACE, TAU_S = 281, 30, -70.6, -50.4, 2, 4, 144, 80.5, 0, -60, 0.2, 5.0
State = np.ndarray[Any, np.dtype[np.float64]]  # V, w, the synapse's current, and the injected current


def rates(x: State) -> State:
    """Brette & Gerstner's equations, with a current that decays."""
    v = min(x[0], PEAK)
    dv = (-G * (v - E) + G * D * math.exp((v - V_T) / D) - x[1] + x[2] + x[3]) / C
    return np.array([dv, (A * (v - E) - x[1]) / TAU_W, -x[2] / TAU_S, 0.0])


def advanced(x: State, part: float) -> State:
    """Runge and Kutta's fourth order."""
    k1 = rates(x)
    k2 = rates(x + part / 2 * k1)
    k3 = rates(x + part / 2 * k2)
    return x + part / 6 * (k1 + 2 * k2 + 2 * k3 + rates(x + part * k3))


def differences(x: State, part: float) -> State:
    """The derivatives of a part of this length, by central differences."""
    columns = []
    for k in range(4):
        by = np.zeros(4)
        by[k] = 1e-5 * max(1.0, abs(x[k]) if k else 1.0)  # a current may be wide: it acts in proportion
        columns.append((advanced(x + by, part) - advanced(x - by, part)) / (2 * by[k]))
    return np.array(columns).T


def step_of(x: State) -> tuple[State, State, State, float]:
    """A step: where it ends, its derivatives, those of the membrane that decided, and its growth if all is followed."""
    left, whole, at_test, growth, fired = H, np.eye(4), np.eye(4)[0], 1.0, False
    while left > 0:
        part = min(PACE / max(abs(rates(x)[0]), 1e-9), left)
        jacobian, x = differences(x, part), advanced(x, part)
        growth *= jacobian[0, 0]
        if part < left:
            jacobian[0, 0] = min(jacobian[0, 0], 1.0)
        whole, left = jacobian @ whole, left - part
        at_test = at_test if fired else whole[0].copy()
        if x[0] >= PEAK:
            fired, x = True, np.array([RESET, x[1] + B, x[2], x[3]])
            whole[0] = 0.0
    return x, whole, at_test, growth


def one_step(columns: int, model: type[NeuronModel] = ADEX) -> Scan:
    """Room for a step of as many neurons, about to begin."""
    receptors = (ReceptorGroup("r0", CURRENT, {"tau_s": TAU_S}, ("in",)),)
    found = Scan(
        Population("p", model, 1, {"t_ref": 0.0}), receptors, resolution=H, seed=1, batch=columns, steps=1,
        precision="float64", surrogate="arctangent", width=1 / 35, trained=(),
    )  # fmt: skip
    found.begin({})
    return found


def scan_of(states: State) -> Scan:
    """A step of neurons that begin in these states (columns, 4)."""
    found = one_step(COLUMNS)
    found.compile()
    found.begin({})
    found.arrived["r0"][:], found.injected[0] = 0.0, states[:, 3]
    for column, name in enumerate(found._carry):
        found._carry[name][:] = states[:, column]
    found.forward(0, 1)
    return found


@pytest.mark.parametrize("compiled", [True, False], ids=["numba", "numpy"])
def test_a_step_has_the_product_of_the_derivatives_of_its_parts(
    compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "why_not", lambda name: None if compiled else "switched off for this test")
    states = np.array(
        [[-70.0, 0, 0, 0], [-60, 50, 300, 400], [-52, 0, 100, 800], [-48, 20, 0, 700], [-46, 0, 0, 900],
         [-45, 100, 50, 300], [-30, 0, 0, 0], [-55, 0, 9000, 9000]]
    )  # fmt: skip
    expected = [step_of(state) for state in states]
    found = scan_of(states)
    assert list(found._carry) == ["V", "w", "I_syn_r0"]
    assert 2 <= found.spikes.sum() < COLUMNS and max(growth for *_, growth in expected) > 1e6
    for row, name in enumerate(found._carry):
        assert found._carry[name] == pytest.approx([x[row] for x, *_ in expected], rel=1e-9)
    for row, name in [(None, None), *enumerate(found._carry)]:
        states_bars, _, by_current = found.pull(name)
        for i, (_, whole, at_test, _) in enumerate(expected):
            slope = float(found.height()[0, i])
            wanted = slope * at_test if row is None else whole[row]
            got = [*(float(bar[i]) for bar in states_bars.values()), float(by_current[i])]
            assert got == pytest.approx(wanted, rel=1e-6, abs=1e-9), (name, i)


def test_what_is_kept_of_the_parts_of_a_step_is_what_is_reckoned_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """On arrays, of neurons that need as many parts as there may be; few, since tracing them takes its time."""
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")
    monkeypatch.setattr(scan_parts, "MOST_PARTS", 100)
    known = kept_text._generator()
    monkeypatch.setattr(kept_text, "_generator", lambda: f"{known} with few parts")
    columns, words = scan_parts.TOGETHER + 44, "(at most V_th, in parts of 0.01 mV)"
    found = one_step(columns, neuron(ADAPTIVE_EXPONENTIAL.replace("(at most V_th)", words)))
    found.injected[0] = 1e5
    found.forward(0, 1)
    assert found.spikes.all()
    tracemalloc.start()
    found.pull(found.states[0])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < scan_parts.most_kept(len(found.states), columns, found.spikes.itemsize) < 1.5 * peak


@pytest.mark.parametrize("name", ["surrogate_gradient", "online_training_through_time"])
def test_the_parts_of_a_step_are_part_of_what_training_takes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    method, found, most = methods()[name], circuit(drawn()), 20
    settings = method.complete({"batch": 1})
    whole, columns = method.memory(found, settings), max(p.size for p in found.populations)
    of_parts = scan_parts.most_kept(3, columns, 4)
    monkeypatch.setattr(scan_parts, "MOST_PARTS", most)
    assert whole - method.memory(found, settings) == of_parts - scan_parts.most_kept(3, columns, 4) > 0


def test_where_one_part_is_enough_the_gradient_is_that_of_whole_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = neuron(ADAPTIVE_EXPONENTIAL.replace("(at most V_th)", "(at most V_th, in parts of 1e6 mV)"))
    assert parts.goes_in_parts()
    one = backward(neuron(ADAPTIVE_EXPONENTIAL), find("synapses/delta"), monkeypatch)
    other = backward(parts, find("synapses/delta"), monkeypatch)
    assert one["spikes"].any() and one.keys() == other.keys()
    for name, gradient in one.items():
        assert other[name] == pytest.approx(gradient, rel=1e-10, abs=1e-12), name


def drawn(hidden: int = 30, **changes: Any) -> Any:
    """Digits told by adaptive exponential neurons in mV and pA, as they come from the palette."""
    neuron = "neurons/adaptive_exponential_integrate_and_fire"
    return digits(hidden=hidden, neuron=neuron, synapse=CURRENT, weight=Uniform(-800, 1500), delay=1.0, **changes)


def test_loops_and_arrays_agree_on_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where arrays keep the parts of some neurons of a step, go back through them, and take the next."""
    found, steps, batch = circuit(drawn(sample_time=6.0)), 6, 10
    assert batch * found.populations[1].size < scan_parts.TOGETHER < batch * found.populations[0].size
    weights = Weights(found, 1, "float64", parameters=False)
    slope = np.random.default_rng(1).standard_normal((steps, batch, 10))
    answers = []
    for reason in (None, "switched off for this test"):
        monkeypatch.setattr(scans, "why_not", lambda name, reason=reason: reason)
        tape = Tape(found, weights, batch, 1, width=1 / 35)
        for scan in tape.scans.values():
            scan.compile()
        fired = np.array(tape.forward(found.samples.values[:batch], np.arange(batch)))
        answers.append((fired, tape.backward(slope)))
    (one, by_one), (other, by_other) = answers
    assert np.array_equal(one, other) and one.any()
    for key, gradient in by_one.items():
        assert by_other[key] == pytest.approx(gradient, rel=1e-12, abs=1e-15) and gradient.any(), key


def test_smooth_spikes_are_refused_with_what_to_do_instead() -> None:
    problems = SmoothedModel.refusals(drawn())
    assert {p.place for p in problems} == {"hidden", "out"}
    assert "in as many parts as its upstroke needs" in str(problems[0]) and "surrogate" in str(problems[0])
    with pytest.raises(NetworkError, match="upstroke"):
        fit(drawn(), SmoothedModel, epochs=1)


def patterns(training: float = 160.0) -> NetworkDescription:
    """Four frozen trains of spikes, told apart by ten neurons and then four; a quarter as many are tested."""
    given = {"classes": 4.0, "trains": 30.0, "rate": 150.0, "training": training, "test": training / 4}
    links = {"synapse": CURRENT, "weight": Uniform(-800, 1500), "delay": 1.0}
    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("data", find("datasets/poisson_patterns"), given, sample_time=20.0),),
        encoders=(Encoder("code", find("encoders/regular"), "data", {"max_rate": 1000.0}),),
        populations=(Population("hidden", ADEX, 10), Population("out", ADEX, 4)),
        projections=(projection("in", "code", "hidden", **links), projection("read", "hidden", "out", **links)),
        decoders=(Decoder("answer", find("decoders/spike_count"), "out", labels="data"),),
    )


def test_it_learns_in_mv_and_pa_by_default() -> None:
    settings = {"start": "fresh weights"}
    result = fit(patterns(), methods()["surrogate_gradient"], epochs=6, batch=10, seed=1, settings=settings)
    assert result.history[0].training_accuracy < 0.5 and result.history[-1].training_accuracy > 0.75

"""Spikes that act into the compartment that their link chooses, beside loops of NumPy written by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm

from engine import NetworkError
from engine.answers.received import Received
from engine.checking.network import check
from engine.model.pairing import inputs, membrane_at, placed
from engine.model.registry.discovery import find
from engine.model.typed.mistakes import Mistake
from engine.model.typed.neuron import neuron
from engine.model.writers.writing import model_text
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.scripts.reading import read_script
from engine.scripts.targets import targets
from engine.scripts.writing import script
from engine.simulation.simulation import Simulation
from tests.engine.learning import test_gradients as gradients

TEXT = """
dv_soma/dt = (-g*(v_soma - E_L) + g_c*(v_dend - v_soma) + I_soma)/C : mV
dv_dend/dt = (-g*(v_dend - E_L) + g_c*(v_soma - v_dend) + I_dend)/C : mV
threshold: v_soma > -50 mV
reset: v_soma = -65 mV
method: {method}
C = 100 pF
g = 10 nS
g_c = 5 nS
E_L = -70 mV
I_dend : pA
I_soma : pA
"""
C, G, G_C, REST, RESET, H, STEPS, BIAS = 100.0, 10.0, 5.0, -70.0, -65.0, 0.1, 900, 150.0
TIMES = {"soma": np.array([3.0, 9.0, 31.5]), "dend": np.array([1.0, 5.0, 5.5, 14.0, 40.0])}
ALL = find("wiring/all_to_all")


def network(synapse: str, method: str = "exact", **weights: float) -> NetworkDescription:
    model = neuron(TEXT.format(method=method))
    link = {"soma": "", "dend": "I_dend"}
    return NetworkDescription(
        resolution=H,
        populations=(Population("n", model, 1, start={"v_soma": REST, "v_dend": REST}, bias=BIAS),),
        stimuli=tuple(Stimulus(at, find("stimuli/spike_times"), 1, {"times": TIMES[at]}) for at in weights),
        projections=tuple(
            Projection(f"{at}_link", at, "n", find(f"synapses/{synapse}"), ALL, weight, 1.0, into=link[at])
            for at, weight in weights.items()
        ),
        recordings=tuple(Recording(v, "n", v, None, H) for v in ("v_soma", "v_dend")),
    )  # fmt: skip


def arriving(at: str, step: int) -> int:
    """Spikes of one source that arrive at the end of a step."""
    return int((np.rint((TIMES[at] + 1.0) / H).astype(int) == step).sum())


Step = Callable[[np.ndarray, int], np.ndarray]


def by_hand(start: list[float], step: Step) -> tuple[np.ndarray, list[int]]:
    """Potentials of soma and dendrite (steps, 2), and steps with a spike; ``step`` is before threshold and reset."""
    state, rows, spikes = np.array(start), [], []
    for now in range(1, STEPS + 1):
        state = step(state, now)
        if state[0] > -50.0:
            state[0] = RESET
            spikes.append(now)
        rows.append(state[:2].copy())
    return np.array(rows), spikes


def exact(state: np.ndarray, now: int) -> np.ndarray:
    """Currents that decay within 5 ms: the matrix exponential of all four variables."""
    a = np.zeros((5, 5))
    a[0] = [-(G + G_C) / C, G_C / C, 1 / C, 0, (G * REST + BIAS) / C]
    a[1] = [G_C / C, -(G + G_C) / C, 0, 1 / C, G * REST / C]
    a[2, 2] = a[3, 3] = -1 / 5.0
    state = (expm(a * H) @ np.append(state, 1.0))[:4]
    state[2:] += 300.0 * arriving("soma", now), 500.0 * arriving("dend", now)
    return state


def euler(state: np.ndarray, now: int) -> np.ndarray:
    """Conductances that decay within 5 ms, exactly, each driven by the potential of its own compartment."""
    s, d, g_s, g_d = state
    slopes = [
        (-G * (s - REST) + G_C * (d - s) + BIAS + g_s * (0.0 - s)) / C,
        (-G * (d - REST) + G_C * (s - d) + g_d * (0.0 - d)) / C,
    ]
    state = np.append(state[:2] + H * np.array(slopes), state[2:] * np.exp(-H / 5.0))
    state[2:] += 20.0 * arriving("soma", now), 40.0 * arriving("dend", now)
    return state


CASES = [
    (network("exponential_current", soma=300.0, dend=500.0), exact),
    (network("exponential_conductance", "forward euler", soma=20.0, dend=40.0), euler),
]


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize(("described", "step"), CASES, ids=["currents", "conductances"])
def test_two_compartments_are_the_loop_by_hand(described: NetworkDescription, step: Step, backend: str) -> None:
    chunk = Simulation(described, backend=backend).advance(STEPS)
    found = np.hstack([chunk.samples[v].values for v in ("v_soma", "v_dend")])
    expected, spikes = by_hand([REST, REST, 0.0, 0.0], step)
    assert len(spikes) > 2 and np.array_equal(chunk.spikes["n"].steps, spikes)
    assert np.abs(found - expected).max() <= 1e-12 * abs(REST)


def test_a_jump_moves_the_membrane_of_its_compartment() -> None:
    chunk = Simulation(network("delta", dend=4.0), backend="numpy").advance(20)
    soma, dend = (chunk.samples[v].values[:, 0] for v in ("v_soma", "v_dend"))
    assert dend[-1] - dend[-2] == pytest.approx(4.0, abs=0.02) and abs(soma[-1] - soma[-2]) < 0.2


def test_currents_are_told_of_the_input_that_is_asked_for() -> None:
    described = network("exponential_current", soma=300.0, dend=500.0)
    of_soma, of_dend = Received(described, "n", 0), Received(described, "n", 0, "I_dend")
    (soma,), (dend,) = of_soma.variables(), of_dend.variables()
    assert (soma.element, dend.element) == ("soma_link", "dend_link")
    states = {v: np.array([REST]) for v in ("v_soma", "v_dend")}
    assert of_soma.current({soma: np.array([7.0])}, states) == BIAS + 7.0
    assert of_dend.current({dend: np.array([7.0])}, states) == 7.0


def changed(**changes: object) -> NetworkDescription:
    described = network("exponential_current", dend=500.0)
    return replace(described, projections=tuple(replace(p, **changes) for p in described.projections))


def test_an_input_that_is_no_longer_there_is_said_in_one_sentence() -> None:
    (problem,) = (p for p in check(changed(into="I_axon")) if p.is_fatal)
    assert "“I_axon”, which is no input of" in str(problem)
    with pytest.raises(NetworkError, match="I_axon"):
        Simulation(changed(into="I_axon"))
    assert not [p for p in check(changed(into="I_soma")) if p.is_fatal]


AMPLITUDE = 130.0


def current_into_a_dendrite(synapse: str = "", method: str = "exact") -> NetworkDescription:
    """A sine into the dendrite of two neurons, by the weights 2 and 3, perhaps beside spikes there."""
    described = network(synapse or "delta", method, **({"soma": 20.0, "dend": 40.0} if synapse else {}))
    sine = Stimulus("sine", find("stimuli/sine_current"), 1, {"amplitude": AMPLITUDE})
    link = Projection("sine_link", "sine", "n", None, ALL, np.array([[2.0], [3.0]]), into="I_dend")
    return replace(
        described,
        populations=tuple(replace(p, size=2) for p in described.populations),
        stimuli=(*described.stimuli, sine), projections=(*described.projections, link),
        recordings=(*described.recordings, Recording("shown", "sine", "current", None, H)),
    )  # fmt: skip


def exact_with_current(state: np.ndarray, current: float) -> np.ndarray:
    a = np.array(
        [[-(G + G_C) / C, G_C / C, (G * REST + BIAS) / C], [G_C / C, -(G + G_C) / C, (G * REST + current) / C]]
    )
    return (expm(np.vstack([a, np.zeros(3)]) * H) @ np.append(state, 1.0))[:2]


CURRENTS = [(current_into_a_dendrite(), 2), (current_into_a_dendrite("exponential_conductance", "forward euler"), 4)]


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize(("described", "states"), CURRENTS, ids=["alone", "beside conductances"])
def test_a_current_into_a_dendrite_is_the_loop_by_hand(
    described: NetworkDescription, states: int, backend: str
) -> None:
    chunk = Simulation(described, backend=backend).advance(STEPS)
    current = chunk.samples["shown"].values[:, 0]
    for number, weight in enumerate((2.0, 3.0)):

        def step(state: np.ndarray, now: int, weight: float = weight) -> np.ndarray:
            injected = weight * current[now - 1]
            if len(state) == 2:
                return exact_with_current(state, injected)
            after = euler(state, now)
            after[1] += H * injected / C
            return after

        expected, spikes = by_hand([REST, REST, 0.0, 0.0][:states], step)
        found = np.stack([chunk.samples[v].values[:, number] for v in ("v_soma", "v_dend")], axis=1)
        here = chunk.spikes["n"].neurons == number
        assert len(spikes) > 2 and np.array_equal(chunk.spikes["n"].steps[here], spikes)
        assert np.abs(found - expected).max() <= 1e-12 * abs(REST)


def test_currents_into_the_first_input_by_its_name_are_those_into_none() -> None:
    described = current_into_a_dendrite()
    here, named = (
        replace(described, projections=tuple(replace(p, into=into) for p in described.projections))
        for into in ("", "I_soma")
    )
    first, second = (Simulation(d).advance(STEPS) for d in (here, named))
    assert np.array_equal(first.spikes["n"].steps, second.spikes["n"].steps) and len(first.spikes["n"].steps) > 2
    assert np.abs(first.samples["v_dend"].values - second.samples["v_dend"].values).max() < 1e-12


def values_into_a_dendrite() -> NetworkDescription:
    """Values of neurons that ask for the second input."""
    described = current_into_a_dendrite()
    silent = Population("sine", find("neurons/discrete_leaky_integrator"), 1)
    return replace(
        described, populations=(*described.populations, silent), stimuli=(), recordings=described.recordings[:2]
    )


def test_values_that_are_passed_on_flow_into_the_first_input() -> None:
    problems = [str(p) for p in check(values_into_a_dendrite()) if p.is_fatal]
    assert any("acts into I_soma of" in each for each in problems), problems


def test_the_largest_current_of_a_window_flows_into_the_first_input() -> None:
    described = current_into_a_dendrite()
    pools = (
        replace(p, wiring=find("wiring/pooling"), wiring_parameters={"how": "maximum"}) for p in described.projections
    )
    assert "values-choose-no-input" not in {problem.code for problem in check(described)}
    assert "values-choose-no-input" in {problem.code for problem in check(replace(described, projections=tuple(pools)))}


def test_the_current_into_a_dendrite_is_told_of_its_input() -> None:
    described = current_into_a_dendrite()
    one = replace(described, projections=tuple(replace(p, weight=2.0) for p in described.projections))
    of_dend = Received(one, "n", 0, "I_dend")
    (sine,) = of_dend.variables()
    states = {v: np.array([REST]) for v in ("v_soma", "v_dend")}
    assert of_dend.is_whole and of_dend.current({sine: np.array([7.0])}, states) == 14.0


def test_scripts_here_keep_the_input_and_others_refuse_the_neuron() -> None:
    described = network("exponential_current", soma=300.0, dend=500.0)
    read = read_script((written := script(described)).text, written.arrays)
    assert [p.into for p in read.description.projections] == ["", "I_dend"]
    read = read_script((written := script(current_into_a_dendrite())).text, written.arrays)
    assert [p.into for p in read.description.projections] == ["I_dend"]
    for name, simulator in targets().items():
        assert any(p.is_fatal for p in simulator.refusals(described)), name


@pytest.mark.parametrize("synapse", ["exponential_current", "exponential_conductance"])
def test_gradients_through_a_dendrite_are_finite_differences(synapse: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = neuron(TEXT.format(method="exact")), placed(find(f"synapses/{synapse}"), "I_dend")
    gradients.test_gradients_of_states_are_finite_differences(pair, False, monkeypatch)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.replace("+ I_dend)", ")"), "no rate reads the input “I_dend”"),
        (TEXT.replace("I_soma)", "0 pA)").replace("I_soma : pA", "I_axon : pA").replace("I_dend)", "I_dend + I_axon)"),
         "none of the inputs moves the membrane v_soma"),
    ],
)  # fmt: skip
def test_inputs_that_move_nothing_are_mistakes(text: str, said: str) -> None:
    with pytest.raises(Mistake, match=said):
        neuron(text.format(method="exact"))


def test_the_first_input_is_that_of_the_membrane_and_a_text_keeps_them() -> None:
    model = neuron(TEXT.format(method="exact"))
    again = neuron(model_text(model))
    for each in (model, again):
        assert [*inputs(each)] == ["I_soma", "I_dend"]
        assert (membrane_at(each, ""), membrane_at(each, "I_dend")) == ("v_soma", "v_dend")

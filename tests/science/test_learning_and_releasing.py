"""STDP and Tsodyks–Markram release on the same synapses against a reference that knows only spike times.

The reference walks one neuron and one synapse at a time: sums over all earlier spikes in place of traces, the closed
form from spike to spike in place of states that relax, and weights looked at when a spike reaches the synapse.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from engine.network.description import Connections, NetworkDescription, Population, Projection, Stimulus
from engine.neurons import LeakyIntegrateAndFire
from engine.plasticity import PairSTDP
from engine.short_term import TsodyksMarkram
from engine.simulation.simulation import Simulation
from engine.stimuli import SpikeTimesStimulus
from engine.synapses import ExponentialCurrent
from engine.wiring import ExplicitList

H, STEPS, INPUTS, CELLS = 0.1, 8000, 8, 3
TAU_M, C_M, REST, THRESHOLD, REFRACTORY, TAU_SYN = 10.0, 250.0, -70.0, -55.0, 20, 2.0
RULE = {"tau_plus": 17.0, "tau_minus": 25.0, "A_plus": 0.02, "A_minus": 0.018, "w_max": 9000.0}
RELEASE = {"U": 0.2, "tau_rec": 120.0, "tau_fac": 300.0}


@dataclass
class Synapse:
    """One connection in the reference; ``axon`` and ``dendrite`` are the steps of both parts of its delay."""

    pre: int
    post: int
    weight: float
    axon: int
    dendrite: int
    reached: list[int] = field(default_factory=list)  # steps at which source spikes were at the synapse
    returned: list[int] = field(default_factory=list)  # and target spikes

    def after_target(self, step: int) -> None:
        earlier = sum(np.exp(-(step - s) * H / RULE["tau_plus"]) for s in self.reached)
        self.weight = min(self.weight + RULE["A_plus"] * RULE["w_max"] * earlier, RULE["w_max"])

    def after_source(self, step: int) -> None:
        earlier = sum(np.exp(-(step - s) * H / RULE["tau_minus"]) for s in self.returned)
        self.weight = max(self.weight - RULE["A_minus"] * RULE["w_max"] * earlier, 0.0)


def released(steps: list[int]) -> dict[int, float]:
    """u x of every spike of a source: equations 1 and 2 of Tsodyks, Pawelzik & Markram (1998)."""
    u, x, result, last = RELEASE["U"], 1.0, {}, None
    for step in steps:
        if last is not None:
            gap = (step - last) * H
            x = 1.0 + (x - u * x - 1.0) * np.exp(-gap / RELEASE["tau_rec"])
            u = RELEASE["U"] + u * (1.0 - RELEASE["U"]) * np.exp(-gap / RELEASE["tau_fac"])
        result[step], last = u * x, step
    return result


def reference(trains: list[list[int]], synapses: list[Synapse], bias: np.ndarray) -> list[list[int]]:
    """Steps at which each neuron fires; the synapses are left with their last weights."""
    leak, decay = np.exp(-H / TAU_M), np.exp(-H / TAU_SYN)
    reach = TAU_SYN * TAU_M / (C_M * (TAU_SYN - TAU_M)) * (decay - leak)  # of a current that decays on the way
    amounts = [released(train) for train in trains]
    fired: list[list[int]] = [[] for _ in range(CELLS)]
    V, current, rests = np.full(CELLS, REST), np.zeros(CELLS), np.zeros(CELLS, int)
    arriving = np.zeros((STEPS + 200, CELLS))
    known = [set(train) for train in trains]
    for step in range(1, STEPS + 1):
        moved = REST + (V - REST) * leak + reach * current + bias * TAU_M / C_M * (1.0 - leak)
        V = np.where(rests > 0, REST, moved)
        rests = np.maximum(rests - 1, 0)
        current = current * decay + arriving[step]
        for cell in np.flatnonzero(V >= THRESHOLD):
            fired[cell].append(step)
            V[cell], rests[cell] = REST, REFRACTORY
        for synapse in synapses:
            back, there = step - synapse.dendrite in fired[synapse.post], step - synapse.axon in known[synapse.pre]
            if back:
                synapse.after_target(step)
            if there:
                synapse.after_source(step)
                share = amounts[synapse.pre][step - synapse.axon]
                arriving[step + synapse.dendrite, synapse.post] += synapse.weight * share
            synapse.returned += [step] if back else []
            synapse.reached += [step] if there else []
    return fired


@pytest.mark.parametrize("dendritic", [1.0, 0.5])
def test_weights_and_spikes_are_those_of_a_reference_of_single_events_on_every_backend(dendritic):
    random = np.random.default_rng(11)
    trains = [sorted(random.choice(np.arange(20, STEPS - 100), 45, replace=False).tolist()) for _ in range(INPUTS)]
    pre, post = np.repeat(np.arange(INPUTS), CELLS), np.tile(np.arange(CELLS), INPUTS)
    weight, delay = random.uniform(1500.0, 6000.0, len(pre)), 2 * random.integers(2, 15, len(pre))
    bias = np.array([300.0, 330.0, 360.0])
    behind = np.rint(dendritic * delay).astype(int)
    synapses = [Synapse(*ends) for ends in zip(pre, post, weight, delay - behind, behind, strict=True)]
    expected = reference(trains, synapses, bias)

    steps = np.concatenate(trains)
    order = np.argsort(steps, kind="stable")
    given = {"times": steps[order] * H, "trains": np.repeat(np.arange(INPUTS), [len(t) for t in trains])[order] * 1.0}
    network = NetworkDescription(
        H,
        (Population("cells", LeakyIntegrateAndFire, CELLS,
                    {"tau_m": TAU_M, "C_m": C_M, "E_L": REST, "V_reset": REST, "V_th": THRESHOLD,
                     "t_ref": REFRACTORY * H}, bias=bias),),
        (Projection("link", "inputs", "cells", ExponentialCurrent, ExplicitList, weight, delay * H,
                    synapse_parameters={"tau_syn": TAU_SYN}, connections=Connections(pre, post),
                    plasticity=PairSTDP, plasticity_parameters={**RULE, "dendritic_fraction": dendritic},
                    short_term=TsodyksMarkram, short_term_parameters=RELEASE),),
        (Stimulus("inputs", SpikeTimesStimulus, INPUTS, given),),
    )  # fmt: skip
    for backend in ("numpy", "numba"):
        simulation = Simulation(network, backend=backend)
        spikes = simulation.run(STEPS * H).spikes["cells"]
        found = simulation.weights("link")
        simulation.close()

        ours = [spikes.steps[spikes.neurons == cell].tolist() for cell in range(CELLS)]
        assert ours == expected and min(map(len, expected)) > 15, backend
        assert found == pytest.approx([synapse.weight for synapse in synapses], rel=1e-9), backend
        assert np.abs(found - weight).mean() > 200.0, backend


def test_two_parallel_links_are_not_the_same_thing():
    """One that learns and one that tires deliver the sum of a whole weight and a released one."""
    pre = post = np.zeros(1, int)
    train = Stimulus("inputs", SpikeTimesStimulus, 1, {"times": np.arange(10.0, 300.0, 25.0)})
    cell = Population("cells", LeakyIntegrateAndFire, 1, {"V_th": 1e9})
    link = Projection("link", "inputs", "cells", ExponentialCurrent, ExplicitList, 100.0, 1.0,
                      connections=Connections(pre, post))  # fmt: skip

    def peak(*links: Projection) -> float:
        simulation = Simulation(NetworkDescription(H, (cell,), links, (train,)), backend="numpy")
        simulation.run(10.0 + 1.0)
        return float(simulation.values(links[0].id, "I_syn")[0])

    def given(id: str, **parts) -> Projection:
        return Projection(**{**vars(link), "id": id, **parts})

    both = peak(given("one", plasticity=PairSTDP, short_term=TsodyksMarkram, short_term_parameters={"U": 0.25}))
    apart = peak(given("learns", plasticity=PairSTDP),
                 given("tires", short_term=TsodyksMarkram, short_term_parameters={"U": 0.25}))  # fmt: skip
    assert both == pytest.approx(25.0) and apart == pytest.approx(125.0)

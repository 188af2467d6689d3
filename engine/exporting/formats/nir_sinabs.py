"""NIR as sinabs reads it: time constants in steps, exact decay, reset by subtraction; r counts for nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.circuit.circuit import Circuit
from engine.exporting.nir_format import NirFormat, by_key
from engine.exporting.nir_interpreter import Array, NirSemantics, Sent, flattened
from engine.exporting.nir_neurons import NirNeuron, Values
from engine.exporting.nir_refusals import Readers
from engine.files.nir import NirNode
from engine.problems import Problem, Severity, declare

FLOOR = declare(
    "nir.floor",
    "sinabs lets the membrane of {model} fall no further than minus its threshold; here it may.",
    "Look at how many spikes differ when the file is verified.",
)


@dataclass(frozen=True)
class SinabsNeuron(NirNeuron):
    """beta = exp(-1 / tau)."""

    def given(self, values: Values, ones: Array, step: float) -> dict[str, Array]:
        given = {"r": ones}
        if self.decays:
            given |= {"tau": -1 / np.log(values["beta"]) * ones, "v_leak": 0 * ones}
        if not self.silent:
            given |= {"v_threshold": values["V_th"] * ones, "v_reset": 0 * ones}
        return given


LIF = SinabsNeuron("neurons/discrete_leaky_integrate_and_fire_subtractive", "LIF", {"beta": "tau"})
IF = SinabsNeuron("neurons/discrete_integrate_and_fire_subtractive", "IF", {})
LI = SinabsNeuron("neurons/discrete_leaky_integrator", "LI", {"beta": "tau"}, silent=True)


class SinabsSemantics(NirSemantics):
    """V = exp(-1/tau) V + I; trunc(V / threshold) spikes, each of which takes a threshold away."""

    def advance(self, node: NirNode, state: dict[str, Array], current: Array) -> Sent:
        v = state.get("v", np.zeros(current.shape))
        v = v * (np.exp(-1 / flattened(node["tau"])) if "tau" in node.values else 1.0) + current
        if "v_threshold" not in node.values:
            state["v"] = v
            return np.zeros(v.shape), np.full(v.shape, -np.inf)
        threshold = flattened(node["v_threshold"])
        spikes = np.where(v > 0, np.trunc(v / threshold), 0.0)
        after = v - spikes * threshold
        state["v"] = after if "tau" in node.values else np.maximum(after, -threshold)
        return spikes, v - threshold


NOTES = {
    "reset": "by subtraction of v_threshold for each spike, in its step",
    "comparison": "v >= v_threshold; several spikes where v is several thresholds",
    "integration": "exact: v = exp(-1 / tau) * v + input, tau in steps",
}


class NirSinabs(NirFormat):
    """For SynSense's sinabs and, through it, its chips."""

    name = "nir-sinabs"
    member = "sinabs"
    meaning = "reset by subtraction, at once"
    semantics = SinabsSemantics
    step = 1.0
    reading = "sinabs"
    readers = Readers("sinabs", by_key(LIF, IF, LI), decay_above_0=True, several_spikes=True)
    notes = NOTES
    unknown = ("v_reset",)  # sinabs 3.1.3 wants nir 1.0.4

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        found = [*super().misfits(circuit)]
        yield from found
        for population in circuit.populations if not any(p.is_fatal for p in found) else ():
            if population.model.key == IF.key:
                yield Problem(population.id, FLOOR, {"model": population.model.title}, Severity.WARNING)

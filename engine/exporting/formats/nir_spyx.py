"""NIR as spyx reads it: what a membrane was decides on the spike, which takes the threshold away one step late.

That is our discrete adaptive neuron without its adaptation, whose spikes spyx sends one step later; so a link between
populations, which spyx passes within the step, takes one step here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.exporting.nir_format import NirFormat, by_key
from engine.exporting.nir_interpreter import Array, NirSemantics, Sent, flattened
from engine.exporting.nir_neurons import NirNeuron, Values
from engine.exporting.nir_refusals import Readers
from engine.files.nir import NirNode
from engine.problems import Problem, declare

ADAPTS = declare(
    "nir.adapts", "NIR has no threshold that a spike raises, as {name} other than 0 does.", "Set {name} to 0."
)


@dataclass(frozen=True)
class SpyxNeuron(NirNeuron):
    """beta = 1 - 1 / tau; spyx writes r as the decay, which tells its files from others."""

    def given(self, values: Values, ones: Array, step: float) -> dict[str, Array]:
        kept = values["alpha"] * ones
        return {
            "tau": step / (1 - kept), "r": kept, "v_leak": 0 * ones, "v_threshold": values["V_th"] * ones,
            "v_reset": 0 * ones,
        }  # fmt: skip


LIF = SpyxNeuron("neurons/discrete_adaptive_leaky_integrate_and_fire", "LIF", {"alpha": "tau"})


class SpyxSemantics(NirSemantics):
    """s = V > threshold; V = beta V + I - s threshold."""

    def advance(self, node: NirNode, state: dict[str, Array], current: Array) -> Sent:
        v = state.get("v", np.zeros(current.shape))
        threshold = flattened(node["v_threshold"])
        spikes = (v > threshold).astype(np.float64)
        state["v"] = (1 - self.dt / flattened(node["tau"])) * v + current - spikes * threshold
        return spikes, v - threshold


NOTES = {
    "reset": "by subtraction of v_threshold, in the step after",
    "comparison": "v > v_threshold, before the input of the step",
    "integration": "v = (1 - dt / tau) * v + input - spike * v_threshold; grids with channels last",
}


class NirSpyx(NirFormat):
    """For spyx, on JAX."""

    name = "nir-spyx"
    member = "spyx"
    meaning = "reset by subtraction, a step late"
    semantics = SpyxSemantics
    step = 1.0
    lag = 1
    channels_last = True
    reading = "spyx"
    readers = Readers("spyx", by_key(LIF), between=1, zero={"beta": Problem("", ADAPTS, {"name": "beta"})})
    notes = NOTES

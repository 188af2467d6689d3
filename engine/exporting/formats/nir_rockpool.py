"""NIR as Rockpool reads it: exact decays, a current that decays in the step in which it arrives, reset by subtraction.

Rockpool takes its step from the membrane, dt = tau_mem / (1 + r), and leaves w_in out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.exporting.nir_format import SUBGRAPH, NirFormat, by_key
from engine.exporting.nir_interpreter import Array, NirSemantics, Sent, flattened
from engine.exporting.nir_neurons import CURRENT_AND_LEAK, NirNeuron, Values
from engine.exporting.nir_refusals import Readers
from engine.files.nir import NirNode


@dataclass(frozen=True)
class RockpoolNeuron(NirNeuron):
    """alpha = exp(-dt / tau_syn), beta = exp(-dt / tau_mem); weights are divided by alpha, with which they decay."""

    def given(self, values: Values, ones: Array, step: float) -> dict[str, Array]:
        tau_syn, tau_mem = (-step / np.log(values[name]) * ones for name in self.decays)
        return {
            "tau_syn": tau_syn, "tau_mem": tau_mem, "r": tau_mem / step - 1, "w_in": ones, "v_leak": 0 * ones,
            "v_threshold": values["V_th"] * ones, "v_reset": 0 * ones,
        }  # fmt: skip

    def gain(self, values: Values, size: int) -> Array:
        return np.asarray(np.broadcast_to(1 / values["alpha"], size))


CUBA_LIF = RockpoolNeuron(
    "neurons/current_based_leaky_integrate_and_fire_subtractive", "CubaLIF", CURRENT_AND_LEAK
)  # fmt: skip


def step_of(node: NirNode) -> float:
    """The step in s that Rockpool gives a layer, whatever the file says elsewhere."""
    return float(np.min(flattened(node["tau_mem"]) / (1 + flattened(node["r"]))))


class RockpoolSemantics(NirSemantics):
    """I = exp(-dt/tau_syn) (I + S); V = exp(-dt/tau_mem) V + I; floor(V / threshold) spikes take as many thresholds."""

    def advance(self, node: NirNode, state: dict[str, Array], current: Array) -> Sent:
        dt, threshold = step_of(node), flattened(node["v_threshold"])
        now = np.exp(-dt / flattened(node["tau_syn"])) * (state.get("I", 0.0) + current)
        v = np.exp(-dt / flattened(node["tau_mem"])) * state.get("v", 0.0) + now
        spikes = np.where(v > 0, np.floor(v / threshold), 0.0)
        state["I"], state["v"] = now, v - spikes * threshold
        return spikes, v - threshold


NOTES = {
    "reset": "by subtraction of v_threshold for each spike, in its step",
    "comparison": "v >= v_threshold; several spikes where v is several thresholds",
    "integration": "exact: I = exp(-dt/tau_syn) * (I + input), v = exp(-dt/tau_mem) * v + I, dt = tau_mem / (1 + r)",
}


class NirRockpool(NirFormat):
    """For SynSense's Rockpool and, through it, the Xylo chips."""

    name = "nir-rockpool"
    member = "Rockpool"
    meaning = "currents, reset by subtraction"
    semantics = RockpoolSemantics
    step = 1e-3
    reading = "rockpool"
    feedback = SUBGRAPH
    readers = Readers("Rockpool", by_key(CUBA_LIF), recurrent=True, decay_above_0=True, several_spikes=True)
    notes = NOTES
    unknown = ("v_reset",)  # Rockpool 3.1.0 wants nir 1.0.4

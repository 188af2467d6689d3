"""NIR's neurons beside ours, under Euler's rule with one step of ours a step of theirs.

A decay of ``beta`` a step is a time constant of step / (1 - beta). Where NIR's neuron has an input gain, readers want
it to be tau / step (or 1 / step without a leak), so that weights stay as they are; the LIF alone is written with r = 1
and weights divided by (1 - beta), the only form that snnTorch, Norse and SpikingJelly read alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Values = Mapping[str, Array]


@dataclass(frozen=True)
class NirNeuron:
    """``decays`` gives NIR's time constant of each decay of ours; ``silent`` ones have no threshold."""

    key: str
    kind: str
    decays: Mapping[str, str]
    silent: bool = False
    readers: str = ""  # what the common readers make of it, where they do not agree

    @property
    def has_unit_gain(self) -> bool:
        """Whether the weights carry the factor that the input gain would."""
        return "tau" in self.decays.values()

    def node(self, values: Values, shape: tuple[int, ...], step: float) -> Any:
        """The node of a layer, whose arrays have its ``shape``; ``step`` in s."""
        import nir

        size = math.prod(shape)
        ones = np.ones(size)
        given: dict[str, Array] = {theirs: step / (1 - values[ours]) for ours, theirs in self.decays.items()}
        if "tau_syn" in given:
            given["w_in"] = given["tau_syn"] / step
        given["r"] = ones if self.has_unit_gain else given.get("tau_mem", ones) / step
        if self.decays:
            given["v_leak"] = 0 * ones
        if not self.silent:
            given |= {"v_threshold": values["V_th"] * ones, "v_reset": values["V_reset"] * ones}
        whole = {name: np.broadcast_to(v, size).reshape(shape) for name, v in given.items()}
        single = {name: np.ascontiguousarray(v, np.float32) for name, v in whole.items()}
        return getattr(nir, self.kind)(**single)

    def gain(self, values: Values, size: int) -> Array:
        """What weights and biases are multiplied by (size,) on the way out."""
        if not self.has_unit_gain:
            return np.ones(size)
        (decay,) = self.decays
        return np.asarray(np.broadcast_to(1 / (1 - values[decay]), size))

    def read(self, node: Any, step: float) -> tuple[dict[str, Array], Array]:
        """Our parameters, and what weights and biases are multiplied by on the way in (size,)."""
        rates = {ours: step / _plain(getattr(node, theirs)) for ours, theirs in self.decays.items()}
        scale = _plain(node.r) * (rates[next(reversed(rates))] if rates else step)
        if "tau_syn" in self.decays.values():
            scale = scale * rates["alpha"] * _plain(node.w_in)
        parameters = {ours: 1 - rate for ours, rate in rates.items()}
        if not self.silent:
            parameters |= {"V_th": _plain(node.v_threshold), "V_reset": _plain(node.v_reset)}
        return parameters, np.asarray(scale)


def _plain(values: Any) -> Array:
    return np.asarray(values, np.float64).ravel()


LEAK, CURRENT_AND_LEAK = {"beta": "tau"}, {"alpha": "tau_syn", "beta": "tau_mem"}
UNKNOWN_TO_SOME = "snnTorch refuses this neuron and Norse leaves it out"
NEURONS = (
    NirNeuron("neurons/discrete_leaky_integrate_and_fire", "LIF", LEAK),
    NirNeuron("neurons/current_based_leaky_integrate_and_fire", "CubaLIF", CURRENT_AND_LEAK),
    NirNeuron("neurons/discrete_integrate_and_fire", "IF", {}, readers="snnTorch gives this neuron a leak"),
    NirNeuron("neurons/discrete_leaky_integrator", "LI", LEAK, silent=True, readers=UNKNOWN_TO_SOME),
    NirNeuron(
        "neurons/current_based_leaky_integrator", "CubaLI", CURRENT_AND_LEAK, silent=True, readers=UNKNOWN_TO_SOME
    ),
    NirNeuron("neurons/discrete_integrator", "I", {}, silent=True, readers=UNKNOWN_TO_SOME),
)
BY_KEY = {neuron.key: neuron for neuron in NEURONS}
BY_KIND = {neuron.kind: neuron for neuron in NEURONS}

"""A script for SpikingJelly 2.0: ``LIFNode`` and ``IFNode``, a step at a time, weights as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from engine.circuit.resolved import ResolvedLayer
from engine.exporting.script_torch import TorchScript
from engine.network.description import Population

LEAKY, INTEGRATING = "LIFNode", "IFNode"
NEURONS: Mapping[str, tuple[str, bool]] = {
    "neurons/discrete_leaky_integrate_and_fire": (LEAKY, True),
    "neurons/discrete_leaky_integrate_and_fire_subtractive": (LEAKY, False),
    "neurons/discrete_integrate_and_fire": (INTEGRATING, True),
    "neurons/discrete_integrate_and_fire_subtractive": (INTEGRATING, False),
    "neurons/discrete_leaky_integrator": (LEAKY, True),
    "neurons/discrete_integrator": (INTEGRATING, True),
}
"""By our key: the class, and whether a spike resets the membrane to a value; else it takes the threshold away."""


class SpikingJellyScript(TorchScript):
    """Modules of SpikingJelly, trained on."""

    name = "spikingjelly"
    title = "SpikingJelly script"
    member = "SpikingJelly"
    library = "SpikingJelly"
    imports = "from spikingjelly.activation_based import functional, neuron, surrogate"
    neurons: ClassVar[frozenset[str]] = frozenset(NEURONS)

    @classmethod
    def knows(cls, population: Population) -> bool:
        """All neurons of a node are alike there, and begin with the value of their reset, to which they leak: 0."""
        model = population.model
        if not super().knows(population):
            return False
        given = {name: model.chosen(population.parameters, name) for name in model.parameters()}
        alike = all(isinstance(value, float | int) for value in given.values())
        return alike and given.get("V_reset", 0.0) == 0.0 and given.get("beta", 0.5) < 1.0

    @classmethod
    def module(cls, layer: ResolvedLayer, sharpness: float) -> str:
        kind, to_value = NEURONS[layer.population.model.key]
        one = {name: float(np.ravel(values)[0]) for name, values in layer.parameters.items()}
        leak = f"tau=1 / (1 - {one['beta']!r}), decay_input=False, " if kind == LEAKY else ""
        threshold = repr(one["V_th"]) if "V_th" in one else 'float("inf")'
        reset = repr(one.get("V_reset", 0.0)) if to_value else "None"
        slope = f"surrogate_function=surrogate.ATan(alpha={sharpness!r}), detach_reset=True"
        return f"neuron.{kind}({leak}v_threshold={threshold}, v_reset={reset}, {slope})"

    @classmethod
    def states(cls, layer: ResolvedLayer, variable: str) -> list[str]:
        return [f"functional.reset_net(self.{variable})"]

    @classmethod
    def membrane(cls, variable: str) -> str:
        return f"self.{variable}.v"

    @classmethod
    def step(cls, layer: ResolvedLayer, variable: str) -> list[str]:
        if layer.population.model.fires():
            return [f"{variable} = self.{variable}(current)"]
        return [f"self.{variable}(current)", f"{variable} = self.{variable}.v"]

"""A script for Norse 1.1: its boxed neurons by Euler's rule with a step of 1 ms, weights divided by what leaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from engine.circuit.resolved import ResolvedLayer
from engine.exporting.script_torch import TorchScript

RATE = '(1 - array("{name}.{decay}")) / DT'
BOX = "LIFBoxCell(norse.LIFBoxParameters(tau_mem_inv={rate}, v_th={threshold}{reset}{slope}), dt=DT)"
NEURONS: Mapping[str, str] = {
    "neurons/discrete_leaky_integrate_and_fire": BOX,
    "neurons/discrete_leaky_integrate_and_fire_subtractive": BOX,
    "neurons/current_based_leaky_integrate_and_fire": (
        "LIFCell(norse.LIFParameters(tau_syn_inv={current}, tau_mem_inv={rate}, v_th={threshold}{reset}{slope}), dt=DT)"
    ),
    "neurons/discrete_integrate_and_fire": "IAFCell(norse.IAFParameters(v_th={threshold}{reset}{slope}), dt=DT)",
    "neurons/discrete_leaky_integrator": "LIBoxCell(norse.LIBoxParameters(tau_mem_inv={rate}), dt=DT)",
}
"""By our key: the expression that makes the neurons."""


class NorseScript(TorchScript):
    """Modules of Norse, for training on."""

    name = "norse"
    title = "Norse script"
    member = "Norse"
    library = "Norse"
    imports = "import norse.torch as norse\nfrom norse.torch.functional.reset import reset_subtract"
    neurons: ClassVar[frozenset[str]] = frozenset(NEURONS)

    @classmethod
    def module(cls, layer: ResolvedLayer, sharpness: float) -> str:
        reset = f', v_reset=array("{layer.name}.V_reset")' if "V_reset" in layer.parameters else ""
        if layer.population.model.fires() and not reset:
            reset = ", reset_method=reset_subtract"
        return "norse." + NEURONS[layer.population.model.key].format(
            rate=RATE.format(name=layer.name, decay="beta"),
            current=RATE.format(name=layer.name, decay="alpha"),
            threshold=f'array("{layer.name}.V_th")',
            reset=reset,
            slope=f', method="super", alpha=torch.tensor({sharpness!r})',
        ).replace("DT", "1e-3")

    @classmethod
    def states(cls, layer: ResolvedLayer, variable: str) -> list[str]:
        return [f"{variable}_state = None"]

    @classmethod
    def membrane(cls, variable: str) -> str:
        return f"{variable}_state.v"

    @classmethod
    def step(cls, layer: ResolvedLayer, variable: str) -> list[str]:
        scaled = f'current / (1 - array("{layer.name}.beta"))' if "beta" in layer.parameters else "current"
        return [
            f"{variable}, {variable}_state = self.{variable}({scaled}, {variable}_state)",
            f"{variable} = {variable}.double()",
        ]

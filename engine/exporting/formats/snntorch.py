"""A script for snnTorch 1.0: ``Leaky`` and ``Synaptic``, reset in the step of the spike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from engine.circuit.resolved import ResolvedLayer
from engine.exporting.script_torch import TorchScript
from engine.network.description import Population

AT_ONCE = 'reset_mechanism="zero", reset_delay=False'
NEVER = 'reset_mechanism="none"'
LATE = 'reset_mechanism="subtract", reset_delay=True'
LEAKY, SYNAPTIC = "Leaky", "Synaptic"
NEURONS: Mapping[str, tuple[str, str, str]] = {
    "neurons/discrete_leaky_integrate_and_fire": (LEAKY, "beta", AT_ONCE),
    "neurons/discrete_leaky_integrate_and_fire_subtractive": (LEAKY, "beta", NEVER),
    "neurons/discrete_adaptive_leaky_integrate_and_fire": (LEAKY, "alpha", LATE),
    "neurons/current_based_leaky_integrate_and_fire": (SYNAPTIC, "beta", AT_ONCE),
    "neurons/discrete_integrate_and_fire": (LEAKY, "", AT_ONCE),
    "neurons/discrete_leaky_integrator": (LEAKY, "beta", NEVER),
    "neurons/current_based_leaky_integrator": (SYNAPTIC, "beta", NEVER),
    "neurons/discrete_integrator": (LEAKY, "", NEVER),
}
"""By our key: the class, which of our parameters is its membrane's decay (none: nothing decays), and its reset."""


class SnnTorchScript(TorchScript):
    """Modules of snnTorch, for training on."""

    name = "snntorch"
    title = "snnTorch script"
    member = "snnTorch"
    library = "snnTorch"
    imports = "import snntorch as snn\nfrom snntorch import surrogate"
    neurons: ClassVar[frozenset[str]] = frozenset(NEURONS)

    @classmethod
    def knows(cls, population: Population) -> bool:
        """A reset to a value other than 0, or a threshold that spikes raise, is none of its own."""
        zero = [n for n in ("V_reset", "beta") if n in population.model.parameters() and not _is_decay(population, n)]
        given = {n: population.model.chosen(population.parameters, n) for n in zero}
        return super().knows(population) and all(isinstance(v, float | int) and v == 0 for v in given.values())

    @classmethod
    def module(cls, layer: ResolvedLayer, sharpness: float) -> str:
        kind, decay, reset = NEURONS[layer.population.model.key]
        kept = f'array("{layer.name}.{decay}")' if decay else "1.0"
        alpha = f'array("{layer.name}.alpha"), ' if kind == SYNAPTIC else ""
        threshold = f'threshold=array("{layer.name}.V_th"), ' if "V_th" in layer.parameters else ""
        slope = f", spike_grad=surrogate.atan(alpha={sharpness!r})" if layer.population.model.fires() else ""
        return f"snn.{kind}({alpha}{kept}, {threshold}{reset}{slope})"

    @classmethod
    def states(cls, layer: ResolvedLayer, variable: str) -> list[str]:
        kind = NEURONS[layer.population.model.key][0]
        names = [f"{variable}_current", f"{variable}_membrane"] if kind == SYNAPTIC else [f"{variable}_membrane"]
        return [f"{name} = torch.zeros(input_steps.shape[1], {layer.population.size}).double()" for name in names]

    @classmethod
    def membrane(cls, variable: str) -> str:
        return f"{variable}_membrane"

    @classmethod
    def step(cls, layer: ResolvedLayer, variable: str) -> list[str]:
        kind, _, reset = NEURONS[layer.population.model.key]
        state = f"{variable}_current, {variable}_membrane" if kind == SYNAPTIC else f"{variable}_membrane"
        lines = [f"{variable}, {state} = self.{variable}(current, {state})", f"{variable} = {variable}.double()"]
        if reset == NEVER and layer.population.model.fires():
            lines.append(f'{variable}_membrane = {variable}_membrane - {variable} * array("{layer.name}.V_th")')
        if not layer.population.model.fires():
            lines.append(f"{variable} = {variable}_membrane")
        return lines


def _is_decay(population: Population, name: str) -> bool:
    known = NEURONS.get(population.model.key)
    return known is not None and known[1] == name

"""One population as a module: its step printed from the model's equations, for PyTorch to derive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engine.backends.kernels.source_cache import loaded
from engine.circuit.weights import trainable
from engine.compiling.passes.torch_text import torch_text
from engine.compiling.steps.population import compiled_population
from engine.learning.passes.surrogates import SURROGATES
from engine.network.description import Population
from engine.network.values import Floats
from engine.pytorch import functions
from engine.pytorch.functions import Coefficients, Spike, Tensor
from engine.sampling.resolving import steps_of
from engine.simulation.arrays.population_arrays import PopulationArrays, ReceptorGroup

States = tuple[Tensor, ...]
BIAS = "bias"


class PopulationModule(torch.nn.Module):  # type: ignore[misc]  # PyTorch has no types here
    """Neurons of one model: their ``bias`` (neurons,) and what the model declares as trainable, () or (neurons,).

    Spikes have the slope of the ``surrogate`` at ``width`` in 1 / the unit of the membrane. So many ``places`` side by
    side share a bias: each of them has the derivative by all.
    """

    def __init__(
        self, population: Population, receptors: tuple[ReceptorGroup, ...], *, resolution: float, seed: int,
        surrogate: str, width: float, bias: NDArray[Any], places: int, own: Mapping[str, NDArray[Any]],
    ) -> None:  # fmt: skip
        super().__init__()
        self.population, self.labels, self.width = population, tuple(r.label for r in receptors), width
        self._resolution, self._synapses = resolution, {r.label: r.synapse for r in receptors}
        arrays = PopulationArrays(population, receptors, 1, ((0, population.size),), 1, resolution, seed, "float64")
        self._values: dict[str, float | Floats] = dict(arrays.values)
        labelled = tuple((r.label, r.synapse) for r in receptors)
        self.text = torch_text(population.model, labelled, SURROGATES[surrogate])
        self._module = loaded(self.text.source)
        self.bias = torch.nn.Parameter(torch.as_tensor(np.array(bias)))
        if places > 1:
            self.bias.register_hook(lambda by: by.unflatten(0, (-1, places)).sum(1).repeat_interleave(places))
        self._trainable = {name: free_name(self, name) for name in trainable(population)}
        for name, attribute in self._trainable.items():
            parameter = torch.nn.Parameter(torch.as_tensor(np.array(own[name])), requires_grad=False)
            self.register_parameter(attribute, parameter)
        for name, start in arrays.starts.items():
            self.register_buffer(f"start_{name}", torch.as_tensor(np.array(start)), persistent=False)
        refractory = population.model.refractory()
        self._counts = refractory is not None
        wait = steps_of(self._values[refractory.name], resolution) if refractory is not None else np.int32(0)
        self.register_buffer("wait", torch.as_tensor(np.array(wait)), persistent=False)
        self._coefficients: States = ()

    def parameter_of(self, name: str) -> Tensor:
        """The bias, or a parameter that the model declares as trainable."""
        return getattr(self, self._trainable.get(name, name))

    def begin(self, batch: int) -> States:
        """The states before the first step, (batch, neurons), and the coefficients of the parameters as they are."""
        like = self.bias
        trained = [self.parameter_of(name) for name in self._trainable]
        found = Coefficients.apply(self._coefficients_of, *trained) if trained else None
        if found is None:
            found = [torch.as_tensor(c).to(like) for c in self._coefficients_of([])]
        self._coefficients = tuple(found)
        size = batch, self.population.size
        states = [getattr(self, f"start_{name}").to(like).expand(size) for name in self.text.states]
        held = [torch.zeros(size, dtype=torch.int64, device=like.device)] if self._counts else []
        return (*states, *held)

    def forward(self, injected: Tensor, arrived: Sequence[Tensor], states: States) -> tuple[Tensor, States]:
        """One step: spikes (batch, neurons), the membrane where the model never fires, and the states after it.

        ``injected`` is the current (batch, neurons), ``arrived`` the summed weights at each of ``labels``.
        """
        like = self.bias

        def number(value: float) -> Tensor:
            return torch.tensor(value, dtype=like.dtype, device=like.device)

        own = (torch, number, functions.exp, functions.log, functions.sin, functions.exprel)
        waits = [self.wait] if self._counts else []
        inputs = [injected] * len(self.text.inputs)
        found = self._module.step(*own, *self._coefficients, *inputs, *arrived, *states, *waits)
        fired, excess, able, after = found
        if fired is None:
            return after[self.text.states.index(self.population.model.membrane)], after

        def height(x: Tensor) -> Tensor:
            return self._module.height(*own, x, self.width)

        spikes = Spike.apply(excess, fired, height)
        return spikes if able is None else spikes * able, after

    def _coefficients_of(self, trained: list[NDArray[Any]]) -> list[NDArray[Any]]:
        """Coefficients (neurons,), with these values of what is trainable in the place of those that are drawn."""
        values = dict(self._values)
        for name, value in zip(self._trainable, trained, strict=True):
            values[name] = float(value) if value.ndim == 0 else value
        varying = frozenset(n for n, v in values.items() if isinstance(v, np.ndarray))
        known = compiled_population(self.population.model, self._synapses, varying).coefficients(
            values, self._resolution
        )
        size = self.population.size
        return [np.array(np.broadcast_to(known[name], size), np.float64) for name in self.text.coefficients]


def free_name(module: Any, name: str) -> str:
    """A name under which a module can keep something: with a line behind it where modules have that name themselves."""
    return f"{name}_" if hasattr(module, name) else name

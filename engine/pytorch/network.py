"""A drawn network as a module of PyTorch: the same spikes, gradients by PyTorch, and weights that come back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike

from engine.circuit import circuit as circuits
from engine.circuit.circuit import Arrays, Stage
from engine.circuit.normalising import GAMMA, MEAN, VARIANCE
from engine.circuit.receptors import labels, receptors
from engine.circuit.resolved import unique_names
from engine.circuit.weights import Key, Weights
from engine.learning.components.declared import FIRING, MEASURE, SURROGATE
from engine.learning.components.drive import counted_by
from engine.learning.components.normalised import normalisations
from engine.learning.passes.encoding import Encoding
from engine.network.description import NetworkDescription, Projection
from engine.problems import NetworkError
from engine.pytorch.functions import Tensor
from engine.pytorch.obstacles import refusals
from engine.pytorch.population import BIAS, PopulationModule, States, free_name
from engine.pytorch.projection import ProjectionModule

WEIGHT = "weight"
CURRENT = " current"  # beside the labels of receptors: where links that pass values end


class NetworkModule(torch.nn.Module):  # type: ignore[misc]  # PyTorch has no types here
    """The part between the encoders and the labelled decoder of a network, with its weights as parameters.

    Called with what the encoders send, spikes or currents (steps, samples, channels), or constant currents (samples,
    channels), by their names where there are several, it gives the spikes (steps, samples, neurons) of the population
    that the decoder reads, or its membrane after each step where that never fires; :meth:`spikes` gives those of all.
    Spikes are those of a run: sums are taken in PyTorch's order, so only a potential that meets its threshold to the
    last digit may decide otherwise. Gradients are those of the method *Surrogate gradient*.

    Weights of pools stay as they are; neurons of a channel behind kernels move as one that has their bias. Its state
    dictionary has the names of exported ``.npz`` and safetensors: ``<link>.weight``, ``<population>.bias``,
    ``<population>.<parameter>`` of what a model declares as trainable. Such parameters move only where
    ``requires_grad_(True)`` was called on them. A name that modules have themselves, such as ``train``, ends in ``_``.

    Links that learn *normalised weights* are normalised in training mode by the batch that is shown, over samples and
    steps, and follow averages; after ``eval()`` they go by these, folded as :meth:`arrays` gives them. The first batch
    in training mode is answered as drawn: ``<link>.gamma`` and biases begin so.
    """

    def __init__(
        self, description: NetworkDescription, *, seed: int = 1, surrogate: str = SURROGATE.default,
        width: float = 2.0, measure: str = FIRING,
    ) -> None:  # fmt: skip
        super().__init__()
        for name, given, choice in (("surrogate", surrogate, SURROGATE), ("measure", measure, MEASURE)):
            if given not in choice.options:
                raise ValueError(f"{name} must be one of {', '.join(map(repr, choice.options))}, not {given!r}")
        fatal = [problem for problem in refusals(description) if problem.is_fatal]
        if fatal:
            raise NetworkError(fatal)
        self.circuit = circuit = circuits.circuit(description)
        self.seed, self._labels = seed, labels(circuit)
        normal = normalisations(circuit, seed)
        self._weights = Weights(circuit, seed, "float64", parameters=True, normal=normal)
        gaps = counted_by({"measure": measure}, circuit, seed).gaps
        self.names = unique_names((*circuit.encoders, *circuit.populations), circuit.projections)
        for population in circuit.populations:
            id, values = population.id, self._weights.values
            made = PopulationModule(
                population, receptors(circuit, id), resolution=description.resolution, seed=seed, surrogate=surrogate,
                width=width / gaps.get(id, 1.0), bias=self._weights.bias(population), places=self._weights.sharing[id],
                own={name: values[id, name] for name in self._weights.trained[id]},
            )  # fmt: skip
            self._keep(id, made)
        for projection in circuit.projections:
            id = projection.id
            late = self._weights.late(projection)
            weight = self._weights.values[id, WEIGHT]
            link = ProjectionModule(self._weights.wiring[id], late, weight, normal.get(id))
            self._keep(id, link)
        for key in self._weights.fixed:
            self._parameter(key).requires_grad_(False)

    def _keep(self, id: str, module: PopulationModule | ProjectionModule) -> None:
        self.names[id] = free_name(self, self.names[id])
        self.add_module(self.names[id], module)

    # what is shown ----------------------------------------------------------------------------------

    def encode(self, x: ArrayLike, first: int = 0) -> dict[str, Tensor]:
        """Spikes or currents of each encoder for ``x`` (samples, channels) in [0, 1], or (samples, times, channels).

        The samples are shown as the presentations from ``first`` on of a run with this seed: chance falls as there.
        """
        values = np.asarray(x.detach().cpu() if isinstance(x, torch.Tensor) else x, np.float64)
        if values.ndim < 2 or values.shape[-1] != self.circuit.channels:
            wanted = f"(samples, {self.circuit.channels})"
            raise ValueError(f"x must have the shape {wanted}, one value for each channel, not {values.shape}")
        numbers = np.arange(first, first + len(values))
        description, result = self.circuit.description, {}
        for e in self.circuit.encoders:
            encoding = Encoding(description, e, self.circuit.channels, self.circuit.steps, self.seed)
            sent = torch.as_tensor(np.array(encoding.encoded(values, numbers, np.float64))).to(self._like)
            result[self.names[e.id]] = sent[0] if e.id in self.circuit.constant_currents else sent
        return result

    def forward(self, shown: Tensor | Mapping[str, Tensor]) -> Tensor:
        """Spikes (steps, samples, neurons) of the read-out, or its membrane after each step where it never fires."""
        return self._through_time(self._by_encoder(shown))[self.circuit.output.id]

    def spikes(self, shown: Tensor | Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Spikes (steps, samples, neurons) of every population that fires, by name."""
        found = self._through_time(self._by_encoder(shown))
        return {self.names[p.id]: found[p.id] for p in self.circuit.populations if p.model.fires()}

    # what comes back --------------------------------------------------------------------------------

    def arrays(self) -> Arrays:
        """Weights, biases and trainable parameters as they are now, in the shapes of a description."""
        self._read()
        return self._weights.outward()

    def keep_bounds(self) -> None:
        """Bring everything back inside, as training does after each step: signs of links, bounds of parameters."""
        self._read()
        self._weights.keep_bounds()
        self._write()

    def _write(self) -> None:
        with torch.no_grad():
            for key, value in self._weights.values.items():
                parameter = self._parameter(key)
                kept = torch.as_tensor(value).to(parameter)
                parameter.copy_(kept.repeat_interleave(self._places(key)) if key[1] == BIAS else kept)

    def _read(self) -> None:
        known = [(id, name) for id, link in self._normalised() if link.batches for name in (MEAN, VARIANCE)]
        for key in [*self._weights.values, *(key for key in known if key not in self._weights.values)]:
            now = self._parameter(key).detach().cpu().double().numpy()
            self._weights.put(key, now[:: self._places(key)] if key[1] == BIAS else now)

    def _places(self, key: Key) -> int:
        """The number of neurons that share an entry of such an array of biases."""
        return self._weights.sharing[key[0]]

    def _parameter(self, key: Key) -> Tensor:
        id, name = key
        module = self._module_of(id)
        return getattr(module, name) if name in (WEIGHT, GAMMA, MEAN, VARIANCE) else module.parameter_of(name)

    def _normalised(self) -> list[tuple[str, ProjectionModule]]:
        """The links that are normalised, by id."""
        return [(id, self._module_of(id)) for id in self._weights.normal]

    # through time -----------------------------------------------------------------------------------

    @property
    def _like(self) -> Tensor:
        """A tensor of the precision and the device of all."""
        return self._module_of(self.circuit.output.id).bias

    def _module_of(self, id: str) -> Any:
        return getattr(self, self.names[id])

    def _by_encoder(self, shown: Tensor | Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Tensors that are shown by the ids of encoders, once their shapes are found right."""
        encoders, like = self.circuit.encoders, self._like
        known = {self.names[e.id]: e.id for e in encoders}
        given = dict(shown) if isinstance(shown, Mapping) else {self.names[encoders[0].id]: shown}
        if set(given) != set(known):
            raise ValueError(f"tensors must be given for {', '.join(known)}, not for {', '.join(given) or 'none'}")
        result, batches = {}, set[int]()
        for name, tensor in given.items():
            id = known[name]
            is_constant, trains = id in self.circuit.constant_currents, self.circuit.size(id)
            steps = () if is_constant else (self.circuit.steps,)
            found = (*tensor.shape[:-2], tensor.shape[-1]) if tensor.ndim > 1 else ()
            if found != (*steps, trains):
                wanted = ", ".join([*map(str, steps), "samples", str(trains)])
                raise ValueError(f"what {name} sends must have the shape ({wanted}), not {tuple(tensor.shape)}")
            batches.add(tensor.shape[-2])
            result[id] = tensor.to(like)
        if len(batches) > 1:
            raise ValueError(f"all encoders must show the same number of samples, not {sorted(batches)}")
        return result

    def _through_time(self, shown: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The values that each population sends in every step: spikes, or its membrane where it never fires."""
        begin = [(id, link) for id, link in self._normalised() if link.training and not link.batches]
        if begin and not any(link.passes for _, link in begin):
            self._begin(dict(begin), shown)
        sent = {id: tensor for id, tensor in shown.items() if tensor.ndim == 3}
        batch = next(iter(shown.values())).shape[-2]
        for stage in self.circuit.stages:
            self._pass(stage, shown, sent, batch)
        return sent

    def _begin(self, links: Mapping[str, ProjectionModule], shown: Mapping[str, Tensor]) -> None:
        """Let normalisation of these links, by id, change nothing in what the batch that is ``shown`` is answered."""
        for link in links.values():
            link.passes = True
        with torch.no_grad():
            self._through_time(shown)
        found = {}
        for id, link in links.items():
            assert link.statistics is not None
            mean, variance = (s.cpu().double().numpy() for s in link.statistics)
            found[id], link.passes, link.statistics = (mean, variance), False, None
        self._read()
        self._weights.keep_function(found)
        self._write()

    def _pass(self, stage: Stage, shown: Mapping[str, Tensor], sent: dict[str, Tensor], batch: int) -> None:
        """One stage through all steps; what it sends is added to what is ``sent``."""
        modules: dict[str, PopulationModule] = {p.id: self._module_of(p.id) for p in stage.populations}
        states: dict[str, States] = {id: module.begin(batch) for id, module in modules.items()}
        injected = {id: self._injected(id, shown, batch) for id in modules}
        outer = {id: self._arrivals(id, stage, sent) for id in modules}
        now: dict[str, list[Tensor]] = {id: [] for id in modules}
        for t in range(self.circuit.steps):
            for id, module in modules.items():
                arrived = {label: brought[t] for label, brought in outer[id].items()}
                arrived[CURRENT] = injected[id] + arrived.get(CURRENT, 0.0)
                for p in stage.inner:
                    if p.target == id:
                        self._feed(p, now[p.source], t, arrived)
                step, states[id] = module(arrived[CURRENT], [arrived[label] for label in module.labels], states[id])
                now[id].append(step)
        sent.update({id: torch.stack(steps) for id, steps in now.items()})

    def _injected(self, id: str, shown: Mapping[str, Tensor], batch: int) -> Tensor:
        """The current (samples, neurons) of a presentation: the bias, and what encoders send all the time."""
        bias = self._module_of(id).bias
        current = bias.expand(batch, len(bias))
        for p in self.circuit.into(id):
            link = self._module_of(p.id)
            current = current - link.shift()
            if p.source in self.circuit.constant_currents:
                current = current + link.normalised(link(shown[p.source]), self.circuit.steps)
        return current

    def _arrivals(self, id: str, stage: Stage, sent: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """By receptor, what arrives from outside the stage (steps, samples, neurons), or zeros (steps,); and values."""
        steps = self.circuit.steps
        found: dict[str, Tensor] = {}
        for p in self.circuit.into(id):
            if p in stage.inner or p.source in self.circuit.constant_currents:
                continue
            link, label = self._module_of(p.id), self._labels.get(p.id, CURRENT)
            brought = found.get(label) if link.normal is None else None
            for part, late in enumerate(link.delays):
                if late >= steps:
                    continue
                rows = sent[p.source][: steps - late]
                some = link(rows.flatten(0, 1), part).unflatten(0, rows.shape[:2])
                some = torch.nn.functional.pad(some, (0, 0, 0, 0, late, 0))
                brought = some if brought is None else brought + some
            if brought is not None and link.normal is not None:
                brought = link.normalised(brought)
                brought = found[label] + brought if label in found else brought
            if brought is not None:
                found[label] = brought
        nothing = self._like.new_zeros(steps)
        return found | {label: nothing for label in self._module_of(id).labels if label not in found}

    def _feed(self, p: Projection, sent: list[Tensor], t: int, arrived: dict[str, Tensor]) -> None:
        """Add what a link within a stage brings in step ``t``."""
        link, label = self._module_of(p.id), self._labels.get(p.id, CURRENT)
        for part, late in enumerate(link.delays):
            if 0 <= t - late < len(sent):
                arrived[label] = arrived[label] + link(sent[t - late], part)

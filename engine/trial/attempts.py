"""Attempts on what a plug-in declares, one function a kind of feature: small, and with the program's own parts around.

A part that the feature needs is found by what it can do. Where none suits it, its equations alone are read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine.checking.network import check
from engine.model.data import DatasetModel
from engine.model.declaration import Model, NeuronModel, Payload, PlasticityModel, ShortTermModel, SynapseModel
from engine.model.decoding import DecoderModel
from engine.model.equations import card
from engine.model.equations.tree import statements
from engine.model.pairing import accepts
from engine.model.registry.discovery import models
from engine.model.sources import EncoderModel, StimulusModel
from engine.model.topology import PositionsModel, WiringRule
from engine.network.description import NetworkDescription, Population, Projection, Sign, Stimulus
from engine.simulation.preview import sent
from engine.simulation.simulation import Simulation

STEPS, RESOLUTION, SIZE = 60, 0.1, 4
SIGNAL = np.array([0.0, 0.3, 1.0])
SAMPLES = 3


class EquationFails(Exception):
    """Raised where an equation cannot be read; ``line`` is where it stands in the file, 0 where nobody knows."""

    def __init__(self, error: Exception, line: int) -> None:
        super().__init__(str(error))
        self.error, self.line = error, line


def read_equations(model: type[Model]) -> None:
    """Read every equation as syntax and as mathematics. Raises :class:`EquationFails`."""
    for equation in model.equations.values():
        try:
            statements(equation)
        except Exception as error:
            code = getattr(equation.written, "__code__", None)
            raise EquationFails(error, getattr(code, "co_firstlineno", 0)) from error
    card.card(model)


def run(network: NetworkDescription) -> bool:
    """Run a network for some steps on NumPy; False where something else of it is refused beforehand."""
    if any(problem.is_fatal for problem in check(network)):
        return False
    Simulation(network, backend="numpy").advance(STEPS)
    return True


def firing() -> Iterator[type[NeuronModel]]:
    """The program's neurons that fire, the simplest first."""
    found = (model for model in models("neurons").values() if issubclass(model, NeuronModel))
    return (neuron for neuron in found if neuron.fires())


def receptors() -> Iterator[type[SynapseModel]]:
    """The program's synapses, the simplest first."""
    return (model for model in models("synapses").values() if issubclass(model, SynapseModel))


def trains() -> type[StimulusModel]:
    """The program's simplest stimulus that sends spikes without being given any."""
    return next(
        model
        for model in models("stimuli").values()
        if issubclass(model, StimulusModel) and model.payload() is Payload.SPIKES and not model.series()
    )


def every_pair() -> type[WiringRule]:
    """The program's simplest rule of wiring."""
    return next(rule for rule in models("wiring").values() if issubclass(rule, WiringRule) and rule.dense)


def linked(
    neuron: type[NeuronModel], synapse: type[SynapseModel] | None, wiring: type[WiringRule], **link: Any
) -> NetworkDescription:
    """Neurons that random spikes reach, and which reach each other as a trial wants it."""
    noise = Projection("noise to a", "noise", "a", synapse, every_pair(), 1.0)
    within = Projection("a to b", "a", "b", synapse, wiring, 1.0, 1.0, Sign.EXCITATORY, **link)
    return NetworkDescription(
        RESOLUTION,
        (Population("a", neuron, SIZE), Population("b", neuron, SIZE)),
        stimuli=(Stimulus("noise", trains()),),
        projections=(noise, within),
    )


def pairs() -> Iterator[tuple[type[NeuronModel], type[SynapseModel]]]:
    """The program's neurons and synapses that fit, the simplest first."""
    return ((neuron, synapse) for neuron in firing() for synapse in receptors() if accepts(neuron, synapse))


def neuron(model: type[Any]) -> None:
    """Run neurons alone, then with spikes that reach them through a synapse that fits."""
    run(NetworkDescription(RESOLUTION, (Population("a", model, SIZE),)))
    synapse = next((one for one in receptors() if accepts(model, one)), None)
    if synapse is not None:
        first = model if model.fires() else next((n for n in firing() if accepts(n, synapse)), model)
        network = linked(first, synapse, every_pair())
        run(NetworkDescription(RESOLUTION, (network.populations[0], Population("b", model, SIZE)), network.projections,
                               network.stimuli))  # fmt: skip


def synapse(model: type[Any]) -> None:
    """Send spikes through it to the first neuron that it fits."""
    any(run(linked(target, model, every_pair())) for target in firing() if accepts(target, model))


def plasticity(model: type[Any]) -> None:
    """Let a rule change the weights between the first neurons and synapses that suit it."""
    heard = dict.fromkeys(model.spike_sources(), "b")
    any(run(linked(target, link, every_pair(), plasticity=model, plasticity_sources=heard)) for target, link in pairs())


def short_term(model: type[Any]) -> None:
    """Send spikes by it through the first synapse that suits it."""
    any(run(linked(target, link, every_pair(), short_term=model)) for target, link in pairs())


def stimulus(model: type[Any]) -> None:
    """Look at what it sends."""
    if not model.series():
        sent(model, STEPS, RESOLUTION)


def encoder(model: type[Any]) -> None:
    """Encode a sample of three values."""
    sent(model, STEPS, RESOLUTION, signal=SIGNAL)


def decoder(model: type[Any]) -> None:
    """Hear some spikes, and read them."""
    values = model.with_defaults({"h": RESOLUTION})
    if model.is_unlabelled(values) or model.can_be_fitted:
        return
    size = SAMPLES * max(model.trains(values), 1)
    memory = model.memory((size,), values)
    if model.hears is Payload.SPIKES:
        model.add_spikes(memory, (np.array([0, size - 1]),), 1.0, values)
    elif "y" in memory:
        memory["y"] = np.linspace(0.0, 1.0, size)
    model.scores(memory, 2.0, 2.0, values)


def wiring(model: type[Any]) -> None:
    """Connect two small populations by it."""
    any(run(linked(target, link, model)) for target, link in pairs())


def positions(model: type[Any]) -> None:
    """Place some neurons."""
    values = model.with_defaults(model.suited(SIZE))
    random = np.random.default_rng(1)
    places = model.places(SIZE, values, lambda count: random.random(count))
    if np.asarray(places).shape != (SIZE, 2):
        raise ValueError(f"places of {SIZE} neurons have the shape {np.asarray(places).shape}, not {(SIZE, 2)}")


def dataset(model: type[Any]) -> None:
    """Load the samples of one that needs no file, and divide them."""
    if model.locations or model.series() or any(True for _ in model.problems({})):
        return
    samples = model.load({})
    model.split(samples, {})


def method(model: type[Any]) -> None:
    """Complete its settings, and ask it about a network."""
    model.complete(None)
    model.refusals(small())


def exporter(model: type[Any]) -> None:
    """Write a small network where it can be written."""
    if any(problem.is_fatal for problem in model.refusals(small())):
        return
    with tempfile.TemporaryDirectory(prefix="spikeloom-") as folder:
        model.write(small(), Path(folder, f"trial{model.suffix}"), {})


def target(model: type[Any]) -> None:
    """Write the script of a small network where it can be written."""
    if not any(problem.is_fatal for problem in model.refusals(small())):
        model.script(small())


def view(model: type[Any]) -> None:
    """Ask for its name."""
    if not isinstance(model.name(), str):
        raise TypeError(f"{model.__name__}.name() gives no text")


def small() -> NetworkDescription:
    """A network that most can write."""
    return next(network for network in (linked(n, s, every_pair()) for n, s in pairs()))


ATTEMPTS: Mapping[type, Callable[[type[Any]], None]] = {
    NeuronModel: neuron,
    SynapseModel: synapse,
    PlasticityModel: plasticity,
    ShortTermModel: short_term,
    StimulusModel: stimulus,
    EncoderModel: encoder,
    DecoderModel: decoder,
    WiringRule: wiring,
    PositionsModel: positions,
    DatasetModel: dataset,
}
"""By the base class of models."""
OTHERS: Mapping[str, Callable[[type[Any]], None]] = {
    "learning": method,
    "exporters": exporter,
    "targets": target,
    "views": view,
}
"""By the kind of other features."""


def attempt(kind: str, thing: type[Any]) -> None:
    """Try one feature. Raises whatever goes wrong."""
    with np.errstate(all="ignore"):
        if kind in OTHERS:
            OTHERS[kind](thing)
        for base, tried in ATTEMPTS.items():
            if issubclass(thing, base):
                tried(thing)

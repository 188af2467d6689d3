"""Parts that a NIR file for certain readers cannot carry, by element and by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.circuit.circuit import Circuit, carries_values, is_immediate
from engine.circuit.obstacles import moving_currents, obstacles
from engine.exporting.nir_neurons import NirNeuron
from engine.model.declaration import Reset
from engine.network.description import Learns, Population, Projection
from engine.problems import Problem, Severity, declare
from engine.scripts.target import titles

DELTA, PULSE = "synapses/delta", "synapses/pulse"

SUBTRACTIVE = declare(
    "nir.subtractive",
    "No neuron of {readers} is reset by subtraction as {model} is.",
    "Use the discrete LIF that is reset to a value, and train again; or write the file for software that subtracts.",
)
REFRACTORY = declare("nir.refractory", "NIR has no refractory time; {model} has one of {time} ms.", "Set it to 0 ms.")
CONTINUOUS = declare(
    "nir.continuous",
    "{model} is solved exactly here; readers of NIR take Euler steps and would fire other spikes.",
    "Use the discrete LIF.",
)
UNKNOWN_NEURON = declare("nir.neuron", "No neuron of {readers} is like {model}.", "Use one of: {known}.")
READERS = declare(
    "nir.readers",
    "NIR has this neuron as {kind}, but {readers}.",
    "Use the discrete LIF, or read the file with SpikingJelly.",
)
UNKNOWN_SYNAPSE = declare(
    "nir.synapse", "NIR's neuron takes a spike as its input of one step; {model} does not.", "Use the pulse synapse."
)
DELAY = declare("nir.delay", "NIR edges have no delay; this one has {delay} ms.", "Set the delay to {needed} ms.")
BETWEEN = declare(
    "nir.between",
    "In {readers} a spike reaches the next population {needed} ms later; here the delay is {delay} ms.",
    "Set the delay to {needed} ms.",
)
PLASTICITY = declare(
    "nir.plasticity", "NIR has no plasticity; this link has {model}.", "Keep the weights and remove the rule."
)
HELD = declare(
    "nir.held",
    "This link learns nothing, and a NIR file does not say so: where the file is read and trained, its weights move.",
    "Let it learn nothing there too.",
)
MERGING = declare(
    "nir.merging",
    "{count} links end here; NIR files for {readers} carry one.",
    "Give each population one incoming link, or write the NIR file for SpikingJelly, which adds up several.",
)
RECURRENT = declare(
    "nir.recurrent",
    "This link feeds back; no single NIR file is read alike by {readers}.",
    "Export a network without feedback, or choose the NIR file for recurrent networks.",
)
LONG_LOOP = declare(
    "nir.long_loop",
    "This link leads back to another population; in files for {readers} one feeds back to itself alone.",
    "Let each population feed back to itself only.",
)
ONE_STEP = declare(
    "nir.one_step",
    "Feedback in {readers} takes one step; this link has a delay of {delay} ms.",
    "Set the delay to {needed} ms.",
)
NO_LEAK = declare("nir.no_leak", "With {name} = 1 the time constant would be infinite.", "Set {name} below 1.")
ALL_LEAK = declare("nir.all_leak", "With {name} = 0 the time constant would be 0.", "Set {name} above 0.")
RESET_VALUE = declare(
    "nir.reset_value", "Several readers of NIR reset to 0 whatever the file says; here it is not 0.",
    "Set V_reset to 0.",
)  # fmt: skip
SILENT = declare(
    "nir.silent",
    "{model} never fires; NIR would pass its membrane on where here nothing is passed.",
    "Use a neuron that fires; only the last population may be silent.",
)
START = declare(
    "nir.start",
    "NIR does not say where states start; {model} starts from values of {states}.",
    "Let them start from 0; after a conversion, with the membranes a whole spike before the threshold.",
)
UNEQUAL = declare(
    "nir.unequal",
    "{name} differs between the neurons of this layer, which some readers of NIR refuse.",
    "Give all neurons of the layer the same {name}, or expect fewer readers.",
)


SEVERAL = declare(
    "nir.several_spikes",
    "Where a membrane is several thresholds high, {readers} sends as many spikes in one step; {model} sends one.",
    "Look at how many spikes differ when the file is verified.",
)


@dataclass(frozen=True)
class Readers:
    """Software that reads certain ``neurons``, by our key; populations may feed back if ``recurrent``.

    Links between populations take ``between`` steps there. ``decay_above_0`` where a decay of 0 cannot be written;
    ``zero`` names parameters that must be 0; ``several_spikes`` may fall in one step there;
    ``merging`` where it was seen to add up what several links bring to one population.
    """

    names: str
    neurons: Mapping[str, NirNeuron]
    recurrent: bool = False
    between: int = 0
    decay_above_0: bool = False
    zero: Mapping[str, Problem] = field(default_factory=dict)
    several_spikes: bool = False
    merging: bool = False


def nir_refusals(circuit: Circuit, readers: Readers) -> Iterator[Problem]:
    """Fatal ones, and warnings of what only some of the readers take."""
    passing = {key for key, neuron in readers.neurons.items() if not neuron.kind}
    yield from moving_currents(circuit)
    yield from obstacles(circuit, values=True, rates=bool(passing))
    for population in circuit.populations:
        yield from _of_neurons(population, readers)
        sends = any(p.source == population.id for p in circuit.projections)
        if population.model.key in passing and not sends:
            known = {key: neuron for key, neuron in readers.neurons.items() if key not in passing}
            words = {"model": population.model.title, "readers": readers.names, "known": titles(known)}
            yield Problem(population.id, UNKNOWN_NEURON, words)
        if sends and not population.model.fires() and population.model.key not in passing:
            yield Problem(population.id, SILENT, {"model": population.model.title})
        incoming = [p for p in circuit.into(population.id) if p.source != p.target or not readers.recurrent]
        if len(incoming) > 1 and not readers.merging:
            yield Problem(population.id, MERGING, {"count": len(incoming), "readers": readers.names})
    inner = {p.id for stage in circuit.stages for p in stage.inner}
    for projection in circuit.projections:
        target = next(p for p in circuit.populations if p.id == projection.target)
        yield from _of_link(circuit, projection, target, readers, projection.id in inner)


def _of_neurons(population: Population, readers: Readers) -> Iterator[Problem]:
    model, words = population.model, {"model": population.model.title, "readers": readers.names}
    refractory = model.refractory()
    if refractory is not None:
        time = model.chosen(population.parameters, refractory.name)
        if not isinstance(time, float | int) or time != 0:
            yield Problem(population.id, REFRACTORY, {**words, "time": time}, quantity=refractory.name)
    begun = [n for n, value in population.start.items() if not isinstance(value, float | int) or value != 0]
    if begun:
        yield Problem(population.id, START, {**words, "states": ", ".join(begun)})
    neuron = readers.neurons.get(model.key)
    if neuron is not None:
        if neuron.readers:
            yield Problem(population.id, READERS, {"kind": neuron.kind, "readers": neuron.readers}, Severity.WARNING)
        if readers.several_spikes and model.fires():
            yield Problem(population.id, SEVERAL, words, Severity.WARNING)
        yield from _of_values(population, neuron, readers)
    elif not model.is_discrete():
        yield Problem(population.id, CONTINUOUS, words)
    elif model.reset is Reset.BY_SUBTRACTION:
        yield Problem(population.id, SUBTRACTIVE, words)
    else:
        yield Problem(population.id, UNKNOWN_NEURON, {**words, "known": titles(readers.neurons)})


def _of_values(population: Population, neuron: NirNeuron, readers: Readers) -> Iterator[Problem]:
    given = population.model.with_defaults(population.parameters)
    for name in neuron.decays:
        if _some(given[name], lambda v: v >= 1.0):
            yield Problem(population.id, NO_LEAK, {"name": name}, quantity=name)
        if readers.decay_above_0 and _some(given[name], lambda v: v <= 0.0):
            yield Problem(population.id, ALL_LEAK, {"name": name}, quantity=name)
    if isinstance(given.get("V_reset"), float | int) and given["V_reset"] != 0:
        yield Problem(population.id, RESET_VALUE, quantity="V_reset")
    for name, problem in readers.zero.items():
        if name in given and (not isinstance(given[name], float | int | np.ndarray) or _some(given[name], _is_not_0)):
            yield Problem(population.id, problem.code, problem.values, quantity=name)
    for name, value in given.items():
        if not isinstance(value, float | int) and not (isinstance(value, np.ndarray) and np.ptp(value) == 0):
            yield Problem(population.id, UNEQUAL, {"name": name}, Severity.WARNING, name)


def _is_not_0(value: Any) -> Any:
    return value != 0


def _some(value: Any, holds: Any) -> bool:
    return bool(np.any(holds(np.asarray(value)))) if isinstance(value, float | int | np.ndarray) else False


def _carried(target: Population, readers: Readers) -> tuple[str, ...]:
    """Synapses whose spikes are the input of NIR's neuron: a delta synapse would pass its current by."""
    neuron = readers.neurons.get(target.model.key)
    return (PULSE,) if neuron is not None and "tau_syn" in neuron.decays.values() else (PULSE, DELTA)


def _of_link(
    circuit: Circuit, projection: Projection, target: Population, readers: Readers, feeds_back: bool
) -> Iterator[Problem]:
    if projection.plasticity is not None:
        yield Problem(projection.id, PLASTICITY, {"model": projection.plasticity.title})
    if projection.learns == Learns.NOTHING:
        yield Problem(projection.id, HELD, severity=Severity.WARNING, quantity="learns")
    if projection.synapse is None and not carries_values(circuit, projection):
        return
    if projection.synapse is not None and projection.synapse.key not in _carried(target, readers):
        yield Problem(projection.id, UNKNOWN_SYNAPSE, {"model": projection.synapse.title, "synapse": PULSE})
    step = circuit.description.resolution
    delay = projection.delay if isinstance(projection.delay, float | int) else None
    words: dict[str, Any] = {"readers": readers.names, "delay": "several" if delay is None else f"{delay:g}"}
    if feeds_back and not readers.recurrent:
        yield Problem(projection.id, RECURRENT, words)
    elif feeds_back and projection.source != projection.target:
        yield Problem(projection.id, LONG_LOOP, words)
    elif feeds_back:
        if delay is None or round(delay / step) != 1:
            yield Problem(projection.id, ONE_STEP, {**words, "needed": f"{step:g}"})
    else:
        between = readers.between if projection.source in {p.id for p in circuit.populations} else 0
        if delay is None or round(delay / step) != between or (between == 0 and not is_immediate(projection)):
            yield Problem(projection.id, BETWEEN if between else DELAY, {**words, "needed": f"{between * step:g}"})

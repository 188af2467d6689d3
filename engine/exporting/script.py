"""Scripts for other simulators: a short program, and an archive beside it with weights and an example of spikes.

The archive is one of NumPy's with the names of :mod:`engine.exporting.formats.npz`, and in it ``example.input`` (steps,
samples, channels) and ``example.<layer>`` (steps, samples, neurons), what a few samples fire here. A script that is
run shows the same samples and counts the spikes that differ.
"""

from __future__ import annotations

import io
import keyword
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.circuit import circuit as circuits
from engine.circuit.circuit import Circuit, carries_current
from engine.circuit.obstacles import moving_currents, obstacles
from engine.circuit.resolved import Resolved, ResolvedLayer, ResolvedLink, resolved_circuit
from engine.circuit.weights import Weights
from engine.exporting.format import Format, Provenance, Verification, VerificationTrial
from engine.exporting.formats.npz import Npz
from engine.exporting.nir_grids import dense
from engine.exporting.tensors import named_arrays
from engine.files.atomic import write_bytes
from engine.learning.passes.tape import Tape
from engine.model.declaration import NeuronModel, SynapseModel
from engine.model.pairing import accepts
from engine.network.description import NetworkDescription, Population
from engine.problems import Problem, Severity, declare
from engine.scripts.target import titles

Array = NDArray[Any]
EXAMPLES = 4  # samples that a script shows
ARCHIVE = ".npz"
DELTA, PULSE = "synapses/delta", "synapses/pulse"

NEURON = declare("script.neuron", "No neuron of {library} is like {model}.", "Use one of: {known}.")
SYNAPSE = declare(
    "script.synapse", "A script for {library} carries the synapses {known}; this link has {model}.", "Use one of them."
)
PLASTICITY = declare(
    "script.plasticity", "The script keeps the weights of this link, not its rule {model}.",
    "Write the rule into the script, where {library} has it.",
)  # fmt: skip
START = declare(
    "script.start", "{element} starts from values of {states}, which the script leaves at 0.",
    "Let them start from 0; after a conversion, with the membranes a whole spike before the threshold.",
)  # fmt: skip

HEAD = '''"""{title}: a spiking network in {library}, written by Spikeloom.

    python THIS_FILE

shows the samples of the archive beside it and counts the spikes that differ from those in Spikeloom.
{more}"""

from pathlib import Path
'''
COMPARED = """if __name__ == "__main__":
    differing = spikes = 0
    for sample in range(ARCHIVE["example.input"].shape[1]):
        for name, found in run(sample).items():
            expected = ARCHIVE[f"example.{name}"][:, sample]
            differing += int((found != expected).sum())
            spikes += int(expected.sum())
    print(f"{differing} of {spikes} spikes differ")
"""
"""The end of a program whose ``run(sample)`` gives the spikes of every layer (steps, neurons)."""


@dataclass(frozen=True)
class ScriptSource:
    """The source of a link's spikes: a ``name`` in the script, and how many steps they take.

    ``ahead`` where the source has fired in this step before the target does.
    """

    name: str
    link: ResolvedLink
    steps: int
    ahead: bool
    is_current: bool


class ScriptFormat(Format):
    """A program for one library; subclasses say which neurons it has, and write its text."""

    family = "Script"
    rank = 4
    meaning = "runs, with its weights beside it"
    suffix = ".py"
    neurons: ClassVar[frozenset[str]] = frozenset()
    synapses: ClassVar[tuple[str, ...]] = (PULSE, DELTA)
    largest: ClassVar[bool] = False  # whether links may take the largest of a window

    @classmethod
    def sibling_files(cls, path: Path) -> tuple[Path, ...]:
        return (path.with_suffix(ARCHIVE),)

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        found = [*moving_currents(circuit), *obstacles(circuit, values=True, largest=cls.largest)]
        found += cls.of_circuit(circuit)
        return [p for n, p in enumerate(found) if p not in found[:n]]

    @classmethod
    def of_circuit(cls, circuit: Circuit) -> Iterator[Problem]:
        """Find what the library lacks."""
        for population in circuit.populations:
            yield from cls.of_population(population)
        for projection in circuit.projections:
            if projection.plasticity is not None:
                words = {"model": projection.plasticity.title, "library": cls.library}
                yield Problem(projection.id, PLASTICITY, words, Severity.WARNING)
            if projection.synapse is not None and projection.synapse.key not in cls.synapses:
                words = {"model": projection.synapse.title, "library": cls.library, "known": titles(cls.synapses)}
                (target,) = (p.model for p in circuit.populations if p.id == projection.target)
                alike = _most_alike(target, projection.synapse, cls.synapses)
                yield Problem(projection.id, SYNAPSE, words | {"synapse": alike})

    @classmethod
    def of_population(cls, population: Population) -> Iterator[Problem]:
        """Find what the library lacks for these neurons."""
        words = {"model": population.model.title, "library": cls.library}
        if not cls.knows(population):
            yield Problem(population.id, NEURON, {**words, "known": titles(sorted(cls.neurons))})
        begun = [n for n, value in population.start.items() if not isinstance(value, float | int) or value != 0]
        if begun:
            element = population.title or population.model.title
            yield Problem(population.id, START, {"element": element, "states": ", ".join(begun)})

    @classmethod
    def knows(cls, population: Population) -> bool:
        """Tell whether the library has these neurons."""
        return population.model.key in cls.neurons

    @classmethod
    def text(cls, network: Resolved, title: str) -> str:
        """The program, which finds the archive under its own name."""
        raise TypeError(f"{cls.__name__} writes no program")

    @classmethod
    def head(cls, title: str, more: str = "") -> str:
        """The beginning of the program, which says how to run it, and ``more``."""
        quotable = title.replace('"', "'").replace("\\", "")
        return HEAD.format(title=quotable, library=cls.library, more=f"{more}\n" if more else "")

    @classmethod
    def more_arrays(cls, network: Resolved, seed: int) -> dict[str, Array]:
        """Give the arrays that the program needs beside weights and parameters."""
        return {}

    @classmethod
    def write(cls, description: NetworkDescription, path: Path, provenance: Provenance, *, seed: int = 1) -> None:
        cls.demand(description)
        network = resolved_circuit(circuits.circuit(description), seed)
        arrays, about = named_arrays(description, provenance, seed)
        arrays = {**arrays, **_examples(network, seed), **cls.more_arrays(network, seed)}
        archive = io.BytesIO()
        np.savez_compressed(archive, allow_pickle=False, about=np.array(about), **arrays)
        write_bytes(path.with_suffix(ARCHIVE), archive.getvalue())
        write_bytes(path, cls.text(network, str(provenance.get("title", "")) or "A network").encode())

    @classmethod
    def verify(cls, description: NetworkDescription, path: Path, trial: VerificationTrial) -> Verification:
        """Run the network with the archive's values; the program itself compares when it is run."""
        compile(path.read_text(encoding="utf-8"), path.name, "exec")
        return Npz.verify(description, path.with_suffix(ARCHIVE), trial)


def synapses_of(network: Resolved, link: ResolvedLink, seed: int) -> dict[str, Array]:
    """The ends and the weights of a link's connections by their names in the archive, each (synapses,)."""
    matrix = dense(network, link, seed)
    post, pre = np.nonzero(matrix)
    return {f"{link.name}.pre": pre, f"{link.name}.post": post, f"{link.name}.synapses": matrix[post, pre]}


def _most_alike(neuron: type[NeuronModel], drawn: type[SynapseModel], synapses: Iterable[str]) -> str:
    """Choose the synapse most like one that is ``drawn`` on such neurons, by their states; "" where none may act."""
    from engine.model.registry.discovery import find

    models = {key: find(key) for key in synapses}
    fitting = {k: m for k, m in models.items() if issubclass(m, SynapseModel) and accepts(neuron, m)}
    return min(fitting, key=lambda key: abs(len(fitting[key].states()) - len(drawn.states())), default="")


def _examples(network: Resolved, seed: int) -> dict[str, Array]:
    """Collect the input of the first test samples, and what each layer fires for them."""
    circuit = network.circuit
    _, test = circuit.dataset.model.split(circuit.samples, circuit.dataset.parameters)
    few = np.asarray(test, np.int64)[:EXAMPLES]
    tape = Tape(circuit, Weights(circuit, seed, "float64", parameters=False), len(few), seed)
    tape.forward(circuit.samples.values[few], np.arange(len(few)))
    result = {}
    for encoder in circuit.encoders:
        sent = tape.spikes(encoder.id)
        shown = np.broadcast_to(sent, (circuit.steps, *sent.shape[1:]))
        result[f"example.{input_name(network, encoder.id)}"] = _small(shown)
    for layer in network.layers:
        if layer.population.model.fires():
            result[f"example.{layer.name}"] = _small(tape.spikes(layer.population.id))
    return result


def _small(sent: Array) -> Array:
    """Spikes in a byte each; currents as they are."""
    whole = np.asarray(sent)
    return whole.astype(np.uint8) if np.isin(whole, (0, 1)).all() else whole.astype(np.float64)


def input_name(network: Resolved, encoder: str) -> str:
    """``input``, or ``input_2`` of a second encoder."""
    number = [e.id for e in network.circuit.encoders].index(encoder)
    return "input" if number == 0 else f"input_{number + 1}"


def variables(network: Resolved) -> dict[str, str]:
    """A name in the program for each layer, by population."""
    result: dict[str, str] = {}
    for number, layer in enumerate(network.layers):
        name = layer.name if layer.name.isidentifier() and not keyword.iskeyword(layer.name) else f"layer_{number + 1}"
        result[layer.population.id] = name
    return result


def sources(network: Resolved, layer: ResolvedLayer) -> list[ScriptSource]:
    """The links into a layer, as a program goes through the layers in their order."""
    circuit, h = network.circuit, network.circuit.description.resolution
    names = {p.population.id: p.name for p in network.layers}
    before = [p.population.id for p in network.layers]
    place = before.index(layer.population.id)
    result = []
    for link in network.into(layer):
        source = link.projection.source
        is_encoder = source in {e.id for e in circuit.encoders}
        ahead = is_encoder or before.index(source) < place
        name = input_name(network, source) if is_encoder else names[source]
        current = carries_current(circuit, link.projection)
        steps = 0 if current else round(link.delay / h)
        result.append(ScriptSource(name, link, steps, ahead, current))
    return result

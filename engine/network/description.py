"""The meaning of a drawing: populations, projections, sources, read-outs and recordings, as frozen data.

Ids are unique over all elements of a network and never paths. Times are in ms. Order inside the
tuples carries no meaning: streams of random numbers hang on ids alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.model.data import DatasetModel, Samples, Unreadable, Values
from engine.model.declaration import NeuronModel, PlasticityModel, ShortTermModel, SynapseModel
from engine.model.decoding import DecoderModel
from engine.model.link_variables import LinkVariable, link_variables
from engine.model.sources import EncoderModel, StimulusModel
from engine.model.topology import PositionsModel, WiringRule
from engine.network.likeness import Alike
from engine.network.values import Value
from engine.problems import NetworkError, Problem

Parameters = Mapping[str, Value]
E = TypeVar("E", bound="Named")
START = "start:"  # before the name of a state, where initial values stand among others by name


class Named(Protocol):
    """An element with an id."""

    @property
    def id(self) -> str: ...


class Sign(StrEnum):
    """Declared per projection: drawn weights that would cross zero are redrawn unless mixed."""

    EXCITATORY = "excitatory"
    INHIBITORY = "inhibitory"
    MIXED = "mixed"


class Learns(StrEnum):
    """The part of a link that learns while its network is trained; a run knows no difference.

    Its weights; its weights while what it brings is normalised over each batch, which is folded into weights and biases
    when training ends; or nothing: the weights stay as they are drawn.
    """

    WEIGHTS = "weights"
    NORMALISED = "normalised weights"
    NOTHING = "nothing"


@dataclass(frozen=True, eq=False)
class Population(Alike):
    """``size`` neurons of one model, nowhere in particular unless they have ``positions``.

    ``bias`` is a current into each, in the unit of the model's input. ``sign`` declares what all projections that leave
    it are, None where nothing is declared: checked, and of no effect on a run.
    """

    id: str
    model: type[NeuronModel]
    size: int
    parameters: Parameters = field(default_factory=dict)
    start: Parameters = field(default_factory=dict)
    bias: Value = 0.0
    title: str = ""
    positions: type[PositionsModel] | None = None
    positions_parameters: Mapping[str, Value | str] = field(default_factory=dict)
    sign: Sign | None = None


@dataclass(frozen=True, eq=False)
class Stimulus(Alike):
    """A source without an input. ``size`` trains; a model that gives each target its own train has size 1."""

    id: str
    model: type[StimulusModel]
    size: int = 1
    parameters: Parameters = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True)
class Dataset:
    """Samples shown one after another, each for ``sample_time`` ms and a ``gap`` ms of silence."""

    id: str
    model: type[DatasetModel]
    parameters: Mapping[str, Value | str] = field(default_factory=dict)
    sample_time: float = 25.0
    gap: float = 0.0
    shuffled: bool = False
    split: str = "test"  # "train", "validation", "test" or "all"
    reset_between: bool = True
    title: str = ""

    def samples(self) -> Samples:
        """Load the samples. Raises :class:`~engine.problems.NetworkError` where they cannot be read.

        So do values that are read from files, whenever samples are asked for.
        """
        with self.told():
            samples = self.model.load(self.parameters)
        return replace(samples, values=ToldValues(samples.values, self)) if samples.in_pieces else samples

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say of this dataset what cannot be read within; raises :class:`~engine.problems.NetworkError`."""
        try:
            yield
        except Unreadable as error:
            words = {"element": self.title or self.id, **error.words}
            raise NetworkError([Problem(self.id, error.code, words, quantity=error.quantity)]) from error


@dataclass(frozen=True)
class ToldValues:
    """Values of a dataset that are read when they are asked for; raise :class:`~engine.problems.NetworkError`."""

    values: Values
    dataset: Dataset

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    @property
    def ndim(self) -> int:
        return self.values.ndim

    def __getitem__(self, samples: Any) -> NDArray[np.float64]:
        with self.dataset.told():
            return self.values[samples]


@dataclass(frozen=True)
class Encoder:
    """Turns the values of a dataset's sample, each in [0, 1], into one spike train or current a channel."""

    id: str
    model: type[EncoderModel]
    dataset: str
    parameters: Parameters = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True, eq=False)
class Connections(Alike):
    """An explicit list: synapse s runs from neuron ``pre[s]`` to neuron ``post[s]``, each array (synapses,).

    Where a rule lets connections share their weights, ``kernel[s]`` is the entry that synapse s has.
    """

    pre: NDArray[np.int64]
    post: NDArray[np.int64]
    kernel: NDArray[np.int64] | None = None


Source: TypeAlias = Population | Stimulus | Encoder
"""What a projection can come from."""


@dataclass(frozen=True, eq=False)
class Projection(Alike):
    """Synapses from a source (population, stimulus or encoder) to a population.

    ``weight`` is signed, in the unit that ``synapse`` declares; as an array it has one value per synapse in the
    order of ``connections``, or is dense (post, pre) where the wiring is all-to-all, or has the
    shape of the kernel that the wiring shares. ``delay`` is in ms; an
    explicit 0 is a delay of zero. A source of currents has no ``synapse``: its values times ``weight`` are injected.
    ``plasticity`` changes weights, and ``plasticity_sources`` names the element of each source of spikes that it hears;
    ``short_term`` says what a spike delivers of its weight as it is then. ``learns`` is what training moves of it.
    ``into`` names the input of the target into which it acts, such as that of a dendrite; "" is the first.
    """

    id: str
    source: str
    target: str
    synapse: type[SynapseModel] | None
    wiring: type[WiringRule]
    weight: Value
    delay: Value = 1.0
    sign: Sign = Sign.EXCITATORY
    synapse_parameters: Parameters = field(default_factory=dict)
    wiring_parameters: Mapping[str, Value | str] = field(default_factory=dict)
    plasticity: type[PlasticityModel] | None = None
    plasticity_parameters: Parameters = field(default_factory=dict)
    plasticity_sources: Mapping[str, str] = field(default_factory=dict)
    short_term: type[ShortTermModel] | None = None
    short_term_parameters: Parameters = field(default_factory=dict)
    connections: Connections | None = None
    title: str = ""
    learns: str = Learns.WEIGHTS
    into: str = ""

    def variables(self) -> dict[str, LinkVariable]:
        """The variables of it that can be recorded, by name."""
        return link_variables(self.synapse, self.plasticity, self.short_term)

    def passes_spikes(self) -> bool:
        """Tell whether it acts by spikes; others act all the time, by a current or by the state of their source."""
        return self.synapse is not None and not self.synapse.couples()

    def arrives(self) -> bool:
        """Tell whether it ends at a receptor: as spikes, or as a current into the input that it chooses."""
        return self.passes_spikes() or (self.synapse is None and bool(self.into))

    def couples(self) -> bool:
        """Tell whether it couples the potentials of its ends."""
        return self.synapse is not None and self.synapse.couples()

    def takes_largest(self) -> bool:
        """Tell whether a target takes the largest of what arrives in a step by it, in place of the sum."""
        return self.wiring.takes_largest(self.wiring_parameters)

    def synapse_values(self) -> dict[str, Value]:
        """Every parameter of the synapse, those that are not given at the default of the projection's sign."""
        if self.synapse is None:
            return {}
        return {**self.synapse.defaults(self.sign is Sign.INHIBITORY), **self.synapse_parameters}


@dataclass(frozen=True)
class Decoder:
    """Reads the spikes of a population as an answer; ``labels`` names the dataset that knows the right one."""

    id: str
    model: type[DecoderModel]
    source: str
    labels: str | None = None
    parameters: Parameters = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True)
class Recording:
    """Keeps ``quantity`` of an element: ``"spikes"``, a state's name, or ``"weight"`` of a projection.

    ``indices`` chooses neurons or synapses (all when None); samples are taken every ``interval`` ms.
    """

    id: str
    element: str
    quantity: str
    indices: tuple[int, ...] | None = None
    interval: float = 0.1
    title: str = ""


@dataclass(frozen=True)
class NetworkDescription:
    """A whole network on one time grid of ``resolution`` ms."""

    resolution: float = 0.1
    populations: tuple[Population, ...] = ()
    projections: tuple[Projection, ...] = ()
    stimuli: tuple[Stimulus, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    encoders: tuple[Encoder, ...] = ()
    decoders: tuple[Decoder, ...] = ()
    recordings: tuple[Recording, ...] = ()

    @cached_property
    def population_of(self) -> Mapping[str, Population]:
        """Populations by id."""
        return _by_id(self.populations)

    @cached_property
    def encoder_of(self) -> Mapping[str, Encoder]:
        """Encoders by id."""
        return _by_id(self.encoders)

    @cached_property
    def dataset_of(self) -> Mapping[str, Dataset]:
        """Datasets by id."""
        return _by_id(self.datasets)

    @cached_property
    def projection_of(self) -> Mapping[str, Projection]:
        """Projections by id."""
        return _by_id(self.projections)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Populations, stimuli and encoders by id: what projections come from."""
        return _by_id((*self.populations, *self.stimuli, *self.encoders))

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Projection, ...]]:
        """Projections by the id of their source."""
        return by_end((p.source, p) for p in self.projections)

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Projection, ...]]:
        """Projections by the id of their target."""
        return by_end((p.target, p) for p in self.projections)

    @cached_property
    def neurons(self) -> int:
        """Neurons, and trains of stimuli."""
        return sum(p.size for p in self.populations) + sum(s.size for s in self.stimuli)


def _by_id(elements: Iterable[E]) -> Mapping[str, E]:
    return {element.id: element for element in elements}


def by_end(pairs: Iterable[tuple[str, Projection]]) -> Mapping[str, tuple[Projection, ...]]:
    """Projections by an id that stands before each."""
    groups: dict[str, list[Projection]] = {}
    for id, projection in pairs:
        groups.setdefault(id, []).append(projection)
    return {id: tuple(group) for id, group in groups.items()}

"""The elements of a drawing: nodes, links, their values, and the settings of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct, field
from msgspec.structs import replace
from numpy.typing import NDArray

from app.document.bounds import Coordinate, Hash, Id, IdOrNone, Seed, Seeded, Size
from app.document.mini_plot import AUTOMATIC, MiniPlot
from app.document.node_slider import NodeSlider
from engine.network.values import ByDistance, Distribution, NotNegative, Positive, TaggedValue

Point: TypeAlias = tuple[Coordinate, Coordinate]
Array: TypeAlias = NDArray[Any]


class ArrayRef(TaggedValue, frozen=True, tag="array"):
    """A trained or listed array kept with the document, found by the SHA-256 of its content."""

    sha256: Hash


Value: TypeAlias = float | Distribution | ByDistance | ArrayRef | str
Parameters: TypeAlias = Mapping[str, Value]
Table: TypeAlias = tuple[str, str, str]
"""An element's id, one of its tables of values (``"parameters"``) and the key of the model that declares it."""


class NodeKind(StrEnum):
    """The kinds of nodes; a note and a group have no model and mean nothing to the engine."""

    POPULATION = "population"
    STIMULUS = "stimulus"
    DATASET = "dataset"
    ENCODER = "encoder"
    DECODER = "decoder"
    RECORDER = "recorder"
    NOTE = "note"
    GROUP = "group"


class Node(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing on the canvas. ``model`` is a discovery key such as ``"neurons/leaky_integrate_and_fire"``.

    ``identity`` is the slot of its colour, -1 for the neutral kinds. ``position`` is the upper left corner. The bias
    stands beside the model's own parameters under ``"bias"``; initial states stand under ``start``. ``arrangement`` is
    the discovery key of where a population's neurons are, ``places`` what it was given. ``group`` is the id of the
    group in which it stands, "" on the top level; ``text`` what a note says, or a comment; ``plot`` what it shows of a
    run, ``sliders`` what of it stands beneath it to be changed there. ``sign`` is what all links that leave a
    population are, "" for neither. What is ``muted`` is left out of the network, a group with all that stands in it.
    """

    id: Id
    kind: NodeKind
    model: str
    title: str
    position: Point
    size: Size = 1
    parameters: Parameters = {}
    start: Parameters = {}
    identity: Annotated[int, Meta(ge=-1, le=63)] = -1
    text: str = ""
    arrangement: str | None = None
    places: Parameters = {}
    group: IdOrNone = ""
    plot: MiniPlot = AUTOMATIC
    sliders: tuple[NodeSlider, ...] = ()
    sign: str = ""
    muted: bool = False

    def is_but_for_place(self, other: Node) -> bool:
        """Tell whether the other is the same node, wherever it stands."""
        return self is other or self == replace(other, position=self.position)


class Synapses(Struct, frozen=True, forbid_unknown_fields=True):
    """The content of a projection's badge; models are discovery keys. ``learns`` is one of the engine's ``Learns``.

    ``into`` is the input of the target that it acts into; "" is the first.
    """

    synapse: str | None
    wiring: str
    weight: Value
    delay: Value
    sign: str
    synapse_parameters: Parameters = {}
    wiring_parameters: Parameters = {}
    plasticity: str | None = None
    plasticity_parameters: Parameters = {}
    short_term: str | None = None
    short_term_parameters: Parameters = {}
    pre: ArrayRef | None = None
    post: ArrayRef | None = None
    trained: bool = False
    learns: str = "weights"
    into: str = ""


class Link(Struct, frozen=True, forbid_unknown_fields=True):
    """A thread from a port to a port; a projection where it carries ``synapses``.

    ``bends`` are points on its way, ``text`` is a comment. One that is ``muted`` is left out of the network.
    """

    id: Id
    source: Id
    source_port: str
    target: Id
    target_port: str
    synapses: Synapses | None = None
    bends: tuple[Point, ...] = ()
    text: str = ""
    muted: bool = False

    def joins_like(self, other: Link) -> bool:
        """Tell whether the other joins the same nodes, as a projection if this is one."""
        ends = self.source, self.target, self.synapses is None
        return ends == (other.source, other.target, other.synapses is None)


Element: TypeAlias = Node | Link


class Settings(Seeded, frozen=True, forbid_unknown_fields=True):
    """Settings of the whole drawing: step in ms, seed, view speed (of real time; 0 is unlimited), title."""

    resolution: Positive = 0.1
    seed: Seed = 1
    speed: NotNegative = 1.0
    title: str = ""


class Snapshot(Struct, frozen=True):
    """A drawing as it was at some time; its arrays are those of the document that it is of.

    ``held`` are the defaults of models that were not known, as a file had them.
    """

    settings: Settings
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    held: Mapping[Table, Parameters] = field(default_factory=dict)

"""The drawing: nodes and links as frozen data in one container that tells what changed.

Ids come from a counter, are never reused and are not paths. Only an :class:`~app.document.edits.Edit`
changes a document; views listen to ``changed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from psygnal import Signal

from engine.network.values import Distribution

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class ArrayRef:
    """A trained or listed array kept with the document, found by the SHA-256 of its bytes."""

    sha256: str


Value: TypeAlias = float | Distribution | ArrayRef | str
Parameters: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True)
class Node:
    """One thing on the canvas. ``model`` is a discovery key such as ``"neurons/leaky_integrate_and_fire"``.

    ``kind`` is population, stimulus, dataset, encoder, decoder, recorder or note. ``identity`` is the slot of
    its colour, -1 for the neutral kinds. Initial states and the bias stand beside the model's own parameters
    under ``start`` and ``"bias"``.
    """

    id: str
    kind: str
    model: str
    title: str
    position: Point
    size: int = 1
    parameters: Parameters = field(default_factory=dict)
    start: Parameters = field(default_factory=dict)
    identity: int = -1
    text: str = ""


@dataclass(frozen=True)
class Synapses:
    """What the badge of a projection carries; models are discovery keys."""

    synapse: str | None
    wiring: str
    weight: Value
    delay: Value
    sign: str
    synapse_parameters: Parameters = field(default_factory=dict)
    wiring_parameters: Parameters = field(default_factory=dict)
    plasticity: str | None = None
    plasticity_parameters: Parameters = field(default_factory=dict)
    pre: ArrayRef | None = None
    post: ArrayRef | None = None
    trained: bool = False


@dataclass(frozen=True)
class Link:
    """A thread from a port to a port; a projection where it carries ``synapses``."""

    id: str
    source: str
    source_port: str
    target: str
    target_port: str
    synapses: Synapses | None = None


@dataclass(frozen=True)
class Settings:
    """What belongs to the document as a whole: step in ms, seed, view speed (fraction of real time, 0 is unlimited)."""

    resolution: float = 0.1
    seed: int = 1
    speed: float = 1.0
    title: str = ""


@dataclass(frozen=True)
class Change:
    """Ids that were put (added or replaced) or removed by one edit; ``settings`` when those changed."""

    put: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    settings: bool = False


class Document:
    """Nodes, links, settings and arrays; the one mutable object of the drawn network."""

    changed = Signal(Change)

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.links: dict[str, Link] = {}
        self.settings = Settings()
        self.next_id = 1

    def elements(self) -> Iterable[Node | Link]:
        yield from self.nodes.values()
        yield from self.links.values()

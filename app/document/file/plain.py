"""Elements as plain data that JSON can carry, and back: shared by project files and the clipboard.

Types are checked while reading; every refusal names the place in the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Annotated, Any, TypeAlias

import msgspec

from app.document.breakpoints import Breakpoint, BreakpointKind
from app.document.elements import ArrayRef, Link, Node, NodeKind, Parameters, Settings, Synapses, Value
from app.document.mini_plot import MiniPlot, Shows
from app.document.node_slider import NodeSlider
from app.document.training_settings import TrainingSettings
from engine.network.seeds import SEEDS
from engine.network.values import ByDistance, LogNormal, Normal, Uniform

Hash: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Id: TypeAlias = Annotated[str, msgspec.Meta(pattern="^e[1-9][0-9]{0,17}$")]
IdOrNone: TypeAlias = Annotated[str, msgspec.Meta(pattern="^(e[1-9][0-9]{0,17})?$")]
Coordinate: TypeAlias = Annotated[float, msgspec.Meta(ge=-1e9, le=1e9)]
Side: TypeAlias = Annotated[float, msgspec.Meta(gt=0, le=1e6)]
Size: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
Positive: TypeAlias = Annotated[float, msgspec.Meta(gt=0)]
NotNegative: TypeAlias = Annotated[float, msgspec.Meta(ge=0)]
Seed: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]  # msgspec has no bound of 2⁶⁴: see :class:`Seeded`


class Seeded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Plain data with a ``seed`` or None, which must be one of the engine's."""

    def __post_init__(self) -> None:
        seed: int | None = getattr(self, "seed", None)
        if seed is not None and seed >= SEEDS:
            raise ValueError(f"the seed {seed} is too large")


class PlainUniform(msgspec.Struct, frozen=True, tag_field="is", tag="uniform", forbid_unknown_fields=True):
    low: float
    high: float


class PlainNormal(msgspec.Struct, frozen=True, tag_field="is", tag="normal", forbid_unknown_fields=True):
    mean: float
    std: NotNegative


class PlainLogNormal(msgspec.Struct, frozen=True, tag_field="is", tag="log-normal", forbid_unknown_fields=True):
    mean: float
    std: NotNegative


class PlainByDistance(msgspec.Struct, frozen=True, tag_field="is", tag="by distance", forbid_unknown_fields=True):
    form: str
    base: float
    amount: float
    scale: Positive


class PlainArray(msgspec.Struct, frozen=True, tag_field="is", tag="array", forbid_unknown_fields=True):
    sha256: Hash


PlainValue: TypeAlias = float | str | PlainUniform | PlainNormal | PlainLogNormal | PlainByDistance | PlainArray
Table: TypeAlias = dict[str, PlainValue]


class PlainPlot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    shows: Shows
    of: str
    neuron: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
    beside: tuple[Coordinate, Coordinate, Side, Side] | None


class PlainSlider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    low: float
    high: float


class PlainNode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A node; ``defaults`` are the values in force, by table, that nobody had set when it was written."""

    id: Id
    kind: NodeKind
    model: str
    title: str
    position: tuple[Coordinate, Coordinate]
    size: Size
    parameters: Table
    start: Table
    identity: Annotated[int, msgspec.Meta(ge=-1, le=63)]
    text: str
    arrangement: str | None
    places: Table
    group: IdOrNone
    plot: PlainPlot
    sliders: list[PlainSlider]
    sign: str
    defaults: dict[str, Table] = {}


class PlainSynapses(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    synapse: str | None
    wiring: str
    weight: PlainValue
    delay: PlainValue
    sign: str
    synapse_parameters: Table
    wiring_parameters: Table
    plasticity: str | None
    plasticity_parameters: Table
    short_term: str | None
    short_term_parameters: Table
    pre: PlainArray | None
    post: PlainArray | None
    trained: bool


class PlainLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A link; ``defaults`` as for a node."""

    id: Id
    source: Id
    source_port: str
    target: Id
    target_port: str
    synapses: PlainSynapses | None
    bends: list[tuple[Coordinate, Coordinate]]
    text: str
    defaults: dict[str, Table] = {}


class PlainSettings(Seeded, frozen=True, forbid_unknown_fields=True):
    resolution: Positive
    seed: Seed
    speed: NotNegative
    title: str


class PlainTraining(Seeded, frozen=True, forbid_unknown_fields=True):
    method: str
    values: dict[str, dict[str, float | str]]
    seed: Seed | None
    validation: Annotated[float, msgspec.Meta(ge=0.0, le=0.5)] | None
    seeds: Annotated[int, msgspec.Meta(ge=1, le=100)]
    left_out: list[str]


class PlainBreakpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: BreakpointKind
    element: Id | None
    neuron: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)] | None
    rate: NotNegative | None
    enabled: bool


def plain_value(value: Value) -> PlainValue:
    match value:
        case Uniform(low, high):
            return PlainUniform(low, high)
        case Normal(mean, std):
            return PlainNormal(mean, std)
        case LogNormal(mean, std):
            return PlainLogNormal(mean, std)
        case ByDistance(form, base, amount, scale):
            return PlainByDistance(form, base, amount, scale)
        case ArrayRef(sha256):
            return PlainArray(sha256)
    return value if isinstance(value, str) else float(value)


def value_from(plain: PlainValue) -> Value:
    match plain:
        case PlainUniform(low=low, high=high):
            return Uniform(low, high)
        case PlainNormal(mean=mean, std=std):
            return Normal(mean, std)
        case PlainLogNormal(mean=mean, std=std):
            return LogNormal(mean, std)
        case PlainByDistance(form=form, base=base, amount=amount, scale=scale):
            return ByDistance(form, base, amount, scale)
        case PlainArray(sha256=sha256):
            return ArrayRef(sha256)
    return plain


def plain_table(table: Parameters) -> Table:
    return {name: plain_value(value) for name, value in table.items()}


def table_from(plain: Table) -> dict[str, Value]:
    return {name: value_from(value) for name, value in plain.items()}


def plain_node(node: Node, defaults: Mapping[str, Parameters] | None = None) -> PlainNode:
    return PlainNode(
        node.id,
        node.kind,
        node.model,
        node.title,
        node.position,
        node.size,
        plain_table(node.parameters),
        plain_table(node.start),
        node.identity,
        node.text,
        node.arrangement,
        plain_table(node.places),
        node.group,
        PlainPlot(node.plot.shows, node.plot.of, node.plot.neuron, node.plot.beside),
        [PlainSlider(slider.name, slider.low, slider.high) for slider in node.sliders],
        node.sign,
        {table: plain_table(values) for table, values in (defaults or {}).items()},
    )


def node_from(plain: PlainNode) -> Node:
    return Node(
        plain.id,
        plain.kind,
        plain.model,
        plain.title,
        plain.position,
        plain.size,
        table_from(plain.parameters),
        table_from(plain.start),
        plain.identity,
        plain.text,
        plain.arrangement,
        table_from(plain.places),
        plain.group,
        MiniPlot(plain.plot.shows, plain.plot.of, plain.plot.neuron, plain.plot.beside),
        tuple(NodeSlider(slider.name, slider.low, slider.high) for slider in plain.sliders),
        plain.sign,
    )


def plain_link(link: Link, defaults: Mapping[str, Parameters] | None = None) -> PlainLink:
    ends = (link.id, link.source, link.source_port, link.target, link.target_port)
    written = {table: plain_table(values) for table, values in (defaults or {}).items()}
    bends = list(link.bends)
    s = link.synapses
    if s is None:
        return PlainLink(*ends, None, bends, link.text, written)
    synapses = PlainSynapses(
        s.synapse,
        s.wiring,
        plain_value(s.weight),
        plain_value(s.delay),
        s.sign,
        plain_table(s.synapse_parameters),
        plain_table(s.wiring_parameters),
        s.plasticity,
        plain_table(s.plasticity_parameters),
        s.short_term,
        plain_table(s.short_term_parameters),
        PlainArray(s.pre.sha256) if s.pre else None,
        PlainArray(s.post.sha256) if s.post else None,
        s.trained,
    )
    return PlainLink(*ends, synapses, bends, link.text, written)


def link_from(plain: PlainLink) -> Link:
    s = plain.synapses
    synapses = None
    if s is not None:
        synapses = Synapses(
            s.synapse,
            s.wiring,
            value_from(s.weight),
            value_from(s.delay),
            s.sign,
            table_from(s.synapse_parameters),
            table_from(s.wiring_parameters),
            s.plasticity,
            table_from(s.plasticity_parameters),
            s.short_term,
            table_from(s.short_term_parameters),
            ArrayRef(s.pre.sha256) if s.pre else None,
            ArrayRef(s.post.sha256) if s.post else None,
            s.trained,
        )
    ends = (plain.id, plain.source, plain.source_port, plain.target, plain.target_port)
    return Link(*ends, synapses, tuple(plain.bends), plain.text)


def plain_settings(settings: Settings) -> PlainSettings:
    return PlainSettings(**asdict(settings))


def settings_from(plain: PlainSettings) -> Settings:
    return Settings(plain.resolution, plain.seed, plain.speed, plain.title)


def plain_training(training: TrainingSettings) -> PlainTraining:
    return PlainTraining(
        training.method,
        {method: dict(own) for method, own in training.values.items()},
        training.seed,
        training.validation,
        training.seeds,
        list(training.left_out),
    )


def training_from(plain: PlainTraining) -> TrainingSettings:
    return TrainingSettings(
        plain.method, plain.values, plain.seed, plain.validation, plain.seeds, tuple(plain.left_out)
    )


def plain_breakpoint(breakpoint: Breakpoint) -> PlainBreakpoint:
    return PlainBreakpoint(**asdict(breakpoint))


def breakpoint_from(plain: PlainBreakpoint) -> Breakpoint:
    return Breakpoint(plain.kind, plain.element, plain.neuron, plain.rate, plain.enabled)


def values_in(thing: Any) -> Iterator[Any]:
    """Every leaf of nested elements: numbers, words, bytes and references."""
    if thing is None or isinstance(thing, float | str | int | bytes | ArrayRef):
        yield thing
    elif isinstance(thing, tuple | list):
        for part in thing:
            yield from values_in(part)
    else:
        table = thing if isinstance(thing, dict) else vars(thing)
        for part in table.values():
            yield from values_in(part)


def references_in(*elements: Any) -> tuple[ArrayRef, ...]:
    """The arrays that elements refer to, each once, in order."""
    return tuple(dict.fromkeys(value for value in values_in(elements) if isinstance(value, ArrayRef)))

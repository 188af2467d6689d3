"""Edits: every way in which a document changes, as data that return their inverse.

Undo applies the inverse; it takes the same road as the edit, so that all who listen to the document
hear of both. An edit whose element is gone raises KeyError and leaves the document as it was.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import ClassVar, Generic, TypeVar

from msgspec import Struct, structs

from app.document.breakpoints import Breakpoint
from app.document.document import Document
from app.document.elements import Element, Link, Node, Point, Settings, Synapses, Value
from app.document.experiment import Experiment
from app.document.training_settings import TrainingSettings

NODE_TABLES = ("parameters", "start", "places")
LINK_TABLES = ("synapse_parameters", "wiring_parameters", "plasticity_parameters", "short_term_parameters")

T = TypeVar("T", Node, Synapses)
W = TypeVar("W")


class Edit(ABC):
    """One change of a document; ``apply`` makes it and returns the edit that takes it back."""

    @abstractmethod
    def apply(self, document: Document) -> Edit: ...

    def replaces(self, earlier: Edit) -> bool:
        """Tell whether after both nothing of ``earlier`` is left, so that a drag keeps only its last edit."""
        return False


@dataclass(frozen=True)
class Compound(Edit):
    """Several edits as one: either all are made or none."""

    edits: tuple[Edit, ...]

    def apply(self, document: Document) -> Edit:
        inverses: list[Edit] = []
        with document.batch():
            try:
                for edit in self.edits:
                    inverses.append(edit.apply(document))
            except BaseException:  # whatever ends it, a key or the memory too: half of it would be no document
                for inverse in reversed(inverses):
                    inverse.apply(document)
                raise
        return Compound(tuple(reversed(inverses)))

    def replaces(self, earlier: Edit) -> bool:
        return (
            isinstance(earlier, Compound)
            and len(self.edits) == len(earlier.edits)
            and all(later.replaces(before) for later, before in zip(self.edits, earlier.edits, strict=True))
        )


@dataclass(frozen=True)
class AddElements(Edit):
    """Put new nodes, then new links; raises ValueError when an id is taken or an end is missing."""

    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()

    def apply(self, document: Document) -> Edit:
        added: tuple[Element, ...] = (*self.nodes, *self.links)
        ids = tuple(element.id for element in added)
        taken = [i for i in ids if document.element(i) is not None]
        known = document.nodes.keys() | {node.id for node in self.nodes}
        loose = [link.id for link in self.links if not {link.source, link.target} <= known]
        lost = [node.id for node in self.nodes if node.group and node.group not in known]
        if taken or loose or lost or len(set(ids)) < len(ids):
            raise ValueError(f"cannot add {ids}: taken {taken}, without an end {loose}, without their group {lost}")
        with document.batch():
            for element in added:
                document.put(element)
        return RemoveElements(ids)


@dataclass(frozen=True)
class RemoveElements(Edit):
    """Take elements away, with a node every link at it, and with a group all that stands in it."""

    ids: tuple[str, ...]

    def apply(self, document: Document) -> Edit:
        nodes = _all_in(document, [document.nodes[i] for i in self.ids if i not in document.links])
        at_nodes = {link.id: link for node in nodes for link in document.links_of(node.id)}
        links = at_nodes | {i: document.links[i] for i in self.ids if i in document.links}
        with document.batch():
            for gone in (*links, *(node.id for node in nodes)):
                document.remove(gone)
        return AddElements(nodes, tuple(links.values()))


def _all_in(document: Document, nodes: list[Node]) -> tuple[Node, ...]:
    """These nodes and what stands in groups among them, each once, in the order of the document."""
    gone = {node.id for node in nodes}
    while more := {n.id for n in document.nodes.values() if n.group in gone} - gone:
        gone |= more
    return tuple(document.nodes[i] for i in document.nodes if i in gone)


@dataclass(frozen=True)
class ReplaceElement(Edit):
    """Put a node or a link in the place of the one of the same id; raises KeyError where there is none."""

    element: Element

    def apply(self, document: Document) -> Edit:
        before = document.element(self.element.id)
        if before is None:
            raise KeyError(self.element.id)
        document.put(self.element)
        return ReplaceElement(before)

    def replaces(self, earlier: Edit) -> bool:
        return isinstance(earlier, ReplaceElement) and earlier.element.id == self.element.id


@dataclass(frozen=True)
class MoveNodes(Edit):
    """Give nodes new positions."""

    positions: Mapping[str, Point]

    def apply(self, document: Document) -> Edit:
        before = {i: document.nodes[i].position for i in self.positions}
        with document.batch():
            for i, position in self.positions.items():
                document.put(structs.replace(document.nodes[i], position=position))
        return MoveNodes(before)

    def replaces(self, earlier: Edit) -> bool:
        return isinstance(earlier, MoveNodes) and earlier.positions.keys() == self.positions.keys()


@dataclass(frozen=True)
class SetParameter(Edit):
    """Set one value of a node or of a link's synapses; ``None`` returns to the model's default.

    ``table`` is one of ``NODE_TABLES`` for a node and of ``LINK_TABLES`` for a link.
    """

    element_id: str
    name: str
    value: Value | None
    table: str = "parameters"

    def apply(self, document: Document) -> Edit:
        _require_finite(self.value)
        if self.table in NODE_TABLES:
            node = document.nodes[self.element_id]
            values, before = self._changed(getattr(node, self.table))
            document.put(_with_table(node, self.table, values))
        elif self.table in LINK_TABLES:
            link = document.links[self.element_id]
            synapses = synapses_of(link)
            values, before = self._changed(getattr(synapses, self.table))
            document.put(structs.replace(link, synapses=_with_table(synapses, self.table, values)))
        else:
            raise KeyError(self.table)
        return replace(self, value=before)

    def _changed(self, table: Mapping[str, Value]) -> tuple[dict[str, Value], Value | None]:
        values = dict(table)
        before = values.pop(self.name, None)
        if self.value is not None:
            values[self.name] = self.value
        return values, before

    def replaces(self, earlier: Edit) -> bool:
        return isinstance(earlier, SetParameter) and (earlier.element_id, earlier.name, earlier.table) == (
            self.element_id,
            self.name,
            self.table,
        )


@dataclass(frozen=True)
class SetSynapses(Edit):
    """Give a projection other synapses: kind, wiring, weight, delay, sign, plasticity or trained arrays."""

    link_id: str
    synapses: Synapses | None

    def apply(self, document: Document) -> Edit:
        if self.synapses is not None:
            _require_finite((self.synapses.weight, self.synapses.delay))
        link = document.links[self.link_id]
        document.put(structs.replace(link, synapses=self.synapses))
        return SetSynapses(self.link_id, link.synapses)

    def replaces(self, earlier: Edit) -> bool:
        return isinstance(earlier, SetSynapses) and earlier.link_id == self.link_id


@dataclass(frozen=True)
class SetOfWhole(Edit, Generic[W]):
    """The base of edits of what belongs to the document as a whole; ``field`` is its name there."""

    value: W
    field: ClassVar[str]

    def apply(self, document: Document) -> Edit:
        _require_finite(self.value)
        before = getattr(document, self.field)
        document.put_whole(self.field, self.value)
        return type(self)(before)

    def replaces(self, earlier: Edit) -> bool:
        return type(earlier) is type(self)


class SetSettings(SetOfWhole[Settings]):
    """Change the step, the seed, the view speed or the title of the whole document."""

    field = "settings"


class SetTraining(SetOfWhole[TrainingSettings]):
    """Change what training begins from: the method, its settings, the seed, what is held back and compared."""

    field = "training"


class SetBreakpoints(SetOfWhole[tuple[Breakpoint, ...]]):
    """Change what makes a run stand still."""

    field = "breakpoints"


class SetExperiments(SetOfWhole[tuple[Experiment, ...]]):
    """Change the experiments that a project has."""

    field = "experiments"


def _require_finite(value: object) -> None:
    """Raise ValueError for a number, or one that it holds, that no file could hold."""
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{value} is not finite")
    parts = structs.astuple(value) if isinstance(value, Struct) else value
    for part in parts.values() if isinstance(parts, Mapping) else parts if isinstance(parts, tuple) else ():
        _require_finite(part)


def _with_table(owner: T, table: str, values: Mapping[str, Value]) -> T:
    """A node or synapses with another table of values."""
    return structs.replace(owner, **{table: values})


def synapses_of(link: Link) -> Synapses:
    """The synapses of a projection; raises KeyError for a link that carries none."""
    if link.synapses is None:
        raise KeyError(f"link {link.id} carries no synapses")
    return link.synapses

"""The drawing: nodes and links as frozen data in one container that tells what changed.

Ids come from a counter, are never reused and are not paths. Only an :class:`~app.document.edits.Edit`
changes a document; views listen to ``changed``.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from psygnal import Signal

from app.document.breakpoints import Breakpoint
from app.document.elements import (
    Array,
    ArrayRef,
    Element,
    Link,
    Node,
    Settings,
    Snapshot,
)
from app.document.experiment import Experiment
from app.document.foreign import Foreign
from app.document.training_settings import TrainingSettings

if TYPE_CHECKING:
    from app.document.kept_reductions import KeptReduction
    from app.document.kept_runs import KeptRun


@dataclass(frozen=True)
class Change:
    """Ids that were put (added or replaced) or removed by one edit; ``settings`` and the others when those changed."""

    put: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    settings: bool = False
    training: bool = False
    breakpoints: bool = False
    experiments: bool = False

    @property
    def is_of_network(self) -> bool:
        """True if anything but the settings of training changed."""
        return bool(self.put or self.removed or self.settings)


def content_hash(array: Array) -> str:
    """SHA-256 over element type, shape and values: the same for the same numbers on every machine."""
    plain = np.ascontiguousarray(array)
    digest = hashlib.sha256(f"{plain.dtype.str}{plain.shape}".encode())
    digest.update(plain.data)
    return digest.hexdigest()


class Document:
    """Nodes, links, settings and arrays; the one mutable object of the drawn network.

    ``put``, ``remove`` and ``put_whole`` are called by edits only. ``runs`` are a log of what was
    trained, the oldest first, ``reduction`` what reducing weights left when it was last measured: no edits, so that
    undoing leaves them. ``freed`` are the titles of groups that stood in themselves in the file, ``foreign`` is what
    that says of models of plug-ins.
    """

    changed = Signal(Change)

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.links: dict[str, Link] = {}
        self.settings = Settings()
        self.training = TrainingSettings()
        self.runs: tuple[KeptRun, ...] = ()
        self.reduction: KeptReduction | None = None
        self.freed: tuple[str, ...] = ()
        self.foreign = Foreign()
        self.next_id = 1
        self.state = 0  # counts the changes of what is drawn
        self.token = secrets.token_hex(8)  # ids mean something in this drawing alone
        self._joined: dict[str, dict[str, None]] | None = None  # ids of the links at each node, until these change
        self._moments: dict[str, tuple[float, float]] = {}
        self._arrays: dict[str, Array] = {}
        self._open_batches = 0
        self._put: dict[str, None] = {}
        self._removed: dict[str, None] = {}
        self.breakpoints: tuple[Breakpoint, ...] = ()
        self.experiments: tuple[Experiment, ...] = ()
        self._whole_changed: dict[str, bool] = {}

    def snapshot(self) -> Snapshot:
        """The settings, nodes and links as they are drawn now."""
        return Snapshot(self.settings, tuple(self.nodes.values()), tuple(self.links.values()), self.foreign.defaults)

    def at(self, snapshot: Snapshot) -> Document:
        """Another document, of what was drawn then."""
        then = Document()
        then.settings, then.next_id, then._arrays = snapshot.settings, self.next_id, dict(self._arrays)
        then.foreign = replace(self.foreign, defaults=snapshot.held)
        then.nodes = {node.id: node for node in snapshot.nodes}
        then.links = {link.id: link for link in snapshot.links}
        return then

    def elements(self) -> Iterable[Element]:
        yield from self.nodes.values()
        yield from self.links.values()

    def element(self, element_id: str) -> Element | None:
        """The node or link of this id, or None when it is gone."""
        return self.nodes.get(element_id) or self.links.get(element_id)

    def links_of(self, node_id: str) -> tuple[Link, ...]:
        """Every link that starts or ends at the node; a self-loop once."""
        if self._joined is None:
            self._joined = {}
            for link in self.links.values():
                self._join(link)
        return tuple(self.links[link_id] for link_id in self._joined.get(node_id, ()))

    def _join(self, link: Link) -> None:
        for end in (link.source, link.target):
            if self._joined is not None:
                self._joined.setdefault(end, {})[link.id] = None

    def part(self, ids: Iterable[str]) -> Document:
        """Some of the elements alone, without links that lose an end; arrays are those of this document."""
        part, chosen = Document(), set(ids)
        part.settings, part.next_id, part._arrays = self.settings, self.next_id, self._arrays
        part.foreign = self.foreign
        part.nodes = {i: node for i, node in self.nodes.items() if i in chosen}
        part.links = {i: k for i, k in self.links.items() if i in chosen and {k.source, k.target} <= chosen}
        return part

    def new_id(self) -> str:
        """An id that no element of this document ever had."""
        taken = self.next_id
        self.next_id += 1
        return f"e{taken}"

    def keep_array(self, array: Array, copied: bool = True) -> ArrayRef:
        """Store float64 or int64 values under their hash, read-only; equal arrays are kept once.

        Raises ValueError for values that are not finite. Arrays stay until the document is closed, so that undo
        finds them; a file holds only those in use. Not ``copied`` are values that nobody changes any more.
        """
        kind = np.dtype(np.int64 if np.issubdtype(array.dtype, np.integer) else np.float64).newbyteorder("<")
        whole = np.require(array, kind, ("C", "ALIGNED"))
        stored = whole.copy() if copied and np.may_share_memory(whole, array) else whole
        if not np.isfinite(stored).all():
            raise ValueError("a document keeps finite values only")
        stored.setflags(write=False)
        reference = ArrayRef(content_hash(stored))
        self._arrays.setdefault(reference.sha256, stored)
        return reference

    def array(self, reference: ArrayRef) -> Array:
        """The read-only array; raises KeyError when the document does not hold it."""
        return self._arrays[reference.sha256]

    def mean_and_deviation(self, reference: ArrayRef) -> tuple[float, float]:
        """Mean and standard deviation of an array, which are found once; zeros of an empty one."""
        known = self._moments.get(reference.sha256)
        if known is None:
            array = np.asarray(self.array(reference), np.float64)
            known = (float(array.mean()), float(array.std())) if array.size else (0.0, 0.0)
            self._moments[reference.sha256] = known
        return known

    def holds(self, reference: ArrayRef) -> bool:
        return reference.sha256 in self._arrays

    def put(self, element: Element) -> None:
        """Add an element or replace the one of the same id."""
        self.state += 1
        table: dict[str, Any] = self.nodes if isinstance(element, Node) else self.links
        if isinstance(element, Link):
            before = self.links.get(element.id, element)
            if (before.source, before.target) == (element.source, element.target):
                self._join(element)
            else:
                self._joined = None
        table[element.id] = element
        self._removed.pop(element.id, None)
        self._put[element.id] = None
        self._emit_change()

    def remove(self, element_id: str) -> None:
        """Take one element away; raises KeyError when it is not there."""
        if element_id in self.nodes:
            del self.nodes[element_id]
        else:
            del self.links[element_id]
            self._joined = None
        self.state += 1
        self._put.pop(element_id, None)
        self._removed[element_id] = None
        self._emit_change()

    def put_whole(self, field: str, value: object) -> None:
        """Change one thing that belongs to the whole: ``settings``, ``training``, ``breakpoints``…"""
        if getattr(self, field) != value:
            setattr(self, field, value)
            self.state += field == "settings"
            self._whole_changed[field] = True
            self._emit_change()

    def read_again(self) -> None:
        """Tell of every element anew: what the models mean has changed, as plug-ins came or went."""
        with self.batch():
            for element in tuple(self.elements()):
                self.put(element)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Changes inside are told as one, when the outermost batch ends."""
        self._open_batches += 1
        try:
            yield
        finally:
            self._open_batches -= 1
            self._emit_change()

    def _emit_change(self) -> None:
        if self._open_batches:
            return
        change = Change(tuple(self._put), tuple(self._removed), **self._whole_changed)
        if change == Change():
            return
        self._put, self._removed, self._whole_changed = {}, {}, {}
        self.changed.emit(change)

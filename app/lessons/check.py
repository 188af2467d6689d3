"""The form of every check: a little declared data that looks at the drawing and its run, and says what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import gt, lt
from typing import TypeAlias

import msgspec
from msgspec.structs import replace

from app.document.document import Document
from app.document.elements import Link, Node
from app.i18n.translation import tr
from app.running.run import Run


class Gone(LookupError):
    """The drawing lost what the task speaks of; the message is a sentence for the person."""


@dataclass(frozen=True)
class Observed:
    """The drawing, its run and the open views; ``ids`` finds the lesson's own nodes by their titles in its file."""

    document: Document
    run: Run
    views: Sequence[str]
    ids: Mapping[str, str]

    def node(self, title: str) -> Node:
        """The node that the lesson calls so, whatever it is called now. Raises Gone."""
        node = self.document.nodes.get(self.ids.get(title, ""))
        if node is None:
            raise Gone(tr("A node that this task needs is gone. Undo, or restore the network of the lesson."))
        return node

    def links(self, source: str, target: str) -> list[Link]:
        """The projections from one node to another."""
        ends = (self.node(source).id, self.node(target).id)
        found = [link for link in self.document.links.values() if (link.source, link.target) == ends]
        return [link for link in found if link.synapses is not None]

    def link(self, source: str, target: str) -> Link:
        """The first projection from one node to another. Raises Gone."""
        found = self.links(source, target)
        if not found:
            names = {"source": self.node(source).title, "target": self.node(target).title}
            raise Gone(tr("There is no link from {source} to {target}.", **names))
        return found[0]

    @property
    def now(self) -> float:
        """Time of the run in ms."""
        return self.run.frames.latest_step * self.run.resolution


class Unchanged:
    """From which step on the run has been what is drawn now: what was measured before tells of another network.

    A run obeys an edit a moment after it was made, so that the look behind the one that sees it counts still.
    """

    def __init__(self, seen: Observed, since: int = 0) -> None:
        self._origin, self._since = seen.run.frames.origin, since
        self._drawn, self._has_changed = _meaning(seen.document), False

    def since(self, seen: Observed) -> int:
        """The step, asked at every look."""
        drawn, frames = _meaning(seen.document), seen.run.frames
        changed = drawn != self._drawn
        if frames.origin is not self._origin:
            self._origin, self._since = frames.origin, 0
        elif changed or self._has_changed:
            self._since = frames.latest_step
        self._drawn, self._has_changed = drawn, changed
        return self._since


def _meaning(document: Document) -> tuple[object, ...]:
    """The parts of a drawing that a run depends on."""
    nodes = (replace(node, position=(0.0, 0.0), title="", text="") for node in document.nodes.values())
    return (*nodes, *document.links.values())


Look: TypeAlias = Callable[[Observed], str]
"""Says in one sentence what is missing of a task, nothing once it is done. Raises Gone where the drawing lacks what it
speaks of."""


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of check; its fields are what a task of a lesson says.

    It has ``look``, or a ``begin`` of its own where it remembers the moment in which the step began.
    """

    def begin(self, seen: Observed) -> Look:
        """Give what looks how far the task is from this moment on."""
        return self.look

    def look(self, seen: Observed) -> str:
        """A :data:`Look`."""
        raise NotImplementedError


def out_of_bounds(
    value: float, bounds: tuple[float | None, float | None], texts: tuple[str, str], show: Callable[[float], str],
    **words: object,
) -> str:  # fmt: skip
    """One of two ``texts`` where a value lies below the first, or above the second of ``bounds``; else nothing."""
    for bound, is_beyond, text in zip(bounds, (lt, gt), texts, strict=True):
        if bound is not None and is_beyond(value, bound):
            return tr(text, value=show(value), wanted=show(bound), **words)
    return ""

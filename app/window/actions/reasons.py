"""Reasons why actions are grey, as functions: what must be drawn or selected first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from app.commands.editor import Editor
from app.document.elements import NodeKind

Reason = Callable[[], str]


def unless(able: Callable[[], object], reason: str) -> Reason:
    """The reason, as long as it is not so."""
    return lambda: "" if able() else reason


class SelectionReasons:
    """Reasons that go once something is selected in the drawing of an editor."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    def anything(self, reason: str) -> Reason:
        """Ask for a node, a link or the wire of a third factor."""
        return unless(lambda: self._editor.selection.ids, reason)

    def elements(self, least: int, reason: str) -> Reason:
        """Ask for so many nodes and links."""
        return unless(lambda: sum(map(self._is_element, self._editor.selection.ids)) >= least, reason)

    def nodes(self, least: int, reason: str) -> Reason:
        """Ask for so many nodes."""
        return unless(lambda: len(list(islice(self._kinds(), least))) == least, reason)

    def one_of(self, kind: NodeKind, reason: str) -> Reason:
        """Ask for a node of this kind, whatever else is selected."""
        return unless(lambda: kind in self._kinds(), reason)

    def only_one_of(self, kind: NodeKind, reason: str) -> Reason:
        """Ask for exactly one node of this kind."""
        return unless(lambda: list(self._kinds()).count(kind) == 1, reason)

    def _is_element(self, id: str) -> bool:
        return self._editor.document.element(id) is not None

    def _kinds(self) -> Iterator[NodeKind]:
        nodes = self._editor.document.nodes
        return (node.kind for id in self._editor.selection.ids if (node := nodes.get(id)) is not None)

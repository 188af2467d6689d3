"""Marks on items of a level: the worst problem of each, and whether it is left out of the network."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from app.canvas.links.link_item import LinkItem
from app.canvas.nodes.node_item import NodeItem
from app.commands.editor import Editor
from app.document.document import Document
from app.document.grouping import representative_of
from app.document.meaning.muted import left_out
from engine.problems import Problem, Severity


class ItemMarks:
    """Marks of the ``nodes`` and ``links`` that are drawn."""

    def __init__(self, editor: Editor, nodes: Mapping[str, NodeItem], links: Mapping[str, LinkItem]) -> None:
        self._editor, self._nodes, self._links = editor, nodes, links
        self._problems: tuple[Problem, ...] = ()
        self._severities: dict[str, Severity] = {}
        self._left_out: frozenset[str] = frozenset()

    def set_problems(self, problems: Iterable[Problem]) -> None:
        """Mark nodes and badges; the worst of an element's problems counts."""
        self._problems = tuple(problems)
        self.show()

    def show(self) -> None:
        """Mark all that is drawn anew: other things are drawn, or something was muted."""
        document = self._editor.document
        shown: dict[str, NodeItem | LinkItem] = {**self._nodes, **self._links}
        self._severities = worst(self._problems, document, self._editor.level, shown.keys())
        self._left_out = left_out(document)
        for element_id, item in shown.items():
            self.mark(element_id, item)

    def mark(self, element_id: str, item: NodeItem | LinkItem) -> None:
        """Mark one item with what is known of its element."""
        severity = self._severities.get(element_id)
        if item.severity is not severity:
            item.severity = severity
            item.update()
        item.set_left_out(element_id in self._left_out)


def worst(problems: Iterable[Problem], document: Document, level: str, is_drawn: Container[str]) -> dict[str, Severity]:
    """The worst of each element, and of each group of the ``level`` that of what stands in it."""
    found: dict[str, Severity] = {}
    for problem in problems:
        link = document.links.get(problem.place)
        inner = [problem.place] if link is None else [link.source, link.target]
        around = {representative_of(document, i, level) for i in inner}
        for place in (problem.place,) if problem.place in is_drawn or len(around) > 1 else (*around,):
            if place is not None and found.get(place) is not Severity.FATAL:
                found[place] = problem.severity
    return found

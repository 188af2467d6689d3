"""The choice of the elements that fire in a view: all of them but those that a person has taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.document import signals
from app.document.elements import Node
from app.i18n.translation import tr
from app.plots.parts.header import Chip
from app.plots.sources.source import FIRES, Element, PlotSource
from app.widgets.actions import checkable


def is_source_of_spikes(node: Node) -> bool:
    """Tell whether a run can keep its spikes."""
    return node.kind in FIRES and signals.fires(node) and not signals.own_train_per_target(node)


class ElementChoice:
    """``changed`` is called when another choice is to be drawn."""

    def __init__(self, source: PlotSource, changed: Callable[[], object]) -> None:
        self._source, self._changed = source, changed
        self._hidden: set[str] = set()
        self._is_alone = False  # one of them was wanted, and no other

    def shown(self) -> list[Element]:
        """From left to right as drawn; all of them for as long as the one that was to be shown alone is deleted."""
        every = self._source.elements()
        return [element for element in every if element.id not in self._hidden] or (every if self._is_alone else [])

    def show(self, element: str, wanted: bool) -> None:
        """Show one of them or not, beside what is shown now."""
        self._hidden -= {each.id for each in self.shown()}
        self._hidden = self._hidden - {element} if wanted else self._hidden | {element}
        self._is_alone = False
        self._changed()

    def show_only(self, element: str) -> None:
        """Show this one alone."""
        self._hidden = {other.id for other in self._source.elements()} - {element}
        self._is_alone = True
        self._changed()

    def left_out(self) -> tuple[str, ...]:
        """The names of those that a person has taken out."""
        return tuple(dict.fromkeys(title for id in sorted(self._hidden) if (title := self._source.title_of(id))))

    def leave_out(self, titles: Iterable[str]) -> None:
        """Show all but those of these names."""
        self._hidden = {id for title in titles for id in self._source.titled(title)}
        self._is_alone = False
        self._changed()

    def actions(self, parent: QWidget) -> Sequence[QAction]:
        """One choice an element."""
        shown = self.shown()
        return [
            checkable(e.title, e in shown, lambda on, id=e.id: self.show(id, on), parent)
            for e in self._source.elements()
        ]

    def chips(self) -> list[Chip]:
        """All of several in two words, or each."""
        shown = self.shown()
        if len(shown) > 1 and len(shown) == len(self._source.elements()):
            return [(-1, tr("all populations"))]
        return [(element.slot, element.title) for element in shown]

"""The nodes and links that are chosen, in the order in which they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from psygnal import Signal


class Selection:
    """Ids of the chosen elements; every view shows the same selection, and what is not there is not chosen."""

    changed = Signal(tuple)

    def __init__(self, is_there: Callable[[str], bool]) -> None:
        self._is_there = is_there
        self.ids: tuple[str, ...] = ()
        self._known: frozenset[str] = frozenset()

    def __contains__(self, element_id: str) -> bool:
        return element_id in self._known

    def set(self, ids: Iterable[str]) -> None:
        """Choose exactly these, as far as they are there; told only when something changes."""
        chosen = tuple(id for id in dict.fromkeys(ids) if self._is_there(id))
        if chosen != self.ids:
            self.ids, self._known = chosen, frozenset(chosen)
            self.changed.emit(chosen)

    def add(self, ids: Iterable[str]) -> None:
        self.set((*self.ids, *ids))

    def toggle(self, element_id: str) -> None:
        if element_id in self.ids:
            self.drop((element_id,))
        else:
            self.add((element_id,))

    def drop(self, ids: Iterable[str]) -> None:
        gone = set(ids)
        self.set(i for i in self.ids if i not in gone)

    def clear(self) -> None:
        self.set(())

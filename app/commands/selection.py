"""Which nodes and links are chosen, in the order in which they were."""

from __future__ import annotations

from collections.abc import Iterable

from psygnal import Signal


class Selection:
    """Ids of the chosen elements; every view shows the same selection."""

    changed = Signal(tuple)

    def __init__(self) -> None:
        self.ids: tuple[str, ...] = ()

    def __contains__(self, element_id: str) -> bool:
        return element_id in self.ids

    def set(self, ids: Iterable[str]) -> None:
        """Choose exactly these; told only when something changes."""
        chosen = tuple(dict.fromkeys(ids))
        if chosen != self.ids:
            self.ids = chosen
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

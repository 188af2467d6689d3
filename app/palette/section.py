"""One kind of rows in the palette: its head, its rows, and labels where they fall into groups."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.palette.rows import CategoryRow, GroupLabel, NamedRow
from app.widgets.layout import column, fill, laid_at_once, let_go
from app.widgets.model_catalogue import Category, Rank

ALIKE: Rank = (0, 0, 0)  # of all where nothing is asked for
LAST: Rank = (99, 99, 99)  # of what answers nothing
Wanted: TypeAlias = Iterable[tuple[Hashable, Callable[[], NamedRow]]]
"""What a row differs from others by, and what makes it."""


class PaletteSection(QWidget):
    """``taken`` and ``dragged`` tell the key of a row, ``pointed`` the row under the mouse until it is ``left``.

    ``unwanted`` and ``rename_wanted`` give the name of what a person keeps, ``refused`` says why it cannot be taken.
    ``best`` is the row that answers a search best, ``best_rank`` how well.
    """

    taken = Signal(str)
    dragged = Signal(str)
    pointed = Signal(object)
    left = Signal()
    unwanted = Signal(str)
    rename_wanted = Signal(str)
    refused = Signal(str)

    def __init__(self, category: Category, parent: QWidget) -> None:
        super().__init__(parent)
        self.category = category
        self.head = CategoryRow(category, 0, self)
        self.rows: list[NamedRow] = []
        self.labels: dict[str, GroupLabel] = {}
        self._known: dict[Hashable, NamedRow] = {}
        self._query = ""
        self.best: NamedRow | None = None
        self.best_rank = ALIKE
        # rows keep their distance in a section that is still as high as before a search
        self._column = fill(column(self, (0, 4, 0, 0)), self.head, 1)
        self.head.toggled.connect(lambda _: self.show_found(self._query))

    @abstractmethod
    def wanted_rows(self) -> Wanted:
        """The rows that there are now, in their order."""

    def renew(self) -> None:
        """Have the rows that are wanted now; those of what is the same stay."""
        wanted = dict(self.wanted_rows())
        if list(wanted) != list(self._known):
            with laid_at_once(self._column):
                self._fill(wanted)
        self.show_found(self._query)

    def _fill(self, wanted: Mapping[Hashable, Callable[[], NamedRow]]) -> None:
        before, self._known = self._known, {}
        for what, made in wanted.items():
            self._known[what] = before.pop(what) if what in before else self._connected(made())
        for row in before.values():
            let_go(row)
        groups = list(dict.fromkeys(row.group for row in self._known.values()))
        names = groups if len(groups) > 1 else []
        for name in self.labels.keys() - set(names):
            let_go(self.labels.pop(name))
        for name in names:
            if name not in self.labels:
                self.labels[name] = GroupLabel(name, self)
        self._put(list(self._known.values()))

    def _connected(self, row: NamedRow) -> NamedRow:
        """A new row, heard."""
        row.taken.connect(self.taken)
        row.dragged.connect(self.dragged)
        row.pointed.connect(self.pointed)
        row.left.connect(self.left)
        row.unwanted.connect(self.unwanted)
        row.rename_wanted.connect(self.rename_wanted)
        row.refused.connect(self.refused)
        return row

    def show_found(self, query: str) -> None:
        """Show the rows that answer a search; a folded head opens for it."""
        self._query = query
        self.best = None
        groups: dict[str, Rank] = {}
        found = {row: row.rank(query) if query.strip() else ALIKE for row in self._known.values()}
        is_open = self.head.is_open or bool(query)
        for row, rank in found.items():
            row.setVisible(rank is not None and is_open)
            if rank is None:
                continue
            groups[row.group] = min(groups.get(row.group, rank), rank)
            if self.best is None or rank < self.best_rank:
                self.best, self.best_rank = row, rank
        for name, label in self.labels.items():
            label.setVisible(name in groups and is_open)
        self.head.set_count(sum(rank is not None for rank in found.values()))
        self.setVisible(self.best is not None)
        self._put_best_first(found, groups)

    def _put_best_first(self, found: Mapping[NamedRow, Rank | None], groups: Mapping[str, Rank]) -> None:
        """Groups by their best answer and rows within them by how well they answer; all in their order otherwise."""
        usual = list(dict.fromkeys(row.group for row in found))

        def standing(row: NamedRow) -> tuple[Rank, int, Rank]:
            return groups.get(row.group, LAST), usual.index(row.group), found[row] or LAST

        rows = sorted(found, key=standing)
        if rows != self.rows:
            self._put(rows)

    def _put(self, rows: Sequence[NamedRow]) -> None:
        """Rows in this order, for the eye and for Tab, the label of a group above its first."""
        self.rows = list(rows)
        labels = dict(self.labels)
        before: NamedRow | CategoryRow = self.head
        place = 1
        for row in rows:
            for widget in (labels.pop(row.group, None), row):
                if widget is not None:
                    self._column.insertWidget(place, widget)
                    place += 1
            QWidget.setTabOrder(before, row)
            before = row

"""One kind of models in the palette: its head, its rows, and labels where they fall into groups."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.appearance.theme import theme
from app.document.networks.kept_models import OF_KIND, kept_models
from app.palette.kept_rows import KeptRow, UnreadableRow
from app.palette.rows import CategoryRow, GroupLabel, ModelRow, NamedRow
from app.widgets.layout import laid_at_once, let_go
from app.widgets.model_catalogue import Category, Rank
from engine.model.registry import discovery

ALIKE: Rank = (0, 0, 0)  # of all where nothing is asked for
LAST: Rank = (99, 99, 99)  # of what answers nothing
Row: TypeAlias = ModelRow | UnreadableRow


class ModelSection(QWidget):
    """``taken`` and ``dragged`` tell the key of a model, ``pointed`` the row under the mouse until it is ``left``.

    ``unwanted`` and ``rename_wanted`` give the name of a model that a person keeps, ``refused`` says why one cannot be
    taken.
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
        self.rows: list[Row] = []
        self.labels: dict[str, GroupLabel] = {}
        self._known: dict[Hashable, Row] = {}
        self._usual: dict[Row, int] = {}
        self._query = ""
        self.best: Row | None = None
        self._best_rank: Rank = (0, 0, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme().px(4), 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)
        self._column.addStretch()  # rows keep their distance in a section that is still as high as before a search
        self.head.toggled.connect(lambda _: self.show_found(self._query))
        self.fill()

    def fill(self) -> None:
        """Have a row for each model that there is now; those of models that are the same stay."""
        wanted = dict(self._wanted())
        if list(wanted) != list(self._known):
            with laid_at_once(self._column):
                self._fill(wanted)

    def _fill(self, wanted: Mapping[Hashable, Callable[[], Row]]) -> None:
        before, self._known = self._known, {}
        for what, made in wanted.items():
            self._known[what] = before.pop(what) if what in before else self._connected(made())
        for row in before.values():
            let_go(row)
        self._usual = {row: place for place, row in enumerate(self._known.values())}
        names = list(dict.fromkeys(row.group for row in self._usual))
        for name in self.labels.keys() - (set(names) if len(names) > 1 else set()):
            let_go(self.labels.pop(name))
        for name in names if len(names) > 1 else ():
            if name not in self.labels:
                self.labels[name] = GroupLabel(name, self)
        self._put(list(self._usual))
        self.show_found(self._query)

    def _wanted(self) -> Iterator[tuple[Hashable, Callable[[], Row]]]:
        """Say by what each row differs from others, and what makes it."""
        picture = self.category.icon
        for kept in kept_models.all() if self.category.kind == OF_KIND else ():
            if kept.model is None:
                yield (kept.name, kept.problem), partial(UnreadableRow, kept, picture, self)
            else:
                yield (kept.name, kept.model), partial(KeptRow, kept, kept.model, picture, self)
        for model in discovery.models(self.category.kind).values():
            yield (model.key, model), partial(ModelRow, model, picture, self)

    def _connected(self, row: Row) -> Row:
        """A new row, heard."""
        row.pointed.connect(self.pointed)
        row.left.connect(self.left)
        if not isinstance(row, UnreadableRow):
            row.taken.connect(self.taken)
            row.dragged.connect(self.dragged)
        else:
            row.refused.connect(self.refused)
        if isinstance(row, KeptRow | UnreadableRow):
            row.unwanted.connect(self.unwanted)
        if isinstance(row, KeptRow):
            row.rename_wanted.connect(self.rename_wanted)
        return row

    def place_of_best(self) -> Rank:
        """The rank of the best answer; see ``rank``."""
        return self._best_rank

    def show_found(self, query: str) -> None:
        """Show the rows that answer a search (folded heads open for it); ``best`` answers it best."""
        self._query = query
        self.best = None
        groups: dict[str, Rank] = {}
        found = {row: row.rank(query) if query.strip() else ALIKE for row in self._usual}
        for row, place in found.items():
            row.setVisible(place is not None and (self.head.is_open or bool(query)))
            if place is None:
                continue
            groups[row.group] = min(groups.get(row.group, place), place)
            if self.best is None or place < self._best_rank:
                self.best, self._best_rank = row, place
        for name, label in self.labels.items():
            label.setVisible(name in groups and (self.head.is_open or bool(query)))
        self.head.set_count(sum(place is not None for place in found.values()))
        self.setVisible(self.best is not None)
        self._put_best_first(found, groups)

    def _put_best_first(self, found: Mapping[Row, Rank | None], groups: Mapping[str, Rank]) -> None:
        """Groups by their best answer and rows within them by how well they answer; all in their order otherwise."""
        usual = list(dict.fromkeys(row.group for row in self._usual))

        def standing(row: Row) -> tuple[Rank, int, Rank, int]:
            return groups.get(row.group, LAST), usual.index(row.group), found[row] or LAST, self._usual[row]

        rows = sorted(self._usual, key=standing)
        if rows != self.rows:
            self._put(rows)

    def _put(self, rows: Sequence[Row]) -> None:
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

"""The neurons of a population as rows, their quantities as columns; only what is seen is ever made into words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.meaning.individual import NeuronColumn, quantity_columns
from app.i18n.translation import tr
from app.inspector.forms.places_rows import all_places
from app.inspector.refused_values import RefusedValue
from app.widgets import quantities
from app.widgets.quantities import Bounds, NotAQuantity
from engine.model.quantities import Parameter
from engine.network.values import Floats

AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
AXES = ("x", "y", "z")
PLANE = AXES[:2]
MILLIMETRES = Bounds("mm")


class NeuronTableModel(QAbstractTableModel):
    """Coordinates first, where there are any; ``objected`` says why a typed value was refused, "" when all is well.

    What was refused stays in its cell until it is mended.
    """

    objected = Signal(str)

    def __init__(self, editor: Editor, node_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._editor, self._id = editor, node_id
        self.columns: list[NeuronColumn] = []
        self.places: Floats | None = None
        self._refused: dict[tuple[int, str], RefusedValue] = {}  # by neuron and quantity
        self.refresh()

    def refresh(self) -> None:
        """The population has changed."""
        self.beginResetModel()
        node = self._editor.document.nodes.get(self._id)
        self.columns = [] if node is None else quantity_columns(self._editor.document, node)
        self.places = None if node is None else all_places(self._editor, node)
        self._size = node.size if node is not None and self.columns else 0
        names = {self._name(place) for place in range(self.columnCount())}
        self._refused = {(row, n): r for (row, n), r in self._refused.items() if n in names and row < self._size}
        self.endResetModel()

    def _name(self, column: int) -> str:
        """The quantity of a column, whatever stands before it."""
        if column < self.axes:
            return AXES[column]
        own = self.columns[column - self.axes]
        return f"{own.table}:{own.name}"

    def bounds(self, column: int) -> Bounds:
        """Unit and limits of the values of a column."""
        if column < self.axes:
            return MILLIMETRES
        quantity = self.columns[column - self.axes].quantity
        return Bounds.of(quantity) if isinstance(quantity, Parameter) else Bounds(quantity.unit)

    @property
    def refusal(self) -> str:
        """The place of something refused, and why; "" where all is well."""
        for (row, name), refused in self._refused.items():
            column = next(place for place in range(self.columnCount()) if self._name(place) == name)
            head = self.headerData(column, Qt.Orientation.Horizontal)
            return tr(
                "{title}: {what}", title=tr("{name} of neuron {neuron}", name=head, neuron=row), what=refused.sentence
            )
        return ""

    def refused_at(self, index: AnyIndex) -> RefusedValue | None:
        """The text that was refused in a cell."""
        return self._refused.get((index.row(), self._name(index.column()))) if index.isValid() else None

    def refuse(self, index: AnyIndex, text: str, sentence: str) -> None:
        """Keep what was typed into a cell and is no value of it."""
        self._refused[index.row(), self._name(index.column())] = RefusedValue(text, sentence)
        self.objected.emit(self.refusal)

    def clear_refusal(self, rows: Sequence[int], column: int) -> None:
        """Nothing is refused in these cells any more."""
        for row in rows:
            self._refused.pop((row, self._name(column)), None)
        self.objected.emit(self.refusal)

    def take(self, rows: Sequence[int], column: int, value: float) -> None:
        """Give these neurons a value that the bounds of its column allow."""
        self.clear_refusal(rows, column)
        self._put_numbers(rows, column, [value])

    @property
    def axes(self) -> int:
        """Columns of coordinates before those of quantities."""
        return 0 if self.places is None else self.places.shape[1]

    @property
    def _can_move(self) -> bool:
        """True if neurons can be put elsewhere one by one: those that are in a plane."""
        return self.axes == len(PLANE)

    def move(self, rows: Sequence[int], right: float, up: float) -> None:
        """Put neurons so many mm further right and up."""
        if self.places is not None and self._can_move:
            places = self.places.copy()
            places[rows] += (right, up)
            intentions.put_neurons(self._editor, self._id, places, rows)

    def column_of(self, index: AnyIndex) -> NeuronColumn | None:
        """The quantity of a cell; None for a coordinate."""
        place = index.column() - self.axes
        return self.columns[place] if 0 <= place < len(self.columns) else None

    def value(self, row: int, column: int) -> float:
        """The number in a cell, in the unit of its quantity."""
        if column < self.axes and self.places is not None:
            return float(self.places[row, column])
        values = self.columns[column - self.axes].values
        return values if isinstance(values, float) else float(values[row])

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else self._size

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else self.axes + len(self.columns)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if self._can_be_set(index.column()) else usual

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.column_of(index)
        refused = self.refused_at(index) if self._refused else None
        if refused is not None and role == Qt.ItemDataRole.ForegroundRole:
            return theme().color("error")
        if refused is not None and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return refused.text if role == Qt.ItemDataRole.DisplayRole else refused.sentence
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            value = self.value(index.row(), index.column())
            return quantities.quantity_words(value, "mm" if column is None else column.quantity.unit)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT
        differs = column is not None and column.differs(index.row())
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme().color("text1" if differs else "text2")
        if role == Qt.ItemDataRole.FontRole:
            return theme().font(12, 600 if differs else 400, tabular=True)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return str(section) if role == Qt.ItemDataRole.DisplayRole else None
        column = None if section < self.axes else self.columns[section - self.axes]
        if role == Qt.ItemDataRole.DisplayRole:
            return AXES[section] if column is None else column_words(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr("position") if column is None else _origin(column)
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def write(self, rows: Sequence[int], column: int, texts: Sequence[str]) -> bool:
        """Take one text for all rows, or one for each; False where one of them is refused, and none is taken."""
        if not self._can_be_set(column):
            self.objected.emit(tr("This is the same for every neuron, or follows from the arrangement."))
            return False
        bounds = self.bounds(column)
        numbers = self._read(texts, bounds.unit)
        if not numbers:
            return False
        objection = next((said for number in numbers if (said := bounds.objection(number))), "")
        if objection:
            self.objected.emit(objection)
            return False
        self.clear_refusal(rows, column)
        self._put_numbers(rows, column, numbers)
        return True

    def _can_be_set(self, column: int) -> bool:
        place = column - self.axes
        return self._can_move if place < 0 else place < len(self.columns) and not self.columns[place].fixed

    def _put_numbers(self, rows: Sequence[int], column: int, numbers: Sequence[float]) -> None:
        """One number for all rows, or one for each."""
        values = numbers[0] if len(numbers) == 1 else np.array(numbers)
        if column >= self.axes:
            intentions.set_individual(self._editor, self._id, self.columns[column - self.axes], rows, values)
        elif self.places is not None:
            places = self.places.copy()
            places[rows, column] = values
            intentions.put_neurons(self._editor, self._id, places, rows)

    def _read(self, texts: Sequence[str], unit: str) -> list[float]:
        """The numbers that were typed; none where one of them is none, which is said."""
        try:
            return [quantities.parse_quantity(text, unit) for text in texts]
        except NotAQuantity as reason:
            self.objected.emit(str(reason))
            return []


def column_words(column: NeuronColumn) -> str:
    """The words above a column."""
    return column.name if column.table == "parameters" else tr("{name} at the start", name=column.name)


def _origin(column: NeuronColumn) -> str:
    """The meaning of a quantity, and where its values come from."""
    meaning = tr(column.quantity.meaning)
    if column.fixed:
        return tr("{meaning}: the same for every neuron", meaning=meaning)
    if column.drawn:
        return tr(
            "{meaning}: drawn from a distribution by the seed; a typed value keeps the others as drawn", meaning=meaning
        )
    return tr("{meaning}: values of their own", meaning=meaning) if column.is_own else meaning

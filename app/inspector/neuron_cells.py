"""The cells of a table of neurons: each is typed into as a field is, and its values go as in a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.inspector.neuron_model import AnyIndex, NeuronTableModel
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.quantities import Bounds

ROW, WIDTH = 26, 104
MOST_KEPT = 2000  # chosen cells that stay chosen when the values change
Hint = QAbstractItemDelegate.EndEditHint


class CellField(QuantityField):
    """The field that opens in a cell; ``is_given`` once a value was typed or stepped to."""

    def __init__(self, bounds: Bounds, index: AnyIndex, parent: QWidget) -> None:
        super().__init__(bounds, parent)
        self.index = QPersistentModelIndex(index)
        self.is_given = False
        self.edited.connect(self._give)

    def _give(self) -> None:
        self.is_given = True

    def take(self) -> None:
        """Also the number that stands there already is given where it is typed: other cells may be chosen with it."""
        was_typed = self.isModified()
        super().take()
        self.is_given |= was_typed and not self.is_wrong


class _CellDelegate(QStyledItemDelegate):
    """Opens a field with the number that is in the cell, or with what was refused there."""

    def __init__(self, model: NeuronTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        field = CellField(self._model.bounds(index.column()), index, parent)
        field.objected.connect(self._model.objected)
        return field

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        if not isinstance(editor, CellField):
            return
        editor.set_value(self._model.value(index.row(), index.column()))
        refused = self._model.refused_at(index)
        if refused is not None:
            editor.type_anew(refused.text)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        editor.setGeometry(option.rect)


class Cells(QTableView):
    """Copies and pastes as spreadsheets do; what is typed goes into all chosen cells of the column.

    What is refused stays in its cell, which stays open after Enter and has it again whenever it is opened, until it is
    mended or Esc is pressed.
    """

    def __init__(self, model: NeuronTableModel) -> None:
        super().__init__()
        self._model, self._is_taking = model, False
        self._taken: QWidget | None = None
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(model, self))
        self.setAccessibleName(tr("Values of each neuron"))
        self.setProperty("look", "cells")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.horizontalHeader().setDefaultSectionSize(theme().px(WIDTH))
        self.verticalHeader().setDefaultSectionSize(theme().px(ROW))
        self.setFont(theme().font(12, tabular=True))

    def commitData(self, editor: QWidget) -> None:
        """Put what was typed into every chosen cell of its column."""
        if self._is_taking or editor is self._taken:  # the values are read anew: the field goes, and asks once more
            return
        self._is_taking, self._taken = True, editor
        try:
            if isinstance(editor, CellField):
                self._take(editor)
        finally:
            self._is_taking = False

    def _take(self, field: CellField) -> None:
        field.take()
        index = field.index
        if field.is_wrong:
            self._model.refuse(index, field.text(), field.sentence)
            self._taken = None  # it may be mended
        elif field.is_given and field.value is not None:
            rows = self._chosen_rows(index.column())
            chosen = rows if index.row() in rows else [index.row()]
            self._model.take(chosen, index.column(), field.value)
        else:
            self._model.clear_refusal([index.row()], index.column())

    def closeEditor(self, editor: QWidget, hint: Hint) -> None:
        """Enter leaves a field open that was refused; Esc takes back what was."""
        is_refused = isinstance(editor, CellField) and editor.is_wrong
        if is_refused and hint is Hint.SubmitModelCache:
            return
        if isinstance(editor, CellField) and hint is Hint.RevertModelCache:
            editor.give_up()
            self._model.clear_refusal([editor.index.row()], editor.index.column())
        super().closeEditor(editor, hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_Escape and self._model.refused_at(here) is not None:
            self._model.clear_refusal([here.row()], here.column())
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """The chosen rectangle as numbers, columns apart by tabulators."""
        chosen = self.selectedIndexes()
        rows, columns = sorted({i.row() for i in chosen}), sorted({i.column() for i in chosen})
        lines = ("\t".join(f"{self._model.value(row, place):.17g}" for place in columns) for row in rows)
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste(self) -> None:
        """Numbers of the clipboard from the chosen cell on, one column a step of undo."""
        here = self.currentIndex()
        lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines() if line.strip()]
        lines = lines[: self._model.rowCount() - here.row()]
        if not here.isValid() or not lines:
            return
        rows = range(here.row(), here.row() + len(lines))
        wide = min(min(map(len, lines)), self._model.columnCount() - here.column())
        for place in range(wide):
            if not self._model.write(rows, here.column() + place, [line[place] for line in lines]):
                return

    @contextmanager
    def place_kept(self) -> Iterator[None]:
        """Choice and scrolling stay although the model is read anew."""
        chosen = [(index.row(), index.column()) for index in self.selectedIndexes()[:MOST_KEPT]]
        here, top = self.currentIndex(), self.verticalScrollBar().value()
        across, place = self.horizontalScrollBar().value(), (here.row(), here.column())
        yield
        self.setCurrentIndex(self._model.index(*place))
        selection = self.selectionModel()
        for row, column_number in chosen:
            selection.select(self._model.index(row, column_number), selection.SelectionFlag.Select)
        self.verticalScrollBar().setValue(top)
        self.horizontalScrollBar().setValue(across)

    def chosen_neurons(self) -> list[int]:
        """Numbers of the neurons of which a cell is chosen."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def _chosen_rows(self, column_number: int) -> list[int]:
        return sorted(index.row() for index in self.selectedIndexes() if index.column() == column_number)

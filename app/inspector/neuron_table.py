"""A population opened into its neurons: a table of their own values, and where they are."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QSize
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from app.appearance.theme import theme
from app.commands.editor import Editor
from app.document.document import Change
from app.i18n.translation import tr
from app.inspector.forms.places_rows import painted_neurons
from app.inspector.neuron_cells import Cells
from app.inspector.neuron_model import NeuronTableModel
from app.widgets.layout import Ground, column, hint
from app.widgets.pictures.places_picture import PlacesPicture
from app.widgets.text import HEADING, SECONDARY, STRONG, Text

SIZE = (760, 620)
PICTURE = 200
TITLE_BAR = 32  # of the window's frame, at most
MOST_CHOSEN = 200  # neurons that are ringed in the picture of places


class NeuronTable(QDialog):
    """Follows its population while it is open, and closes with it."""

    def __init__(self, editor: Editor, node_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._id = editor, node_id
        self._painted = painted_neurons(np.zeros((0, 2)))  # the neuron of each dot
        self.model = NeuronTableModel(editor, node_id, self)
        self.table = Cells(self.model)
        self.title = Text("", size=HEADING, weight=STRONG)
        self.objection = Text("", size=SECONDARY, tone="error", wrapped=True)
        self.picture = PlacesPicture()
        self._lay_out()
        self.model.objected.connect(self._object)
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._show_chosen())
        self.picture.movable = True
        self.picture.pressed.connect(self._press)
        self.picture.moved.connect(self._move)
        stack, key = editor.undo_stack, QKeySequence.StandardKey
        for keys, button in ((key.Undo, stack.undo), (key.Redo, stack.redo)):
            QShortcut(keys, self, button)  # a window of its own has none of the main one's
        editor.changed.connect(self._changed)
        editor.loaded.connect(self._loaded)
        self._show()

    def _lay_out(self) -> None:
        ground = Ground()
        body = column(ground, (16, 14, 16, 14), 8)
        body.addWidget(self.title)
        body.addWidget(
            hint(
                tr(
                    "Type a value into a cell; it goes into all chosen cells of its column. Columns of a sheet can be "
                    "pasted. Bold is what a neuron has of its own; the others have what most do, or what a run would "
                    "give them. Where neurons have places, these are typed, too, or dragged in the picture."
                )
            )
        )
        body.addWidget(self.table, 1)
        body.addWidget(self.objection)
        self.picture.setFixedHeight(theme().px(PICTURE))
        body.addWidget(self.picture)
        column(self).addWidget(ground)
        wanted, room = QSize(*(theme().px(side) for side in SIZE)), self.screen().availableGeometry().size()
        self.resize(wanted.boundedTo(room - QSize(0, theme().px(TITLE_BAR))))

    def _show(self) -> None:
        node = self._editor.document.nodes[self._id]
        words = tr("Neurons of {title}", title=node.title)
        self.setWindowTitle(words)
        self.title.say(words)
        self._object(
            self.model.refusal if self.model.columns
            else tr("These values cannot be had; the list of problems says why.")
        )  # fmt: skip
        places = self.model.places
        self.picture.setVisible(places is not None)
        if places is not None:
            self._painted = painted_neurons(places)
            self.picture.show_places(places[self._painted, :2])
        self._show_chosen()

    def _show_chosen(self) -> None:
        places = self.model.places
        if places is not None:
            self.picture.show_chosen(places[self.table.chosen_neurons()[:MOST_CHOSEN], :2])

    def _press(self, dot: int, adds: bool) -> None:
        """Choose the neuron of a dot, as a click on its row does."""
        neuron = int(self._painted[dot])
        selection, index = self.table.selectionModel(), self.model.index(neuron, 0)
        if adds:
            selection.select(index, QItemSelectionModel.SelectionFlag.Select)
        elif neuron not in self.table.chosen_neurons():
            self.table.setCurrentIndex(index)
        self.table.scrollTo(index)

    def _move(self, right: float, up: float) -> None:
        self.model.move(self.table.chosen_neurons(), right, up)

    def _object(self, sentence: str) -> None:
        self.objection.say(sentence)
        self.objection.setVisible(bool(sentence))

    def _changed(self, change: Change) -> None:
        if self._id not in self._editor.document.nodes:
            self.close()
        elif self._id in change.put or change.settings:
            with self.table.place_kept():
                self.model.refresh()
            self._show()

    def _loaded(self, _document: object) -> None:
        self.close()

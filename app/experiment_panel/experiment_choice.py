"""The choice of the experiment that is looked at, its name, and what is done with it as a whole."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.commands import intentions
from app.commands.editor import Editor
from app.document.experiment import LONGEST_NAME, Experiment
from app.i18n.translation import tr
from app.widgets.actions import callback
from app.widgets.buttons import ToolButton
from app.widgets.fields.checked_line import CheckedLine
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.fields.objection_plate import ObjectionPlate
from app.widgets.layout import fill, row


class ExperimentChoice(QWidget):
    """``chosen`` tells another place in the project's list; the name is typed in the place of the list."""

    chosen = Signal(int)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.list = ChoiceField(model=True)
        self.list.setAccessibleName(tr("Experiment"))
        self.list.chosen.connect(lambda key: self.chosen.emit(int(key)))
        self.name = CheckedLine(self._checked)
        self.name.setAccessibleName(tr("Name of the experiment"))
        self.name.finished.connect(self._rename)
        self.name.editingFinished.connect(self._show_list)
        self._objection = ObjectionPlate(self)
        self.name.objected.connect(self._objection.say)
        self.name.hide()
        self.menu_button = ToolButton("more", tr("More"))
        self.menu_button.clicked.connect(self._open_menu)
        fill(row(self, spacing=6), (self.list, 1), (self.name, 1), self.menu_button)

    def show_experiments(self) -> None:
        """Show the list of the project, and the one that is looked at."""
        experiments, place = self._editor.document.experiments, self._editor.experiment
        self.list.set_options([(str(at), one.name) for at, one in enumerate(experiments)])
        self.list.set_value(str(place))
        if experiments:
            self.name.set_value(experiments[place].name)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(callback(tr("New experiment"), partial(intentions.add_experiment, self._editor), menu))
        menu.addAction(callback(tr("Duplicate"), self.duplicate, menu))
        menu.addAction(callback(tr("Rename"), self.rename, menu))
        menu.addSeparator()
        remove = partial(intentions.remove_experiment, self._editor, self._editor.experiment)
        menu.addAction(callback(tr("Remove"), remove, menu))
        menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    @property
    def _looked_at(self) -> Experiment:
        return self._editor.document.experiments[self._editor.experiment]

    def duplicate(self) -> None:
        """Add a copy under another name, and look at it."""
        experiment = self._looked_at
        name = intentions.fresh_name(self._editor.document, experiment.name)
        intentions.add_experiment(self._editor, replace(experiment, name=name))

    def rename(self) -> None:
        """Have another name typed."""
        self.list.hide()
        self.name.show()
        self.name.set_value(self._looked_at.name)
        self.name.setFocus()
        self.name.selectAll()

    def _checked(self, text: str) -> object:
        name = text.strip()
        if not name or len(name) > LONGEST_NAME:
            raise ValueError(tr("A name has 1 to {most} letters.", most=LONGEST_NAME))
        if name != self._looked_at.name and name in {one.name for one in self._editor.document.experiments}:
            raise ValueError(tr("Another experiment is called {name}.", name=name))
        return name

    def _rename(self, text: str) -> None:
        name = text.strip()
        changed = replace(self._looked_at, name=name)
        intentions.put_experiment(self._editor, self._editor.experiment, changed, tr("Rename to {title}", title=name))

    def _show_list(self) -> None:
        if not self.name.is_wrong:
            self.name.hide()
            self.list.show()

"""Rows of models that a person keeps: they are named and deleted by the right button."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from app.appearance.icons import icon
from app.document.networks.kept_models import KeptModel
from app.i18n.translation import tr
from app.palette.rows import ModelRow, NamedRow
from app.widgets.actions import menu_of, open_by_right_button
from engine.model.declaration import Model


def own_group() -> str:
    """The name of the group in which models stand that a person keeps."""
    return tr("Kept by you")


class KeptRow(ModelRow):
    """A model under the name that it was given."""

    def __init__(self, kept: KeptModel, model: type[Model], icon: str, parent: QWidget) -> None:
        super().__init__(model, icon, parent)
        self.name = kept.name
        self.setAccessibleName(kept.name)
        open_by_right_button(self, self.menu)
        self.update_height()

    @property
    def group(self) -> str:
        return own_group()

    def menu(self) -> QMenu:
        """The menu for the model itself; it deletes itself when it closes."""
        self.left.emit()  # the card of the model would lie beneath it
        menu = menu_of(self)
        menu.addAction(tr("Rename…"), partial(self.rename_wanted.emit, self.name))
        menu.addAction(icon("close"), tr("Delete the model"), partial(self.unwanted.emit, self.name))
        return menu


class UnreadableRow(NamedRow):
    """A file among those that are kept that holds no model; it says why instead of being taken."""

    tone = "text3"

    def __init__(self, kept: KeptModel, icon: str, parent: QWidget) -> None:
        super().__init__("", kept.name, icon, parent)
        self._problem = kept.problem
        self.setToolTip(kept.problem)
        self.setAccessibleDescription(kept.problem)
        open_by_right_button(self, self.menu)

    @property
    def group(self) -> str:
        return own_group()

    def take(self) -> None:
        self.refused.emit(self._problem)

    def drag(self) -> None:
        self.refused.emit(self._problem)

    def menu(self) -> QMenu:
        """The menu for the file; it deletes itself when it closes."""
        menu = menu_of(self)
        menu.addAction(icon("close"), tr("Delete the model"), partial(self.unwanted.emit, self.name))
        return menu

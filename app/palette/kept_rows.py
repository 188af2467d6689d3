"""Rows of models that a person keeps: they are named and deleted by the right button."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QWidget

from app.appearance.icons import icon
from app.document.networks.kept_models import KeptModel
from app.i18n.translation import tr
from app.palette.rows import ModelRow, NamedRow, menu_of, open_by_right_button, paint_kind
from app.widgets.model_catalogue import Rank, rank_of_name
from engine.model.declaration import Model


def own_group() -> str:
    """The name of the group in which models stand that a person keeps."""
    return tr("Kept by you")


class KeptRow(ModelRow):
    """A model under the name that it was given."""

    rename_wanted = Signal(str)
    unwanted = Signal(str)

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

    unwanted = Signal(str)
    refused = Signal(str)

    def __init__(self, kept: KeptModel, icon: str, parent: QWidget) -> None:
        super().__init__("", kept.name, parent)
        self._icon, self._problem = icon, kept.problem
        self.tone = "text3"
        self.setToolTip(kept.problem)
        self.setAccessibleDescription(kept.problem)
        open_by_right_button(self, self.menu)
        for wanted in (self.taken, self.dragged):
            wanted.connect(lambda _key: self.refused.emit(self._problem))

    @property
    def group(self) -> str:
        """The name of the group of models that it stands in."""
        return own_group()

    def rank(self, query: str) -> Rank | None:
        return rank_of_name(self.name, "", query)

    def menu(self) -> QMenu:
        """The menu for the file; it deletes itself when it closes."""
        menu = menu_of(self)
        menu.addAction(icon("close"), tr("Delete the model"), partial(self.unwanted.emit, self.name))
        return menu

    def paint_picture(self, painter: QPainter, area: QRectF) -> None:
        paint_kind(painter, self._icon, area)

"""The modules in the palette: groups that the person keeps, each put on the canvas like a model."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from app.appearance.icons import icon
from app.appearance.theme import theme
from app.document.networks.modules import KIND, Modules
from app.i18n.translation import tr
from app.palette.rows import NAME_LEFT, NamedRow
from app.palette.section import PaletteSection, Wanted
from app.widgets.actions import menu_of, open_by_right_button
from app.widgets.model_catalogue import Category
from app.widgets.text import Text


class ModuleRow(NamedRow):
    """One module; its menu takes it away."""

    def __init__(self, name: str, picture: str, parent: QWidget) -> None:
        super().__init__(f"{KIND}{name}", name, picture, parent)
        self.setToolTip(tr("A group that you keep; the menu of the right button deletes it"))
        open_by_right_button(self, self.menu)

    def menu(self) -> QMenu:
        """The menu for the module itself; it deletes itself when it closes."""
        menu = menu_of(self)
        menu.addAction(icon("close"), tr("Delete the module"), partial(self.unwanted.emit, self.name))
        return menu


class ModuleSection(PaletteSection):
    """The modules, or how one is made while there is none."""

    def __init__(self, modules: Modules, parent: QWidget) -> None:
        super().__init__(Category(KIND.rstrip("/"), tr("Modules"), "group"), parent)
        self._modules = modules
        words = tr("Group nodes, then choose Arrange → Keep as a module.")
        self._none = Text(words, size=11, tone="text3", wrapped=True)
        self._none.setContentsMargins(theme().px(NAME_LEFT), theme().px(4), theme().px(12), 0)
        self._column.insertWidget(1, self._none)
        self.renew()

    def wanted_rows(self) -> Wanted:
        for name in self._modules.names():
            yield name, partial(ModuleRow, name, self.category.icon, self)

    def show_found(self, query: str) -> None:
        super().show_found(query)
        self._none.setVisible(not self.rows and self.head.is_open)
        self.setVisible(bool(self.best) or not query.strip())

"""The modules in the palette: groups that the person keeps, each put on the canvas like a model."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.appearance.icons import icon
from app.appearance.theme import theme
from app.document.networks.modules import KIND, Modules
from app.i18n.translation import tr
from app.palette.rows import NAME_LEFT, CategoryRow, NamedRow, menu_of, open_by_right_button, paint_kind
from app.widgets.layout import let_go
from app.widgets.model_catalogue import Category, Rank, rank_of_name
from app.widgets.text import Text

ICON = "group"


class ModuleRow(NamedRow):
    """One module; its menu takes it away."""

    unwanted = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(f"{KIND}{name}", name, parent)
        self.setToolTip(tr("A group that you keep; the menu of the right button deletes it"))
        open_by_right_button(self, self.menu)

    def menu(self) -> QMenu:
        """The menu for the module itself; it deletes itself when it closes."""
        menu = menu_of(self)
        menu.addAction(icon("close"), tr("Delete the module"), partial(self.unwanted.emit, self.name))
        return menu

    def rank(self, query: str) -> Rank | None:
        return rank_of_name(self.name, "", query)

    def paint_picture(self, painter: QPainter, area: QRectF) -> None:
        paint_kind(painter, ICON, area)


class ModuleSection(QWidget):
    """``taken`` and ``dragged`` tell the key of a module, ``unwanted`` the name of one to be deleted.

    While there is none, it says how one is made.
    """

    filled = Signal()  # the rows are others
    unwanted = Signal(str)
    taken = Signal(str)
    dragged = Signal(str)

    def __init__(self, modules: Modules, parent: QWidget) -> None:
        super().__init__(parent)
        self._modules = modules
        self.category = Category(KIND.rstrip("/"), tr("Modules"), ICON)
        self.head = CategoryRow(self.category, 0, self)
        self.rows: list[ModuleRow] = []
        self._query = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme().px(4), 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)
        self._none = Text(
            tr("Group nodes, then choose Arrange → Keep as a module."), size=11, tone="text3", wrapped=True
        )
        self._none.setContentsMargins(theme().px(NAME_LEFT), theme().px(4), theme().px(12), 0)
        self._column.addWidget(self._none)
        self.head.toggled.connect(lambda _opens: self.show_found(self._query))
        modules.changed.connect(self._fill)
        self.destroyed.connect(partial(modules.changed.disconnect, self._fill, missing_ok=True))
        self._fill()

    @property
    def best(self) -> ModuleRow | None:
        """The one that answers the search best."""
        answers = self._answers()
        return min(answers, key=lambda row: answers[row], default=None)

    def place_of_best(self) -> Rank:
        """The rank of its best answer; see ``app.widgets.model_catalogue.rank``."""
        return min(self._answers().values())

    def show_found(self, query: str) -> None:
        """Show the rows that answer a search; a folded head opens for it."""
        self._query = query
        answers = self._answers()
        for row in self.rows:
            row.setVisible(row in answers and (self.head.is_open or bool(query)))
        self.head.set_count(len(answers))
        self._none.setVisible(not self.rows and self.head.is_open)
        self.setVisible(bool(answers) or not query.strip())

    def _answers(self) -> dict[ModuleRow, Rank]:
        """The rows that answer the search, and how well."""
        return {row: at for row in self.rows if (at := row.rank(self._query)) is not None}

    def _fill(self) -> None:
        for row in self.rows:
            let_go(row)
        self.rows = [ModuleRow(name, self) for name in self._modules.names()]
        for row in self.rows:
            row.taken.connect(self.taken)
            row.dragged.connect(self.dragged)
            row.unwanted.connect(self.unwanted)
            self._column.addWidget(row)
        self.show_found(self._query)
        self.filled.emit()

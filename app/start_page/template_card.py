"""The card of a template: its network in a few strokes, its name, and what it is for or holds."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from app.appearance.icons import icon
from app.appearance.theme import theme
from app.canvas.nodes.miniature import Miniature, miniature, paint_miniature
from app.document.document import Document
from app.document.networks.templates import Template
from app.i18n.translation import tr
from app.start_page.card import PictureCard
from app.widgets.actions import menu_of, open_by_right_button

MARGIN = 18  # px around the picture


class TemplateCard(PictureCard):
    """One of the person's own can be taken away: ``unwanted`` gives its name."""

    unwanted = Signal(str)

    def __init__(self, template: Template, parent: QWidget | None = None) -> None:
        super().__init__(template.name, template.purpose, parent=parent)
        self.template = template
        self._drawn: Miniature | None = None
        self.setObjectName(f"template {template.name}")
        if template.path is not None:
            open_by_right_button(self, self.menu)

    def show_network(self, document: Document) -> None:
        """Its picture, and of one of the person's own in words what it holds."""
        self._drawn = miniature(document)
        self.update()
        if self.template.path is not None:
            nodes, links = f"{len(document.nodes):,}", f"{len(document.links):,}"
            self.say(tr("Nodes: {nodes} · links: {links}", nodes=nodes, links=links))

    def say(self, words: str) -> None:
        """Set what stands beneath the name."""
        self.purpose = words
        hint = tr("A network that you keep to begin with; the menu of the right button deletes it")
        self.setToolTip(f"{self.title}\n{words}\n\n{hint}")  # the card has room for one line of each
        self.setAccessibleDescription(words)
        self.update()

    def menu(self) -> QMenu:
        """The menu for the template itself; it deletes itself when it closes."""
        menu = menu_of(self)
        menu.addAction(icon("close"), tr("Delete the template"), partial(self.unwanted.emit, self.template.name))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.template.path is not None:
            self.unwanted.emit(self.template.name)
        else:
            super().keyPressEvent(event)

    def paint_picture(self, painter: QPainter, place: QRectF) -> None:
        if self._drawn is not None:
            edge = theme().px(MARGIN)
            paint_miniature(painter, self._drawn, place.adjusted(edge, edge, -edge, -edge))

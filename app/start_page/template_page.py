"""The templates: what comes with the program, and what a person keeps to begin with."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.document.document import Document
from app.document.file.file_format import FileProblem
from app.document.networks.templates import Template, Templates
from app.i18n.translation import tr
from app.running.background import Background, Tell
from app.start_page.card import RING
from app.start_page.card_page import CardPage
from app.start_page.template_card import TemplateCard
from app.start_page.titles import TEMPLATES
from app.widgets.text import Text

Read = tuple[int, Document | str]
"""The place of a card, and its network or why there is none."""


class TemplatePage(CardPage):
    """``chosen`` gives the template of the card that was pressed, ``unwanted`` the name of one to be deleted."""

    chosen = Signal(object)
    unwanted = Signal(str)

    def __init__(self, templates: Templates, parent: QWidget | None = None) -> None:
        super().__init__(TEMPLATES, parent)
        self._templates = templates
        self._reading = Background("templates", self)
        self._reading.told.connect(self._show)
        self._is_old = True
        self.head.addStretch(1)
        self._hint = Text(
            tr("File → Keep as a template puts what you drew here, for you to begin with again."),
            tone="text2", wrapped=True,
        )  # fmt: skip
        self.body.addWidget(self._hint)
        self.body.addStretch(1)
        templates.changed.connect(self.renew)
        self.destroyed.connect(partial(templates.changed.disconnect, self.renew, missing_ok=True))
        self.opened.connect(lambda card: self.chosen.emit(card.template))
        self.resize_page()

    def resize_page(self) -> None:
        super().resize_page()
        self._hint.setContentsMargins(theme().px(RING), 0, theme().px(RING), 0)

    def renew(self) -> None:
        """There are others now: they are read when the page is seen."""
        self._is_old = True
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_old:
            self._fill()

    def _fill(self) -> None:
        self._is_old = False
        shown = self._templates.all()
        cards = [TemplateCard(template) for template in shown]
        for card in cards:
            card.unwanted.connect(self.unwanted)
        self.show_cards(cards)
        self._hint.setVisible(not any(template.path is not None for template in shown))
        self._reading.start(lambda tell: _read(shown, tell))

    def _show(self, read: Read) -> None:
        place, found = read
        card = self.cards[place]
        assert isinstance(card, TemplateCard)
        if isinstance(found, str):
            card.say(found)
        else:
            card.show_network(found)


def _read(templates: list[Template], tell: Tell) -> None:
    for place, template in enumerate(templates):
        try:
            tell((place, template.read()))
        except FileProblem as problem:
            tell((place, str(problem)))

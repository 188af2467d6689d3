"""Menus of what an experiment can vary of an element."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu

from app.commands import intentions
from app.commands.editor import Editor
from app.document.meaning.value_addresses import addresses
from app.i18n.translation import tr
from app.widgets.actions import callback
from app.widgets.text import row_words


def add_vary_menu(menu: QMenu, editor: Editor, element_id: str) -> None:
    """Offer every value of an element as a factor of an experiment; nothing where it has none."""
    element = editor.document.element(element_id)
    found = [] if element is None else list(addresses(editor.document, element))
    if not found:
        return
    own = menu.addMenu(tr("Vary"))
    own.setObjectName("vary")
    for address in found:
        own.addAction(callback(row_words(address.settable), partial(intentions.vary, editor, address), own))


def add_vary_action(menu: QMenu, editor: Editor, element_id: str, name: str) -> None:
    """Offer one value, as of a slider."""
    element = editor.document.element(element_id)
    found = [] if element is None else [a for a in addresses(editor.document, element) if a.name == name]
    if found:
        menu.addAction(tr("Vary…"), partial(intentions.vary, editor, found[0]))

"""The part of a node's menu that says what it shows of a run, and where."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from app.commands import intentions
from app.commands.editor import Editor
from app.document.mini_plot import Shows
from app.document.words.plot_words import common_choices, shows_words
from app.i18n.translation import tr
from app.widgets.actions import callback


def add_plot_menu(menu: QMenu, editor: Editor, ids: Sequence[str]) -> None:
    """Offer what all of some nodes can show; nothing where they share nothing."""
    nodes = [editor.document.nodes[i] for i in ids]
    choices, shown = common_choices(editor.document, nodes)
    if not choices:
        return
    own = menu.addMenu(tr("Show in the node"))
    own.setObjectName("plots")
    group = QActionGroup(own)
    for shows, kind in groupby(choices, key=lambda choice: choice[0]):
        offers = list(kind)
        into = own if len(offers) == 1 else own.addMenu(shows_words(shows))
        for _, of, words in offers:
            show = partial(intentions.show_plot, editor, tuple(ids), shows, of)
            into.addAction(group.addAction(callback(words, show, into, shown == {(shows, of)})))
    if all(node.plot.shows not in (Shows.AUTOMATIC, Shows.NOTHING) for node in nodes):
        own.addSeparator()
        beside = {node.plot.beside is not None for node in nodes}
        for words, is_beside, stand in (
            (tr("Inside the node"), False, intentions.stand_plots_inside),
            (tr("Beside the node"), True, intentions.stand_plots_beside),
        ):
            own.addAction(callback(words, partial(stand, editor, tuple(ids)), own, beside == {is_beside}))

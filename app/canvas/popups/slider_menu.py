"""Menus of sliders: which values stand beneath a node, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QMenu

from app.canvas.popups.vary_menu import add_vary_action
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.commands.editor import Editor
from app.document.meaning.slidable import common_slidable
from app.i18n.translation import tr
from app.widgets.actions import callback
from app.widgets.text import row_words


def add_sliders_menu(menu: QMenu, editor: Editor, ids: Sequence[str]) -> None:
    """Offer what acts while running as sliders beneath the nodes that share it; nothing where there is none."""
    nodes = [editor.document.nodes[i] for i in ids]
    parameters = common_slidable(nodes)
    if not parameters:
        return
    own = menu.addMenu(tr("Sliders at the node"))
    own.setObjectName("sliders")
    for name, parameter in parameters.items():
        pinned = all(any(slider.name == name for slider in node.sliders) for node in nodes)
        pin = intentions.unpin_slider if pinned else intentions.pin_slider
        own.addAction(callback(row_words(parameter), partial(pin, editor, tuple(ids), name), own, pinned))


def add_slider_menu(menu: QMenu, view: Surface, node_id: str, name: str) -> None:
    """Type into one slider, give its value back, or take it away."""
    editor = view.editor
    menu.addAction(tr("Type a value…"), lambda: view.open_slider(node_id, name))
    menu.addAction(tr("Range…"), lambda: view.open_slider(node_id, name, of_range=True))
    back = menu.addAction(tr("Back to the default"), lambda: intentions.set_parameter(editor, (node_id,), name, None))
    back.setEnabled(name in editor.document.nodes[node_id].parameters)
    add_vary_action(menu, editor, node_id, name)
    menu.addSeparator()
    menu.addAction(tr("Take the slider away"), lambda: intentions.unpin_slider(editor, (node_id,), name))

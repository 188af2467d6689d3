"""The menu *Insert*."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu

from app.canvas.view import CanvasView
from app.commands.actions import Action
from app.commands.editor import Editor
from app.document.networks.kept_models import offered
from app.i18n.translation import tr
from app.window.actions.dragging import after_letting_go
from app.window.actions.reasons import SelectionReasons
from app.window.frame.menu import LINE, Menu, Submenu


def insert_menu(editor: Editor, canvas: CanvasView) -> Menu:
    """Additions to the drawing."""
    let_go, selected = partial(after_letting_go, canvas), SelectionReasons(editor)
    return Menu(
        "insert",
        tr("Insert"),
        (
            Action("insert.quick", tr("Quick add…"), let_go(canvas.quick_add), ("/", "Shift+A"), "add"),
            Submenu("insert.model", tr("Model"), partial(_fill_models, canvas)),
            Action("insert.note", tr("Note"), let_go(canvas.add_note), ("Ctrl+Shift+N",), "note"),
            LINE,
            Action(
                "insert.link",
                tr("Link the selected nodes"),
                let_go(canvas.link_selected),
                ("Ctrl+L",),
                "synapse",
                also=tr("connect, wire, projection"),
                why=selected.elements(2, tr("Select the nodes first, in the order of the link")),
            ),
        ),
    )


def _fill_models(canvas: CanvasView, menu: QMenu) -> None:
    for kind, title in _inserted().items():
        shown = menu.addMenu(title)
        for model in offered(kind):
            action = shown.addAction(tr(model.title))
            action.setToolTip(tr(model.summary()))
            action.triggered.connect(lambda _checked=False, key=model.key: canvas.add_at_centre(key))


def _inserted() -> dict[str, str]:
    """Kinds of models that become a node, with their titles; the others belong on a link."""
    return {
        "datasets": tr("Data"),
        "encoders": tr("Encoders"),
        "stimuli": tr("Stimuli"),
        "neurons": tr("Neurons"),
        "decoders": tr("Decoders"),
        "recorders": tr("Recorders"),
    }

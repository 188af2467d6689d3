"""The menu *Arrange*."""

from __future__ import annotations

from functools import partial

from app.canvas.interaction.arranging import group_selected, line_up, put_in_layers, spread_evenly, ungroup_selected
from app.canvas.view import CanvasView
from app.commands.actions import Action
from app.commands.arranging import SEVERAL, SOMETHING_BETWEEN
from app.commands.editor import Editor
from app.document.elements import NodeKind
from app.document.grouping import TOP
from app.i18n.translation import tr
from app.window.actions.dragging import after_letting_go
from app.window.actions.reasons import SelectionReasons, unless
from app.window.frame.menu import LINE, Menu
from app.window.project.module_keeping import ModuleKeeping


def arrange_menu(editor: Editor, canvas: CanvasView, modules: ModuleKeeping) -> Menu:
    """Places of nodes, and groups."""
    let_go, selected = partial(after_letting_go, canvas), SelectionReasons(editor)

    def line(edge: str, words: str, key: str) -> Action:
        why = selected.nodes(SEVERAL, tr("Select two nodes or more"))
        return Action(f"arrange.{edge}", words, let_go(partial(line_up, canvas, edge)), (key,), why=why)

    def spread(axis: str, words: str, key: str) -> Action:
        why = selected.nodes(SOMETHING_BETWEEN, tr("Select three nodes or more"))
        return Action(f"arrange.{axis}", words, let_go(partial(spread_evenly, canvas, axis)), (key,), why=why)

    return Menu(
        "arrange",
        tr("Arrange"),
        (
            line("left", tr("Align left edges"), "Alt+A"),
            line("center", tr("Align centres, one below the other"), "Alt+H"),
            line("right", tr("Align right edges"), "Alt+D"),
            LINE,
            line("top", tr("Align top edges"), "Alt+W"),
            line("middle", tr("Align middles, side by side"), "Alt+V"),
            line("bottom", tr("Align bottom edges"), "Alt+S"),
            LINE,
            spread("horizontal", tr("Distribute side by side"), "Alt+Shift+H"),
            spread("vertical", tr("Distribute one below the other"), "Alt+Shift+V"),
            LINE,
            Action(
                "arrange.group",
                tr("Group"),
                let_go(partial(group_selected, canvas)),
                ("Ctrl+G",),
                "group",
                also=tr("subnetwork"),
                why=selected.nodes(1, tr("Select the nodes first")),
            ),
            Action(
                "arrange.ungroup",
                tr("Ungroup"),
                let_go(partial(ungroup_selected, canvas)),
                ("Ctrl+Shift+G",),
                why=selected.one_of(NodeKind.GROUP, tr("Select a group first")),
            ),
            Action(
                "arrange.leave",
                tr("Leave the group"),
                let_go(editor.leave),
                why=unless(lambda: editor.level != TOP, tr("No group is entered")),
            ),
            Action(
                "arrange.keep_module",
                tr("Keep as a module"),
                let_go(modules.keep),
                why=selected.only_one_of(NodeKind.GROUP, tr("Select one group first")),
            ),
            Action(
                "arrange.renew",
                tr("Update from the module"),
                let_go(modules.renew),
                why=unless(modules.can_renew, tr("Select a group that was made of a module")),
            ),
            LINE,
            Action(
                "arrange.layers",
                tr("Arrange in layers"),
                let_go(partial(put_in_layers, canvas)),
                ("Ctrl+Shift+L",),
                "layout",
                also=tr("auto-layout, tidy up"),
            ),
        ),
    )

"""Actions that can be chosen at present, by what is undone, selected and shown, and why the others cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from app.commands.arranging import AXES, EDGES, SEVERAL, SOMETHING_BETWEEN
from app.commands.editor import Editor
from app.document.elements import NodeKind
from app.document.grouping import TOP
from app.i18n.translation import tr
from app.window.frame.menu_actions import MenuActions, as_written
from app.window.project.module_keeping import ModuleKeeping

OF_THE_SELECTION = ("edit.cut", "edit.copy", "edit.duplicate", "edit.delete", "edit.comment")
LINK_BY_LINK = ("edit.next_link", "edit.previous_link")
WITHOUT_A_DRAWING = (
    "file.new",
    "file.open",
    "file.quit",
    "edit.preferences",
    "view.theme",
    "view.commands",
    "view.full_screen",
)
"""What can be done on the start page, beside the menu Help."""


class Abilities(QObject):
    """Follows the undo steps, the selection and the level of one window; pages tell by :meth:`show` that they came.

    ``training`` says why what can be done with a training cannot be done now, by id of the action.
    """

    def __init__(
        self,
        editor: Editor,
        actions: MenuActions,
        modules: ModuleKeeping,
        is_working: Callable[[], bool],
        owner: QObject,
    ) -> None:
        super().__init__(owner)
        self._editor, self._actions, self._modules, self._is_working = editor, actions, modules, is_working
        self.training: Callable[[], Mapping[str, str]] = dict
        self._editor.undo_stack.index_changed.connect(self.show)
        self._editor.selection.changed.connect(self.show)
        self._editor.entered.connect(self.show)

    def show(self) -> None:
        """Name what is undone and redone, and switch every action on or off."""
        self._name_steps()
        reasons, working = self._reasons(), self._is_working()
        for id in self._actions:
            usable = working or id in WITHOUT_A_DRAWING or id.startswith("help.")
            self._actions.refuse(id, reasons.get(id, "") if usable else tr("Open a network first"))

    def _name_steps(self) -> None:
        stack = self._editor.undo_stack
        undo, redo = self._actions["edit.undo"], self._actions["edit.redo"]
        undo.setText(tr("Undo {step}", step=as_written(stack.undo_text)) if stack.can_undo else tr("Undo"))
        redo.setText(tr("Redo {step}", step=as_written(stack.redo_text)) if stack.can_redo else tr("Redo"))

    def _reasons(self) -> dict[str, str]:
        """By id of an action, what must be done first where it cannot be chosen; "" or nothing where it can."""
        editor, modules = self._editor, self._modules
        document, stack, chosen = editor.document, editor.undo_stack, editor.selection.ids
        kinds = [node.kind for id in chosen if (node := document.nodes.get(id)) is not None]
        nodes, groups = len(kinds), kinds.count(NodeKind.GROUP)
        of_links = _unless(bool(document.links), tr("There are no links yet"))
        several = _unless(nodes >= SEVERAL, tr("Select two nodes or more"))
        between = _unless(nodes >= SOMETHING_BETWEEN, tr("Select three nodes or more"))
        return {
            "edit.undo": _unless(stack.can_undo, tr("There is nothing to undo")),
            "edit.redo": _unless(stack.can_redo, tr("There is nothing to redo")),
            "edit.history": _unless(stack.count() > 0, tr("Nothing was changed yet")),
            **dict.fromkeys(OF_THE_SELECTION, _unless(bool(chosen), tr("Select a node or a link first"))),
            "edit.rename": _unless(nodes > 0, tr("Select a node first")),
            **dict.fromkeys(LINK_BY_LINK, of_links),
            "insert.link": _unless(len(chosen) > 1, tr("Select the nodes first, in the order of the link")),
            **{f"arrange.{edge}": several for edge in EDGES},
            **{f"arrange.{axis}": between for axis in AXES},
            "file.keep_template": _unless(bool(document.nodes), tr("There is nothing to keep yet; add a node first")),
            "edit.neurons": _unless(NodeKind.POPULATION in kinds, tr("Select a population first")),
            "arrange.group": _unless(nodes > 0, tr("Select the nodes first")),
            "arrange.ungroup": _unless(groups > 0, tr("Select a group first")),
            "arrange.keep_module": _unless(groups == 1, tr("Select one group first")),
            "arrange.renew": _unless(
                groups > 0 and modules.can_renew(), tr("Select a group that was made of a module")
            ),
            "arrange.leave": _unless(editor.level != TOP, tr("No group is entered")),
            **self.training(),
        }


def _unless(able: bool, reason: str) -> str:
    return "" if able else reason

"""Which actions can be chosen at present, by what is undone, selected and shown, and why the others cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.commands.arranging import AXES, EDGES, SEVERAL, SOMETHING_BETWEEN
from app.document.grouping import TOP
from app.document.vocabulary import GROUP
from app.translation import tr
from app.window.menu_actions import as_written

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

OF_THE_SELECTION = ("edit.cut", "edit.copy", "edit.duplicate", "edit.delete", "edit.comment")
LINK_BY_LINK = ("edit.next_link", "edit.previous_link")
WITHOUT_A_DRAWING = ("file.new", "file.open", "file.quit", "edit.preferences", "view.theme", "view.commands")
"""What can be done on the start page, beside the menu Help."""


class Abilities(QObject):
    """Follows the undo steps, the selection and the level of one window; pages tell by :meth:`show` that they came.

    ``training`` says what can be done with a training now, by id of the action.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._editor, self._actions = window, window.editor, window.actions_
        self.training: Callable[[], Mapping[str, bool]] = dict
        self._editor.undo_stack.index_changed.connect(self.show)
        self._editor.selection.changed.connect(self.show)
        self._editor.entered.connect(self.show)

    def show(self) -> None:
        """Name what is undone and redone, and switch every action on or off."""
        self._name_steps()
        able, reasons, working = self._able(), _reasons(), self._window.is_working
        for id in self._actions:
            usable = working or id in WITHOUT_A_DRAWING or id.startswith("help.")
            self._actions.enable(id, usable and able.get(id, True), reasons.get(id, ""))

    def _name_steps(self) -> None:
        stack = self._editor.undo_stack
        undo, redo = self._actions["edit.undo"], self._actions["edit.redo"]
        undo.setText(tr("Undo {step}", step=as_written(stack.undo_text)) if stack.can_undo else tr("Undo"))
        redo.setText(tr("Redo {step}", step=as_written(stack.redo_text)) if stack.can_redo else tr("Redo"))

    def _able(self) -> dict[str, bool]:
        """By id of an action; one that is not named here always can."""
        editor, modules = self._editor, self._window.modules
        chosen = editor.selection.ids
        kinds = [node.kind for id in chosen if (node := editor.document.nodes.get(id)) is not None]
        nodes, groups = len(kinds), kinds.count(GROUP)
        return {
            "edit.undo": editor.undo_stack.can_undo,
            "edit.redo": editor.undo_stack.can_redo,
            "edit.history": editor.undo_stack.count() > 0,
            **dict.fromkeys(OF_THE_SELECTION, bool(chosen)),
            "edit.rename": nodes > 0,
            **dict.fromkeys(LINK_BY_LINK, bool(editor.document.links)),
            "insert.link": len(chosen) > 1,
            **{f"arrange.{edge}": nodes >= SEVERAL for edge in EDGES},
            **{f"arrange.{axis}": nodes >= SOMETHING_BETWEEN for axis in AXES},
            "file.keep_template": bool(editor.document.nodes),
            "edit.neurons": "population" in kinds,
            "arrange.group": nodes > 0,
            "arrange.ungroup": groups > 0,
            "arrange.keep_module": groups == 1,
            "arrange.renew": groups > 0 and modules.can_renew(),
            "arrange.leave": editor.level != TOP,
            **self.training(),
        }


def _reasons() -> dict[str, str]:
    """By id of an action, what must be done first where it cannot be chosen."""
    return {
        "insert.link": tr("Select the nodes first, in the order of the link"),
        **{f"arrange.{edge}": tr("Select two nodes or more") for edge in EDGES},
        **{f"arrange.{axis}": tr("Select three nodes or more") for axis in AXES},
        "file.keep_template": tr("There is nothing to keep yet; add a node first"),
        "edit.history": tr("Nothing was changed yet"),
        **dict.fromkeys(("learn.pause", "learn.cancel"), tr("No training is under way")),
        "learn.resume": tr("No cancelled training is shown in the Learn panel"),
        **dict.fromkeys(LINK_BY_LINK, tr("There are no links yet")),
        "edit.neurons": tr("Select a population first"),
        "arrange.group": tr("Select the nodes first"),
        "arrange.ungroup": tr("Select a group first"),
        "arrange.keep_module": tr("Select a group first"),
        "arrange.renew": tr("Select a group that was made of a module"),
    }

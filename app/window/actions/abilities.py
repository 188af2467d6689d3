"""Actions that can be chosen at present, by what is undone, selected and shown, and why the others cannot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.commands.editor import Editor
from app.i18n.translation import tr
from app.learn.panel import LearnPanel
from app.running.trainings.training import Training
from app.window.frame.menu_actions import MenuActions, as_written


class Abilities(QObject):
    """Follows the undo steps, the selection and the level of one window; pages tell by :meth:`show` that they came."""

    def __init__(self, editor: Editor, actions: MenuActions, is_working: Callable[[], bool], owner: QObject) -> None:
        super().__init__(owner)
        self._editor, self._actions, self._is_working = editor, actions, is_working
        self._editor.undo_stack.index_changed.connect(self.show)
        self._editor.selection.changed.connect(self.show)
        self._editor.entered.connect(self.show)

    def follow_training(self, learn: LearnPanel, trainer: Training) -> None:
        """Follow also what the actions of the menu *Learn* wait for."""
        asking = learn.asking
        for told in (
            learn.facts_known, learn.begun, asking.forgotten, asking.wanted_changed,
            trainer.state_changed, learn.idle, self._editor.runs_kept,
        ):  # fmt: skip
            told.connect(self.show)

    def show(self) -> None:
        """Name what is undone and redone, and switch every action on or off."""
        self._name_steps()
        working = self._is_working()
        for row in self._actions.rows.values():
            usable = working or row.anywhere
            self._actions.refuse(row.id, row.why() if usable else tr("Open a network first"))

    def _name_steps(self) -> None:
        stack = self._editor.undo_stack
        undo, redo = self._actions["edit.undo"], self._actions["edit.redo"]
        undo.setText(tr("Undo {step}", step=as_written(stack.undo_text)) if stack.can_undo else tr("Undo"))
        redo.setText(tr("Redo {step}", step=as_written(stack.redo_text)) if stack.can_redo else tr("Redo"))

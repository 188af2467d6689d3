"""The steps of undo as a list to choose from, newest first: whoever chooses one stands behind it."""

from __future__ import annotations

from functools import partial

from app.commands.editor import Editor
from app.i18n.translation import tr
from app.window.frame.chooser import Chooser, ChooserEntry


def open_history(chooser: Chooser, editor: Editor) -> None:
    """Show every step that can be undone or redone; the last that is made is chosen."""
    stack = editor.undo_stack

    def entries() -> list[ChooserEntry]:
        return [_entry(editor, index) for index in reversed(range(stack.count() + 1))]

    chooser.open(entries, tr("Go to a step"), stack.count() - stack.index())


def _entry(editor: Editor, index: int) -> ChooserEntry:
    """The state in which so many steps are made."""
    stack = editor.undo_stack
    text = stack.text(index - 1) if index else tr("The beginning")
    icon, word = ("redo", tr("undone")) if index > stack.index() else ("undo", "")
    if index == stack.index():
        icon, word = "ok", tr("now")
    saved = tr("saved") if editor.path is not None and index == stack.saved_index else ""
    return ChooserEntry(text, " · ".join(filter(None, (word, saved))), partial(editor.go_to_step, index), icon=icon)

"""The menu *Edit*."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.canvas.interaction.arranging import duplicate_selected
from app.canvas.interaction.inline_edit import comment_selected, rename_selected
from app.canvas.link_walk import go_to_link
from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.actions import Action
from app.commands.editor import Editor
from app.document.elements import NodeKind
from app.i18n.translation import tr
from app.window.actions.clipboard import paste_clipboard, put_on_clipboard
from app.window.actions.dragging import after_letting_go, undo
from app.window.actions.history import open_history
from app.window.actions.reasons import SelectionReasons, unless
from app.window.frame.chooser import Chooser
from app.window.frame.menu import LINE, Menu
from app.window.frame.notice import Notice
from app.window.project.model_keeping import ModelKeeping


def edit_menu(
    editor: Editor,
    canvas: CanvasView,
    notice: Notice,
    chooser: Chooser,
    *,
    models: ModelKeeping,
    show_neurons: Callable[[], object],
    show_preferences: Callable[[], object],
) -> Menu:
    """Undoing, copying, naming and finding."""
    let_go, selected, stack = partial(after_letting_go, canvas), SelectionReasons(editor), editor.undo_stack
    something = selected.elements(1, tr("Select a node or a link first"))
    has_links = unless(lambda: editor.document.links, tr("There are no links yet"))

    def cut() -> None:
        put_on_clipboard(intentions.cut(editor), notice)

    def copy() -> None:
        put_on_clipboard(intentions.copy(editor), notice)

    return Menu(
        "edit",
        tr("Edit"),
        (
            Action(
                "edit.undo",
                tr("Undo"),
                partial(undo, canvas, editor),
                ("Ctrl+Z",),
                "undo",
                why=unless(lambda: stack.can_undo, tr("There is nothing to undo")),
            ),
            Action(
                "edit.redo",
                tr("Redo"),
                let_go(stack.redo),
                ("Ctrl+Shift+Z", "Ctrl+Y"),
                "redo",
                why=unless(lambda: stack.can_redo, tr("There is nothing to redo")),
            ),
            Action(
                "edit.history",
                tr("Undo history…"),
                let_go(partial(open_history, chooser, editor)),
                ("Ctrl+Alt+Z",),
                also=tr("steps, go back to"),
                why=unless(stack.count, tr("Nothing was changed yet")),
            ),
            LINE,
            Action("edit.cut", tr("Cut"), let_go(cut), ("Ctrl+X",), why=something),
            Action("edit.copy", tr("Copy"), let_go(copy), ("Ctrl+C",), why=something),
            Action("edit.paste", tr("Paste"), let_go(partial(paste_clipboard, canvas, notice)), ("Ctrl+V",)),
            Action(
                "edit.duplicate",
                tr("Duplicate"),
                let_go(partial(duplicate_selected, canvas)),
                ("Ctrl+D",),
                also=tr("clone"),
                why=something,
            ),
            Action(
                "edit.delete",
                tr("Delete"),
                let_go(partial(intentions.delete_selection, editor)),
                ("Del", "Backspace"),
                why=selected.anything(tr("Select a node or a link first")),
            ),
            LINE,
            Action("edit.select_all", tr("Select all"), let_go(partial(intentions.select_all, editor)), ("Ctrl+A",)),
            Action(
                "edit.rename",
                tr("Rename"),
                let_go(partial(rename_selected, canvas)),
                ("F2",),
                why=selected.nodes(1, tr("Select a node first")),
            ),
            Action(
                "edit.comment",
                tr("Comment…"),
                let_go(partial(comment_selected, canvas)),
                ("Ctrl+Shift+C",),
                why=something,
            ),
            Action(
                "edit.mute",
                tr("Mute, or put back"),
                let_go(partial(intentions.mute_selection, editor)),
                ("Alt+M",),
                also=tr("leave out, disable, bypass, lesion, silence"),
                why=something,
            ),
            Action(
                "edit.neurons",
                tr("Values of each neuron…"),
                let_go(show_neurons),
                ("Ctrl+Shift+I",),
                why=selected.one_of(NodeKind.POPULATION, tr("Select a population first")),
            ),
            Action(
                "edit.keep_model",
                tr("Keep as a model…"),
                let_go(models.ask),
                also=tr("equations of one’s own, save the neuron in the palette"),
                why=models.why_not,
            ),
            Action("edit.find", tr("Find a node…"), let_go(canvas.overlays.finder.open), ("Ctrl+F",), "search"),
            Action(
                "edit.next_link",
                tr("Next link of the node"),
                let_go(partial(go_to_link, canvas, 1)),
                ("Alt+L",),
                why=has_links,
            ),
            Action(
                "edit.previous_link",
                tr("Previous link of the node"),
                let_go(partial(go_to_link, canvas, -1)),
                ("Alt+Shift+L",),
                why=has_links,
            ),
            LINE,
            Action(
                "edit.preferences",
                tr("Preferences…"),
                let_go(show_preferences),
                ("Ctrl+,",),
                also=tr("settings, options, language, text size, font, projector, plug-ins, extensions"),
                anywhere=True,
            ),
        ),
    )

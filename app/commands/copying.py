"""Copying, cutting, pasting, duplicating and deleting what is selected."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from app.commands.editor import Editor
from app.commands.importing import add_described, read_pasted_script
from app.document.document import Document
from app.document.edits import AddElements, Edit, RemoveElements, SetParameter
from app.document.file import clipboard
from app.document.file.clipboard import ClipboardProblem, Position, is_clipping
from app.document.grouping import members
from app.document.making.drawing import new_note
from app.document.third_factors import is_drawn, third_factor
from app.i18n.translation import tr

LONGEST_NOTE = 10_000  # characters: some pages
DUPLICATE_OFFSET = 48.0  # two cells of the canvas's grid: visible, and still beside the original


def delete(editor: Editor, ids: Sequence[str]) -> None:
    """Take elements away, and with a node its links; of a wire of a third factor, what the rule hears by it."""
    present = [i for i in ids if is_drawn(editor.document, i)]
    editor.do_all(_removing(editor.document, present), _delete_name(editor.document, present))


def _removing(document: Document, ids: Sequence[str]) -> list[Edit]:
    """Edits that take away elements and wires."""
    factors = [factor for id in ids if (factor := third_factor(document, id)) is not None]
    edits: list[Edit] = [SetParameter(f.link_id, f.name, None, "plasticity_parameters") for f in factors]
    present = tuple(id for id in ids if document.element(id) is not None)
    return [*edits, RemoveElements(present)] if present else edits


def _delete_name(document: Document, ids: Sequence[str]) -> str:
    if len(ids) == 1 and ids[0] in document.nodes:
        return tr("Delete {title}", title=document.nodes[ids[0]].title or tr("note"))
    if len(ids) == 1:
        return tr("Delete link") if ids[0] in document.links else tr("Delete third factor")
    return tr("Delete {count} {count:element|elements}", count=len(ids))


def delete_selection(editor: Editor) -> None:
    delete(editor, editor.selection.ids)


def select_all(editor: Editor) -> None:
    """All nodes of the entered level."""
    editor.selection.set(node.id for node in members(editor.document, editor.level))


def copy(editor: Editor) -> str:
    """The selected nodes, and the links between them, as text for the system's clipboard."""
    return clipboard.copied_elements(editor.document, editor.selection.ids)


def cut(editor: Editor) -> str:
    text = copy(editor)
    editor.do_all(_removing(editor.document, editor.selection.ids), tr("Cut"))
    return text


def paste(editor: Editor, text: str, position: Position = None) -> tuple[str, ...]:
    """Add copied elements under new ids and select them; their upper left corner comes to ``position``.

    A script of the engine becomes the network that it describes, below what is there, any other text a note that says
    it. Raises ClipboardProblem when there is nothing to paste, Refused for the first line of a script that is not read.
    """
    script = read_pasted_script(text)
    if script is not None:
        return add_described(editor, script, tr("Paste"))
    if not is_clipping(text) and text.strip():
        return _add_text(editor, text, position)
    return _add_copies(editor, text, position, tr("Paste"))


def _add_text(editor: Editor, text: str, position: Position) -> tuple[str, ...]:
    """A note with words from elsewhere."""
    if len(text) > LONGEST_NOTE:
        raise ClipboardProblem(tr("The text on the clipboard is too long for a note."))
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip().encode(errors="replace").decode()
    note = new_note(editor.document, (0.0, 0.0), words)
    place = position([note]) if callable(position) else position
    editor.do(AddElements((replace(note, position=place or (0.0, 0.0), group=editor.level),)), tr("Paste"))
    editor.selection.set((note.id,))
    return (note.id,)


def duplicate(editor: Editor, position: Position = None) -> tuple[str, ...]:
    """Copy the selection beside itself, or to a place that follows from it."""
    return _add_copies(editor, copy(editor), position, tr("Duplicate"))


def _add_copies(editor: Editor, text: str, position: Position, name: str) -> tuple[str, ...]:
    nodes, links = clipboard.pasted(editor.document, text, position, DUPLICATE_OFFSET, editor.level)
    if not nodes:
        return ()
    editor.do(AddElements(nodes, links), name)
    ids = tuple(node.id for node in nodes if node.group == editor.level)
    editor.selection.set(ids)
    return ids

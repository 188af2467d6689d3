"""Changing the drawing by an edited script."""

from __future__ import annotations

from app.commands.editor import Editor
from app.document.making.described import changed_edit, script_settings
from app.i18n.translation import tr
from engine.network.description import NetworkDescription
from engine.network.trimmed import trimmed
from engine.scripts.reading import ReadScript


def rewrite(editor: Editor, before: NetworkDescription, content: ReadScript) -> None:
    """Change what differs between the network that was shown and the one that is written, as one step."""
    document = editor.document
    settings = script_settings(content, document.settings)
    outcome = changed_edit(document, trimmed(before), content.description, settings)
    if outcome is not None:
        edit, ids = outcome
        editor.do(edit, tr("Edit the script"))
        new = tuple(id for id in ids.values() if id in document.nodes)
        if new:
            editor.selection.set(new)

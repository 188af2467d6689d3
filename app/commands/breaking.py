"""Setting breakpoints: each change is one undo step, as any change of the drawing is."""

from __future__ import annotations

from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.breakpoints import Breakpoint
from app.document.edits import SetBreakpoints
from app.i18n.translation import tr


def add_breakpoint(editor: Editor, breakpoint: Breakpoint) -> None:
    """Behind the others; the same one again only enables it."""
    others = tuple(b for b in editor.document.breakpoints if replace(b, enabled=True) != breakpoint)
    editor.do(SetBreakpoints((*others, breakpoint)), tr("Add a breakpoint"))


def remove_breakpoint(editor: Editor, breakpoint: Breakpoint) -> None:
    """Take one away."""
    others = tuple(b for b in editor.document.breakpoints if b != breakpoint)
    editor.do(SetBreakpoints(others), tr("Remove a breakpoint"))


def enable_breakpoint(editor: Editor, breakpoint: Breakpoint, enabled: bool) -> None:
    """Let one act, or rest."""
    changed = tuple(replace(b, enabled=enabled) if b == breakpoint else b for b in editor.document.breakpoints)
    editor.do(SetBreakpoints(changed), tr("Enable a breakpoint") if enabled else tr("Disable a breakpoint"))

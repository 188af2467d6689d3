"""A network as the text of a program, without a window."""

from __future__ import annotations

from app.command_results import understood
from app.document.document import Document
from engine.scripts.script import ARCHIVE as ARCHIVE
from engine.scripts.script import Script
from engine.scripts.writing import script


def written(document: Document, seed: int, duration: float) -> Script:
    """The script of a drawing, which runs for ``duration`` ms. Raises NetworkError where the drawing has no meaning."""
    return script(understood(document), seed=seed, title=document.settings.title, duration=duration)

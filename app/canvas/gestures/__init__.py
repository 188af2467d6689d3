"""Mouse gestures on the canvas: one file is one gesture, found by looking into this folder."""

from __future__ import annotations

from functools import cache

from app.canvas.interaction.gesture import Begin
from engine.discovery import modules


@cache  # a folder is looked through once (decision 0218)
def gestures() -> tuple[Begin, ...]:
    """The function ``begin_<file>`` of every gesture by its file's ``ORDER``, in which a press is offered to them."""
    found = sorted(modules(__name__), key=lambda module: module.ORDER)
    return tuple(getattr(module, f"begin_{module.__name__.rpartition('.')[2]}") for module in found)

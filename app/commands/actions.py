"""Action: a row of the tables in ``window.actions.menus``. The canvas and the page of shortcuts are given the rows.

Shortcuts are written as Qt reads them (``Ctrl`` is the command key of a Mac). A shortcut without a modifier
rests while a text field has the focus.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def never() -> str:
    """The reason of an action that is never grey."""
    return ""


@dataclass(frozen=True)
class Action:
    """One that a person can choose: ``id``, its words, what it does, its shortcuts (the first is shown), its icon.

    ``also`` has other words by which people look for it. ``why`` gives the reason why it is grey now, "" where it is
    not. ``anywhere`` marks what can be done on the start page too.
    """

    id: str
    text: str
    do: Callable[[], object]
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    also: str = ""
    why: Callable[[], str] = never
    anywhere: bool = False

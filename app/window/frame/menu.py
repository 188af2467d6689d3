"""Menus as data: actions, what a menu repeats of another, and lists that are written when they open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtWidgets import QMenu

from app.commands.actions import Action


@dataclass(frozen=True)
class Submenu:
    """A list that ``fill`` writes each time that it is opened, such as the recent files."""

    id: str
    text: str
    fill: Callable[[QMenu], object]


@dataclass(frozen=True)
class Again:
    """An action of another menu, by its id, where people look for it too."""

    id: str


@dataclass(frozen=True)
class Separator:
    """A line between groups of actions."""


Item: TypeAlias = Action | Again | Submenu | Separator
LINE = Separator()


@dataclass(frozen=True)
class Menu:
    """One entry of the menu bar."""

    id: str
    title: str
    items: tuple[Item, ...]

    def actions(self) -> Iterator[Action]:
        return (item for item in self.items if isinstance(item, Action))

"""The menus with their words and keys, without a window: no action of theirs does anything, and none is grey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from inspect import signature

from app.commands.actions import Action, never
from app.window.actions.menus.arrange import arrange_menu
from app.window.actions.menus.edit import edit_menu
from app.window.actions.menus.file import file_menu
from app.window.actions.menus.help import help_menu
from app.window.actions.menus.insert import insert_menu
from app.window.actions.menus.learn import learn_menu
from app.window.actions.menus.run import run_menu
from app.window.actions.menus.view import view_menu
from app.window.frame.menu import Menu

MADE: tuple[Callable[..., Menu], ...] = (
    file_menu,
    edit_menu,
    view_menu,
    insert_menu,
    arrange_menu,
    run_menu,
    learn_menu,
    help_menu,
)


class Nothing:
    """Stands for any part of a window: whatever is asked of it is nothing again. It takes no time, as mocks do."""

    def __getattr__(self, name: str) -> Nothing:
        return self

    def __call__(self, *_given: object, **_named: object) -> Nothing:
        return self

    def __iter__(self) -> Iterator[Nothing]:
        return iter(())


def menus() -> tuple[Menu, ...]:
    """The menu bar, left to right."""
    return tuple(make(**{part: Nothing() for part in signature(make).parameters}) for make in MADE)


def actions() -> dict[str, Action]:
    """Every action by its id."""
    return {action.id: replace(action, why=never) for menu in menus() for action in menu.actions()}


def by_menu() -> list[tuple[str, list[Action]]]:
    """The title of each menu and its actions."""
    return [(menu.title, list(menu.actions())) for menu in menus()]

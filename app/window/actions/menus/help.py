"""The menu *Help*."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu

from app.commands.actions import Action
from app.document.networks.lessons import Lesson, chapters, lessons
from app.i18n.translation import tr
from app.window.frame.menu import LINE, Menu, Submenu


def help_menu(
    *,
    begin_lesson: Callable[[Lesson], object],
    begin_tour: Callable[[], object],
    show_shortcuts: Callable[[], object],
    show_about: Callable[[], object],
) -> Menu:
    """Ways to learn the program."""
    return Menu(
        "help",
        tr("Help"),
        (
            Submenu("help.lessons", tr("Lessons"), partial(_fill_lessons, begin_lesson)),
            Action(
                "help.tour",
                tr("Tour of the window"),
                begin_tour,
                also=tr("guide, first steps, tutorial"),
                anywhere=True,
            ),
            LINE,
            Action(
                "help.shortcuts",
                tr("Keyboard shortcuts"),
                show_shortcuts,
                ("?", "F1"),
                "help",
                also=tr("keys, hotkeys"),
                anywhere=True,
            ),
            Action("help.about", tr("About Spikeloom"), show_about, anywhere=True),
        ),
    )


def _fill_lessons(begin: Callable[[Lesson], object], menu: QMenu) -> None:
    shown = {chapter.key: menu.addMenu(chapter.title) for chapter in chapters()}
    for lesson in lessons():
        action = shown[lesson.plan.chapter].addAction(lesson.title)
        action.setToolTip(lesson.summary)
        action.triggered.connect(lambda _checked=False, lesson=lesson: begin(lesson))

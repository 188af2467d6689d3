"""Ctrl+K begins lessons and opens examples by their words, behind all that acts on the present drawing."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.commands.editor import Editor
from app.document.example import Example
from app.document.networks.lessons import Lesson
from app.i18n.translation import use_language
from app.window.actions.gallery_commands import gallery_commands
from app.window.actions.model_commands import model_commands
from app.window.frame.chooser import ChooserEntry, matching

opened: list[str] = []


def entries() -> list[ChooserEntry]:
    opened.clear()

    def begin(lesson: Lesson) -> None:
        opened.append(lesson.id)

    def open_example(example: Example) -> None:
        opened.append(example.title)

    return gallery_commands(begin, open_example)


def test_a_lesson_is_found_by_its_title_and_begun(qtbot: QtBot) -> None:
    """“Nothing of that name” was the answer to “price of”."""
    (lesson,) = matching(entries(), "price of")
    lesson.callback()
    assert opened == ["back-propagation"] and lesson.belongs == "Lessons"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_lessons_are_found_by_their_chapter(language: str, qtbot: QtBot) -> None:
    """“STDP” found an example alone."""
    use_language(language)
    try:
        found = matching(entries(), "stdp")
        ways = matching(entries(), "four ways")
    finally:
        use_language("en")
    for entry in found:
        entry.callback()
    assert set(opened) >= {"STDP", "order", "rivals"} and len(ways) == 4


def test_an_example_is_found_by_what_it_is_for(qtbot: QtBot) -> None:
    (example,) = matching(entries(), "praise alone")
    example.callback()
    assert opened == ["Rewarded actions"]


def test_they_are_found_in_the_language_of_the_window(qtbot: QtBot) -> None:
    use_language("zh_CN")
    try:
        found = matching(entries(), "往回走的代价")
    finally:
        use_language("en")
    assert [entry.belongs for entry in found] == ["课程"]


def test_in_a_chinese_window_they_are_found_in_english_too(qtbot: QtBot) -> None:
    use_language("zh_CN")
    try:
        (lesson,) = matching(entries(), "price of")
        (example,) = matching(entries(), "rewarded actions")
    finally:
        use_language("en")
    assert (lesson.belongs, example.belongs) == ("课程", "示例")


def test_who_means_a_part_of_the_drawing_does_not_leave_it(qtbot: QtBot) -> None:
    """“Digits” is an example, and a word of a dataset that is wanted in the drawing."""
    data = ChooserEntry("Handwritten digits", "Data", lambda: opened.append("data"))
    found = matching([*entries(), data], "digits")
    assert found[0] is data and len(found) > 3


@pytest.mark.parametrize("typed", ["staircase", "stairc", "a stair"])
def test_a_part_of_a_title_goes_before_the_alias_of_a_model(qtbot: QtBot, typed: str) -> None:
    """“Step forward” is called a staircase by some, and stood before the lesson of that title."""
    models = model_commands(Editor(), opened.append)
    found = matching([*models, *entries()], typed)
    assert found[0].text == "A staircase" and (len(found) > 1 or typed == "a stair")


def test_a_model_that_is_called_so_itself_goes_before_an_example(qtbot: QtBot) -> None:
    found = matching([*entries(), *model_commands(Editor(), opened.append)], "yin-yang")
    assert [entry.belongs for entry in found][:2] == ["Data", "Examples"]

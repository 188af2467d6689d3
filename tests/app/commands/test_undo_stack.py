"""The steps of undo by themselves: what they tell, what is clean, what is merged, and what stays where one fails."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from app.commands.undo_stack import UndoStack, UndoStep
from app.document.document import Document
from app.document.edits import Compound, ReplaceElement, SetSettings
from app.document.elements import Node


class Bench:
    """A document, its steps, and what they told."""

    def __init__(self) -> None:
        self.document, self.stack = Document(), UndoStack()
        self.told: list[int | bool] = []
        self.stack.index_changed.connect(self.told.append)
        self.stack.clean_changed.connect(self.told.append)

    def do(self, value: str, key: str | None = None) -> None:
        edit = SetSettings(replace(self.document.settings, title=value))
        self.stack.push(UndoStep(self.document, edit, edit.apply(self.document), f"to {value}", key))

    @property
    def title(self) -> str:
        return self.document.settings.title

    def news(self) -> list[int | bool]:
        told, self.told[:] = list(self.told), []
        return told


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_steps_are_undone_and_made_again_and_what_is_made_instead_takes_their_place(bench: Bench) -> None:
    stack = bench.stack
    bench.do("a")
    bench.do("b")
    assert (stack.count(), stack.index(), stack.undo_text, stack.redo_text) == (2, 2, "to b", "")
    assert bench.news() == [1, False, 2]
    stack.undo()
    assert (bench.title, stack.undo_text, stack.redo_text, stack.can_redo) == ("a", "to a", "to b", True)
    stack.redo()
    stack.redo()
    assert bench.title == "b" and bench.news() == [1, 2]
    stack.go_to(0)
    assert bench.title == "" and bench.news() == [1, 0, True] and not stack.can_undo
    bench.do("c")
    assert [stack.text(n) for n in range(stack.count())] == ["to c"] and not stack.can_redo


def test_what_was_saved_is_known_until_its_steps_are_gone(bench: Bench) -> None:
    stack = bench.stack
    bench.do("a")
    stack.set_clean()
    assert bench.news() == [1, False, True]
    stack.undo()
    assert not stack.is_clean
    stack.redo()
    assert stack.is_clean
    stack.undo()
    bench.do("b")
    stack.undo()
    assert not stack.is_clean, "what was saved can't be reached any more"
    stack.clear()
    assert stack.is_clean and (stack.count(), stack.index()) == (0, 0)


def test_a_gesture_is_one_step_and_none_where_it_ends_where_it_began(bench: Bench) -> None:
    stack = bench.stack
    bench.do("a", "drag")
    bench.do("b", "drag")
    assert stack.count() == 1 and bench.news() == [1, False, 1], "each is told"
    stack.undo()
    assert bench.title == ""
    stack.redo()
    assert bench.title == "b"
    bench.do("", "drag")
    assert stack.count() == 0 and stack.is_clean
    stack.redo()
    bench.do("c", "drag")
    bench.do("d", "another")
    assert stack.count() == 2
    stack.set_clean()
    bench.do("e", "another")
    assert stack.count() == 3, "what was saved stays a step of its own"
    stack.undo()
    bench.do("d")
    assert stack.can_redo, "what changes nothing takes nothing away"


def test_several_parts_are_one_step_within_one_and_given_up_whole(bench: Bench) -> None:
    stack = bench.stack
    stack.begin("outer")
    bench.do("a")
    stack.begin("inner")
    bench.do("b")
    assert not stack.can_undo and bench.news() == [], "nothing is undone in the middle"
    stack.end()
    stack.end()
    assert (stack.count(), stack.undo_text, bench.news()) == (1, "outer", [1, False])
    told: list[object] = []
    bench.document.changed.connect(lambda change: told.append(change))
    stack.undo()
    assert bench.title == "" and len(told) == 1, "all of it is told at once"
    stack.redo()
    assert bench.title == "b"
    stack.begin("failing")
    bench.do("c")
    stack.give_up()
    assert bench.title == "b" and stack.count() == 1
    stack.begin("nothing")
    stack.end()
    assert stack.count() == 1


def test_a_listener_that_fails_leaves_the_step_undone_and_an_edit_that_fails_leaves_it_made(bench: Bench) -> None:
    stack = bench.stack
    bench.do("a")

    def fail(_change: object) -> None:
        raise RuntimeError

    bench.document.changed.connect(fail)
    with pytest.raises(Exception):  # noqa: B017  psygnal wraps what a listener raises
        stack.undo()
    assert (bench.title, stack.index()) == ("", 0)
    bench.document.changed.disconnect(fail)
    stack.push(
        UndoStep(bench.document, Compound(()), ReplaceElement(Node("gone", "note", "", "", (0, 0))), "cannot be undone")
    )
    with pytest.raises(KeyError):
        stack.undo()
    assert stack.index() == 1

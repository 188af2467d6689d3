"""Menus and shortcuts are data; these laws keep them free of clashes."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QKeySequence

from app.window.frame.menu import Again
from tests.app.menus import actions, menus


def test_no_two_actions_share_a_shortcut() -> None:
    used = Counter(QKeySequence(s).toString() for action in actions().values() for s in action.shortcuts)
    assert [shortcut for shortcut, count in used.items() if count > 1] == []


def test_no_shortcut_begins_another() -> None:
    sequences = {s: QKeySequence(s) for action in actions().values() for s in action.shortcuts}
    for text, sequence in sequences.items():
        for other, longer in sequences.items():
            partial = sequence.matches(longer) is QKeySequence.SequenceMatch.PartialMatch
            assert not partial, f"{text} hides {other}"


def test_qt_understands_every_shortcut() -> None:
    for action in actions().values():
        for shortcut in action.shortcuts:
            assert not QKeySequence(shortcut).isEmpty(), (action.id, shortcut)
            assert "Unknown" not in QKeySequence(shortcut).toString()


def test_ids_are_unique_and_name_their_menu() -> None:
    ids = [action.id for menu in menus() for action in menu.actions()]
    assert len(ids) == len(set(ids))
    for menu in menus():
        assert all(action.id.startswith(f"{menu.id}.") for action in menu.actions())


def test_what_stands_in_a_menu_again_is_an_action_of_another() -> None:
    again = {item.id: menu.id for menu in menus() for item in menu.items if isinstance(item, Again)}
    assert again and again.keys() <= actions().keys()
    assert not [id for id, menu in again.items() if id.startswith(f"{menu}.")]


def test_no_shortcut_is_a_single_letter() -> None:
    for action in actions().values():
        assert not [s for s in action.shortcuts if len(s) == 1 and s.isalpha()], action.id


def test_tab_is_left_to_moving_the_focus() -> None:
    assert not [a.id for a in actions().values() if {"Tab", "Shift+Tab"} & set(a.shortcuts)]

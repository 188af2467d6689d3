"""A change of theme reaches what lives, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme, use_theme
from app.commands import intentions
from app.commands.editor import Editor
from app.inspector.panel import InspectorPanel
from app.widgets.text import Text


@pytest.fixture
def dark() -> Iterator[None]:
    before = theme().dark
    use_theme(True)
    yield
    use_theme(before)


@pytest.mark.usefixtures("dark")
def test_a_form_that_was_replaced_does_not_hear_of_the_next_theme(qtbot: QtBot) -> None:
    editor = Editor()
    first = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (0, 0))
    panel = InspectorPanel(editor)
    qtbot.addWidget(panel)
    panel.show()
    editor.selection.clear()
    editor.selection.set((first,))
    QTest.qWait(10)  # the replaced rows are deleted in the event loop
    with qtbot.capture_exceptions() as exceptions:
        use_theme(False)
        QTest.qWait(10)
    assert exceptions == []


@pytest.mark.usefixtures("dark")
def test_words_take_the_colours_of_the_new_theme(qtbot: QtBot) -> None:
    label = Text("words", tone="text2")
    qtbot.addWidget(label)
    before = label.palette().windowText().color()
    use_theme(False)
    after = label.palette().windowText().color()
    assert before != after
    assert after == theme().color("text2")

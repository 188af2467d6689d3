"""Comments: nodes and links take them in the same way, show that they have them, and say them under the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.canvas.interaction.hints import folded, hint_for
from app.canvas.interaction.inline_edit import NoteEdit, comment_selected
from app.canvas.popups.context_menu import menu_for
from app.canvas.scene.hit import Hit
from app.commands import intentions
from app.document.meaning.meaning import meaning

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def link(editor, view, pair) -> str:
    """Between populations far enough apart for a whole badge."""
    intentions.move(editor, {pair[1]: (720.0, 0.0)})
    made = intentions.connect(editor, pair[0], "out", pair[1], "in")
    editor.undo_stack.clear()
    view.fit()
    return made


@pytest.fixture(params=["node", "link", "link of values"])
def element(request, editor, view, pair, link) -> str:
    """What is written about."""
    if request.param == "link of values":
        data = intentions.add_node(editor, "datasets/digits", (0.0, 400.0))
        code = intentions.add_node(editor, "encoders/latency", (400.0, 400.0))
        made = intentions.connect(editor, data, "values", code, "values")
        view.fit()
        return made
    return link if request.param == "link" else pair[0]


def hit_of(view, element: str) -> Hit:
    return Hit(node=view.drawing.nodes.get(element), link=view.drawing.links.get(element))


def said(view, element: str) -> str:
    return hint_for(hit_of(view, element), {}, view.editor.document, False)


def item_of(view, element: str):
    return view.drawing.nodes.get(element) or view.drawing.links[element]


def painted(view, element: str) -> QImage:
    """What is seen where the sign of a comment would be."""
    QApplication.processEvents()
    place = view.mapFromScene(item_of(view, element).comment_place()).boundingRect()
    return view.grab(place).toImage()


def written(view) -> NoteEdit:
    (field,) = (f for f in view.findChildren(NoteEdit) if f.isVisible())
    return field


def test_the_menu_of_a_node_and_of_a_link_writes_a_comment_which_is_one_step(editor, view, element):
    means, steps = meaning(editor.document).description, editor.undo_stack.count()
    editor.selection.clear()
    without = painted(view, element)
    menu = menu_for(view, hit_of(view, element), QPointF())
    (action,) = (a for a in menu.actions() if a.text().startswith("Comment…"))
    action.trigger()
    field = written(view)
    assert QApplication.focusWidget() is field and view.viewport().rect().contains(field.geometry())
    QTest.keyClicks(field, "From Brunel 2000")
    QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
    assert editor.document.element(element).text == "From Brunel 2000"
    assert said(view, element).splitlines().count("From Brunel 2000") == 1
    assert editor.undo_stack.count() == steps + 1 and meaning(editor.document).description == means
    editor.selection.clear()
    assert painted(view, element) != without, "a sign that something is written"
    editor.undo_stack.undo()
    editor.selection.clear()
    assert editor.document.element(element).text == "" and painted(view, element) == without


def test_a_double_click_on_the_sign_opens_what_is_written(editor, view, hand, element):
    intentions.set_text(editor, element, "Why")
    steps = editor.undo_stack.count()
    sign = item_of(view, element).comment_place()
    hand.double_click(sign.topLeft() + QPointF(3.0, 3.0))
    assert written(view).toPlainText() == "Why"
    QTest.keyClick(written(view), Qt.Key.Key_Escape)
    assert editor.document.element(element).text == "Why" and editor.undo_stack.count() == steps


def test_a_comment_out_of_sight_is_gone_to_before_it_is_written(editor, view, element):
    view.actual_size()
    view.centerOn(QPointF(40_000.0, 40_000.0))
    editor.selection.set((element,))
    comment_selected(view)
    assert view.visible_area().contains(item_of(view, element).comment_place())
    assert view.viewport().rect().contains(written(view).geometry())


def test_a_note_is_its_own_comment(editor, view):
    note = intentions.add_note(editor, (0.0, 0.0), "words")
    comment_selected(view)
    assert written(view).toPlainText() == "words"
    QTest.keyClicks(written(view), "other words")
    view.setFocus()
    assert editor.document.nodes[note].text == "other words"


def test_a_link_that_goes_away_while_it_is_written_about_takes_the_words_along(editor, view, link):
    editor.selection.set((link,))
    comment_selected(view)
    QTest.keyClicks(written(view), "lost")
    field = written(view)
    intentions.delete(editor, (link,))
    field.close()
    assert link not in editor.document.links


def test_a_reconnected_link_and_a_copy_keep_their_comment(editor, pair, link):
    intentions.set_text(editor, link, "Why")
    third = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (720.0, 400.0))
    intentions.reconnect(editor, link, pair[0], "out", third, "in")
    assert editor.document.links[link].text == "Why"
    editor.selection.set((pair[0], third))
    intentions.duplicate(editor)
    assert [k.text for k in editor.document.links.values()] == ["Why", "Why"]


def test_of_a_long_comment_the_beginning_is_said(editor, view, element):
    """A tooltip that would have been higher than the screen was not shown at all."""
    intentions.set_text(editor, element, "one more line\n" * 60)
    lines = said(view, element).splitlines()
    assert lines.count("one more line") == 11 and "one more line…" in lines
    intentions.set_text(editor, element, "word " * 1000)
    assert len(said(view, element)) < 1000


def test_a_long_line_of_a_tooltip_is_broken_between_words_and_chinese_anywhere():
    """A comment of one line ran across the whole screen."""
    words = "where these values come from " * 8
    lines = folded(f"Neurons\n{words.strip()}\n{'名字' * 50}\n{'x' * 100} end").split("\n")
    assert lines[0] == "Neurons" and max(len(line) for line in lines) <= 72
    spoken = [line for line in lines if "values" in line or "come" in line]
    assert " ".join(spoken) == words.strip()
    chinese = [line for line in lines if "名" in line]
    assert "".join(chinese) == "名字" * 50 and max(len(line) for line in chinese) == 36
    assert lines[-2:] == ["x" * 72, "x" * 28 + " end"]


def test_who_ends_a_note_by_escape_keeps_what_was_written_and_undo_takes_it_back(editor, view, element):
    """What was typed was lost, and nothing brought it back."""
    for name in (intentions.add_note(editor, (900.0, 0.0)), element):
        editor.selection.set((name,))
        comment_selected(view)
        QTest.keyClicks(written(view), "A line")
        QTest.keyClick(written(view), Qt.Key.Key_Return)
        QTest.keyClicks(written(view), "and another")
        QTest.keyClick(written(view), Qt.Key.Key_Escape)
        assert editor.document.element(name).text == "A line\nand another"
        assert QApplication.focusWidget() is view
        editor.undo_stack.undo()
        assert editor.document.element(name).text == ""

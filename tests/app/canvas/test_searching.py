"""Finding nodes, and where the lists stand in which one searches."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from app.appearance.theme import theme
from app.canvas.popups.offer_list import ICON, PAD, OfferRow, fitted
from app.commands import intentions
from tests.activation import activate


def test_find_goes_to_the_node(editor, view, pair):
    intentions.move(editor, {pair[1]: (9600.0, 4800.0)})
    view.overlays.finder.open()
    QTest.keyClicks(view.overlays.finder.field, "seco")
    QTest.keyClick(view.overlays.finder.field, Qt.Key.Key_Return)
    assert editor.selection.ids == (pair[1],)
    assert view.visible_area().contains(view.drawing.nodes[pair[1]].scene_area())


def test_find_goes_to_what_is_called_so_before_a_note_that_speaks_of_it(editor, view, pair):
    intentions.add_note(editor, (0.0, 400.0), "A note beside the Second")
    view.overlays.finder.open()
    QTest.keyClicks(view.overlays.finder.field, "sec")
    assert len(view.overlays.finder.found("sec")) == 2
    QTest.keyClick(view.overlays.finder.field, Qt.Key.Key_Return)
    assert editor.selection.ids == (pair[1],)


def test_what_is_searched_in_stands_wholly_in_a_low_canvas_beside_the_panel_over_it(view):
    view.resize(800, 240)
    view.set_covered_right(300)
    free = view.rect().adjusted(0, 0, -300, 0)
    view.quick_add()
    assert free.contains(view.offered.geometry()) and view.offered.rows.isVisible()
    view.offered.leave()
    view.overlays.finder.open()
    assert free.contains(view.overlays.finder.geometry())
    assert view.overlays.finder.nothing.words == "There is no node yet."


def test_find_goes_to_a_link_by_its_comment(editor, view, pair):
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")
    intentions.set_text(editor, link, "After Brunel 2000")
    editor.selection.clear()
    view.overlays.finder.open()
    assert [row.key for row in view.overlays.finder.found("")] == sorted(pair, key=lambda i: row_name(editor, i))
    QTest.keyClicks(view.overlays.finder.field, "brunel")
    QTest.keyClick(view.overlays.finder.field, Qt.Key.Key_Return)
    assert editor.selection.ids == (link,)


def row_name(editor, node_id: str) -> str:
    return editor.document.nodes[node_id].title.casefold()


@pytest.mark.parametrize("part", ["a row that is not taken", "the words beneath"])
def test_a_press_beside_the_rows_leaves_the_keyboard_in_the_field(qtbot, editor, view, part):
    """The canvas behind had it: Esc did not close the list, and Ctrl+A chose every node."""
    activate(qtbot, view)
    view.quick_add(QPointF(100, 100))
    popup = view.offered
    row = popup.rows.viewport()
    if part == "a row that is not taken":
        QTest.mousePress(row, Qt.MouseButton.LeftButton, pos=QPoint(40, 20))
        QTest.mouseRelease(row, Qt.MouseButton.LeftButton, pos=QPoint(40, 2000))
    else:
        QTest.mouseClick(popup, Qt.MouseButton.LeftButton, pos=QPoint(3, popup.height() - 4))
    assert popup.isVisible() and popup.field.hasFocus()
    QTest.keyClick(view.window().focusWidget(), Qt.Key.Key_Escape)
    assert not popup.isVisible() and view.hasFocus()


def test_what_is_found_keeps_its_name_beside_a_long_word_of_where_it_is(qapp):
    """In a group within a group nothing was left of it."""
    row = OfferRow("a", "population", "Population 2", "Leaky integrate-and-fire · Cortex › Layer 4 of the left side")
    name, detail = fitted(row, 280.0)
    assert name == "Population 2" and detail.startswith("Leaky") and "…" in detail and detail.endswith("side")
    assert fitted(OfferRow("b", "note", "Note", "Text"), 280.0) == ("Note", "Text")
    assert fitted(OfferRow("c", "note", "A name without an end " * 9, "Text"), 280.0)[0].endswith("…")


def test_names_of_models_are_read_whole_where_the_canvas_has_room_and_the_width_stays_while_one_types(view):
    view.quick_add(QPointF(0, 0))
    popup, width = view.offered, view.offered.width()
    room = popup.rows.viewport().width() - theme().px(ICON + 4 * PAD)
    assert all(fitted(row, room) == (row.name, row.detail) for row in popup.found(""))
    QTest.keyClicks(popup.field, "lif")
    assert popup.width() == width
    popup.leave()
    view.resize(400, 500)
    view.quick_add(QPointF(0, 0))
    assert view.offered.width() < width and view.viewport().rect().contains(view.offered.geometry())

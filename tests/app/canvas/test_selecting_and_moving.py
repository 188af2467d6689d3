"""Choosing and moving by mouse and keys; every move is one step that undo takes back."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from app.canvas.interaction.keyboard import hit_of_selection
from app.canvas.link_walk import go_to_link
from app.commands import intentions
from app.document.place_words import link_words

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_a_click_chooses_a_node_and_one_on_empty_ground_chooses_nothing(editor, hand, pair):
    hand.click(hand.middle(pair[0]))
    assert editor.selection.ids == (pair[0],)
    hand.click((300.0, 300.0))
    assert editor.selection.ids == ()


def test_a_click_with_shift_adds_and_takes_away(editor, hand, pair):
    hand.click(hand.middle(pair[0]))
    hand.click(hand.middle(pair[1]), SHIFT)
    assert editor.selection.ids == pair
    hand.click(hand.middle(pair[0]), SHIFT)
    assert editor.selection.ids == (pair[1],)


def test_a_rubber_band_chooses_what_it_touches(editor, hand, pair):
    hand.drag((40.0, -60.0), (330.0, 260.0))
    assert editor.selection.ids == (pair[0],)
    hand.drag((40.0, -60.0), (700.0, 260.0))
    assert set(editor.selection.ids) == set(pair)
    assert editor.undo_stack.count() == 0


def test_escape_during_a_rubber_band_gives_the_former_choice_back(editor, hand, pair):
    editor.selection.set((pair[1],))
    hand.press((40.0, -60.0), modifiers=SHIFT)
    hand.move((200.0, 100.0))
    hand.move((330.0, 260.0))
    assert set(editor.selection.ids) == set(pair)
    hand.key(Qt.Key.Key_Escape)
    assert editor.selection.ids == (pair[1],)


def test_dragging_a_node_moves_it_on_the_grid_as_one_step(editor, hand, pair):
    start = hand.middle(pair[0])
    hand.drag(start, start + QPointF(53, 130))
    assert editor.document.nodes[pair[0]].position == (144.0, 120.0)
    assert editor.undo_stack.count() == 1
    editor.undo_stack.undo()
    assert editor.document.nodes[pair[0]].position == (96.0, 0.0)
    editor.undo_stack.redo()
    assert editor.document.nodes[pair[0]].position == (144.0, 120.0)


def test_two_drags_are_two_steps(editor, hand, pair):
    for _ in range(2):
        start = hand.middle(pair[0])
        hand.drag(start, start + QPointF(48, 0))
    assert editor.undo_stack.count() == 2
    editor.undo_stack.undo()
    assert editor.document.nodes[pair[0]].position == (144.0, 0.0)


def test_alt_leaves_the_grid(editor, hand, pair):
    start = hand.middle(pair[0])
    hand.drag(start, start + QPointF(53, 0), modifiers=ALT)
    x, _ = editor.document.nodes[pair[0]].position
    assert x % 24 != 0 and abs(x - 149) <= 1


def test_dragging_one_of_several_chosen_moves_them_all(editor, hand, pair):
    editor.selection.set(pair)
    start = hand.middle(pair[0])
    hand.drag(start, start + QPointF(0, 72))
    assert [editor.document.nodes[i].position for i in pair] == [(96.0, 72.0), (480.0, 72.0)]
    editor.undo_stack.undo()
    assert [editor.document.nodes[i].position for i in pair] == [(96.0, 0.0), (480.0, 0.0)]


def test_a_click_that_trembles_moves_nothing(editor, hand, pair):
    start = hand.middle(pair[0])
    hand.drag(start, start + QPointF(2, 1))
    assert editor.undo_stack.count() == 0


def test_escape_during_a_drag_puts_the_node_back(editor, hand, pair):
    start = hand.middle(pair[0])
    hand.press(start)
    hand.move(start + QPointF(60, 60))
    assert editor.document.nodes[pair[0]].position != (96.0, 0.0)
    hand.key(Qt.Key.Key_Escape)
    assert editor.document.nodes[pair[0]].position == (96.0, 0.0)


def test_arrows_go_to_the_next_node_in_their_direction(editor, hand, view, pair):
    below = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (96.0, 240.0))
    editor.selection.set((pair[0],))
    hand.key(Qt.Key.Key_Right)
    assert editor.selection.ids == (pair[1],)
    assert view.drawing.nodes[pair[1]].focused
    hand.key(Qt.Key.Key_Left)
    hand.key(Qt.Key.Key_Down)
    assert editor.selection.ids == (below,)
    hand.key(Qt.Key.Key_Down)
    assert editor.selection.ids == (below,)
    assert "Population" in view.accessibleDescription()


def test_keys_step_through_the_links_of_a_node_and_arrows_go_on_from_it(editor, hand, view, pair):
    """Nobody without a mouse came to the form of a link."""
    first, second = pair
    intentions.connect(editor, first, "out", second, "in")
    intentions.connect(editor, second, "out", first, "in")
    away, back = editor.document.links
    editor.selection.set((second,))
    go_to_link(view, 1)
    assert editor.selection.ids == (back,) and view.drawing.focus_id == second
    assert view.accessibleDescription() == link_words(editor.document, editor.document.links[back])
    go_to_link(view, 1)
    assert editor.selection.ids == (away,)
    go_to_link(view, 1)
    assert editor.selection.ids == (back,), "round and round"
    go_to_link(view, -1)
    assert editor.selection.ids == (away,)
    assert hit_of_selection(view).link is view.drawing.links[away], "its menu is opened by the keyboard"
    hand.key(Qt.Key.Key_Left)
    assert editor.selection.ids == (first,)
    view.drawing.set_focus(None)
    editor.selection.set((away,))  # by the mouse
    hand.key(Qt.Key.Key_Right)
    assert editor.selection.ids == (second,)


def test_the_keyboard_goes_along_with_what_is_chosen_otherwise(editor, hand, view, pair):
    """Else arrows would set out from where one was before."""
    editor.selection.set((pair[0],))
    hand.key(Qt.Key.Key_Right)
    assert view.drawing.focus_id == pair[1]
    added = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (96.0, 240.0))
    assert editor.selection.ids == (added,) and view.drawing.focus_id == added
    assert [i for i, item in view.drawing.nodes.items() if item.focused] == [added]
    hand.key(Qt.Key.Key_Up)
    assert editor.selection.ids == (pair[0],)


def test_arrows_go_on_after_the_node_that_the_keyboard_was_at_was_deleted(editor, hand, view, pair):
    editor.selection.set((pair[0],))
    hand.key(Qt.Key.Key_Right)
    intentions.delete_selection(editor)
    assert view.drawing.focus_id is None
    hand.key(Qt.Key.Key_Left)
    assert editor.selection.ids == (pair[0],) and view.drawing.focus_id == pair[0]


def test_arrows_with_shift_add_to_the_choice(editor, hand, pair):
    editor.selection.set((pair[0],))
    hand.key(Qt.Key.Key_Right, SHIFT)
    assert editor.selection.ids == pair


def test_arrows_with_control_move_what_is_chosen_by_one_step_of_the_grid(editor, hand, pair):
    editor.selection.set((pair[0],))
    hand.key(Qt.Key.Key_Right, CONTROL)
    assert editor.document.nodes[pair[0]].position == (120.0, 0.0)
    editor.undo_stack.undo()
    assert editor.document.nodes[pair[0]].position == (96.0, 0.0)


def test_the_tab_key_brings_the_keyboard_to_a_node(editor, view, pair):
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.drawing.focus_id == pair[0]
    assert view.accessibleDescription().startswith("First, population")


def test_the_middle_button_and_space_pan_without_choosing(editor, hand, view, pair):
    before = view.mapFromScene(QPointF(0, 0))
    hand.drag((300.0, 300.0), (340.0, 320.0), button=Qt.MouseButton.MiddleButton)
    assert view.mapFromScene(QPointF(0, 0)) - before == QPoint(40, 20)
    QTest.keyPress(view, Qt.Key.Key_Space)
    hand.drag(hand.middle(pair[0]), hand.middle(pair[0]) + QPointF(30, 0))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert view.mapFromScene(QPointF(0, 0)) - before == QPoint(70, 20)
    assert editor.selection.ids == () and editor.undo_stack.count() == 0


def test_space_alone_asks_for_run_or_pause_and_space_with_a_drag_does_not(qtbot, hand, view, pair):
    with qtbot.waitSignal(view.space_tapped):
        hand.key(Qt.Key.Key_Space)
    told = []
    view.space_tapped.connect(lambda: told.append(True))
    QTest.keyPress(view, Qt.Key.Key_Space)
    hand.drag((300.0, 300.0), (340.0, 320.0))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert not told


def test_dragging_to_the_edge_moves_the_ground_and_the_node_goes_on(qtbot, editor, hand, view, pair):
    start = hand.middle(pair[0])
    before = view.mapFromScene(QPointF(0, 0))
    hand.press(start)
    hand.move(start + QPointF(20, 0))
    edge = view.mapToScene(QPoint(view.viewport().width() - 4, 300))
    hand.move(edge)
    reached = editor.document.nodes[pair[0]].position[0]
    qtbot.waitUntil(lambda: editor.document.nodes[pair[0]].position[0] > reached + 48)
    hand.release(view.mapToScene(QPoint(view.viewport().width() - 4, 300)))
    assert view.mapFromScene(QPointF(0, 0)).x() < before.x()
    assert editor.undo_stack.count() == 1
    place = view.mapFromScene(QPointF(0, 0))
    qtbot.wait(80)
    assert view.mapFromScene(QPointF(0, 0)) == place

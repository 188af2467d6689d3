"""Bends: a link is dragged by any point of its thread, and keeps the way that it was given."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt

from app.canvas.interaction.arranging import put_in_layers
from app.canvas.popups.context_menu import menu_for
from app.canvas.scene.hit import Hit
from app.commands import intentions
from app.document.file.clipboard import copied_elements, pasted
from app.document.meaning.meaning import meaning

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def link(editor, view, pair) -> str:
    """A link long enough to be taken in its middle, nothing to undo."""
    intentions.move(editor, {pair[1]: (720.0, 0.0)})
    made = intentions.connect(editor, pair[0], "out", pair[1], "in")
    editor.selection.clear()
    editor.undo_stack.clear()
    view.centerOn(480, 100)
    return made


def middle(view, link: str) -> QPointF:
    """On the thread, clear of its badge and its ends."""
    return view.drawing.links[link].way.path.pointAtPercent(0.3)


def bends(editor, link: str):
    return editor.document.links[link].bends


def test_dragging_a_thread_bends_the_link_on_the_grid_as_one_step(editor, hand, view, link):
    before = meaning(editor.document).description
    start = middle(view, link)
    hand.drag(start, QPointF(500, 250))
    assert bends(editor, link) == ((504.0, 240.0),)
    assert view.drawing.links[link].way.path.boundingRect().bottom() == pytest.approx(240.0, abs=12.0)
    assert editor.undo_stack.count() == 1 and editor.selection.ids == (link,)
    assert meaning(editor.document).description == before
    editor.undo_stack.undo()
    assert bends(editor, link) == ()
    editor.undo_stack.redo()
    assert bends(editor, link) == ((504.0, 240.0),)


def test_a_bend_is_dragged_on_and_a_second_is_made_beside_it_in_the_order_of_the_way(editor, hand, view, link):
    hand.drag(middle(view, link), QPointF(504, 240))
    hand.drag(QPointF(504, 240), QPointF(480, 288))
    assert bends(editor, link) == ((480.0, 288.0),)
    start = view.drawing.links[link].way.path.pointAtPercent(0)
    hand.drag((start + QPointF(480, 288)) / 2, QPointF(384, 264))
    assert bends(editor, link) == ((384.0, 264.0), (480.0, 288.0))


def test_alt_leaves_the_grid(editor, hand, view, link):
    hand.drag(middle(view, link), QPointF(500, 250), modifiers=ALT)
    ((x, y),) = bends(editor, link)
    assert (x, y) == pytest.approx((500.0, 250.0), abs=1.5)


def test_a_double_click_makes_a_bend_and_takes_it_away(editor, hand, view, link):
    intentions.move(editor, {editor.document.links[link].target: (720.0, 240.0)})
    at = middle(view, link)
    hand.double_click(at)
    assert len(bends(editor, link)) == 1
    hand.double_click(QPointF(*bends(editor, link)[0]))
    assert bends(editor, link) == ()
    assert view.offered is None


def test_a_bend_let_go_where_it_makes_no_corner_is_gone(editor, hand, view, link):
    hand.drag(middle(view, link), QPointF(504, 240))
    level = view.drawing.links[link].way.tip.y()
    hand.drag(QPointF(504, 240), QPointF(504, level), modifiers=ALT)
    assert bends(editor, link) == ()


def test_escape_gives_the_former_way_back(editor, hand, view, link):
    start = middle(view, link)
    hand.press(start)
    hand.move(start + QPointF(0, 60))
    hand.move(start + QPointF(0, 90))
    assert bends(editor, link)
    hand.key(Qt.Key.Key_Escape)
    assert bends(editor, link) == ()


def test_a_click_on_a_thread_chooses_it_and_bends_nothing(editor, hand, view, link):
    hand.click(middle(view, link))
    assert editor.selection.ids == (link,) and bends(editor, link) == () and editor.undo_stack.count() == 0


def test_bends_go_with_both_ends_and_stay_when_one_moves(editor, hand, view, pair, link):
    intentions.bend(editor, link, ((504.0, 240.0),))
    editor.selection.set(pair)
    hand.drag(hand.middle(pair[0]), hand.middle(pair[0]) + QPointF(48, 72))
    assert bends(editor, link) == ((552.0, 312.0),)
    editor.undo_stack.undo()
    assert bends(editor, link) == ((504.0, 240.0),)
    editor.selection.set((pair[0],))
    hand.drag(hand.middle(pair[0]), hand.middle(pair[0]) + QPointF(48, 72))
    assert bends(editor, link) == ((504.0, 240.0),)


def test_a_layout_makes_links_straight_and_undo_bends_them_again(editor, view, link):
    intentions.bend(editor, link, ((504.0, 240.0),))
    put_in_layers(view)
    assert bends(editor, link) == ()
    editor.undo_stack.undo()
    assert bends(editor, link) == ((504.0, 240.0),)


def test_the_menu_of_a_bent_link_straightens_it(editor, view, link):
    def words():
        menu = menu_for(view, Hit(link=view.drawing.links[link]), QPointF(0, 0))
        return {action.text(): action for action in menu.actions()}

    assert "Straighten" not in words()
    intentions.bend(editor, link, ((504.0, 240.0),))
    words()["Straighten"].trigger()
    assert bends(editor, link) == ()


def test_a_copy_is_bent_beside_its_original(editor, pair, link):
    intentions.bend(editor, link, ((504.0, 240.0),))
    _, (copy,) = pasted(editor.document, copied_elements(editor.document, pair), None, 48.0)
    assert copy.bends == ((552.0, 288.0),)


def test_a_self_loop_with_bends_reaches_its_node_again(editor, view, pair):
    loop = intentions.connect(editor, pair[0], "out", pair[0], "in")
    intentions.bend(editor, loop, ((400.0, 300.0), (40.0, 300.0)))
    way = view.drawing.links[loop].way
    assert way.path.boundingRect().bottom() == pytest.approx(300.0, abs=1.0)
    assert way.tip.x() < view.drawing.nodes[pair[0]].scene_area().left()


@pytest.mark.parametrize("place", [(96.0, -120.0), (96.0, 300.0), (-140.0, 84.0), (300.0, 60.0), (300.0, -80.0)])
def test_a_self_loop_with_a_bend_goes_around_its_node(editor, view, place):
    """It ran behind the node from the port at its right."""
    node = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (0.0, 0.0))
    loop = intentions.connect(editor, node, "out", node, "in")
    intentions.bend(editor, loop, (place,))
    body = view.drawing.nodes[node].scene_body().adjusted(2, 2, -2, -2)
    path = view.drawing.links[loop].way.path
    assert not [t for t in range(1, 200) if body.contains(path.pointAtPercent(t / 200))]
    assert path.boundingRect().adjusted(-12, -12, 12, 12).contains(QPointF(*place))


def test_the_badge_of_a_link_with_a_deep_bend_covers_no_node_and_its_stem_no_thread(editor, view, pair, link):
    """It hung beside one half of the link, and its stem led through the other."""
    intentions.move(editor, {pair[0]: (0.0, 0.0), pair[1]: (312.0, 0.0)})
    area = view.drawing.nodes[pair[0]].scene_area()
    intentions.bend(editor, link, [(area.right() + 72.0, area.bottom() + 48.0)])
    item = view.drawing.links[link]
    assert not [node for node in view.drawing.nodes.values() if node.scene_area().intersects(item.badge)]
    anchor, badge = item.way.anchor, item.badge
    nearest = QPointF(
        min(max(anchor.x(), badge.left()), badge.right()), min(max(anchor.y(), badge.top()), badge.bottom())
    )
    stem = QRectF(anchor, nearest).normalized().adjusted(-1, -1, 1, 1)
    crossed = [p for p in item.laid.samples.tolist() if stem.contains(QPointF(*p))]
    assert all((QPointF(*p) - anchor).manhattanLength() < 12 for p in crossed)

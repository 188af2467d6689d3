"""Wires: from port to port, refused with a reason, or dropped on empty ground."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from app.commands import intentions


def test_dragging_from_port_to_port_makes_a_projection(editor, hand, pair):
    hand.drag(hand.port(pair[0]), hand.port(pair[1], "in", is_output=False))
    (link,) = editor.document.links.values()
    assert (link.source, link.target) == pair and link.synapses is not None
    assert editor.undo_stack.count() == 1
    editor.undo_stack.undo()
    assert not editor.document.links
    editor.undo_stack.redo()
    assert set(editor.document.links) == {link.id}


def test_a_wire_may_be_dragged_backwards_from_an_input(editor, hand, pair):
    hand.drag(hand.port(pair[1], "in", is_output=False), hand.port(pair[0]))
    (link,) = editor.document.links.values()
    assert (link.source, link.target) == pair


def test_a_wire_may_end_anywhere_on_a_node(editor, hand, pair):
    hand.drag(hand.port(pair[0]), hand.middle(pair[1]))
    (link,) = editor.document.links.values()
    assert (link.target, link.target_port) == (pair[1], "in")


def test_a_wire_from_a_population_to_itself_is_a_self_loop_above_it(editor, hand, view, pair):
    hand.drag(hand.port(pair[0]), hand.port(pair[0], "in", is_output=False))
    (link,) = editor.document.links.values()
    assert link.source == link.target == pair[0]
    assert view.drawing.links[link.id].way.path.boundingRect().top() < view.drawing.nodes[pair[0]].scene_area().top()


def test_nodes_that_cannot_take_the_wire_fade_while_it_is_dragged(editor, hand, view, pair):
    stimulus = intentions.add_node(editor, "stimuli/poisson", (96.0, 260.0))
    start = hand.port(pair[0])
    hand.press(start)
    hand.move(start + QPointF(40, 20))
    assert view.drawing.nodes[stimulus].dimmed
    assert not view.drawing.nodes[pair[1]].dimmed
    assert (pair[1], "in", False) in view.drawing.nodes[pair[1]].legal_ports
    hand.key(Qt.Key.Key_Escape)
    assert not view.drawing.nodes[stimulus].dimmed and not view.drawing.nodes[pair[1]].legal_ports
    assert not editor.document.links


def test_a_refusal_says_why_and_changes_nothing(editor, hand, view, pair):
    decoder = intentions.add_node(editor, "decoders/spike_count", (480.0, 240.0))
    stimulus = intentions.add_node(editor, "stimuli/poisson", (96.0, 240.0))
    count = editor.undo_stack.count()
    hand.drag(hand.port(stimulus), hand.port(decoder, "in", is_output=False))
    assert view.overlays.refusal.isVisible() and "population" in view.overlays.refusal.words
    assert not editor.document.links and editor.undo_stack.count() == count


def test_a_wire_dropped_on_empty_ground_offers_only_what_fits(editor, hand, view, pair):
    dataset = intentions.add_node(editor, "datasets/digits", (96.0, 260.0))
    hand.drag(hand.port(dataset, "values"), (420.0, 340.0))
    assert view.offered is not None and view.offered.isVisible()
    keys = [row.key for row in view.offered.found("")]
    assert keys and all(key.startswith(("encoders/", "recorders/")) for key in keys)


def test_choosing_from_the_offer_adds_and_links_in_one_step(editor, hand, view, pair):
    before = editor.undo_stack.count()
    hand.drag(hand.port(pair[1]), (760.0, 90.0))
    field = view.offered.field
    QTest.keyClicks(field, "spike count")
    QTest.keyClick(field, Qt.Key.Key_Return)
    (link,) = editor.document.links.values()
    added = editor.document.nodes[link.target]
    assert added.model == "decoders/spike_count" and link.source == pair[1]
    assert editor.undo_stack.count() == before + 1
    editor.undo_stack.undo()
    assert set(editor.document.nodes) == set(pair) and not editor.document.links


def test_escape_closes_the_offer_and_adds_nothing(editor, hand, view, pair):
    hand.drag(hand.port(pair[1]), (760.0, 90.0))
    QTest.keyClick(view.offered.field, Qt.Key.Key_Escape)
    assert not view.offered.isVisible() and not editor.document.links


def test_parallel_links_keep_their_distance(editor, view, pair):
    links = [intentions.connect(editor, pair[0], "out", pair[1], "in") for _ in range(3)]
    heights = sorted(view.drawing.links[i].way.tip.y() for i in links)
    assert [b - a for a, b in pairwise(heights)] == [18, 18]


def test_a_click_on_a_badge_or_on_its_thread_chooses_the_link(editor, hand, view, pair):
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")
    item = view.drawing.links[link]
    editor.selection.clear()
    hand.click(item.badge.center())
    assert editor.selection.ids == (link,)
    editor.selection.clear()
    hand.click(item.way.path.pointAtPercent(0.3))
    assert editor.selection.ids == (link,)


def test_link_selected_joins_the_chosen_nodes_and_shows_a_refusal(editor, view, pair):
    editor.selection.set(pair)
    view.link_selected()
    assert len(editor.document.links) == 1
    first = intentions.add_node(editor, "stimuli/poisson", (0.0, 300.0))
    second = intentions.add_node(editor, "stimuli/poisson", (300.0, 300.0))
    editor.selection.set((first, second))
    view.link_selected()
    assert view.overlays.refusal.isVisible() and len(editor.document.links) == 1
    with pytest.raises(intentions.Refused, match="Nothing that leaves Poisson enters Poisson 2"):
        intentions.connect_selected(editor)


def test_an_undo_that_removes_the_node_ends_its_wire_and_its_offer(editor, hand, view):
    node = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (96.0, 0.0))
    start = hand.port(node)
    hand.press(start)
    hand.move(start + QPointF(60, 40))
    editor.undo_stack.undo()
    hand.release(start + QPointF(60, 40))
    assert view.offered is None and not editor.document.nodes
    editor.undo_stack.redo()
    hand.drag(hand.port(node), (560.0, 200.0))
    assert view.offered is not None
    editor.undo_stack.undo()
    assert view.offered is None


@pytest.mark.parametrize("place", [(120.0, 216.0), (120.0, -216.0), (-40.0, 192.0), (-120.0, -216.0)])
def test_a_link_that_goes_back_leads_behind_neither_of_its_nodes(editor, view, place):
    """One whose target stood below and a little to the right went down behind it and came out beneath."""
    source = intentions.add_node(editor, "neurons/leaky_integrator", (0.0, 0.0))
    target = intentions.add_node(editor, "decoders/largest_value", place)
    way = view.drawing.links[intentions.connect(editor, source, "out", target, "in")].way
    bodies = [view.drawing.nodes[i].scene_body().adjusted(6, 6, -6, -6) for i in (source, target)]
    points = [way.path.pointAtPercent(part / 200) for part in range(201)]
    assert not [point for point in points[4:-4] for body in bodies if body.contains(point)]

"""An end of a link is dragged to another port."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt

from app.commands import intentions

NEURON = "neurons/leaky_integrate_and_fire"


@pytest.fixture
def third(editor, view, pair) -> str:
    node = intentions.add_node(editor, NEURON, (480.0, 240.0), title="Third", size=10)
    editor.selection.clear()
    return node


@pytest.fixture
def link(editor, pair, third) -> str:
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")
    intentions.set_sign(editor, (link,), "inhibitory")
    editor.selection.clear()
    editor.undo_stack.clear()
    return link


def near_tip(view, link: str) -> QPointF:
    return view.drawing.links[link].way.tip - QPointF(14, 0)


def near_start(view, link: str) -> QPointF:
    return view.drawing.links[link].way.path.pointAtPercent(0) + QPointF(18, 0)


def test_the_end_of_a_link_is_dragged_to_another_node_in_one_step(editor, hand, view, pair, third, link):
    before = editor.document.links[link]
    hand.drag(near_tip(view, link), hand.port(third, "in", is_output=False))
    moved = editor.document.links[link]
    assert (moved.source, moved.target) == (pair[0], third)
    assert moved.synapses == before.synapses and moved.synapses.sign == "inhibitory"
    assert editor.undo_stack.count() == 1 and editor.selection.ids == (link,)
    editor.undo_stack.undo()
    assert editor.document.links[link] == before


def test_the_beginning_of_a_link_is_dragged_as_well(editor, hand, view, pair, third, link):
    hand.drag(near_start(view, link), hand.middle(third))
    moved = editor.document.links[link]
    assert (moved.source, moved.target) == (third, pair[1])


def test_escape_leaves_the_link_as_it_was(editor, hand, view, pair, third, link):
    stimulus = intentions.add_node(editor, "stimuli/poisson", (96.0, 260.0))
    count = editor.undo_stack.count()
    start = near_tip(view, link)
    hand.press(start)
    hand.move(hand.middle(third))
    assert view.drawing.links[link].dimmed and view.drawing.nodes[stimulus].dimmed
    assert not view.drawing.nodes[third].dimmed
    hand.key(Qt.Key.Key_Escape)
    hand.release(hand.middle(third))
    assert editor.document.links[link].target == pair[1] and editor.undo_stack.count() == count
    assert not view.drawing.links[link].dimmed and not view.drawing.nodes[stimulus].dimmed


def test_an_illegal_end_is_refused_with_the_reason(editor, hand, view, pair, link):
    stimulus = intentions.add_node(editor, "stimuli/poisson", (480.0, -240.0))
    count = editor.undo_stack.count()
    hand.drag(near_tip(view, link), hand.middle(stimulus))
    assert view.overlays.refusal.isVisible() and view.overlays.refusal.words
    assert editor.document.links[link].target == pair[1] and editor.undo_stack.count() == count


def test_let_go_over_empty_ground_or_over_its_own_port_the_link_stays(editor, hand, view, pair, link):
    hand.drag(near_tip(view, link), (420.0, 330.0))
    hand.drag(near_tip(view, link), hand.port(pair[1], "in", is_output=False))
    assert editor.document.links[link].target == pair[1] and editor.undo_stack.count() == 0
    assert view.offered is None and not view.overlays.refusal.isVisible()


def test_a_taken_input_gives_its_link_to_the_hand(editor, hand, view, pair, third):
    decoder = intentions.add_node(editor, "decoders/spike_count", (800.0, 0.0))
    other = intentions.add_node(editor, "decoders/spike_count", (800.0, 240.0))
    link = intentions.connect(editor, pair[1], "out", decoder, "in")
    hand.drag(hand.port(decoder, "in", is_output=False), hand.port(other, "in", is_output=False))
    assert editor.document.links[link].target == other and len(editor.document.links) == 1


def test_a_click_near_the_end_of_a_link_chooses_it(editor, hand, view, link):
    hand.click(near_tip(view, link))
    assert editor.selection.ids == (link,)


def test_an_undo_that_removes_the_link_ends_the_drag_of_its_end(editor, hand, view, pair, third):
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")
    hand.press(near_tip(view, link))
    hand.move(hand.middle(third))
    editor.undo_stack.undo()
    hand.release(hand.middle(third))
    assert not editor.document.links

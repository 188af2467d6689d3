"""Badges hang where they cover little, soon, in small and in large networks."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from app.canvas.interaction.arranging import group_selected
from app.canvas.links.badge import badge_area, badge_width, lines_that_fit, plate_without_words, stem
from app.canvas.links.link_face import LinkFace, weight_words
from app.canvas.links.link_path import BadgeSide, Route
from app.canvas.scene.badge_settling import CROWDED
from app.commands import intentions

NEURON = "neurons/leaky_integrate_and_fire"


def covered(view, link_id: str) -> list[str]:
    """Nodes that the badge of a link lies upon."""
    badge = view.drawing.links[link_id].badge
    return [i for i, node in view.drawing.nodes.items() if node.scene_area().intersects(badge)]


@pytest.fixture
def crowd(editor) -> list[str]:
    """Rows of ten nodes, with more links than are settled during a drag."""
    nodes = [
        intentions.add_node(editor, NEURON, (312.0 * (i % 10), 264.0 * (i // 10)), title=f"P{i}", size=100)
        for i in range(20)
    ]
    for _ in range(CROWDED // 9 + 1):
        for left, right in pairwise(nodes[10:]):
            intentions.connect(editor, left, "out", right, "in")
    return nodes


def test_in_a_large_network_badges_move_aside_once_it_rests(qtbot, editor, view, crowd):
    link = intentions.connect(editor, crowd[0], "out", crowd[2], "in")
    assert covered(view, link) == [crowd[1]]
    qtbot.waitUntil(lambda: not covered(view, link))


def test_a_load_ends_the_search_for_places_of_links_that_are_gone(qtbot, editor, view, crowd):
    intentions.connect(editor, crowd[0], "out", crowd[2], "in")
    editor.undo_stack.undo()
    link = intentions.connect(editor, crowd[3], "out", crowd[5], "in")
    qtbot.waitUntil(lambda: not covered(view, link))


def test_many_parallel_links_cover_no_end_and_no_other_badge(editor, view, pair):
    links = [intentions.connect(editor, pair[0], "out", pair[1], "in") for _ in range(4)]
    items = [view.drawing.links[i] for i in links]
    for item in items:
        assert not any(item.badge.intersects(other.badge) for other in items if other is not item)
        tips = [QRectF(other.way.tip, other.way.tip).adjusted(-6, -6, 6, 6) for other in items]
        assert not any(item.badge.intersects(tip) for tip in tips)
        assert not covered(view, item.link.id)


def test_a_badge_gives_way_to_a_node_that_is_put_over_it(editor, view, pair):
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")
    place = view.drawing.links[link].badge.topLeft()
    node = intentions.add_node(editor, "stimuli/poisson", (place.x() - 40, place.y() - 40))
    assert not view.drawing.links[link].badge.intersects(view.drawing.nodes[node].scene_area())


def test_where_there_is_no_room_for_all_of_the_second_line_it_keeps_the_number(qapp):
    """A trained weight has more digits, and the badge lost its second line."""
    face = LinkFace(title="Delta", rule="all to all", weight="w −0.0512 ±0.231")
    whole, one = badge_width(face, 2), badge_width(face, 1)
    assert one < badge_width(face, 2, 0.0) < whole
    for room in (whole + 20, whole, whole - 1, badge_width(face, 2, 0.0)):
        way = Route(QPainterPath(), QPointF(), 0.0, QPointF(100.0, 50.0), BadgeSide.BELOW, room)
        badge = badge_area(face, way)
        assert lines_that_fit(face, way) == 2 and badge.width() == min(whole, room)
        assert lines_that_fit(face, replace(way, lines=1)) == 1
    assert lines_that_fit(face, replace(way, room=room - 1)) == 1
    assert lines_that_fit(face, replace(way, room=one - 1)) == 0


@pytest.mark.parametrize("side", list(BadgeSide))
def test_a_badge_without_words_stays_at_its_stem(side):
    """It stood in the middle of the room for its words, apart from the stem."""
    way = Route(QPainterPath(), QPointF(), 0.0, QPointF(100.0, 50.0), side, 400.0)
    face = LinkFace(title="Exponential current", rule="all to all", weight="w 100")
    badge = badge_area(face, way)
    small = plate_without_words(badge, side)
    assert badge.contains(small)
    assert small.adjusted(-1, -1, 1, 1).contains(stem(badge, way)[1])


def test_badges_cover_no_words_at_the_ports_of_a_group(editor, view):
    """A corner of the badge lay under them."""
    drive = intentions.add_node(editor, "stimuli/poisson", (0.0, 0.0))
    inside = [
        intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (320.0, y), size=100) for y in (-120.0, 120.0)
    ]
    for target in inside:
        intentions.connect(editor, drive, "out", target, "in")
    editor.selection.set(inside)
    group_selected(view)
    (group,) = editor.selection.ids
    body, *words = view.drawing.nodes[group].placed.covered
    assert len(words) == 4 and not any(area.intersects(body) for area in words)
    for link in view.drawing.links.values():
        assert not any(link.badge.intersects(area) for area in words)


@pytest.mark.parametrize(
    ("mean", "spread", "words"),
    [
        (0.35, 0.1, "w 0.35"),
        (4.6, 6.9, "w 4.6 ±6.9"),  # as after STDP: many weights at 0, the others at their most
        (-2.0, 3.0, "w −2 ±3"),
        (0.004, 0.3, "w ±0.3"),
        (0.0, 150.0, "w ±150"),
        (0.0, 0.0, "w 0"),
    ],
)
def test_the_weights_of_a_link_are_said_by_their_mean_and_spread(mean: float, spread: float, words: str) -> None:
    assert weight_words(mean, spread) == words

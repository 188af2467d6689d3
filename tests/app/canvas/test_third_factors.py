"""What a rule hears besides both its sides is a wire to a port at the badge."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from app.canvas.interaction.arranging import duplicate_selected, paste
from app.canvas.interaction.hints import hint_for
from app.canvas.interaction.keyboard import hit_of_selection
from app.canvas.link_walk import go_to_link
from app.canvas.links.badge import paint_factor_ports
from app.canvas.popups.context_menu import menu_for
from app.canvas.scene.hit import Hit
from app.commands import intentions
from app.document.third_factors import drawn_factors, factor_id, heard_nodes
from engine import equations
from tests.app.canvas.test_adding_and_writing import entries

RULE = "plasticity/reward_modulated_stdp"
TYPED = (
    "hears: sugar  # what pleases\nhears: salt  # what does not\ndx/dt = -x/tau : 1\ndd/dt = -d/tau : 1\n"
    "de/dt = -e/tau : 1\ndw/dt = a*x*(d - e)/tau\non_sugar: d += 1\non_salt: e += 1\non_pre: x += 1\n"
    "tau = 20 ms (> 0)\na = 0.1 weights\n"
)


@pytest.fixture
def sugar(editor, view) -> str:
    node = intentions.add_node(editor, "stimuli/regular", (140.0, 220.0), title="Sugar")
    editor.selection.clear()
    return node


@pytest.fixture
def link(editor, pair) -> str:
    made = intentions.connect(editor, pair[0], "out", pair[1], "in")
    intentions.set_plasticity(editor, [made], RULE)
    editor.selection.clear()
    return made


def heard(editor, link: str) -> dict[str, str]:
    return heard_nodes(editor.document, editor.document.links[link])


def port(view, link: str, name: str = "reward") -> QPointF:
    return view.drawing.links[link].laid.factor_points[name]


def test_a_wire_dropped_on_the_badge_is_heard_in_one_step_and_drawn(editor, hand, view, sugar, link):
    steps = editor.undo_stack.count()
    hand.drag(hand.port(sugar), view.drawing.links[link].badge.center())
    assert heard(editor, link) == {"reward": sugar}
    assert editor.undo_stack.count() == steps + 1 and editor.selection.ids == (factor_id(link, "reward"),)
    wire = view.drawing.factors.items[factor_id(link, "reward")]
    assert (wire.course.start, wire.course.end) == (hand.port(sugar), port(view, link))
    editor.undo_stack.undo()
    assert heard(editor, link) == {} and not view.drawing.factors.items


def test_the_port_of_the_badge_is_dragged_to_what_is_heard_a_decoder_too(editor, hand, view, sugar, link):
    decoder = intentions.add_node(editor, "decoders/spike_count", (440.0, 220.0))
    hand.drag(port(view, link), hand.middle(sugar))
    assert heard(editor, link) == {"reward": sugar}
    hand.drag(port(view, link), hand.middle(decoder))
    assert heard(editor, link) == {"reward": decoder}
    area = view.drawing.nodes[decoder].scene_body()
    assert view.drawing.factors.items[factor_id(link, "reward")].course.start == QPointF(
        area.center().x(), area.bottom()
    )


def test_let_go_over_the_ground_or_escaped_it_hears_what_it_heard(editor, hand, view, sugar, link):
    intentions.set_third_factor(editor, link, "reward", sugar)
    note = intentions.add_node(editor, "datasets/digits", (440.0, 220.0))
    steps = editor.undo_stack.count()
    hand.press(port(view, link))
    hand.move(hand.middle(note))
    assert view.drawing.nodes[note].dimmed and not view.drawing.nodes[sugar].dimmed
    hand.key(Qt.Key.Key_Escape)
    assert not view.drawing.nodes[note].dimmed
    hand.drag(port(view, link), (380.0, 370.0))
    assert heard(editor, link) == {"reward": sugar} and editor.undo_stack.count() == steps


def test_what_cannot_be_heard_is_refused_with_the_reason(editor, hand, view, pair, link, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(view, "refuse", lambda problem, at: said.append(problem.code))
    noise = intentions.add_node(editor, "stimuli/poisson", (140.0, 220.0))
    hand.drag(hand.port(noise), view.drawing.links[link].badge.center())
    hand.drag(port(view, link), hand.middle(noise))
    intentions.set_plasticity(editor, [link], "plasticity/pair_stdp")
    hand.drag(hand.port(pair[0]), view.drawing.links[link].badge.center())
    assert said == ["never heard", "never heard", "no third factor"]
    assert not heard(editor, link) and not view.drawing.links[link].laid.factor_points


def test_a_typed_rule_has_a_port_for_each_that_it_hears(editor, hand, view, pair, sugar, link):
    intentions.set_part(editor, (link,), "plasticity", equations(TYPED, "plasticity").key)
    assert list(view.drawing.links[link].laid.factor_points) == ["sugar", "salt"]
    for _ in range(2):  # the first that is free, by a wire onto the badge
        hand.drag(hand.port(sugar), view.drawing.links[link].badge.center())
    assert heard(editor, link) == {"sugar": sugar, "salt": sugar}
    hand.drag(hand.port(pair[1]), port(view, link, "salt"))
    assert heard(editor, link) == {"sugar": sugar, "salt": pair[1]}


def test_the_wire_follows_its_node_and_goes_with_it(editor, view, sugar, link):
    intentions.set_third_factor(editor, link, "reward", sugar)
    before = view.drawing.factors.items[factor_id(link, "reward")].course
    intentions.move(editor, {sugar: (60.0, 300.0)})
    assert view.drawing.factors.items[factor_id(link, "reward")].course.start != before.start
    intentions.delete(editor, [sugar])
    assert not view.drawing.factors.items
    editor.undo_stack.undo()
    assert list(view.drawing.factors.items) == [factor_id(link, "reward")]


def test_groups_keep_the_wire_at_their_edge_and_a_doorway_within(editor, view, pair, sugar, link):
    intentions.set_third_factor(editor, link, "reward", sugar)
    group = intentions.group(editor, list(pair), (96.0, 0.0))
    wire = view.drawing.factors.items[factor_id(link, "reward")]
    assert wire.course.end.y() == view.drawing.nodes[group].scene_body().bottom()
    editor.enter(group)
    doorway = view.drawing.doorways[sugar, True]
    assert view.drawing.factors.items[factor_id(link, "reward")].course.start == doorway.port_point()
    assert view.drawing.factors.items[factor_id(link, "reward")].course.end == port(view, link)


def test_what_hears_outside_of_an_entered_group_has_a_doorway(editor, view, sugar, link):
    intentions.set_third_factor(editor, link, "reward", sugar)
    editor.enter(intentions.group(editor, [sugar], (96.0, 220.0)))
    target = editor.document.links[link].target
    assert (
        view.drawing.factors.items[factor_id(link, "reward")].course.end
        == view.drawing.doorways[target, False].port_point()
    )


def test_the_menu_of_the_link_chooses_and_takes_away(editor, hand, view, sugar, link):
    def choose(entry: str) -> None:
        entries(menu_for(view, Hit(link=view.drawing.links[link]), QPointF(0, 0)))[entry].trigger()

    choose("Source of the reward/Sugar")
    assert heard(editor, link) == {"reward": sugar}
    choose("Source of the reward/None")
    assert heard(editor, link) == {} and not view.drawing.factors.items


def test_a_port_beside_a_plate_that_is_small_keeps_a_stem(qapp):
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_factor_ports(painter, [QPointF(50, 60)], QRectF(40, 10, 20, 10))
    painter.end()
    column = [image.pixelColor(50, y).value() > 0 for y in range(100)]
    assert all(column[20:60]) and not any(column[:20])


@pytest.fixture
def wire(editor, view, sugar, link) -> str:
    intentions.set_third_factor(editor, link, "reward", sugar)
    view.drawing.settle()
    return factor_id(link, "reward")


def middle(view, wire: str) -> QPointF:
    return view.drawing.factors.items[wire].path.pointAtPercent(0.5)


def test_a_click_selects_a_wire_and_delete_takes_it_away_until_undone(editor, hand, view, wire, link):
    hand.move(middle(view, wire))
    assert view.drawing.factors.items[wire].hovered and not view.drawing.links[link].hovered
    hand.click(middle(view, wire))
    assert editor.selection.ids == (wire,) and view.drawing.factors.items[wire].selected
    intentions.delete_selection(editor)
    assert heard(editor, link) == {} and link in editor.document.links and not editor.selection.ids
    assert editor.undo_stack.undo_text == "Delete third factor"
    editor.undo_stack.undo()
    assert list(heard(editor, link)) == ["reward"] and wire in view.drawing.factors.items


def test_the_disc_of_a_wire_selects_it_and_shift_adds_it(editor, hand, view, sugar, wire, link):
    hand.click(port(view, link))
    assert editor.selection.ids == (wire,)
    hand.click(hand.middle(sugar))
    hand.click(middle(view, wire), Qt.KeyboardModifier.ShiftModifier)
    assert editor.selection.ids == (sugar, wire)
    hand.click(middle(view, wire), Qt.KeyboardModifier.ShiftModifier)
    assert editor.selection.ids == (sugar,)


def test_a_rubber_band_takes_wires_along_and_one_step_takes_all_away(editor, hand, view, sugar, wire, link):
    area = view.drawing.content_area()
    hand.drag(area.topLeft() - QPointF(10, 10), area.bottomRight() + QPointF(10, 10))
    assert {sugar, link, wire} <= set(editor.selection.ids)
    steps = editor.undo_stack.count()
    intentions.cut(editor)
    assert not editor.document.nodes and editor.undo_stack.count() == steps + 1
    editor.undo_stack.undo()
    assert heard(editor, link) == {"reward": sugar}


def test_a_wire_among_what_is_copied_leads_to_the_copy_of_its_node(editor, hand, view, pair, sugar, wire, link):
    area = view.drawing.content_area()
    hand.drag(area.topLeft() - QPointF(10, 10), area.bottomRight() + QPointF(10, 10))
    chosen, text = editor.selection.ids, intentions.copy(editor)

    def copied() -> None:
        """One more wire, from the third of the copied nodes to the badge of the copied link; none of it once undone."""
        made = editor.selection.ids
        (node,) = {*made} & {id for id, one in editor.document.nodes.items() if one.model == "stimuli/regular"}
        (copy,) = (id for id, one in editor.document.links.items() if one.source in made)
        assert heard(editor, copy) == {"reward": node} and heard(editor, link) == {"reward": sugar}
        items = view.drawing.factors.items
        assert set(items) == {wire, factor_id(copy, "reward")}
        assert items[factor_id(copy, "reward")].course.end == port(view, copy)
        editor.undo_stack.undo()
        assert set(items) == {wire} and heard(editor, link) == {"reward": sugar}
        editor.undo_stack.redo()
        assert set(items) == {wire, factor_id(copy, "reward")}
        editor.undo_stack.undo()

    paste(view, text, QPointF(140, 500))
    copied()
    editor.selection.set(chosen)
    duplicate_selected(view)
    copied()


def test_what_is_cut_with_its_wire_and_pasted_is_heard_again(editor, view, pair, sugar, wire, link):
    editor.selection.set((*pair, sugar, link, wire))
    paste(view, intentions.cut(editor), QPointF(140, 300))
    (again,) = drawn_factors(editor.document)
    assert again.link_id != link and editor.document.nodes[again.node_id].model == "stimuli/regular"
    assert list(view.drawing.factors.items) == [again.id]
    editor.undo_stack.undo()
    editor.undo_stack.undo()
    assert list(view.drawing.factors.items) == [wire]


def test_a_copied_link_without_the_node_that_it_hears_hears_the_same_one(editor, view, pair, sugar, wire):
    editor.selection.set(pair)
    duplicate_selected(view)
    assert [factor.node_id for factor in drawn_factors(editor.document)] == [sugar, sugar]
    assert len(view.drawing.factors.items) == 2


def test_keys_go_from_link_to_wire_and_open_its_menu(editor, hand, view, pair, sugar, wire, link):
    editor.selection.set((sugar,))
    go_to_link(view, 1)
    assert editor.selection.ids == (wire,) and view.accessibleDescription() == "source of the reward: Sugar"
    assert list(entries(menu_for(view, hit_of_selection(view), QPointF(0, 0))))[-2:] == [
        "Go to First → Second",
        "Delete",
    ]
    hand.key(Qt.Key.Key_Up)
    assert editor.selection.ids == (pair[0],)
    editor.selection.set((pair[1],))
    go_to_link(view, 1)
    assert editor.selection.ids == (link,)
    go_to_link(view, 1)
    assert editor.selection.ids == (wire,)


def test_the_menu_of_a_wire_hears_another_node_or_none(editor, hand, view, pair, wire, link):
    hit = view.drawing.hit(middle(view, wire))
    assert hint_for(hit, {}, editor.document, False) == "Source of the reward: Sugar\nFirst → Second"
    entries(menu_for(view, hit, QPointF(0, 0)))["Source of the reward/First"].trigger()
    assert heard(editor, link) == {"reward": pair[0]} and editor.selection.ids == (wire,)
    entries(menu_for(view, view.drawing.hit(middle(view, wire)), QPointF(0, 0)))["Delete"].trigger()
    assert heard(editor, link) == {} and hint_for(hit, {}, editor.document, False) == ""


def test_a_wire_that_leads_elsewhere_is_gone_to_and_stays_selected_in_a_group(editor, view, pair, wire, link):
    group = intentions.group(editor, list(pair), (96.0, 0.0))
    view.show_element(wire)
    assert editor.level == group and editor.selection.ids == (wire,)
    assert view.drawing.factors.items[wire].selected

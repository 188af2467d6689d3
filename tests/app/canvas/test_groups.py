"""Groups on the canvas: made, entered, left and linked by mouse and keys; what is drawn means the same throughout."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from app.canvas.interaction.arranging import group_selected, put_in_layers, ungroup_selected
from app.canvas.popups.context_menu import menu_for
from app.canvas.scene.hit import Hit
from app.commands import intentions
from app.document.grouping import TOP
from app.document.meaning.meaning import meaning
from engine.problems import Problem

NEURON = "neurons/leaky_integrate_and_fire"
POISSON = "stimuli/poisson"


@pytest.fixture
def chain(editor, view) -> tuple[str, str, str]:
    """A stimulus, a population that it drives, and one behind that; nothing selected, nothing to undo."""
    drive = intentions.add_node(editor, POISSON, (0.0, 0.0), title="Drive")
    first = intentions.add_node(editor, NEURON, (384.0, 0.0), title="First", size=20)
    second = intentions.add_node(editor, NEURON, (816.0, 0.0), title="Second", size=5)
    intentions.connect(editor, drive, "out", first, "in")
    intentions.connect(editor, first, "out", second, "in")
    editor.selection.clear()
    editor.undo_stack.clear()
    view.fit()
    return drive, first, second


def grouped(editor, view, *ids: str) -> str:
    editor.selection.set(ids)
    group_selected(view)
    (group,) = editor.selection.ids
    return group


def drawn(view) -> set[str]:
    return {item.node.title for item in view.drawing.nodes.values()}


def test_what_is_grouped_stands_in_one_node_whose_links_go_on_and_undo_brings_it_back(editor, view, chain):
    before, where = meaning(editor.document).description, dict(editor.document.nodes)
    group = grouped(editor, view, *chain[1:])
    assert drawn(view) == {"Drive", "Group"}
    ((_, item),) = view.drawing.links.items()
    assert item.link.source == chain[0] and item.link.target == chain[1]
    assert item.way.tip.x() < view.drawing.nodes[group].scene_area().left()
    assert meaning(editor.document).description == before
    editor.undo_stack.undo()
    assert editor.document.nodes == where and drawn(view) == {"Drive", "First", "Second"}
    assert len(view.drawing.links) == 2


def test_ungrouping_puts_everything_back_where_it_was(editor, view, chain):
    where = {i: node.position for i, node in editor.document.nodes.items()}
    grouped(editor, view, *chain[1:])
    ungroup_selected(view)
    assert {i: node.position for i, node in editor.document.nodes.items()} == where
    assert set(editor.selection.ids) == set(chain[1:])


def test_a_new_group_stands_free_where_another_node_is_in_the_middle_of_what_it_holds(editor, view, chain):
    drive, first, second = chain
    group = grouped(editor, view, drive, second)
    made, other = (view.drawing.nodes[i].scene_area() for i in (group, first))
    assert not made.adjusted(-40, -40, 40, 40).intersects(other)
    assert abs(made.center().x() - other.center().x()) < 1.5 * made.width(), "near the middle"
    editor.undo_stack.undo()
    note = intentions.add_note(editor, (-48.0, -96.0), "")
    intentions.resize_note(editor, note, 1200.0, 480.0)
    group = grouped(editor, view, *chain)
    around, within = (view.drawing.nodes[i].scene_area() for i in (note, group))
    assert around.contains(within), "what lay behind the nodes may lie behind their group"


def test_a_group_that_was_moved_is_ungrouped_where_it_stands(editor, view, chain):
    group = grouped(editor, view, *chain[1:])
    x, y = editor.document.nodes[group].position
    intentions.move(editor, {group: (x, y + 480.0)})
    editor.selection.set((group,))
    ungroup_selected(view)
    assert [editor.document.nodes[i].position for i in chain[1:]] == [(384.0, 480.0), (816.0, 480.0)]


def test_a_double_click_enters_a_group_and_escape_leaves_it_twice(editor, hand, view, chain):
    group = grouped(editor, view, *chain[1:])
    hand.double_click(hand.middle(group))
    assert editor.level == group and drawn(view) == {"First", "Second"}
    editor.selection.set((chain[1],))
    hand.key(Qt.Key.Key_Escape)
    assert editor.level == group and editor.selection.ids == ()
    hand.key(Qt.Key.Key_Escape)
    assert editor.level == TOP and editor.selection.ids == (group,) and drawn(view) == {"Drive", "Group"}


def test_enter_opens_the_chosen_group(editor, hand, view, chain):
    group = grouped(editor, view, *chain[1:])
    hand.key(Qt.Key.Key_Return)
    assert editor.level == group


def test_the_breadcrumb_names_the_way_and_a_click_on_it_goes_back(editor, view, chain):
    inner = grouped(editor, view, chain[1])
    intentions.rename(editor, inner, "Inner")
    outer = grouped(editor, view, inner, chain[2])
    intentions.rename(editor, outer, "Outer")
    editor.enter(outer)
    editor.enter(inner)
    names = view.overlays.breadcrumb
    assert [words for _, words in names.path()] == ["Untitled", "Outer", "Inner"]
    QTest.mouseClick(
        view.overlays.breadcrumb, Qt.MouseButton.LeftButton, pos=view.overlays.breadcrumb.area(outer).center().toPoint()
    )
    assert editor.level == outer and editor.selection.ids == (inner,)
    QTest.mouseClick(
        view.overlays.breadcrumb, Qt.MouseButton.LeftButton, pos=view.overlays.breadcrumb.area(TOP).center().toPoint()
    )
    assert editor.level == TOP and editor.selection.ids == (outer,)


def test_within_a_group_what_is_linked_outside_is_named_at_its_edge_and_leads_there(editor, hand, view, chain):
    group = grouped(editor, view, chain[1], chain[2])
    editor.enter(group)
    ((key, doorway),) = view.drawing.doorways.items()
    assert key == (chain[0], True) and doorway.node.title == "Drive"
    assert doorway.scene_area().right() < view.drawing.nodes[chain[1]].scene_area().left()
    assert doorway.words == "Drive: spikes"
    assert len(view.drawing.links) == 2
    intentions.rename(editor, chain[0], "Thalamus")
    assert view.drawing.doorways[key].node.title == "Thalamus"
    hand.double_click(doorway.scene_area().center())
    assert editor.level == TOP and editor.selection.ids == (chain[0],)


def test_the_ports_of_a_closed_group_say_what_goes_through_and_are_read_beside_it(editor, view, chain):
    group = grouped(editor, view, *chain[1:])
    item = view.drawing.nodes[group]
    said = {(port.owner, port.is_output): port.words for port in item.ports}
    assert said[chain[1], False] == "First: spikes" and said[chain[2], True] == "Second: spikes"
    beside = item.scene_area().adjusted(-100, 0, 0, 0)
    beside.setRight(item.scene_area().left() - 8)
    before = view.grab(view.mapFromScene(beside).boundingRect()).toImage()
    intentions.rename(editor, chain[1], "Thalamocortical")
    assert item.ports[0].words == "Thalamocortical: spikes"
    view.drawing.update()
    assert view.grab(view.mapFromScene(beside).boundingRect()).toImage() != before


def test_a_wire_dragged_to_a_closed_group_links_the_node_within(editor, hand, view, chain):
    other = intentions.add_node(editor, POISSON, (0.0, 384.0), title="Noise")
    group = grouped(editor, view, *chain[1:])
    view.fit()
    item = view.drawing.nodes[group]
    port = next(p for p in item.ports if p.end == (chain[1], "in"))
    hand.drag(hand.port(other), item.pos() + port.point)
    link = list(editor.document.links.values())[-1]
    assert (link.source, link.target, link.target_port) == (other, chain[1], "in")
    assert link.synapses is not None and link.id in view.drawing.links


def test_a_wire_dragged_from_a_group_begins_at_the_node_within(editor, hand, view, chain):
    recorder = intentions.add_node(editor, "recorders/spikes", (1200.0, 0.0))
    group = grouped(editor, view, *chain[1:])
    view.fit()
    item = view.drawing.nodes[group]
    assert {p.end for p in item.ports} == {(chain[1], "in"), (chain[2], "out")}  # the link between is its own affair
    port = next(p for p in item.ports if p.is_output)
    hand.drag(item.pos() + port.point, hand.port(recorder, "in", is_output=False))
    link = list(editor.document.links.values())[-1]
    assert (link.source, link.target) == (chain[2], recorder)


def test_what_is_added_in_a_group_stands_in_it(editor, hand, view, chain):
    group = grouped(editor, view, *chain[1:])
    editor.enter(group)
    view.add_at_centre(NEURON)
    view.quick_add(QPointF(384, 600))
    QTest.keyClicks(view.offered.field, "poisson")
    QTest.keyClick(view.offered.field, Qt.Key.Key_Return)
    made = list(editor.document.nodes.values())[-2:]
    assert [node.group for node in made] == [group, group] and {node.id for node in made} <= view.drawing.nodes.keys()
    intentions.select_all(view.editor)
    assert set(editor.selection.ids) == view.drawing.nodes.keys()


def test_a_copied_group_is_whole_and_its_links_are_its_own(editor, view, chain):
    group = grouped(editor, view, *chain[1:])
    (copy,) = intentions.duplicate(editor)
    inside = [node for node in editor.document.nodes.values() if node.group == copy]
    assert [node.title for node in inside] == ["First 2", "Second 2"]
    assert [node.position for node in inside] == [(384.0, 0.0), (816.0, 0.0)]
    own = {node.id for node in inside}
    assert [link for link in editor.document.links.values() if link.source in own and link.target in own]
    assert editor.document.nodes[copy].position != editor.document.nodes[group].position


def test_a_deleted_group_takes_its_nodes_along_and_undo_gives_all_back(editor, view, chain):
    inner = grouped(editor, view, chain[1])
    outer = grouped(editor, view, inner, chain[2])
    before = (dict(editor.document.nodes), dict(editor.document.links))
    editor.selection.set((outer,))
    intentions.delete_selection(editor)
    assert set(editor.document.nodes) == {chain[0]} and not editor.document.links
    editor.undo_stack.undo()
    assert (editor.document.nodes, editor.document.links) == before
    assert drawn(view) == {"Drive", "Group 2"}


def test_undoing_the_group_that_is_entered_leaves_it(editor, view, chain):
    group = grouped(editor, view, *chain[1:])
    editor.enter(group)
    editor.undo_stack.undo()
    assert editor.level == TOP and drawn(view) == {"Drive", "First", "Second"}


def test_the_search_finds_a_node_in_a_group_and_goes_into_it(editor, view, chain):
    group = grouped(editor, view, *chain[1:])
    view.overlays.finder.open()
    QTest.keyClicks(view.overlays.finder.field, "second")
    assert [row.key for row in view.overlays.finder.found("second")] == [chain[2]]
    assert "Group" in view.overlays.finder.found("second")[0].detail
    QTest.keyClick(view.overlays.finder.field, Qt.Key.Key_Return)
    assert editor.level == group and editor.selection.ids == (chain[2],)


def test_a_problem_within_marks_the_closed_group_and_within_the_node(editor, view, chain):
    group = grouped(editor, view, *chain[1:])
    view.set_problems([Problem(chain[2], "any code", {})])
    assert view.drawing.nodes[group].severity is not None
    assert view.drawing.nodes[chain[0]].severity is None
    editor.enter(group)
    assert view.drawing.nodes[chain[2]].severity is not None and view.drawing.nodes[chain[1]].severity is None


def test_a_layout_places_the_entered_level_alone(editor, view, chain):
    group = grouped(editor, view, *chain[1:])
    outside = {i: editor.document.nodes[i].position for i in (chain[0], group)}
    editor.enter(group)
    intentions.move(editor, {chain[2]: (0.0, 900.0)})
    put_in_layers(view)
    first, second = (editor.document.nodes[i].position for i in chain[1:])
    assert second[0] > first[0]
    assert {i: editor.document.nodes[i].position for i in (chain[0], group)} == outside


def test_a_layout_puts_notes_aside_on_which_a_node_would_lie_and_leaves_the_others(editor, view, chain):
    low, high = (intentions.add_note(editor, (500.0, y), "on the way") for y in (30.0, 10.0))
    far = intentions.add_note(editor, (500.0, 900.0), "far away")
    before = {i: editor.document.nodes[i].position for i in (low, high, far)}
    intentions.move(editor, {chain[1]: (500.0, 0.0)})
    put_in_layers(view)
    areas = {i: item.scene_area() for i, item in view.drawing.nodes.items()}
    assert len(areas) == 6
    for one in areas:
        assert not [other for other in areas if other != one and areas[one].intersects(areas[other])]
    assert editor.document.nodes[far].position == before[far]
    assert all(editor.document.nodes[i].position[0] == before[i][0] for i in (low, high))
    editor.undo_stack.undo()
    assert {i: editor.document.nodes[i].position for i in before} == before


def test_a_layout_of_closed_groups_follows_the_links_of_what_is_in_them(editor, view, chain):
    group = grouped(editor, view, *chain[1:])
    intentions.move(editor, {group: (-900.0, 0.0)})
    put_in_layers(view)
    assert editor.document.nodes[group].position[0] > editor.document.nodes[chain[0]].position[0]


def test_the_menu_of_a_group_enters_and_ungroups_it(editor, view, chain):
    group = grouped(editor, view, *chain[1:])

    def entries():
        return {
            a.text().split("\t")[0]: a for a in menu_for(view, Hit(node=view.drawing.nodes[group]), QPointF()).actions()
        }

    entries()["Enter the group"].trigger()
    assert editor.level == group
    editor.leave()
    entries()["Ungroup"].trigger()
    assert group not in editor.document.nodes


def test_a_link_that_leaves_a_group_keeps_its_bends_for_the_time_when_both_ends_are_seen(editor, hand, view, chain):
    link = next(i for i, k in editor.document.links.items() if k.source == chain[0])
    intentions.bend(editor, link, ((200.0, 300.0),))
    way = view.drawing.links[link].way.path
    group = grouped(editor, view, *chain[1:])
    assert view.drawing.links[link].way.bends == ()
    hand.double_click(view.drawing.links[link].way.path.pointAtPercent(0.3))
    assert editor.document.links[link].bends == ((200.0, 300.0),)
    editor.selection.set((group,))
    ungroup_selected(view)
    assert view.drawing.links[link].way.path == way


def test_a_closed_group_is_painted_at_every_zoom(editor, view, chain):
    grouped(editor, view, *chain[1:])
    seen = set()
    for zoom in (0.2, 0.4, 1.0):
        view.set_zoom(zoom)
        item = next(i for i in view.drawing.nodes.values() if i.node.kind == "group")
        view.centerOn(item.scene_area().center())
        image = view.grab().toImage()
        middle = view.mapFromScene(item.scene_area().topLeft() + QPointF(40, 24))
        seen.add(bytes(image.copy(middle.x() - 6, middle.y() - 6, 12, 12).constBits()))
    assert len(seen) == 3


def test_a_closed_group_follows_what_changes_within_and_its_links_follow_it(editor, view, chain):
    group = grouped(editor, view, *chain[1:])
    item = view.drawing.nodes[group]
    before = item.placed.shape.inside
    intentions.move(editor, {chain[1]: (384.0, 240.0)})
    assert item.placed.shape.inside.picture != before.picture and item.placed.shape.inside.count == 2
    ((_, thread),) = view.drawing.links.items()
    tip = thread.way.tip
    x, y = editor.document.nodes[group].position
    intentions.move(editor, {group: (x, y + 96.0)})
    assert thread.way.tip == tip + QPointF(0, 96.0)


def test_a_wire_dropped_on_a_group_without_a_port_for_it_is_linked_with_a_node_within(editor, hand, view, chain):
    """It was refused, for what stands within was linked within already; the group faded."""
    group = grouped(editor, view, *chain)
    outside = intentions.add_node(editor, NEURON, (384.0, 480.0), title="Outside")
    view.fit()
    hand.press(hand.port(outside))
    hand.move(hand.middle(group))
    assert not view.drawing.nodes[group].dimmed
    hand.release(hand.middle(group))
    assert {row.name for row in view.offered.found("")} == {"First", "Second"}
    QTest.keyClicks(view.offered.field, "sec")
    QTest.keyClick(view.offered.field, Qt.Key.Key_Return)
    made = [link for link in editor.document.links.values() if link.source == outside]
    assert [link.target for link in made] == [chain[2]]
    editor.undo_stack.undo()
    assert not [link for link in editor.document.links.values() if link.source == outside]


def test_undo_of_ungrouping_chooses_the_group_and_not_what_is_hidden_in_it(editor, view, chain):
    """Delete took away what nobody saw."""
    group = grouped(editor, view, *chain[1:])
    ungroup_selected(view)
    editor.undo_stack.undo()
    assert editor.selection.ids == (group,)


def test_undo_of_grouping_chooses_what_was_grouped(editor, view, chain):
    """Nothing was chosen, and what one did next was done to nothing."""
    grouped(editor, view, *chain[1:])
    editor.undo_stack.undo()
    assert set(editor.selection.ids) == set(chain[1:])
    editor.undo_stack.redo()
    assert [editor.document.nodes[id].kind for id in editor.selection.ids] == ["group"]

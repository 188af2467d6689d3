"""Dropping from the palette, quick-add, writing in place, notes, menus and layout."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app import platform
from app.canvas.interaction.arranging import put_in_layers
from app.canvas.interaction.inline_edit import TitleEdit, edit_words, rename_selected
from app.canvas.popups.context_menu import menu_for
from app.canvas.scene.hit import Hit
from app.commands import intentions
from app.document.document import Document
from app.document.networks.modules import modules
from tests.app.canvas.carrying import drop

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def test_an_empty_canvas_teaches_beside_a_panel_that_lies_over_it(view):
    """Half of the outline was under the panel of a narrow window."""
    lesson, right = view.overlays.empty_state, view.viewport().width()
    view.set_covered_right(right // 2)
    assert lesson.isVisible() and abs(lesson.geometry().center().x() - right // 4) <= 1
    view.set_covered_right(0)
    assert abs(lesson.geometry().center().x() - right // 2) <= 1


def test_a_model_dropped_from_the_palette_becomes_a_node_under_the_mouse(editor, view):
    assert view.overlays.empty_state.isVisible()
    assert drop(view, "neurons/leaky_integrate_and_fire", QPointF(300, 200))
    (node,) = editor.document.nodes.values()
    assert view.drawing.nodes[node.id].scene_area().contains(QPointF(300, 200))
    assert node.position[0] % 24 == 0 and node.position[1] % 24 == 0
    assert not view.overlays.empty_state.isVisible()
    editor.undo_stack.undo()
    assert not editor.document.nodes and view.overlays.empty_state.isVisible()


def test_a_module_dropped_from_the_palette_becomes_a_group_under_the_mouse(editor, view, pair, tmp_path, monkeypatch):
    monkeypatch.setattr(platform, "data_folder", lambda: tmp_path)
    group = intentions.group(editor, pair, (0.0, 900.0))
    intentions.keep_module(editor, modules, group)
    assert drop(view, "modules/Group", QPointF(300, 200))
    made = list(view.drawing.nodes.values())[-1]
    assert made.node.kind == "group" and made.scene_area().contains(QPointF(300, 200))
    assert made.placed.shape.inside.count == 2
    view.quick_add(QPointF(300, 900))
    QTest.keyClicks(view.offered.field, "grou")
    QTest.keyClick(view.offered.field, Qt.Key.Key_Return)
    assert len(view.drawing.nodes) == 3
    (tmp_path / "modules" / "Group.spikeloom").unlink()
    assert drop(view, "modules/Group", QPointF(300, 500))
    assert view.overlays.refusal.isVisible() and len(view.drawing.nodes) == 3


def test_a_plasticity_dropped_on_a_badge_is_put_on_the_link(editor, view, pair):
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")
    count = editor.undo_stack.count()
    badge = view.drawing.links[link].badge
    assert drop(view, "plasticity/pair_stdp", badge.center())
    assert editor.document.links[link].synapses.plasticity == "plasticity/pair_stdp"
    assert view.drawing.links[link].face.learns
    assert editor.undo_stack.count() == count + 1
    editor.undo_stack.undo()
    assert editor.document.links[link].synapses.plasticity is None
    assert not view.drawing.links[link].drop_target


@pytest.mark.parametrize("key", ["synapses/delta", "wiring/fixed_probability"])
def test_a_synapse_or_wiring_dropped_on_a_thread_replaces_the_one_that_is_there(editor, view, pair, key):
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")
    assert drop(view, key, view.drawing.links[link].way.path.pointAtPercent(0.3))
    synapses = editor.document.links[link].synapses
    assert key in (synapses.synapse, synapses.wiring)


def test_what_belongs_on_a_link_or_to_a_population_is_told_so_where_it_is_dropped_elsewhere(editor, view, pair):
    """It was let go, and nothing was said."""
    recorder = intentions.add_node(editor, "recorders/spikes", (480.0, 0.0))
    kept = view.drawing.links[intentions.connect(editor, pair[1], "out", recorder, "in")]
    before = editor.undo_stack.count()
    words = view.overlays.refusal
    for key, at, said in (
        ("synapses/delta", QPointF(300, 400), "Delta belongs on a link."),
        ("plasticity/pair_stdp", view.drawing.nodes[pair[0]].scene_area().center(), "belongs on a link."),
        ("wiring/all_to_all", kept.way.path.pointAtPercent(0.5), "no synapses"),
        ("positions/grid", QPointF(300, 400), "says where the neurons of a population are."),
    ):
        words.hide()
        drop(view, key, at)
        assert words.isVisible() and said in words.words
    assert editor.undo_stack.count() == before


def test_quick_add_finds_by_alias_and_adds_at_the_mouse(editor, hand, view):
    hand.double_click((300.0, 200.0))
    assert view.offered.isVisible()
    QTest.keyClicks(view.offered.field, "lif")
    QTest.keyClick(view.offered.field, Qt.Key.Key_Return)
    (node,) = editor.document.nodes.values()
    assert node.kind == "population"
    assert view.drawing.nodes[node.id].scene_area().contains(QPointF(300, 200))


def test_quick_add_that_is_asked_for_while_the_canvas_is_out_of_sight_stands_there_when_it_is_back(view):
    view.hide()
    view.quick_add(QPointF(0, 0))
    assert view.offered is not None and not view.offered.isVisible()
    view.show()
    assert view.offered.isVisible()


def test_quick_add_says_when_nothing_is_found(view):
    view.quick_add(QPointF(0, 0))
    QTest.keyClicks(view.offered.field, "zzz")
    assert "zzz" in view.offered.nothing.words and not view.offered.nothing.isHidden()


def test_arrows_choose_in_quick_add(editor, view):
    view.quick_add(QPointF(0, 0))
    second = view.offered.found("")[1].key
    QTest.keyClick(view.offered.field, Qt.Key.Key_Down)
    QTest.keyClick(view.offered.field, Qt.Key.Key_Return)
    (node,) = editor.document.nodes.values()
    assert node.model == second


def test_a_double_click_renames_a_node_in_its_place(editor, hand, view, pair):
    hand.double_click(hand.title(pair[0]))
    field = view.focusWidget() or QApplication.focusWidget()
    QTest.keyClicks(field, "Cortex")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert editor.document.nodes[pair[0]].title == "Cortex"
    editor.undo_stack.undo()
    assert editor.document.nodes[pair[0]].title == "First"
    assert editor.undo_stack.count() == 1


def test_escape_while_renaming_keeps_the_old_name(editor, hand, view, pair):
    editor.selection.set((pair[0],))
    rename_selected(view)
    QTest.keyClicks(QApplication.focusWidget(), "Cortex")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert editor.document.nodes[pair[0]].title == "First" and editor.undo_stack.count() == 0


def test_an_undo_that_removes_the_node_while_it_is_renamed_harms_nothing(editor, hand, view):
    node = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (96.0, 0.0))
    rename_selected(view)
    QTest.keyClicks(QApplication.focusWidget(), "Cortex")
    editor.undo_stack.undo()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert node not in editor.document.nodes


def test_a_click_elsewhere_keeps_the_name_that_was_written(editor, hand, view, pair):
    editor.selection.set((pair[0],))
    rename_selected(view)
    QTest.keyClicks(QApplication.focusWidget(), "Cortex")
    hand.click((300.0, 300.0))
    assert editor.document.nodes[pair[0]].title == "Cortex" and editor.undo_stack.count() == 1


def test_a_note_is_written_in_place(editor, hand, view):
    note = intentions.add_note(editor, (96.0, 48.0), "before")
    hand.double_click(hand.middle(note))
    QTest.keyClicks(QApplication.focusWidget(), "after")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert editor.document.nodes[note].text == "after"
    editor.undo_stack.undo()
    assert editor.document.nodes[note].text == "before"


def test_a_note_is_resized_by_its_corner_as_one_step(editor, hand, view):
    note = intentions.add_note(editor, (96.0, 48.0), "words")
    editor.undo_stack.clear()
    size = view.drawing.nodes[note].area.size()
    corner = view.drawing.nodes[note].scene_area().bottomRight() - QPointF(4, 4)
    hand.drag(corner, corner + QPointF(48, 96))
    resized = view.drawing.nodes[note].area.size()
    assert resized.width() - size.width() >= 36 and resized.height() - size.height() >= 84
    assert editor.undo_stack.count() == 1
    editor.undo_stack.undo()
    assert view.drawing.nodes[note].area.size() == size


def entries(menu) -> dict[str, object]:
    found = {}
    for action in menu.actions():
        if action.menu() is not None:
            found.update({f"{action.text()}/{name}": button for name, button in entries(action.menu()).items()})
        elif not action.isSeparator():
            found[action.text().split("\t")[0]] = action
    return found


def test_the_menu_of_a_node_duplicates_and_deletes_it(editor, view, pair):
    hit = Hit(node=view.drawing.nodes[pair[0]])
    entries(menu_for(view, hit, QPointF(0, 0)))["Duplicate"].trigger()
    assert len(editor.document.nodes) == 3
    entries(menu_for(view, hit, QPointF(0, 0)))["Delete"].trigger()
    assert pair[0] not in editor.document.nodes
    editor.undo_stack.undo()
    assert pair[0] in editor.document.nodes


def test_the_menu_of_a_link_sets_sign_synapse_and_plasticity(editor, view, pair):
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")

    def choose(entry: str) -> None:
        entries(menu_for(view, Hit(link=view.drawing.links[link]), QPointF(0, 0)))[entry].trigger()

    choose("Sign/Inhibitory")
    assert editor.document.links[link].synapses.sign == "inhibitory"
    choose("Plasticity/Pair STDP")
    assert editor.document.links[link].synapses.plasticity == "plasticity/pair_stdp"
    choose("Plasticity/None: fixed weights")
    assert editor.document.links[link].synapses.plasticity is None
    choose("Synapses/Delta")
    assert editor.document.links[link].synapses.synapse == "synapses/delta"


def test_several_nodes_can_be_aligned_from_the_menu(editor, view, pair):
    intentions.move(editor, {pair[1]: (480.0, 96.0)})
    editor.selection.set(pair)
    entries(menu_for(view, Hit(node=view.drawing.nodes[pair[0]]), QPointF(0, 0)))["Align/Align top edges"].trigger()
    assert editor.document.nodes[pair[0]].position[1] == editor.document.nodes[pair[1]].position[1]


def test_several_nodes_are_not_renamed_by_their_menu(editor, view, pair):
    """It offered to, and renamed the last."""
    for chosen, offered in (pair[:1], True), (pair, False):
        editor.selection.set(chosen)
        words = [
            action.text().partition("\t")[0]
            for action in menu_for(view, Hit(node=view.drawing.nodes[pair[0]]), QPointF()).actions()
        ]
        assert ("Rename" in words) == offered and "Group" in words


def test_the_menu_of_the_ground_adds_a_note_there(editor, view):
    entries(menu_for(view, Hit(), QPointF(48, 72)))["Add a note"].trigger()
    (note,) = editor.document.nodes.values()
    assert note.kind == "note" and note.position == (48.0, 72.0)


def test_a_model_added_at_the_centre_does_not_cover_another(editor, view):
    for _ in range(4):
        view.add_at_centre("neurons/leaky_integrate_and_fire")
    areas = [item.scene_area() for item in view.drawing.nodes.values()]
    assert not any(a.intersects(b) for i, a in enumerate(areas) for b in areas[i + 1 :])


def test_a_synapse_added_by_double_click_goes_onto_the_chosen_link_or_says_where_it_belongs(editor, view, pair):
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")
    view.add_at_centre("synapses/delta")
    assert editor.document.links[link].synapses.synapse == "synapses/delta"
    editor.selection.clear()
    view.add_at_centre("plasticity/pair_stdp")
    assert view.overlays.refusal.isVisible() and "link" in view.overlays.refusal.words
    assert editor.document.links[link].synapses.plasticity is None


def test_a_model_goes_onto_all_chosen_links_as_one_step(editor, view, pair):
    """It took as many steps of undo as there were links."""
    links = [intentions.connect(editor, source, "out", target, "in") for source, target in (pair, reversed(pair))]
    editor.selection.set(links)
    steps = editor.undo_stack.count()
    view.add_at_centre("plasticity/pair_stdp")
    assert {link.synapses.plasticity for link in editor.document.links.values()} == {"plasticity/pair_stdp"}
    assert editor.undo_stack.count() == steps + 1
    editor.undo_stack.undo()
    assert {link.synapses.plasticity for link in editor.document.links.values()} == {None}


def test_auto_layout_puts_targets_right_of_sources_and_undoes(editor, view):
    ids = [intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (0.0, 24.0 * i)) for i in range(5)]
    for source, target in [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 0)]:
        intentions.connect(editor, ids[source], "out", ids[target], "in")
    before = {i: editor.document.nodes[i].position for i in ids}
    put_in_layers(view)
    areas = [view.drawing.nodes[i].scene_area() for i in ids]
    for source, target in [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)]:
        assert areas[source].right() < areas[target].left()
    assert not any(a.intersects(b) for i, a in enumerate(areas) for b in areas[i + 1 :])
    editor.undo_stack.undo()
    assert {i: editor.document.nodes[i].position for i in ids} == before


def test_quick_add_offers_first_what_begins_as_it_is_typed(editor, view):
    view.quick_add(QPointF(0, 0))
    names = [row.name for row in view.offered.found("leaky integ")]
    assert names[0] == "Leaky integrate-and-fire" and len(names) > 1


def test_enter_ends_the_writing_of_a_name_and_does_not_begin_it_again(editor, view, pair):
    editor.selection.set((pair[0],))
    rename_selected(view)
    field = QApplication.focusWidget()
    assert isinstance(field, TitleEdit)
    QTest.keyClicks(field, "Renamed")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert editor.document.nodes[pair[0]].title == "Renamed"
    assert QApplication.focusWidget() is view
    assert not [f for f in view.viewport().findChildren(TitleEdit) if f.isVisible()]


def test_a_second_request_to_rename_leaves_one_field_that_has_the_keys(editor, view, pair):
    editor.selection.set((pair[0],))
    rename_selected(view)
    rename_selected(view)
    (field,) = (f for f in view.viewport().findChildren(TitleEdit) if f.isVisible())
    assert QApplication.focusWidget() is field
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert field.selectedText() == "First" and editor.selection.ids == (pair[0],)


def test_writing_that_ends_because_another_field_is_entered_leaves_the_keys_there(editor, view, pair):
    other = QLineEdit(view)
    other.show()
    for element in (pair[0], intentions.add_note(editor, (0.0, -200.0), "words")):
        edit_words(view, element)
        other.setFocus()
        assert QApplication.focusWidget() is other


def test_the_second_click_on_what_opened_a_drawing_adds_nothing_to_it(editor, view):
    """A double click on an example opened it, and asked in it what to add."""
    editor.load(Document())
    place = view.viewport().rect().center()
    everywhere = QPointF(view.viewport().mapToGlobal(place))
    second = QMouseEvent(QEvent.Type.MouseButtonDblClick, QPointF(place), everywhere, LEFT, LEFT, NONE)
    QApplication.sendEvent(view.viewport(), second)
    QTest.mouseRelease(view.viewport(), LEFT, pos=place)
    assert view.offered is None
    QTest.mouseClick(view.viewport(), LEFT, pos=place)
    QTest.mouseDClick(view.viewport(), LEFT, pos=place)
    assert view.offered is not None


def test_a_layout_glides_to_places_that_hold_from_the_first_moment(qtbot, editor, view, pair):
    intentions.connect(editor, pair[1], "out", pair[0], "in")
    before = {i: view.drawing.nodes[i].pos() for i in pair}
    put_in_layers(view)
    assert view.drawing.gliding.is_under_way
    for i in pair:
        item = view.drawing.nodes[i]
        assert item.pos() == QPointF(*editor.document.nodes[i].position)
        assert item.mapToScene(QPointF(0, 0)) == before[i]  # where its picture still is
    qtbot.waitUntil(lambda: not view.drawing.gliding.is_under_way)
    assert all(view.drawing.nodes[i].mapToScene(QPointF(0, 0)) == view.drawing.nodes[i].pos() for i in pair)
    assert all(item.opacity() == 1.0 for item in view.drawing.links.values())
    put_in_layers(view)
    assert not view.drawing.gliding.is_under_way  # nothing moved


def test_a_drawing_that_is_opened_ends_the_gliding_of_another(editor, view, pair):
    intentions.connect(editor, pair[1], "out", pair[0], "in")
    put_in_layers(view)
    editor.load(Document())
    assert not view.drawing.gliding.is_under_way


def test_what_is_added_is_seen_though_the_free_place_lies_beyond_the_edge_or_under_the_map(editor, hand, view):
    note = intentions.add_note(editor, (400.0, 300.0), "in the way")
    right, bottom = view.viewport().width() - 30.0, view.viewport().height() - 30.0
    for place in (QPointF(0.0, 0.0), QPointF(right, bottom), QPointF(right, 0.6 * bottom)):
        at = view.mapToScene(place.toPoint())
        hand.double_click((at.x(), at.y()))
        QTest.keyClicks(view.offered.field, "lif")
        QTest.keyClick(view.offered.field, Qt.Key.Key_Return)
        (added,) = editor.selection.ids
        drawn = view.mapFromScene(view.drawing.nodes[added].scene_area()).boundingRect()
        assert added != note and view.viewport().rect().contains(drawn)
        assert not view.overlays.minimap.geometry().intersects(drawn)
        assert not view.overlays.toolbar.geometry().intersects(drawn)


def test_who_adds_by_keys_alone_finds_every_node_beside_the_one_before(editor, view):
    """The mouse rests: the second node lay on the first, which was to be seen no longer."""
    view.setFocus()
    QCursor.setPos(view.viewport().mapToGlobal(view.viewport().rect().center()))
    for words in ("correlated", "lif", "lif"):
        view.quick_add()
        QTest.keyClicks(view.offered.field, words)
        QTest.keyClick(view.offered.field, Qt.Key.Key_Return)
    areas = [item.scene_area() for item in view.drawing.nodes.values()]
    assert len(areas) == 3
    for index, area in enumerate(areas):
        assert not any(area.intersects(other) for other in areas[index + 1 :])
    room = [after.left() - before.right() for before, after in pairwise(areas)]
    assert min(room) > 96.0, "a link between two has room for its badge"

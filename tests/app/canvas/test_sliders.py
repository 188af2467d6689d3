"""Sliders beneath nodes, under the mouse and the keys of a person."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.canvas.image import WantedImage, sheet
from app.canvas.painting.slider_strip import grip_of, track_of
from app.canvas.popups import slider_keys as slider_hand
from app.canvas.popups.context_menu import menu_for
from app.canvas.popups.slider_popup import SliderPopup
from app.canvas.scene.hit import Hit
from app.commands import intentions
from app.document.document import Document
from app.document.file.clipboard import copied_elements, pasted
from app.document.meaning.meaning import meaning
from app.document.node_slider import NodeSlider
from app.document.vocabulary import value_of
from engine.network.values import Normal
from tests.app.canvas.test_mini_plots import action, picture

TAU, T_REF = NodeSlider("tau_m", 5.0, 25.0), NodeSlider("t_ref", 0.0, 4.0)


@pytest.fixture
def neuron(editor, view, pair) -> str:
    """The first of a pair, with two sliders; nothing to undo."""
    for name in ("tau_m", "t_ref"):
        intentions.pin_slider(editor, (pair[0],), name)
    intentions.set_slider_range(editor, pair[0], "tau_m", 5.0, 25.0)
    editor.undo_stack.clear()
    return pair[0]


def place(view, node: str, name: str, share: float) -> QPointF:
    """A point of a slider's track in the scene."""
    item = view.drawing.nodes[node]
    track = track_of(item.strip, [shown.name for shown in item.sliders].index(name)).translated(item.pos())
    return QPointF(track.left() + share * track.width(), track.center().y())


def grip(view, node: str, name: str) -> QPointF:
    item = view.drawing.nodes[node]
    row = [shown.name for shown in item.sliders].index(name)
    return grip_of(track_of(item.strip, row), item.sliders[row]) + item.pos()


def tau(editor, node: str) -> float:
    return value_of(editor.document.nodes[node], "tau_m")


def popup_of(view) -> SliderPopup:
    """The one that is open; those that closed are gone with the next turn of events."""
    QApplication.sendPostedEvents(None, 52)  # deletions
    (found,) = [popup for popup in view.findChildren(SliderPopup) if popup.isVisible()]
    return found


def type_into(field, text: str, key=Qt.Key.Key_Tab) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, key)


# ---- putting them there


def test_the_menu_of_a_node_puts_a_slider_there_as_one_step_and_takes_it_away(editor, view, pair):
    def menu() -> QMenu:
        return menu_for(view, Hit(node=view.drawing.nodes[pair[0]]), QPointF())

    entry = action(menu(), "Sliders at the node", "Membrane time constant")
    assert entry.isCheckable() and not entry.isChecked()
    entry.trigger()
    assert editor.document.nodes[pair[0]].sliders == (NodeSlider("tau_m", 0.0, 20.0),), "0 to twice the value"
    item = view.drawing.nodes[pair[0]]
    assert not item.strip.isEmpty() and not item.strip.intersects(item.area)
    assert action(menu(), "Sliders at the node", "Membrane time constant").isChecked()
    action(menu(), "Sliders at the node", "Membrane time constant").trigger()
    assert item.strip.isEmpty() and editor.undo_stack.count() == 2
    editor.undo_stack.undo()
    assert editor.document.nodes[pair[0]].sliders == (NodeSlider("tau_m", 0.0, 20.0),)
    editor.undo_stack.undo()
    assert editor.document.nodes[pair[0]].sliders == () and not editor.undo_stack.can_undo


def test_several_nodes_get_one_each_as_one_step(editor, view, pair):
    editor.selection.set(pair)
    menu = menu_for(view, Hit(node=view.drawing.nodes[pair[0]]), QPointF())
    action(menu, "Sliders at the node", "Refractory time").trigger()
    assert [len(editor.document.nodes[i].sliders) for i in pair] == [1, 1] and editor.undo_stack.count() == 1
    note = intentions.add_note(editor, (0.0, 400.0))
    menu = menu_for(view, Hit(node=view.drawing.nodes[note]), QPointF())
    assert "Sliders at the node" not in [entry.text() for entry in menu.actions()]


# ---- the mouse


def test_a_drag_of_the_grip_changes_the_value_as_one_step(editor, hand, view, neuron):
    values: list[float] = []
    editor.changed.connect(lambda _change: values.append(tau(editor, neuron)))
    hand.drag(grip(view, neuron, "tau_m"), place(view, neuron, "tau_m", 0.75))
    assert tau(editor, neuron) == pytest.approx(20.0, abs=0.3) and len(values) > 3, "live, at every move"
    assert values == sorted(values) and editor.undo_stack.count() == 1
    assert editor.selection.ids == (), "what is selected elsewhere stays"
    assert (grip(view, neuron, "tau_m") - place(view, neuron, "tau_m", 0.75)).manhattanLength() < 3
    editor.undo_stack.undo()
    assert tau(editor, neuron) == 10.0 and "tau_m" not in editor.document.nodes[neuron].parameters


def test_a_press_on_the_track_brings_the_grip_and_beyond_its_end_is_its_end(editor, hand, view, neuron):
    hand.click(place(view, neuron, "tau_m", 0.5))
    assert tau(editor, neuron) == pytest.approx(15.0, abs=0.3)
    hand.drag(grip(view, neuron, "tau_m"), place(view, neuron, "tau_m", 1.6))
    assert tau(editor, neuron) == 25.0
    assert editor.undo_stack.count() == 2, "two gestures are two steps"


def test_escape_gives_the_value_of_before_the_drag_back(editor, hand, view, neuron):
    hand.press(grip(view, neuron, "tau_m"))
    hand.move(place(view, neuron, "tau_m", 0.9))
    assert tau(editor, neuron) > 20.0
    hand.key(Qt.Key.Key_Escape)
    hand.release(place(view, neuron, "tau_m", 0.9))
    assert tau(editor, neuron) == 10.0 and "tau_m" not in editor.document.nodes[neuron].parameters


def test_a_value_that_may_not_be_zero_stops_a_step_above_it(editor, hand, view, neuron):
    intentions.set_slider_range(editor, neuron, "tau_m", 0.0, 20.0)
    hand.drag(grip(view, neuron, "tau_m"), place(view, neuron, "tau_m", -0.5))
    assert 0.0 < tau(editor, neuron) <= 0.2
    assert meaning(editor.document).description.populations[0].parameters["tau_m"] == tau(editor, neuron)


def test_the_words_of_a_slider_move_its_node(editor, hand, view, neuron):
    item = view.drawing.nodes[neuron]
    words = item.placed.strip.topLeft() + QPointF(20.0, 12.0)
    before, strip = item.pos(), item.placed.strip
    hand.drag(words, words + QPointF(96.0, 48.0))
    assert item.pos() == before + QPointF(96.0, 48.0) and item.placed.strip == strip.translated(96.0, 48.0)
    assert tau(editor, neuron) == 10.0


def test_values_that_differ_between_neurons_have_no_grip(editor, hand, view, neuron):
    intentions.set_parameter(editor, (neuron,), "tau_m", Normal(10.0, 1.0))
    steps = editor.undo_stack.count()
    hand.click(place(view, neuron, "tau_m", 0.5))
    assert editor.undo_stack.count() == steps and tau(editor, neuron) == Normal(10.0, 1.0)
    hand.click(place(view, neuron, "t_ref", 0.75))
    assert value_of(editor.document.nodes[neuron], "t_ref") == pytest.approx(3.0, abs=0.1)


# ---- typing


def test_a_double_click_types_a_value_with_its_unit(editor, hand, view, neuron):
    item = view.drawing.nodes[neuron]
    hand.double_click(item.placed.strip.topLeft() + QPointF(30.0, 12.0))
    popup = popup_of(view)
    assert popup.value.value == 10.0
    type_into(popup.value, "0.02 s", Qt.Key.Key_Return)
    QApplication.processEvents()
    assert tau(editor, neuron) == 20.0 and editor.undo_stack.count() == 1
    assert not view.findChildren(SliderPopup) or not popup.isVisible()


def test_the_first_click_of_a_double_click_leaves_the_value_as_it_was(editor, hand, view, neuron):
    """It moved the value to where the mouse was, and what was to be typed began with that."""
    hand.double_click(place(view, neuron, "tau_m", 0.8))
    assert popup_of(view).value.value == 10.0
    assert editor.undo_stack.count() == 0 and "tau_m" not in editor.document.nodes[neuron].parameters


def test_a_typed_value_that_is_not_allowed_is_refused_in_a_sentence(editor, hand, view, neuron):
    view.sliders.open(neuron, "tau_m")
    popup = popup_of(view)
    type_into(popup.value, "-3", Qt.Key.Key_Return)
    QApplication.processEvents()
    assert popup.isVisible() and "above 0" in popup.objection.words and editor.undo_stack.count() == 0


def test_the_menu_of_a_slider_changes_its_range_and_refuses_one_that_is_none(editor, view, neuron):
    item = view.drawing.nodes[neuron]
    menu = menu_for(view, view.drawing.hit(item.placed.strip.topLeft() + QPointF(30.0, 12.0)), QPointF())
    assert [entry.text() for entry in menu.actions() if entry.text()] == [
        "Type a value…", "Range…", "Back to the default", "Vary…", "Take the slider away",
    ]  # fmt: skip
    action(menu, "Range…").trigger()
    popup = popup_of(view)
    type_into(popup.high, "0.05 s")
    assert editor.document.nodes[neuron].sliders[0] == NodeSlider("tau_m", 5.0, 50.0)
    for typed in ("50", "60"):
        type_into(popup.low, typed)
        assert popup.objection.words == "The lower end of the range must lie below the upper end."
        assert editor.document.nodes[neuron].sliders[0] == NodeSlider("tau_m", 5.0, 50.0)
    type_into(popup.low, "8")
    assert popup.objection.isHidden()
    assert editor.document.nodes[neuron].sliders[0] == NodeSlider("tau_m", 8.0, 50.0)
    type_into(popup.low, "-1")
    assert "at least 0" in popup.objection.words, "beyond what the value may be"
    assert tau(editor, neuron) == 10.0, "the value stays"
    editor.undo_stack.undo()
    assert editor.document.nodes[neuron].sliders[0] == NodeSlider("tau_m", 5.0, 50.0)


def test_a_value_beyond_the_range_stands_at_its_end_and_the_popup_goes_with_its_slider(editor, view, neuron):
    intentions.set_parameter(editor, (neuron,), "tau_m", 80.0)
    assert grip(view, neuron, "tau_m") == place(view, neuron, "tau_m", 1.0)
    view.sliders.open(neuron, "tau_m")
    popup = popup_of(view)
    intentions.unpin_slider(editor, (neuron,), "tau_m")
    assert not popup.isVisible()


# ---- keys


def test_tab_reaches_sliders_and_arrows_move_them(editor, hand, view, neuron, monkeypatch):
    now = [0.0]  # seconds
    monkeypatch.setattr(slider_hand, "monotonic", lambda: now[0])
    other = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (900.0, 0.0))
    intentions.pin_slider(editor, (other,), "E_L")
    editor.undo_stack.clear()
    hand.key(Qt.Key.Key_Tab)
    assert view.sliders.shown is not None and view.sliders.shown.name == "tau_m"
    assert view.drawing.nodes[neuron].focused_slider == "tau_m" and view.drawing.focus_id == neuron
    assert "First: slider Membrane time constant, 10" in view.accessibleDescription().replace("\u00a0", " ")
    for _ in range(3):
        hand.key(Qt.Key.Key_Right)
    assert tau(editor, neuron) == pytest.approx(10.6) and editor.undo_stack.count() == 1, "a burst is one step"
    now[0] += 2 * slider_hand.BURST
    hand.key(Qt.Key.Key_End)
    assert editor.undo_stack.count() == 2, "and what comes later is another"
    assert tau(editor, neuron) == 25.0
    hand.key(Qt.Key.Key_Home)
    assert tau(editor, neuron) == 5.0
    intentions.set_parameter(editor, (neuron,), "tau_m", 80.0)
    hand.key(Qt.Key.Key_Home)
    assert tau(editor, neuron) == 5.0, "from beyond the range too"
    hand.key(Qt.Key.Key_PageUp)
    hand.key(Qt.Key.Key_Up)
    hand.key(Qt.Key.Key_Down)
    assert tau(editor, neuron) == pytest.approx(7.0)
    hand.key(Qt.Key.Key_Tab)
    hand.key(Qt.Key.Key_Tab)
    assert view.sliders.shown.name == "E_L" and view.drawing.nodes[neuron].focused_slider == ""
    hand.key(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert view.sliders.shown.name == "t_ref"
    hand.key(Qt.Key.Key_Escape)
    assert view.sliders.shown is None and view.drawing.nodes[neuron].focused_slider == ""


def test_enter_types_and_tab_begins_at_the_node_that_has_the_keyboard(editor, hand, view, neuron, pair):
    intentions.pin_slider(editor, (pair[1],), "V_th")
    view.drawing.set_focus(pair[1])
    hand.key(Qt.Key.Key_Tab)
    assert view.sliders.shown.name == "V_th"
    hand.key(Qt.Key.Key_Return)
    popup = popup_of(view)
    assert popup.value.value == -55.0
    type_into(popup.value, "-48", Qt.Key.Key_Return)
    assert value_of(editor.document.nodes[pair[1]], "V_th") == -48.0


def test_arrows_go_from_node_to_node_again_where_no_slider_has_the_keyboard(editor, hand, view, neuron, pair):
    hand.key(Qt.Key.Key_Tab)
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_Right)
    assert view.drawing.focus_id == pair[1] and tau(editor, neuron) == 10.0
    hand.key(Qt.Key.Key_Tab)
    hand.click(hand.middle(pair[1]))
    assert view.sliders.shown is None


# ---- where they stand, and what is painted


@pytest.mark.parametrize("zoom", [0.2, 0.4, 1.0, 2.0])
def test_they_are_painted_from_near_and_not_from_far(editor, view, neuron, zoom):
    view.set_zoom(zoom)
    area = view.drawing.nodes[neuron].placed.strip.adjusted(2, 2, -2, -2)
    view.centerOn(area.center())
    shown = picture(view, area)
    intentions.set_parameter(editor, (neuron,), "tau_m", 24.0)
    assert (picture(view, area) != shown).any() == (zoom >= 0.3)


def test_nothing_is_left_behind_where_a_slider_was(editor, view, neuron):
    view.set_zoom(1.0)
    area = view.drawing.nodes[neuron].placed.strip
    view.centerOn(area.center())
    view.grab()
    for name in ("tau_m", "t_ref"):
        intentions.unpin_slider(editor, (neuron,), name)
    inner = area.adjusted(4, 12, -4, -4)
    assert len(np.unique(picture(view, inner).reshape(-1, 3), axis=0)) < 4, "bare ground"


def test_the_keyboard_is_seen_at_the_grip(editor, hand, view, neuron):
    view.set_zoom(1.0)
    area = view.drawing.nodes[neuron].placed.strip
    view.centerOn(area.center())
    before = picture(view, area)
    hand.key(Qt.Key.Key_Tab)
    assert np.abs(picture(view, area) - before).max() > 80
    view.clearFocus()
    assert np.abs(picture(view, area) - before).max() < 40


def test_badges_keep_clear_and_the_whole_network_holds_them(editor, view, pair):
    intentions.connect(editor, pair[0], "out", pair[0], "in")
    for name in ("tau_m", "t_ref", "V_th"):
        intentions.pin_slider(editor, (pair[0],), name)
    view.drawing.settle()
    strip = view.drawing.nodes[pair[0]].placed.strip
    assert view.drawing.content_area().contains(strip)
    assert not any(link.badge.intersects(strip) for link in view.drawing.links.values())


def test_links_downwards_begin_beneath_the_sliders(editor, view, neuron):
    """They ran beneath the strip."""
    below = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (96.0, 420.0))
    back = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (-300.0, 60.0))
    for target in (below, back):
        intentions.connect(editor, neuron, "out", target, "in")
    strip = view.drawing.nodes[neuron].placed.strip
    for thread in view.drawing.links.values():
        assert not any(strip.contains(thread.way.path.pointAtPercent(at / 200)) for at in range(1, 200))


def test_what_is_added_stands_beside_them(editor, view, neuron):
    """It was put onto them: they were no part of what stands in the way."""
    strip = view.drawing.nodes[neuron].placed.strip
    view.centerOn(strip.center() + QPointF(0.0, 120.0))
    view.add_at_centre("neurons/leaky_integrate_and_fire")
    (added,) = editor.selection.ids
    assert not view.drawing.nodes[added].scene_area().intersects(strip)


def test_they_go_into_a_group_with_their_node_and_come_out_again(editor, view, neuron):
    group = intentions.group(editor, (neuron,), (96.0, 0.0))
    assert neuron not in view.drawing.nodes and view.drawing.nodes[group].strip.isEmpty()
    intentions.ungroup(editor, {group: (0.0, 0.0)})
    assert not view.drawing.nodes[neuron].strip.isEmpty()


def test_copies_have_them_and_the_network_means_the_same(editor, view, neuron, pair):
    meant = meaning(editor.document).description
    intentions.pin_slider(editor, (pair[1],), "E_L")
    assert meaning(editor.document).description == meant
    nodes, _ = pasted(Document(), copied_elements(editor.document, (neuron,)), None, 0.0)
    assert nodes[0].sliders == (TAU, T_REF)


def test_an_image_of_the_drawing_holds_them(editor, view, neuron):
    with sheet(editor.document, WantedImage()) as full:
        drawn = full.file(".svg", 96).decode()
    assert "Membrane time" in drawn and "Refractory time" in drawn


def test_the_tooltip_says_name_value_and_range(editor, view, neuron):
    from app.canvas.interaction.hints import hint_for

    words = hint_for(view.drawing.hit(place(view, neuron, "tau_m", 0.5)), {}, view.editor.document, False).replace(
        "\u00a0", " "
    )
    assert words.splitlines()[:2] == ["Membrane time constant: 10 ms", "5.0 ms to 25 ms"]


def test_a_popup_stays_within_the_screen(editor, view, neuron):
    view.sliders.open(neuron, "tau_m")
    popup = popup_of(view)
    popup.open_at(QPoint(100_000, 100_000), popup.value)
    assert view.screen().availableGeometry().contains(popup.geometry())
